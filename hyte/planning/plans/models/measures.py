"""How it is seen whether an objective or an action gets somewhere: an indicator, an own count, a milestone."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Area, Record, RecordQuerySet, must_hold
from hyte.core.areas.text import shown_day
from hyte.knowledge.indicators.models import Indicator
from hyte.planning.plans.choices import Direction, MeasureKind
from hyte.planning.plans.models.actions import Action
from hyte.planning.plans.models.objectives import Objective

FIRST_YEAR, LAST_YEAR = 2000, 2100  # of targets


class MeasureQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Seen as what it measures."""
        objectives = Objective.objects.visible_to(user).values("pk")
        actions = Action.objects.visible_to(user).values("pk")
        return super().visible_to(user).filter(Q(objective__in=objectives) | Q(action__in=actions))


class Measure(Record):
    """How an objective or an action is measured. A number is never a goal by itself: it says which way is wanted."""

    objective = models.ForeignKey(
        Objective, models.PROTECT, null=True, blank=True, related_name="measures", verbose_name=_("objective")
    )
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="measures", verbose_name=_("action")
    )
    kind = models.CharField(_("kind"), max_length=9, choices=MeasureKind)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="measures", verbose_name=_("indicator")
    )
    name = models.CharField(_("what is counted or reached"), max_length=300, blank=True)
    unit = models.CharField(_("unit"), max_length=80, blank=True)
    direction = models.CharField(_("wanted direction"), max_length=4, choices=Direction, blank=True)
    due = models.DateField(_("to be reached by"), null=True, blank=True)
    reached_on = models.DateField(_("reached on"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        indexes = [models.Index(fields=["home", "kind"])]
        constraints = [
            must_hold(
                "measure_of_one_thing",
                Q(objective__isnull=False, action__isnull=True) | Q(objective__isnull=True, action__isnull=False),
                _("A measure belongs to an objective or to an action, not to both."),
            )
        ]

    def __str__(self) -> str:
        return self.name or (str(self.indicator) if self.indicator else self.key)

    def get_absolute_url(self) -> str:
        return f"{self.of.get_absolute_url()}#mittarit"

    @property
    def of(self) -> Any:
        """The objective or the action that is measured."""
        return self.action or self.objective

    def clean(self) -> None:
        fault = measure_fault(self.kind, indicator=self.indicator_id, name=self.name, due=self.due)
        if fault:
            raise ValidationError({fault[0]: fault[1]})


def measure_fault(kind: str, *, indicator: Any, name: str, due: date | None) -> tuple[str, str] | None:
    """What a measure of a kind lacks: the field and a sentence. Loads ask it too."""
    if kind == MeasureKind.INDICATOR and not indicator:
        return "indicator", gettext("Choose the indicator.")
    if kind != MeasureKind.INDICATOR and indicator:
        return "indicator", gettext("Only a measure by an indicator names one.")
    if kind != MeasureKind.INDICATOR and not name:
        return "name", gettext("Say what is counted or reached.")
    if kind == MeasureKind.MILESTONE and due is None:
        return "due", gettext("Say by which day it is to be reached.")
    return None


class OfMeasureQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Seen as the measure is."""
        return self.filter(measure__in=Measure.objects.visible_to(user).values("pk"))


class OfMeasure(models.Model):
    """A number of a measure."""

    home = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("home area"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    is_example = models.BooleanField(_("invented example"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OfMeasureQuerySet.as_manager()

    class Meta:
        abstract = True


class MeasureTarget(OfMeasure):
    """What a measure should show in a year: the years together are the path."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="targets", verbose_name=_("measure"))
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )

    class Meta:
        verbose_name = _("target of a measure")
        verbose_name_plural = _("targets of measures")
        ordering = ["measure", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "year"],
                name="measure_target_of_a_year_once",
                violation_error_message=_("The measure has a target of this year already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.year}"


class MeasureCount(OfMeasure):
    """What an own count had come to by a day."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="counts", verbose_name=_("measure"))
    day = models.DateField(_("by the day"))

    class Meta:
        verbose_name = _("count of a measure")
        verbose_name_plural = _("counts of measures")
        ordering = ["measure", "day"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "day"],
                name="measure_count_of_a_day_once",
                violation_error_message=_("The measure has a count of this day already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {shown_day(self.day)}"
