"""Differences between the municipalities of a county: a line through them, ordered by how well off they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from hyte.core.areas.models import Area
from hyte.core.audit.kept import Shelf
from hyte.knowledge.indicators.choices import PolarityChoice
from hyte.knowledge.indicators.models import Indicator
from hyte.knowledge.indicators.queries.catalogue import CatalogueFilter, listed_indicators
from hyte.knowledge.indicators.queries.circle import Circle
from hyte.knowledge.indicators.queries.peers import populations_of
from hyte.knowledge.stats.choices import SlopeKind
from hyte.knowledge.stats.limits import z_of
from hyte.knowledge.stats.methods.inequality import FEWEST_GROUPS, slope_index
from hyte.knowledge.stats.store.reading import Latest, Numbers

CONFIDENCE = 0.95
FEW = 20  # groups under which a page says that there are few
KEPT = 50
_drawn = Shelf()


@dataclass(frozen=True)
class Ranked:
    """A municipality in the order of advantage, the least advantaged first."""

    area: Area
    advantage: Latest
    population: float
    number: Latest


@dataclass(frozen=True)
class Inequality:
    """The municipalities in order and what the line through them gives; without a line, `reason` says why."""

    ranked: list[Ranked]
    result: dict[str, Any] | None
    population_year: int | None
    reason: str = ""

    @property
    def is_few(self) -> bool:
        return len(self.ranked) < FEW


TOO_FEW, NO_POPULATION, NO_LIMITS = "too few areas", "no population", "no limits"


def choices_of_inequality(circle: Circle, *, user: Any, day: date) -> tuple[list[Indicator], list[Indicator]]:
    """The indicators to look at, and those by which areas can be put in order: it must be known which end is good."""
    found = list(listed_indicators(circle, user=user, day=day, chosen=CatalogueFilter()))
    return found, [one for one in found if one.polarity != PolarityChoice.NONE]


def inequality_of(indicator: Indicator, advantage: Indicator, circle: Circle, *, figures: Numbers) -> Inequality:
    """The line of an indicator through the county's municipalities, ordered by another indicator."""
    codes = {area.code: area for area in circle.municipalities}
    populations, year = populations_of(figures)
    numbers: dict[str, dict[str, Latest]] = {indicator.key: {}, advantage.key: {}}
    if codes:
        first, *rest = codes
        for row in figures.latest_of_area(first, list(numbers), comparators=rest):
            if row.value is not None:
                numbers[row.indicator].setdefault(row.area, row)
    period = figures.newest_period(indicator.key)
    ranked = [
        Ranked(area, numbers[advantage.key][code], populations.get(code, 0.0), number)
        for code, area in codes.items()
        if (number := numbers[indicator.key].get(code)) is not None
        and code in numbers[advantage.key]
        and (number.period_start, number.period_end) == period
    ]
    sign = 1 if advantage.polarity == PolarityChoice.HIGH else -1
    ranked.sort(key=lambda one: (sign * (one.advantage.value or 0.0), one.area.code))
    if len(ranked) < FEWEST_GROUPS:
        return Inequality(ranked, None, year, TOO_FEW)
    if not all(one.population > 0 for one in ranked):
        return Inequality(ranked, None, year, NO_POPULATION)
    if not all(has_limits(one.number) for one in ranked):
        return Inequality(ranked, None, year, NO_LIMITS)
    key = (figures.derived.hash, indicator.key, advantage.key, tuple(codes))
    result = _drawn.find(key)
    if result is None:
        result = _line(ranked)
        _drawn.keep(key, result, most=KEPT)
    return Inequality(ranked, result, year)


def has_limits(number: Latest) -> bool:
    return number.lower is not None and number.upper is not None


def _line(ranked: Sequence[Ranked]) -> dict[str, Any]:
    """Slope and relative index with simulated limits; standard errors are those that the 95 % limits are as wide as."""
    z = z_of(CONFIDENCE)
    rows = [
        {
            "group": "all",
            "rank": place,
            "population": one.population,
            "value": one.number.value,
            "se": ((one.number.upper or 0.0) - (one.number.lower or 0.0)) / (2 * z),
        }
        for place, one in enumerate(ranked)
    ]
    found: dict[str, Any] = slope_index(
        pa.Table.from_pylist(rows), by=["group"], kind=SlopeKind.PLAIN, confidence=CONFIDENCE
    ).to_pylist()[0]
    return found
