"""Data sets, their releases, and how fresh each is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from hyte.core.areas.models import Area, AreaPeriod
from hyte.knowledge.indicators.choices import Rhythm
from hyte.knowledge.indicators.models import Dataset, Release
from hyte.knowledge.indicators.numbers import numbers


def newest_days() -> Mapping[str, date]:
    """The last day of the newest period that has a value, by the data set's key; those without numbers are left out."""
    store = numbers()
    found: dict[str, date] = {}
    for one in store.newest_periods() if store else ():
        if one.areas:
            found[one.dataset] = max(one.period_end, found.get(one.dataset, date.min))
    return found


@dataclass(frozen=True)
class Freshness:
    """How a data set stands: its newest period, its release in force, and what is wrong."""

    dataset: Dataset
    newest: date | None
    is_stale: bool

    @property
    def is_failing(self) -> bool:
        return bool(self.dataset.fault)

    @property
    def has_numbers(self) -> bool:
        return self.dataset.newest_made is not None  # type: ignore[attr-defined]

    @property
    def has_no_rhythm(self) -> bool:
        """Whether nobody can say if newer numbers should be here: neither a rhythm nor a day is told."""
        return self.dataset.rhythm == Rhythm.UNKNOWN and self.dataset.next_due is None

    @property
    def is_in_order(self) -> bool:
        return self.has_numbers and not self.is_stale and not self.is_failing and not self.has_no_rhythm


def datasets_seen(user: Any) -> QuerySet[Dataset]:
    """Data sets with the time of their newest release."""
    newest = Release.objects.standing().filter(dataset=OuterRef("pk"))
    rows: Any = Dataset.objects
    return (
        rows.visible_to(user)
        .select_related("home", "post")
        .annotate(newest_made=Subquery(newest.values("made_at")[:1]), newest_rows=Subquery(newest.values("rows")[:1]))
    )


def homes_of(area: Area, *, today: date) -> list[Area]:
    """The area and the county that it belongs to: a municipality reads the county's data sets too."""
    period = AreaPeriod.objects.at(today).filter(area=area, county__isnull=False).select_related("county").first()
    return [area, period.county] if period and period.county else [area]


def freshness(homes: Sequence[Area], *, user: Any, today: date) -> list[Freshness]:
    """The data sets that the areas keep, those that need something first: failing, without numbers, stale, the rest."""
    newest = newest_days()
    found = datasets_seen(user).live().filter(home__in=homes)
    lines = [freshness_of(dataset, newest, today=today) for dataset in found]
    return sorted(lines, key=lambda one: (not one.is_failing, one.has_numbers, not one.is_stale, str(one.dataset)))


def freshness_of(dataset: Dataset, newest: Mapping[str, date], *, today: date) -> Freshness:
    day = newest.get(dataset.key)
    return Freshness(dataset, day, dataset.is_stale(day, today))


def releases_of(dataset: Dataset) -> list[Release]:
    """The data set's releases, the newest first; also those that were withdrawn."""
    rows = Release.objects.filter(dataset=dataset).select_related("dataset__home").order_by("-made_at", "-pk")
    return list(rows)


def in_force(releases: Sequence[Release]) -> Release | None:
    """The one of a data set's releases, the newest first, that pages read; none where all were withdrawn."""
    return next((release for release in releases if release.withdrawn_at is None), None)


def release_before(release: Release) -> Release | None:
    """The release that this one took the place of."""
    return Release.objects.standing().filter(dataset=release.dataset, made_at__lt=release.made_at).first()
