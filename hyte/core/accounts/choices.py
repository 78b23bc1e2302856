from django.utils.translation import gettext_lazy as _

from hyte.core.areas.enumerations import TextChoices


class Role(TextChoices):
    READER = "reader", _("reader")
    COORDINATOR = "coordinator", _("wellbeing coordinator")
    SECRETARY = "secretary", _("secretary of a body")
    OFFICIAL = "official", _("responsible official")
    REPRESENTATIVE = "representative", _("elected or appointed representative")
    ANALYST = "analyst", _("analyst")
    PROFESSIONAL = "professional", _("professional")
    EVALUATOR = "evaluator", _("evaluator")
    ASSOCIATION = "association", _("association representative")
    ADMINISTRATOR = "administrator", _("administrator")
    AUDITOR = "auditor", _("auditor")


# Whoever works for the area sees its gaps, overlaps and the state of its evidence.
WORKERS = {
    Role.COORDINATOR,
    Role.SECRETARY,
    Role.OFFICIAL,
    Role.ANALYST,
    Role.PROFESSIONAL,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
}
