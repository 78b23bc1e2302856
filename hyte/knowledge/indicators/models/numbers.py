"""What the numbers are: data sets, their releases, and indicators."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Record, RecordQuerySet
from hyte.governance.structure.models import FocusArea, Post, Theme
from hyte.knowledge.indicators.choices import (
    MONTHS_BETWEEN,
    STALE_AFTER,
    IndicatorKind,
    PolarityChoice,
    Rhythm,
    SourceKind,
)
from hyte.knowledge.indicators.units import is_told_per


class Dataset(Record):
    """Numbers that come from one place together; a release replaces all of them."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("how it comes here"), max_length=10, choices=SourceKind)
    address = models.URLField(_("address"), max_length=500, blank=True)
    query = models.JSONField(_("what is asked of the source"), default=dict, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200)
    licence = models.CharField(_("licence"), max_length=100)
    rhythm = models.CharField(_("how often it is renewed"), max_length=12, choices=Rhythm, default=Rhythm.UNKNOWN)
    shows_small_counts = models.BooleanField(_("small counts are shown"), default=False)
    next_due = models.DateField(_("next expected on"), null=True, blank=True)
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="datasets", verbose_name=_("who fetches or answers")
    )
    tried_at = models.DateTimeField(_("last tried"), null=True, editable=False)
    fault = models.CharField(_("what went wrong last"), max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = _("data set")
        verbose_name_plural = _("data sets")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("indicators:dataset", args=[self.home, self.key])

    def is_stale(self, newest: date | None, today: date) -> bool:
        """Whether newer numbers should have come by now: a day that was promised, or the rhythm."""
        if self.next_due is not None:
            return self.next_due < today
        allowed = STALE_AFTER.get(Rhythm(self.rhythm))
        return newest is not None and allowed is not None and today - newest > allowed

    def due_after(self, day: date) -> date | None:
        """The next promised day when new numbers came on a day: a rhythm, or several, after the one that was promised."""
        months, due, times = MONTHS_BETWEEN.get(Rhythm(self.rhythm)), self.next_due, 0
        while self.next_due is not None and months is not None and due is not None and due <= day:
            times += 1
            due = _months_later(self.next_due, times * months)
        return due


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class ReleaseQuerySet(models.QuerySet["Release"]):
    def standing(self) -> Self:
        """The releases that were not taken back, the newest first: the first of a data set is in force."""
        return self.filter(withdrawn_at__isnull=True).order_by("-made_at", "-pk")


class Release(models.Model):
    """One version of a whole data set: a file named by its hash, never changed, and where it came from.

    One that was loaded by mistake is withdrawn: its row stays, for addresses and reports point at it.
    """

    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="releases")
    hash = models.CharField("SHA-256", max_length=64)
    rows = models.PositiveIntegerField(_("rows"))
    address = models.CharField(_("address"), max_length=1000, blank=True)
    source = models.CharField(_("source"), max_length=300)
    licence = models.CharField(_("licence"), max_length=100)
    published_at = models.DateTimeField(_("published by the source"), null=True, blank=True)
    made_at = models.DateTimeField(_("stored"))
    notes = models.JSONField(_("notes"), default=list, blank=True)
    is_example = models.BooleanField(_("invented example"), default=False, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        constraints = [models.UniqueConstraint(fields=["dataset", "hash"], name="release_of_a_dataset_once")]
        indexes = [models.Index(fields=["dataset", "-made_at"])]

    def __str__(self) -> str:
        return f"{self.dataset} {self.hash[:12]}"

    @property
    def home_id(self) -> int:
        return self.dataset.home_id

    @property
    def file_name(self) -> str:
        return f"{self.hash}.parquet"

    def get_absolute_url(self) -> str:
        return reverse("indicators:release", args=[self.dataset.home, self.hash])


class CountedFigures(models.Model):
    """The figures behind a release that hides small counts, for those who keep them; the file is not among the releases."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="counted", verbose_name=_("release"))
    hash = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField(_("stored"))

    class Meta:
        verbose_name = _("figures as they were counted")
        verbose_name_plural = _("figures as they were counted")

    def __str__(self) -> str:
        return f"{self.release} {self.hash[:12]}"

    @property
    def home_id(self) -> int:
        return self.release.home_id


class IndicatorQuerySet(RecordQuerySet):
    def live(self) -> Self:
        """Indicators that were not withdrawn, by themselves or with the data set that gives their numbers."""
        return super().live().filter(dataset__withdrawn_on__isnull=True)


class Indicator(Record):
    """A number that is followed: what it means, how it is read, and which data set gives it."""

    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="indicators")
    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=10, choices=IndicatorKind, default=IndicatorKind.INDEX)
    unit = models.CharField(_("unit"), max_length=80, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=1)
    polarity = models.CharField(
        _("which values are good"), max_length=4, choices=PolarityChoice, default=PolarityChoice.NONE
    )
    definition = models.TextField(_("definition"), blank=True)
    limits = models.TextField(_("what it does not tell"), blank=True)
    age_group = models.CharField(_("age group"), max_length=60, blank=True)
    is_standardised = models.BooleanField(_("age-standardised"), default=False)
    address = models.URLField(_("address at the source"), max_length=500, blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="indicators", verbose_name=_("themes"))
    focus_areas = models.ManyToManyField(
        FocusArea, blank=True, related_name="indicators", verbose_name=_("focus areas")
    )

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        indexes = [models.Index(fields=["dataset", "key"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("indicators:indicator", args=[self.home, self.key])

    @property
    def is_share(self) -> bool:
        """Whether its trend is tested as a share of persons."""
        return self.kind == IndicatorKind.PROPORTION

    @property
    def follows_size(self) -> bool:
        """Whether its numbers grow with the area and so say nothing against a larger one: counts, and sums of money."""
        unit = self.unit_fi or ""  # type: ignore[attr-defined]
        return self.kind == IndicatorKind.COUNT or (self.kind == IndicatorKind.MONEY and not is_told_per(unit))
