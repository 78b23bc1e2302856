from django.utils.translation import gettext_lazy as _

from hyte.core.areas.enumerations import TextChoices


class AssessmentMethod(TextChoices):
    SELF = "self", _("self-assessed by the organisation")
    PERSON = "person", _("audited by an outside person")


class Conformance(TextChoices):
    FULL = "full", _("meets the requirements")
    PARTIAL = "partial", _("meets the requirements in part")
    NONE = "none", _("does not meet the requirements")


class FeedbackSubject(TextChoices):
    ACCESSIBILITY = "accessibility", _("The page is hard to use or not accessible")
    CONTENT = "content", _("Something on the page is wrong or out of date")
    OTHER = "other", _("Something else")


# The law on digital services gives fourteen days to answer feedback on accessibility; all feedback gets them here.
ANSWER_DAYS = 14
# Who supervises the law on digital services since 1.1.2025.
SUPERVISOR = {
    "name": _("Finnish Transport and Communications Agency Traficom"),
    "unit": _("Digital Accessibility Supervision Unit"),
    "web": "https://www.saavutettavuusvaatimukset.fi/",
    "email": "saavutettavuus@traficom.fi",
    "telephone": "029 534 5000",
}
