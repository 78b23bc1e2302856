"""Deaths as a fetched data set tells them: the numbers of an indicator by area, cause, sex and age, and how many lived there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise

from hyte.knowledge.indicators.lost_years import Band, Counted, Period
from hyte.knowledge.indicators.models import DeathTable
from hyte.knowledge.indicators.numbers import numbers
from hyte.knowledge.stats.store.reading import Observation
from hyte.knowledge.stats.store.shape import TOTAL

_BAND = re.compile(r"(?P<first>\d+)(?:-(?P<last>\d+)|(?P<open>\+))?")
_PLACE = tuple[str, str]


@dataclass(frozen=True)
class Deaths:
    """The counts of a period, and the releases that they were read from."""

    rows: list[Counted]
    releases: tuple[str, ...] = ()


def stored_periods(table: DeathTable) -> list[Period]:
    """The periods of the data set's numbers, the newest first; none before any have come."""
    found = numbers()
    return found.periods_of(table.deaths.key) if found is not None and table.deaths is not None else []


def stored_deaths(table: DeathTable, period: Period, *, areas: Collection[str] | None = None) -> Deaths:
    """A period's deaths by area, sex, cause and age band, with the people of each band.

    A band whose deaths or people are not known has no row: absent is not zero.
    """
    found = numbers()
    if found is None or table.deaths is None:
        return Deaths([])
    told = found.parts_of(table.deaths.key, period, areas)
    lived = found.parts_of(table.people.key, period, areas) if table.people is not None else []
    people = _People(lived)
    bands = set(finest_bands(band for row in told if (band := band_of(row.age_group)) is not None))
    rows = []
    for row in told:
        band = band_of(row.age_group)
        if band not in bands or band is None or row.value is None:
            continue
        population = row.denominator if table.people is None else people.of(row.area, row.sex, band)
        if population:
            rows.append(Counted(row.area, row.sex, row.breakdown, band, row.value, population))
    rows.sort(key=lambda row: (row.area, row.sex, row.cause, row.band[0]))
    return Deaths(rows, tuple(dict.fromkeys(row.release for row in (*told, *lived))))


def band_of(age_group: str) -> Band | None:
    """An age group's first and last age: 20-24, 0, 95+; none for all ages together."""
    found = _BAND.fullmatch(age_group)
    if found is None:
        return None
    first = int(found["first"])
    return first, None if found["open"] else int(found["last"] or first)


def finest_bands(bands: Iterable[Band]) -> list[Band]:
    """The narrowest bands that do not overlap, by age: sums over other bands of the same table are left out."""
    found: list[Band] = []
    reached: float = 0
    for first, last in sorted(set(bands), key=lambda band: (band[0], _end(band))):
        if first >= reached:
            found.append((first, last))
            reached = _end((first, last)) + 1
    return found


def _end(band: Band) -> float:
    return float("inf") if band[1] is None else band[1]


class _People:
    """How many live in each area, by sex and age band; wider bands are added up from narrower ones."""

    def __init__(self, rows: Iterable[Observation]) -> None:
        self._rows: dict[_PLACE, dict[Band, float | None]] = defaultdict(dict)
        self._found: dict[tuple[_PLACE, Band], float | None] = {}
        for row in rows:
            band = band_of(row.age_group)
            if band is not None and row.breakdown == TOTAL:
                self._rows[row.area, row.sex][band] = row.value

    def of(self, area: str, sex: str, band: Band) -> float | None:
        """The people of a band; none where its ages are not all told of."""
        place = (area, sex)
        if (place, band) not in self._found:
            self._found[place, band] = self._sum(self._rows.get(place, {}), band)
        return self._found[place, band]

    def _sum(self, rows: dict[Band, float | None], band: Band) -> float | None:
        if band in rows:
            return rows[band]
        inside = finest_bands(one for one in rows if band[0] <= one[0] and _end(one) <= _end(band))
        is_whole = bool(inside) and inside[0][0] == band[0] and _end(inside[-1]) == _end(band)
        if not is_whole or any(later[0] != _end(earlier) + 1 for earlier, later in pairwise(inside)):
            return None
        values = [rows[one] for one in inside]
        known = [value for value in values if value is not None]
        return sum(known) if len(known) == len(values) else None
