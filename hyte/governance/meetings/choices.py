from django.utils.translation import gettext_lazy as _

from hyte.core.areas.enumerations import TextChoices


class MeetingState(TextChoices):
    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


NEXT = {
    MeetingState.PLANNED: {MeetingState.HELD, MeetingState.CANCELLED},
    MeetingState.HELD: set(),
    MeetingState.CANCELLED: {MeetingState.PLANNED},
}


class MatterState(TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class Verb(TextChoices):
    APPROVED = "approved", _("approved")
    NOTED = "noted", _("noted")
    RETURNED = "returned", _("returned")
    DECIDED = "decided", _("decided")
    REJECTED = "rejected", _("rejected")
