"""Peers: areas of like size and the same kind, with which an area's numbers may be held together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from hyte.core.areas.models import Area
from hyte.knowledge.indicators.queries.reading import Figures

# The indicator that tells how many live in each area: the first of these that has numbers.
POPULATION = ("vaesto", "vaesto-ika", "sotkanet-127")
MOST = 5
WIDEST = 2.0  # a peer is at least half of the area's size and at most twice


@dataclass(frozen=True)
class Peers:
    """The chosen areas with their populations, nearest in size first; `reason` says why there are none."""

    areas: tuple[Area, ...] = ()
    populations: Mapping[str, float] | None = None
    own: float | None = None
    year: int | None = None
    reason: str = ""
    is_given: bool = False

    @property
    def codes(self) -> list[str]:
        return [area.code for area in self.areas]

    @property
    def sizes(self) -> list[tuple[Area, float | None]]:
        return [(area, (self.populations or {}).get(area.code)) for area in self.areas]


NO_POPULATION, NO_OWN, NONE_ALIKE = "no population", "no own population", "none alike"


def populations_of(figures: Figures) -> tuple[dict[str, float], int | None]:
    """How many live in each area, by its code, and in which year; empty where no such numbers have come."""
    for indicator in POPULATION:
        period = figures.newest_period(indicator)
        if period is not None:
            rows = figures.areas_of(indicator, period)
            return {row.area: row.value for row in rows if row.value}, period[1].year
    return {}, None


def peers_of(area: Area, *, figures: Figures, among: Iterable[str]) -> Peers:
    """Up to five areas of the same kind whose population is nearest, of those that have numbers."""
    populations, year = populations_of(figures)
    own = populations.get(area.code)
    if not populations or own is None:
        return Peers(reason=NO_POPULATION if not populations else NO_OWN)
    kind = area.code.rstrip("0123456789")
    sizes = {
        code: populations[code]
        for code in set(among)
        if code in populations and code != area.code and code.rstrip("0123456789") == kind
    }
    alike = [code for code, size in sizes.items() if 1 / WIDEST <= size / own <= WIDEST]
    alike.sort(key=lambda code: (abs(log(sizes[code] / own)), code))
    found = _areas(alike[:MOST])
    return Peers(found, populations, own, year, reason="" if found else NONE_ALIKE)


def given_peers(codes: Sequence[str], *, figures: Figures) -> Peers:
    """The areas that an address names as peers."""
    populations, year = populations_of(figures)
    return Peers(_areas(list(dict.fromkeys(codes))[:MOST]), populations, year=year, is_given=True)


def _areas(codes: Sequence[str]) -> tuple[Area, ...]:
    found = {area.code: area for area in Area.objects.filter(code__in=codes)} if codes else {}
    return tuple(found[code] for code in codes if code in found)
