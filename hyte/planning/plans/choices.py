from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hyte.core.areas.enumerations import TextChoices


class PlanKind(TextChoices):
    WELLBEING = "wellbeing", _("wellbeing plan")
    REGIONAL = "regional", _("regional wellbeing plan")
    CHILDREN = "children", _("plan for children and young people")
    OLDER = "older", _("plan for older people")
    PREVENTION = "prevention", _("plan for preventive work")
    DISABILITY = "disability", _("disability policy programme")
    INTEGRATION = "integration", _("integration programme")
    NUTRITION = "nutrition", _("nutrition plan")
    MOVEMENT = "movement", _("programme for physical activity")
    PARTICIPATION = "participation", _("model of participation")
    STRATEGY = "strategy", _("strategy")
    PROJECT = "project", _("project")
    OTHER = "other", _("other plan")


class PlanState(TextChoices):
    DRAFT = "draft", _("draft")
    HANDLING = "handling", _("in handling")
    APPROVED = "approved", _("approved")
    # Its handling was before this register or beside it: what was decided is in the document.
    IN_USE = "in_use", _("in use, handled elsewhere")
    ENDED = "ended", pgettext_lazy("state of a plan", "ended")


# An approved plan is taken up as a draft to be revised; what was approved stays readable meanwhile.
PLAN_NEXT = {
    PlanState.DRAFT: {PlanState.HANDLING},
    PlanState.HANDLING: {PlanState.DRAFT, PlanState.APPROVED},
    PlanState.APPROVED: {PlanState.DRAFT, PlanState.ENDED},
    PlanState.IN_USE: {PlanState.DRAFT, PlanState.ENDED},
    PlanState.ENDED: set(),
}
# Plans whose actions are followed; what is missing from a draft is not yet a gap.
FOLLOWED = (PlanState.APPROVED, PlanState.IN_USE)
# Plans that have not ended: what they hold goes on.
CURRENT = (*FOLLOWED, PlanState.DRAFT, PlanState.HANDLING)


class AgeGroup(TextChoices):
    CHILDREN = "children", _("children and families")
    YOUNG = "young", _("young people and young adults")
    WORKING = "working", _("people of working age")
    OLDER = "older", _("older people")


class Phase(TextChoices):
    PREPARING = "preparing", _("being prepared")
    TRYING = "trying", _("being tried")
    CARRYING_OUT = "carrying_out", _("being carried out")
    ESTABLISHING = "establishing", _("becoming part of the ordinary work")


class Evidence(TextChoices):
    STRONG = "strong", _("strong: shown by reviewed research")
    SOME = "some", _("some: shown by single studies")
    PRACTICE = "practice", _("experience: described and found good in practice")
    NONE = "none", _("none: looked for and not found")
    UNKNOWN = "unknown", _("not known")


class Status(TextChoices):
    PLANNED = "planned", _("planned")
    UNDERWAY = "underway", _("under way")
    DONE = "done", _("done")
    DROPPED = "dropped", _("given up")


# What is done or given up may be taken up again; what was begun cannot become merely planned.
STATUS_NEXT = {
    Status.PLANNED: {Status.PLANNED, Status.UNDERWAY, Status.DONE, Status.DROPPED},
    Status.UNDERWAY: {Status.UNDERWAY, Status.DONE, Status.DROPPED},
    Status.DONE: {Status.DONE, Status.UNDERWAY},
    Status.DROPPED: {Status.DROPPED, Status.UNDERWAY},
}
OPEN = (Status.PLANNED, Status.UNDERWAY)


class Forecast(TextChoices):
    ON_TIME = "on_time", _("will be ready in time")
    AT_RISK = "at_risk", _("may be late or fall short")
    LATE = "late", _("will not be ready in time")
    UNKNOWN = "unknown", _("not known")


class MeasureKind(TextChoices):
    INDICATOR = "indicator", _("indicator")
    COUNT = "count", _("own count")
    MILESTONE = "milestone", _("milestone")


class Direction(TextChoices):
    UP = "up", _("should rise")
    DOWN = "down", _("should fall")
    KEEP = "keep", _("should stay")


class PathState(TextChoices):
    """How the newest number stands against the path of its targets."""

    ON_PATH = "on_path", _("on its path")
    BEHIND = "behind", _("behind its path")
    AWAY = "away", _("away from its path")
    UNKNOWN = "unknown", _("cannot be said")


class Fate(TextChoices):
    CARRY = "carry", _("goes on in the next plan")
    END = "end", _("ends")
    PASS_ON = "pass_on", _("is passed on")
