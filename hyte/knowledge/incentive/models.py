"""The incentive (hyte-kerroin): lists of indicators, rounds, what was officially published, and who answers what.

The product's own calculation is a simulation and is stored nowhere: only what people enter with its source is.
"""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import (
    Area,
    DatedRecord,
    Organisation,
    Record,
    RecordQuerySet,
    ends_after_start,
    must_hold,
    worker_areas,
)
from hyte.governance.structure.models import Post
from hyte.knowledge.incentive.choices import WAITING, Direction, Part, Step, Target
from hyte.knowledge.indicators.models import Indicator


class IncentiveSet(DatedRecord):
    """A version of the list of indicators by which the money is shared, and who has said that it is the official one."""

    name = models.CharField(_("name"), max_length=200)
    label = models.CharField(_("version"), max_length=80)
    target = models.CharField(_("for whom"), max_length=12, choices=Target)
    official_list = models.CharField(_("official list"), max_length=300, blank=True, editable=False)
    official_address = models.URLField(_("address of the list"), max_length=500, blank=True, editable=False)
    official_on = models.DateField(_("checked against the list on"), null=True, blank=True, editable=False)
    official_by = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("checked by"),
    )

    class Meta:
        verbose_name = _("list of incentive indicators")
        verbose_name_plural = _("lists of incentive indicators")
        constraints = [
            ends_after_start("incentive_set_ends_after_start"),
            must_hold(
                "official_list_is_known",
                Q(official_on__isnull=True)
                | (Q(official_by__isnull=False) & ~Q(official_list="") & Q(is_example=False)),
                _("An official list has its name and who checked it, and is no invented example."),
            ),
        ]
        indexes = [models.Index(fields=["target", "home"])]

    def __str__(self) -> str:
        return f"{self.name}, {self.label}"

    def get_absolute_url(self) -> str:
        return reverse("incentive:set", args=[self.home, self.key])

    @property
    def is_official(self) -> bool:
        return self.official_on is not None


class SetIndicatorQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """An indicator is seen with its list."""
        return super().visible_to(user).filter(of__in=IncentiveSet.objects.visible_to(user))


class SetIndicator(Record):
    """An indicator in a list: its part and weight, and for an outcome how its change becomes points."""

    of = models.ForeignKey(IncentiveSet, models.PROTECT, related_name="indicators", verbose_name=_("list"))
    name = models.CharField(_("name"), max_length=300)
    part = models.CharField(_("part"), max_length=8, choices=Part)
    weight = models.FloatField(_("weight within its part"), null=True, blank=True)
    direction = models.CharField(_("which change is good"), max_length=4, choices=Direction, blank=True)
    low = models.FloatField(_("change that gives 0 points"), null=True, blank=True)
    high = models.FloatField(_("change that gives 100 points"), null=True, blank=True)
    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="incentives",
        verbose_name=_("indicator in the catalogue"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = SetIndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("incentive indicator")
        verbose_name_plural = _("incentive indicators")
        ordering = ["order", "pk"]
        constraints = [
            must_hold(
                "incentive_weight_is_a_share",
                Q(weight__isnull=True) | Q(weight__gt=0, weight__lte=1),
                _("A weight is above 0 and at most 1."),
            ),
            must_hold(
                "incentive_limits_in_order",
                Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lt=F("high")),
                _("The change that gives 0 points is smaller than the one that gives 100."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{self.of.get_absolute_url()}#{self.key}"

    @property
    def is_process(self) -> bool:
        return self.part == Part.PROCESS


class RoundQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """A round is seen with its list."""
        return super().visible_to(user).filter(of__in=IncentiveSet.objects.visible_to(user))


class Round(Record):
    """A year's round of the incentive: its list, its pot, and by whose inhabitants it is shared."""

    of = models.ForeignKey(IncentiveSet, models.PROTECT, related_name="rounds", verbose_name=_("list"))
    year = models.PositiveSmallIntegerField(_("year of the money"))
    pot = models.DecimalField(_("pot, €"), max_digits=14, decimal_places=2, null=True, blank=True)
    process_share = models.FloatField(_("share of own work in the coefficient"), default=0.5)
    population = models.PositiveIntegerField(_("inhabitants of all areas together"), null=True, blank=True)
    population_source = models.CharField(_("source of the inhabitants"), max_length=300, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of the incentive")
        verbose_name_plural = _("rounds of the incentive")
        constraints = [
            must_hold(
                "process_share_is_a_share",
                Q(process_share__gte=0, process_share__lte=1),
                _("The share of own work is between 0 and 1."),
            ),
            must_hold("incentive_pot_is_money", Q(pot__isnull=True) | Q(pot__gt=0), _("The pot is above zero.")),
            must_hold(
                "inhabitants_have_a_source",
                Q(population__isnull=True) | ~Q(population_source=""),
                _("Say where the number of inhabitants is from."),
            ),
            models.UniqueConstraint(
                fields=["of", "year", "home"], condition=Q(withdrawn_on__isnull=True), name="round_of_a_year_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of.name} {self.year}"

    def get_absolute_url(self) -> str:
        return f"{reverse('incentive:standing', args=[self.home])}?kierros={self.key}"


class OfRoundQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Figures of a round are seen by whoever sees the round."""
        return self.filter(round__in=Round.objects.visible_to(user))


class RoundPopulation(models.Model):
    """How many inhabitants an area has in a round."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="populations", verbose_name=_("round"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    population = models.PositiveIntegerField(_("inhabitants"))
    home = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("home area"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OfRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("inhabitants in a round")
        verbose_name_plural = _("inhabitants in rounds")
        constraints = [models.UniqueConstraint(fields=["round", "area"], name="inhabitants_of_an_area_once")]

    def __str__(self) -> str:
        return f"{self.round}: {self.area}"


class AreaScore(models.Model):
    """An area's figure of an indicator in a round, as its source tells: points of its own work, or an outcome before and now."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="scores", verbose_name=_("round"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    indicator = models.ForeignKey(
        SetIndicator, models.PROTECT, related_name="scores", verbose_name=_("incentive indicator")
    )
    score = models.FloatField(_("points of own work, 0–100"), null=True, blank=True)
    before = models.FloatField(_("outcome before"), null=True, blank=True)
    now = models.FloatField(_("outcome now"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    home = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("home area"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OfRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure of an area")
        verbose_name_plural = _("figures of areas")
        constraints = [
            models.UniqueConstraint(fields=["round", "area", "indicator"], name="figure_of_an_area_once"),
            must_hold(
                "incentive_points_in_range",
                Q(score__isnull=True) | Q(score__gte=0, score__lte=100),
                _("Points are between 0 and 100."),
            ),
        ]
        indexes = [models.Index(fields=["round", "area"])]

    def __str__(self) -> str:
        return f"{self.area}: {self.indicator}"


class OfficialResult(Record):
    """What an area officially got in a year, as its source tells."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    year = models.PositiveSmallIntegerField(_("year"))
    coefficient = models.FloatField(_("coefficient"), null=True, blank=True)
    money = models.DecimalField(_("money, €"), max_digits=14, decimal_places=2, null=True, blank=True)
    per_inhabitant = models.DecimalField(_("€ per inhabitant"), max_digits=8, decimal_places=2, null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("official result")
        verbose_name_plural = _("official results")
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "home"], condition=Q(withdrawn_on__isnull=True), name="official_result_once"
            ),
            must_hold("official_result_has_a_source", ~Q(source=""), _("Say where the official figure is from.")),
            must_hold(
                "official_result_says_something",
                Q(coefficient__isnull=False) | Q(money__isnull=False) | Q(per_inhabitant__isnull=False),
                _("Give the coefficient, the money or both."),
            ),
            must_hold(
                "official_figures_are_not_negative",
                (Q(coefficient__isnull=True) | Q(coefficient__gte=0, coefficient__lte=100))
                & (Q(money__isnull=True) | Q(money__gte=0))
                & (Q(per_inhabitant__isnull=True) | Q(per_inhabitant__gt=0)),
                _("A coefficient is between 0 and 100, and money is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("incentive:standing", args=[self.home])

    @property
    def full_scale(self) -> int:
        """The largest value of the scale on which the coefficient is published: some are up to 1, others up to 100."""
        return 1 if self.coefficient is not None and self.coefficient <= 1 else 100


class PublishedFigure(Record):
    """A figure of the incentive as a source stated it of a year: history, not a rule to compute by."""

    target = models.CharField(_("for whom"), max_length=12, choices=Target)
    name = models.CharField(_("what it tells"), max_length=250)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("published figure of the incentive")
        verbose_name_plural = _("published figures of the incentive")
        constraints = [
            must_hold("incentive_figure_has_a_source", ~Q(source=""), _("Say where the figure is from.")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("incentive:standing", args=[self.home])


class AnsweringQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Who answers what and how far it is, is for the area's own workers."""
        return self.filter(home__in=worker_areas(user))

    def live(self) -> Self:
        """Answers that were not withdrawn, by themselves or with what is answered: the indicator, its round or its list."""
        standing = {f"{what}__withdrawn_on__isnull": True for what in ("indicator", "round", "round__of")}
        return super().live().filter(**standing)


class Answering(Record):
    """An area's answer to an indicator in a round: who gives it, by when, where it stands."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="answerings", verbose_name=_("round"))
    indicator = models.ForeignKey(
        SetIndicator, models.PROTECT, related_name="answerings", verbose_name=_("incentive indicator")
    )
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="answerings", verbose_name=_("who answers")
    )
    due = models.DateField(_("answer due"), null=True, blank=True)
    step = models.CharField(_("where it stands"), max_length=9, choices=Step, default=Step.NOT_BEGUN)
    step_on = models.DateField(_("since"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = AnsweringQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to follow")
        verbose_name_plural = _("answers to follow")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "indicator", "home"],
                condition=Q(withdrawn_on__isnull=True),
                name="answer_followed_once",
            )
        ]
        indexes = [models.Index(fields=["home", "step", "due"])]

    def __str__(self) -> str:
        return f"{self.indicator} ({self.round.year})"

    def get_absolute_url(self) -> str:
        return f"{reverse('incentive:follow-up', args=[self.home])}?kierros={self.round.key}#{self.key}"

    def is_late(self, day: Any) -> bool:
        """Whether the answer should have come before the day and has not."""
        return self.step in WAITING and self.due is not None and self.due < day


class IncentiveAct(Record):
    """Something an area could do, and the process indicators whose answer it would make true."""

    title = models.CharField(_("what would be done"), max_length=250)
    description = models.TextField(_("description"), blank=True)
    indicators = models.ManyToManyField(
        SetIndicator, related_name="acts", verbose_name=_("indicators whose answer it makes true")
    )
    effort = models.FloatField(_("weight of effort"), null=True, blank=True)

    class Meta:
        verbose_name = _("act to try out")
        verbose_name_plural = _("acts to try out")
        constraints = [
            must_hold(
                "effort_is_above_zero", Q(effort__isnull=True) | Q(effort__gt=0), _("The weight of effort is above 0.")
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('incentive:what-if', args=[self.home])}?teko={self.key}"
