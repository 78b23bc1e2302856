"""An area's profile: all indicators of a set on one page, each beside its earlier number and those of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from hyte.core.areas.models import Area
from hyte.knowledge.indicators.choices import PolarityChoice
from hyte.knowledge.indicators.models import Indicator, IndicatorSet
from hyte.knowledge.indicators.queries.catalogue import CatalogueFilter, listed_indicators, members_of
from hyte.knowledge.indicators.queries.circle import Circle
from hyte.knowledge.indicators.queries.peers import Peers, peers_of
from hyte.knowledge.indicators.small_charts import Spine, spine_of
from hyte.knowledge.stats.choices import Withheld
from hyte.knowledge.stats.store.reading import Latest, Numbers

CHARTED = 2  # values that a middle, or a place among others, needs at least


@dataclass(frozen=True)
class ProfileRow:
    """An indicator in the profile; numbers beside the area's own are of the same period, others are not there."""

    indicator: Indicator
    number: Latest | None
    group: str = ""
    county: Latest | None = None
    country: float | None = None
    peers: float | None = None
    spine: Spine | None = None
    is_countys: bool = False


@dataclass(frozen=True)
class Profile:
    """The rows in the set's order, the peers, and what the middle line of the spine is."""

    rows: list[ProfileRow]
    peers: Peers
    is_against_country: bool

    @property
    def has_others(self) -> bool:
        return any(row.county is not None or row.peers is not None for row in self.rows)

    @property
    def has_spine(self) -> bool:
        return any(row.spine is not None for row in self.rows)


def profile_of(circle: Circle, *, user: Any, day: date, chosen: IndicatorSet | None, figures: Numbers) -> Profile:
    """The profile of an area; one question of the store for all its numbers, however many indicators there are."""
    groups, indicators = _indicators(circle, user=user, day=day, chosen=chosen)
    keys = [indicator.key for indicator in indicators]
    peers = peers_of(circle.area, figures=figures, among=_with_numbers(keys, figures))
    codes = [*circle.by_code, *peers.codes]
    found = figures.latest_of_area(circle.area.code, keys, comparators=codes) if keys else []
    numbers: dict[str, dict[str, Latest]] = {}
    for row in found:
        numbers.setdefault(row.indicator, {}).setdefault(row.area, row)
    against_country = _is_against_country(numbers, circle.area)
    rows = [
        _row(indicator, groups.get(indicator.pk, ""), numbers.get(indicator.key, {}), circle, peers, against_country)
        for indicator in indicators
    ]
    return Profile(rows, peers, against_country)


def _indicators(
    circle: Circle, *, user: Any, day: date, chosen: IndicatorSet | None
) -> tuple[dict[int, str], list[Indicator]]:
    """The set's indicators in its own order with their groups; all by name where no set is chosen."""
    narrowed = CatalogueFilter(set=chosen.key if chosen else "")
    indicators = list(listed_indicators(circle, user=user, day=day, chosen=narrowed))
    if chosen is None:
        return {}, indicators
    members = list(members_of(chosen.key, day=day).order_by("order", "pk").values_list("indicator", "group"))
    places = {pk: place for place, (pk, _group) in enumerate(members)}
    return dict(members), sorted(indicators, key=lambda one: places.get(one.pk, len(places)))


def _with_numbers(keys: Sequence[str], figures: Numbers) -> list[str]:
    """The areas that have numbers of the usual indicator: the one in the middle by how many areas it reaches."""
    wanted = set(keys)
    newest = sorted((one for one in figures.newest_periods() if one.indicator in wanted), key=lambda one: one.areas)
    if not newest:
        return []
    usual = newest[len(newest) // 2]
    rows = figures.areas_of(usual.indicator, (usual.period_start, usual.period_end))
    return [row.area for row in rows if row.value is not None]


def _is_against_country(numbers: dict[str, dict[str, Latest]], area: Area) -> bool:
    """Whether most of the area's numbers have the country's beside them; the spine has one middle for all rows.

    What follows the size of the area has no place among others and is not asked.
    """
    own = [rows[area.code] for rows in numbers.values() if area.code in rows]
    own = [row for row in own if row.no_verdict != Withheld.FOLLOWS_SIZE]
    return 2 * sum(row.reference is not None for row in own) >= len(own)


def _row(
    indicator: Indicator, group: str, numbers: dict[str, Latest], circle: Circle, peers: Peers, against_country: bool
) -> ProfileRow:
    own, county = numbers.get(circle.area.code), numbers.get(circle.county.code) if circle.county else None
    if (own is None or own.value is None) and county is not None and county.value is not None:
        return ProfileRow(indicator, county, group, is_countys=county.area != circle.area.code)
    if own is None or own.value is None:
        return ProfileRow(indicator, own, group)
    same = {code: row for code, row in numbers.items() if _is_beside(row, own)}
    of_peers = [row.value for code, row in same.items() if code in peers.codes and row.value is not None]
    return ProfileRow(
        indicator,
        own,
        group,
        county=same.get(circle.county.code) if circle.county and circle.county != circle.area else None,
        country=own.reference,
        peers=median(of_peers) if len(of_peers) >= CHARTED else None,
        spine=_spine(indicator, own, same, circle, against_country),
    )


def _is_beside(row: Latest, own: Latest) -> bool:
    return row.value is not None and (row.period_start, row.period_end) == (own.period_start, own.period_end)


def _spine(
    indicator: Indicator, own: Latest, same: dict[str, Latest], circle: Circle, against_country: bool
) -> Spine | None:
    """The area among the municipalities of its county, around the country's number or the municipalities' middle."""
    codes = {area.code for area in circle.municipalities}
    others = [row.value for code, row in same.items() if code in codes and row.value is not None]
    if len(others) < CHARTED or own.value is None or indicator.follows_size:
        return None
    centre = own.reference if against_country else median(others)
    if centre is None:
        return None
    return spine_of(own.value, centre=centre, others=others, is_low_good=indicator.polarity == PolarityChoice.LOW)
