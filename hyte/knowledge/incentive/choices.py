from django.utils.translation import gettext_lazy as _

from hyte.core.areas.enumerations import TextChoices


class Target(TextChoices):
    """Whose incentive it is; the words are those of an area's kind."""

    MUNICIPALITY = "municipality", _("municipalities")
    COUNTY = "county", _("wellbeing services counties")


class Part(TextChoices):
    """What an indicator tells of: the area's own work as it stands, or a change in how people are."""

    PROCESS = "process", _("own work (process)")
    OUTCOME = "outcome", _("change in wellbeing (outcome)")


class Direction(TextChoices):
    """Which change of an outcome is for the better."""

    UP = "up", _("a rise is good")
    DOWN = "down", _("a fall is good")


SIGNS = {Direction.UP: 1, Direction.DOWN: -1}


class Step(TextChoices):
    """Where the answer to an indicator stands."""

    NOT_BEGUN = "not_begun", _("not begun")
    ASKED = "asked", _("asked")
    ANSWERED = "answered", _("answered")
    SENT = "sent", _("sent")


NEXT = {
    Step.NOT_BEGUN: (Step.ASKED, Step.ANSWERED),
    Step.ASKED: (Step.ANSWERED, Step.NOT_BEGUN),
    Step.ANSWERED: (Step.SENT, Step.ASKED),
    Step.SENT: (Step.ANSWERED,),
}
# Until one of these the answer is still to come, so it can be late.
WAITING = (Step.NOT_BEGUN, Step.ASKED)
