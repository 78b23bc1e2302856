"""An area's budget of a year, its lines as the ledger has them, and the classes of services that lines are of."""

from __future__ import annotations

from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Area, Record, RecordQuerySet, worker_areas
from hyte.planning.budgets.choices import BudgetState, LineKind, Stage


def euros(words: Any, **values: Any) -> models.DecimalField:
    """An amount to the cent; empty where it is not known, which is not zero."""
    return models.DecimalField(words, max_digits=14, decimal_places=2, null=True, blank=True, **values)


class BudgetQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """A proposal is for the workers of its area; an approved budget is public."""
        public = ~Q(state=BudgetState.PROPOSAL)
        return super().visible_to(user).filter(public | Q(home__in=worker_areas(user)))


class Budget(Record):
    """What an area means to spend and to get in a year. The ledger's totals are what its lines must come to."""

    name = models.CharField(_("name"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1990), MaxValueValidator(2100)])
    state = models.CharField(_("state"), max_length=8, choices=BudgetState, default=BudgetState.PROPOSAL)
    file_name = models.CharField(_("file that the lines come from"), max_length=200, blank=True)
    expenditure_planned = euros(_("expenditure in the ledger, planned"))
    expenditure_amended = euros(_("expenditure in the ledger, amended"))
    expenditure_actual = euros(_("expenditure in the ledger, actual"))
    revenue_planned = euros(_("revenue in the ledger, planned"))
    revenue_amended = euros(_("revenue in the ledger, amended"))
    revenue_actual = euros(_("revenue in the ledger, actual"))

    objects = BudgetQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        constraints = [
            models.UniqueConstraint(
                fields=["home", "year"],
                condition=Q(withdrawn_on__isnull=True),
                name="budget_of_a_year_once",
                violation_error_message=_("The area already has a budget of this year."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("budgets:budget", args=[self.home, self.key])


# The ledger's totals by kind of line and stage.
LEDGER = {(kind, stage): f"{kind.value}_{stage.value}" for kind in LineKind for stage in Stage}


class LineQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Seen as the budget is."""
        return self.filter(budget__in=Budget.objects.visible_to(user).values("pk"))

    def live(self) -> Self:
        return self.filter(budget__withdrawn_on__isnull=True)

    def counted(self) -> Self:
        """Lines that the newest file still has: the others count in no sum."""
        return self.filter(is_dropped=False)


class BudgetLine(models.Model):
    """A line of a budget, told from others by its code in the ledger. Its classes and units are as the file has them."""

    key = models.CharField(_("key"), max_length=120, unique=True)
    budget = models.ForeignKey(Budget, models.PROTECT, related_name="lines", verbose_name=_("budget"))
    home = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("home area"))
    code = models.CharField(_("code of the line"), max_length=80)
    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=11, choices=LineKind)
    service_class = models.CharField(_("service class, code"), max_length=20, blank=True)
    account = models.CharField(_("account"), max_length=120, blank=True)
    unit = models.CharField(_("unit"), max_length=200, blank=True)
    planned = euros(_("planned"))
    amended = euros(_("amended"))
    actual = euros(_("actual"))
    is_dropped = models.BooleanField(_("no longer in the file"), default=False)
    is_example = models.BooleanField(_("invented example"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a budget")
        verbose_name_plural = _("lines of budgets")
        indexes = [models.Index(fields=["budget", "kind", "service_class"])]
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "code"],
                name="budget_line_once",
                violation_error_message=_("The budget already has a line of this code."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("budgets:line", args=[self.home, self.budget.key, self.key])


class ServiceClass(Record):
    """A class of services that lines of budgets name by its code; an area reads its own, its county's and the country's."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=200)
    is_in_report = models.BooleanField(_("in the state's report on wellbeing and health"), default=False)
    accounts = models.JSONField(_("accounts that the report counts"), default=list, blank=True)

    class Meta:
        verbose_name = _("service class")
        verbose_name_plural = _("service classes")
        constraints = [
            models.UniqueConstraint(
                fields=["home", "code"],
                condition=Q(withdrawn_on__isnull=True),
                name="service_class_once",
                violation_error_message=_("The area already has a class of this code."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("budgets:classes", args=[self.home])
