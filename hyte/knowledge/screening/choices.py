from django.utils.translation import gettext_lazy as _

from hyte.core.areas.enumerations import TextChoices


class ProgrammeKind(TextChoices):
    AUDIT_C = "audit-c", _("alcohol use (AUDIT-C)")
    VIOLENCE = "violence", _("intimate-partner violence")
    FALL_RISK = "fall-risk", _("risk of falling (FRAT)")
    LIFESTYLE = "lifestyle", _("lifestyle guidance")
    OWN = "own", _("own programme")


# What is known of substances or violence harms whoever is recognised.
SENSITIVE_KINDS = (ProgrammeKind.AUDIT_C, ProgrammeKind.VIOLENCE)


class Counted(TextChoices):
    FORMS = "forms", _("forms, not persons")
    PERSONS = "persons", _("persons, each once")


class Sex(TextChoices):
    ALL = "all", _("all")
    MEN = "men", _("men")
    WOMEN = "women", _("women")


class SourceStatus(TextChoices):
    READ = "read", _("read in the source")
    UNCHECKED = "unchecked", _("not checked in the source")


class TargetMeasure(TextChoices):
    COVERAGE = "coverage", _("coverage")
    BRIEF = "brief", _("brief interventions among those at or above the limit")


class PilotDecision(TextChoices):
    SPREAD = "spread", _("spread")
    STOP = "stop", _("stop")


NEXT = {
    "": {PilotDecision.SPREAD, PilotDecision.STOP},
    PilotDecision.SPREAD: set(),
    PilotDecision.STOP: set(),
}
