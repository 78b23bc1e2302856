"""Who lives in an area: its residents by age and sex."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hyte.core.areas.models import Area
from hyte.knowledge.indicators.queries.circle import Circle
from hyte.knowledge.stats.choices import Sex
from hyte.knowledge.stats.store.reading import Numbers, Observation
from hyte.knowledge.stats.store.shape import TOTAL

# The indicator that tells residents by age and sex.
BY_AGE = "vaesto-ika"
OLD = 65


@dataclass(frozen=True)
class Band:
    """One age group with its men and women."""

    ages: str
    first_age: int
    men: float
    women: float

    @property
    def both(self) -> float:
        return self.men + self.women


@dataclass(frozen=True)
class Pyramid:
    """An area's residents of one period by age, the youngest first, and those of the wholes around it in parts."""

    area: Area
    name: str
    period_start: date
    period_end: date
    bands: list[Band]
    release: str
    flags: str | None
    old_shares: dict[str, float]

    @property
    def total(self) -> float:
        return sum(band.both for band in self.bands)


def pyramid_of(circle: Circle, *, figures: Numbers) -> Pyramid | None:
    """The newest pyramid of the area; its county's, named so, where it has none; None where neither has."""
    wholes = [circle.area, *circle.wholes]
    rows = figures.series_of(BY_AGE, [area.code for area in wholes])
    by_area: dict[str, list[Observation]] = {}
    for row in rows:
        by_area.setdefault(row.area, []).append(row)
    for area in (circle.area, circle.county):
        newest = _newest(by_area.get(area.code, [])) if area else []
        bands = _bands(newest)
        if area is None or not bands:
            continue
        shares = {one.name: _old_share(_bands(_newest(by_area.get(one.code, [])))) for one in wholes}
        first = newest[0]
        return Pyramid(
            area=area,
            name=circle.name_in(area.code, first.period_end),
            period_start=first.period_start,
            period_end=first.period_end,
            bands=bands,
            release=first.release,
            flags=first.flags,
            old_shares={name: share for name, share in shares.items() if share is not None},
        )
    return None


def _newest(rows: Sequence[Observation]) -> list[Observation]:
    """The rows of the newest period that tell men and women by age."""
    parts = [row for row in rows if row.age_group != TOTAL and row.sex != TOTAL and row.breakdown == TOTAL]
    end = max((row.period_end for row in parts if row.value is not None), default=None)
    return [row for row in parts if row.period_end == end]


def _bands(rows: Sequence[Observation]) -> list[Band]:
    """The age groups that have both men and women; none where one of them is missing, since a part would mislead."""
    found: dict[str, dict[str, float | None]] = {}
    for row in rows:
        found.setdefault(row.age_group, {})[row.sex] = row.value
    bands = []
    for ages, sexes in found.items():
        men, women = sexes.get(str(Sex.MALE)), sexes.get(str(Sex.FEMALE))
        first = ages.split("-")[0].rstrip("+")
        if men is None or women is None or not first.isdigit():
            return []
        bands.append(Band(ages, int(first), men, women))
    return sorted(bands, key=lambda band: band.first_age)


def _old_share(bands: Sequence[Band]) -> float | None:
    """The share of those who are at least 65; None where the age groups do not part there."""
    total = sum(band.both for band in bands)
    if not total or OLD not in {band.first_age for band in bands}:
        return None
    return sum(band.both for band in bands if band.first_age >= OLD) / total
