"""Phenomena that money is looked at by, the shares of lines that go to them, and what an area's markers count."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.personal_data import PersonalData
from hyte.core.areas.models import Area, Record, must_hold
from hyte.governance.structure.models import Theme
from hyte.planning.budgets.choices import Basis, Mode, PhenomenonKind, Step
from hyte.planning.budgets.models.budgets import BudgetLine
from hyte.planning.plans.models import Action, Objective

DEFAULT_MARKERS = {Step.PRINCIPAL: Decimal(100), Step.SIGNIFICANT: Decimal(40), Step.NONE: Decimal(0)}


def per_cent(words: Any, **values: Any) -> models.DecimalField:
    """A share of 0 to 100 per cent."""
    limits = [MinValueValidator(0), MaxValueValidator(100)]
    return models.DecimalField(words, max_digits=5, decimal_places=2, validators=limits, **values)


class Phenomenon(Record):
    """Something that money of many units and budgets is put into, with the objectives and actions that it stands behind."""

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    kind = models.CharField(_("kind"), max_length=11, choices=PhenomenonKind, default=PhenomenonKind.OWN)
    mode = models.CharField(_("mode"), max_length=11, choices=Mode)
    principal_means = models.CharField(_("when it is the principal aim"), max_length=400, blank=True)
    significant_means = models.CharField(_("when it is a significant aim"), max_length=400, blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="phenomena", verbose_name=_("themes"))
    objectives = models.ManyToManyField(Objective, blank=True, related_name="phenomena", verbose_name=_("objectives"))
    actions = models.ManyToManyField(Action, blank=True, related_name="phenomena", verbose_name=_("actions"))
    is_shared = models.BooleanField(_("offered to the budgets of other areas"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("phenomenon")
        verbose_name_plural = _("phenomena")
        indexes = [models.Index(fields=["home", "is_shared"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("budgets:phenomenon", args=[self.home, self.key])

    def means(self, step: str) -> str:
        """When a line gets a step of the marker, as the phenomenon says it."""
        return {Step.PRINCIPAL: self.principal_means, Step.SIGNIFICANT: self.significant_means}.get(Step(step), "")


class MarkerSetting(models.Model):
    """How much of a line each step of a marker counts in an area; without a row 100, 40 and 0 per cent."""

    home = models.OneToOneField(Area, models.PROTECT, related_name="marker_setting", verbose_name=_("home area"))
    principal = per_cent(_("principal aim, %"), default=DEFAULT_MARKERS[Step.PRINCIPAL])
    significant = per_cent(_("significant aim, %"), default=DEFAULT_MARKERS[Step.SIGNIFICANT])
    none = per_cent(_("not an aim, %"), default=DEFAULT_MARKERS[Step.NONE])
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("setting of markers")
        verbose_name_plural = _("settings of markers")
        constraints = [
            must_hold(
                "marker_steps_in_order",
                Q(principal__gte=F("significant")) & Q(significant__gte=F("none")),
                _("The principal aim counts at least as much as a significant one, and that at least as much as none."),
            )
        ]

    def __str__(self) -> str:
        return str(self.home)

    @property
    def percents(self) -> dict[str, Decimal]:
        """Per cent by step."""
        return {step.value: getattr(self, step.value) for step in Step}


class ShareQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Seen as the line's budget is."""
        return self.filter(line__in=BudgetLine.objects.visible_to(user).values("pk"))

    def live(self) -> Self:
        return self.filter(line__budget__withdrawn_on__isnull=True, phenomenon__withdrawn_on__isnull=True)


class Share(models.Model):
    """How much of a line goes to a phenomenon, on what basis, from what source, and who said so on which day."""

    line = models.ForeignKey(BudgetLine, models.CASCADE, related_name="shares", verbose_name=_("line of a budget"))
    phenomenon = models.ForeignKey(Phenomenon, models.PROTECT, related_name="shares", verbose_name=_("phenomenon"))
    home = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("home area"))
    basis = models.CharField(_("basis"), max_length=8, choices=Basis)
    step = models.CharField(_("step of the marker"), max_length=11, choices=Step, blank=True)
    percent = per_cent(_("share, %"), null=True, blank=True)
    low = per_cent(_("at least, %"), null=True, blank=True)
    high = per_cent(_("at most, %"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    day = models.DateField(_("day"))
    # Nobody signs an example, a load, or once the signer is erased.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    is_example = models.BooleanField(_("invented example"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ShareQuerySet.as_manager()

    personal_data = PersonalData(
        fields=("author",),
        whose=_("workers"),
        purpose=_("telling who said how much of a budget line goes to a phenomenon"),
        retention=_("as long as the budget is kept; erasure leaves the share without a name"),
        of=lambda user: Share.objects.filter(author=user),
        erase=lambda row: Share.objects.filter(pk=row.pk).update(author=None),
    )

    class Meta:
        verbose_name = _("share of a line")
        verbose_name_plural = _("shares of lines")
        indexes = [models.Index(fields=["phenomenon", "home"])]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "phenomenon"],
                name="budget_share_once",
                violation_error_message=_("The line already has a share of this phenomenon."),
            ),
            must_hold(
                "budget_share_fits_its_basis",
                Q(basis="whole", step="", percent__isnull=True, low__isnull=True, high__isnull=True)
                | (Q(basis="marker", percent__isnull=True, low__isnull=True, high__isnull=True) & ~Q(step=""))
                | Q(basis="measured", step="", percent__isnull=False, low__isnull=True, high__isnull=True)
                | Q(basis="estimate", step="", percent__isnull=False, low__isnull=False, high__isnull=False),
                _("The share does not have what its basis needs."),
            ),
            must_hold(
                "budget_share_inside_its_range",
                Q(low__isnull=True) | (Q(low__lte=F("percent")) & Q(high__gte=F("percent"))),
                _("The estimate is not between its lowest and its highest."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.phenomenon}"

    def get_absolute_url(self) -> str:
        return self.line.budget.get_absolute_url()


def share_fault(
    basis: str, *, step: str, percent: Decimal | None, low: Decimal | None, high: Decimal | None, source: str
) -> tuple[str, str] | None:
    """What a share lacks or has too much for its basis: the field and a sentence."""
    given = {"step": step or None, "percent": percent, "low": low, "high": high}
    needed = {
        Basis.WHOLE: set(),
        Basis.MARKER: {"step"},
        Basis.MEASURED: {"percent"},
        Basis.ESTIMATE: {"percent", "low", "high"},
    }[Basis(basis)]
    for name, value in given.items():
        if name in needed and value is None:
            return name, str(_LACKS[name])
        if name not in needed and value is not None:
            return name, str(_("It does not belong to this basis. Leave it empty."))
    if basis == Basis.MEASURED and not source:
        return "source", str(_("Say what the share was measured from."))
    if percent is not None and not 0 <= percent <= 100:
        return "percent", str(_("A share is from 0 to 100 per cent."))
    if basis == Basis.ESTIMATE and not 0 <= low <= percent <= high <= 100:  # type: ignore[operator]
        return "low", str(
            _("The estimate lies between its lowest and its highest, and these between 0 and 100 per cent.")
        )
    return None


_LACKS = {
    "step": _("Choose the step of the marker."),
    "percent": _("Say how many per cent of the line."),
    "low": _("Say how many per cent it is at least."),
    "high": _("Say how many per cent it is at most."),
}
