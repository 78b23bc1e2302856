from django.utils.translation import gettext_lazy as _

from hyte.core.areas.enumerations import TextChoices


class BudgetState(TextChoices):
    PROPOSAL = "proposal", _("proposal")
    APPROVED = "approved", _("approved")
    CLOSED = "closed", _("accounts closed")


# A proposal is seen by the area's own workers; accounts that were closed may be opened to be corrected.
NEXT = {
    BudgetState.PROPOSAL: {BudgetState.APPROVED},
    BudgetState.APPROVED: {BudgetState.PROPOSAL, BudgetState.CLOSED},
    BudgetState.CLOSED: {BudgetState.APPROVED},
}


class LineKind(TextChoices):
    EXPENDITURE = "expenditure", _("expenditure")
    REVENUE = "revenue", _("revenue")


class Stage(TextChoices):
    PLANNED = "planned", _("planned")
    AMENDED = "amended", _("amended")
    ACTUAL = "actual", _("actual")


class Unit(TextChoices):
    """In what a file has its amounts."""

    EUROS = "euros", _("euros")
    THOUSANDS = "thousands", _("thousands of euros")


class Mode(TextChoices):
    EXCLUSIVE = "exclusive", _("exclusive: shares of a line are at most 100 % together, and sums are allowed")
    OVERLAPPING = "overlapping", _("overlapping: each phenomenon alone, and phenomena are never added up")


class PhenomenonKind(TextChoices):
    OWN = "own", _("own phenomenon")
    CHILD = "child", _("child budgeting")
    GENDER = "gender", _("gender budgeting")
    SUSTAINABLE = "sustainable", _("sustainable development")


class Basis(TextChoices):
    WHOLE = "whole", _("the whole line")
    MARKER = "marker", _("marker")
    MEASURED = "measured", _("measured share")
    ESTIMATE = "estimate", _("expert estimate")


class Step(TextChoices):
    PRINCIPAL = "principal", _("principal aim")
    SIGNIFICANT = "significant", _("significant aim")
    NONE = "none", _("looked at, not an aim")
