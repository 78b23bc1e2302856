from django.utils.translation import gettext_lazy as _

from hyte.core.areas.enumerations import TextChoices


class TemplateKind(TextChoices):
    GENERAL = "general", _("effects of a decision (EVA)")
    CHILDREN = "children", _("effects on children (LAVA)")
    BUSINESS = "business", _("effects on businesses (YRVA)")
    OTHER = "other", _("other assessment")


class Scale(TextChoices):
    FIVE = "five", _("five steps: from clearly weakens to clearly improves")
    THREE = "three", _("three steps: negative, neutral or mixed, positive")


# The sizes that a scale uses, from the worst to the best. A cell without an effect is not assessed, which is no size.
SIZES = {Scale.FIVE: (-2, -1, 0, 1, 2), Scale.THREE: (-1, 0, 1)}
SIZE_WORDS = {
    Scale.FIVE: {
        -2: _("clearly weakens"),
        -1: _("weakens somewhat"),
        0: _("no effect"),
        1: _("improves somewhat"),
        2: _("clearly improves"),
    },
    Scale.THREE: {-1: _("negative"), 0: _("neutral or mixed"), 1: _("positive")},
}
SIZE_SIGNS = {-2: "−−", -1: "−", 0: "0", 1: "+", 2: "++"}


class Depth(TextChoices):
    LIGHT = "light", _("light")
    FULL = "full", _("full")


class AssessmentState(TextChoices):
    DRAFT = "draft", _("being made")
    READY = "ready", _("ready for the decision")
    DECIDED = "decided", _("decided, being followed")
    FOLLOWED = "followed", _("followed up")


# Only the recording of a decision freezes; it is taken back with a reason when it was recorded by mistake.
NEXT = {
    AssessmentState.DRAFT: {AssessmentState.READY},
    AssessmentState.READY: {AssessmentState.DRAFT, AssessmentState.DECIDED},
    AssessmentState.DECIDED: {AssessmentState.READY, AssessmentState.FOLLOWED},
    AssessmentState.FOLLOWED: {AssessmentState.DECIDED},
}
DECIDED = (AssessmentState.DECIDED, AssessmentState.FOLLOWED)


class Certainty(TextChoices):
    CERTAIN = "certain", _("certain")
    LIKELY = "likely", _("likely")
    UNCERTAIN = "uncertain", _("uncertain")
    UNKNOWN = "unknown", _("not known how certain")


class Span(TextChoices):
    SHORT = "short", _("short term")
    LONG = "long", _("long term")
    BOTH = "both", _("short and long term")
    UNKNOWN = "unknown", _("no time span told")


class Group(TextChoices):
    """Whom an effect meets; the age groups are those of plans, so that both speak of the same people."""

    CHILDREN = "children", _("children and families")
    YOUNG = "young", _("young people and young adults")
    WORKING = "working", _("people of working age")
    OLDER = "older", _("older people")
    DISABLED = "disabled", _("people with disabilities")
    IMMIGRANTS = "immigrants", _("people with an immigrant background")
    LOW_INCOME = "low_income", _("people with small incomes")
    UNEMPLOYED = "unemployed", _("unemployed people")
    CARERS = "carers", _("family carers")
    RURAL = "rural", _("residents of villages")
    STAFF = "staff", _("the organisation's own personnel")
    BUSINESSES = "businesses", _("businesses")
    ALL = "all", _("all residents")


# The ages that a group is of; numbers of an age group are offered to the groups whose ages hold most of it.
AGES = {Group.CHILDREN: (0, 17), Group.YOUNG: (13, 29), Group.WORKING: (18, 64), Group.OLDER: (65, 120)}


class Expected(TextChoices):
    RISES = "rises", _("rises")
    FALLS = "falls", _("falls")
    STAYS = "stays", _("stays as it is")


class Grade(TextChoices):
    CAME_TRUE = "came_true", _("came true")
    PARTLY = "partly", _("came true in part")
    NOT = "not", _("did not come true")
    CANNOT_SAY = "cannot_say", _("cannot be judged")


class Verdict(TextChoices):
    """What was said of a matter before it is decided."""

    NEEDED = "needed", _("an assessment is needed")
    WAIVED = "waived", _("no assessment is made, for a reason")
