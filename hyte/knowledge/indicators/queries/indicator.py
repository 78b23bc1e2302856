"""Everything that one indicator's page shows of one area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from hyte.core.areas.choices import AreaKind
from hyte.core.areas.models import Area
from hyte.knowledge.indicators.models import Indicator
from hyte.knowledge.indicators.queries.circle import Circle
from hyte.knowledge.indicators.queries.peers import Peers, given_peers, peers_of
from hyte.knowledge.indicators.queries.reading import Figures, is_whole
from hyte.knowledge.stats.choices import Sex
from hyte.knowledge.stats.store.reading import Latest, Observation
from hyte.knowledge.stats.store.shape import TOTAL, drawn_in


@dataclass(frozen=True)
class Compared:
    """An area in the comparison: its newest number, and what it is to the area that is looked at."""

    area: Area
    name: str
    number: Latest | None
    is_own: bool = False
    is_whole: bool = False
    is_peer: bool = False
    is_older: bool = False


@dataclass(frozen=True)
class IndicatorPage:
    """An area's number and history, those of others beside it, and its parts by sex and age."""

    indicator: Indicator
    circle: Circle
    area: Area
    number: Latest | None
    own: Latest | None
    history: list[Observation]
    others: dict[str, list[Observation]]
    compared: list[Compared]
    peers: Peers
    parts: list[Observation]
    nationwide: list[Latest]

    @property
    def is_countys(self) -> bool:
        """Whether the number shown is the county's because the area has none."""
        return self.area != self.circle.area

    @property
    def name(self) -> str:
        """The name of the area whose number is shown."""
        return self.circle.name_in(self.area.code, self.number.period_end) if self.number else self.area.name

    @cached_property
    def municipalities(self) -> list[Compared]:
        """The county's municipalities, for the map and the sentence over the comparison."""
        codes = {area.code for area in self.circle.municipalities}
        return [row for row in self.compared if row.area.code in codes]

    @cached_property
    def over_time(self) -> list[tuple[Observation, list[Observation | None]]]:
        """The area's periods, the newest first, each with those of `others` beside it."""
        beside = [{(row.period_start, row.period_end): row for row in rows} for rows in self.others.values()]
        return [(row, [of.get((row.period_start, row.period_end)) for of in beside]) for row in reversed(self.history)]

    @property
    def by_sex(self) -> list[Observation]:
        return [row for row in self.parts if row.age_group == TOTAL]

    @property
    def has_others(self) -> bool:
        return any(row.number is not None and not row.is_own for row in self.compared)


def indicator_page(
    indicator: Indicator, circle: Circle, *, figures: Figures, population: Figures, peers: Sequence[str] | None
) -> IndicatorPage:
    """The page of an indicator: three questions of its numbers, two of populations.

    `peers` are those that the address names; none given has them chosen from the areas that have a number.
    """
    key, own_code = indicator.key, circle.area.code
    period = figures.newest_period(key)
    among = [row.area for row in figures.areas_of(key, period) if row.value is not None] if period else []
    found = (
        given_peers(peers, figures=population)
        if peers is not None
        else peers_of(circle.area, figures=population, among=among)
    )
    # The whole country's page has no list of its municipalities, but a map of them.
    everywhere = [code for code in among if code.startswith("KU")] if circle.area == circle.country else []
    codes = list(dict.fromkeys([*circle.by_code, *found.codes, *everywhere]))
    latest = _of_dataset(figures.latest_of_area(own_code, [key], comparators=codes), indicator)
    numbers = {row.area: row for row in latest}
    own = numbers.get(own_code)
    area = _shown_area(circle, numbers)
    series = _of_dataset(figures.series_of(key, [area.code, *(one.code for one in circle.wholes)]), indicator)
    number = numbers.get(area.code)
    return IndicatorPage(
        indicator=indicator,
        circle=circle,
        area=area,
        number=number,
        own=own,
        history=[row for row in series if row.area == area.code and is_whole(row)],
        others=_others(series, circle, shown=area, follows_size=indicator.follows_size),
        compared=_compared(circle, numbers, found, own=area),
        peers=found,
        parts=_parts(series, area.code, number),
        nationwide=[numbers[code] for code in everywhere if code in numbers],
    )


def _of_dataset(rows: list, indicator: Indicator) -> list:
    """The rows of the data set that gives the indicator."""
    return [row for row in rows if row.dataset == indicator.dataset.key]


def _shown_area(circle: Circle, numbers: dict[str, Latest]) -> Area:
    """The area itself, or its county where it has no number and the county has one."""
    own, county = numbers.get(circle.area.code), circle.county
    if (own is None or own.value is None) and county is not None:
        countys = numbers.get(county.code)
        if countys is not None and countys.value is not None:
            return county
    return circle.area


def _others(
    series: list[Observation], circle: Circle, *, shown: Area, follows_size: bool
) -> dict[str, list[Observation]]:
    """The history of the wholes beside the area's, by their names; a redrawn region is no measure for today's areas.

    Beside a number that follows the area's size only a whole of like size stands: a county's region.
    """
    if follows_size and shown.kind == AreaKind.MUNICIPALITY:
        return {}
    found = {}
    for area in circle.wholes:
        is_redrawn = area == circle.region and circle.redrawn_on is not None
        is_larger = follows_size and area == circle.country
        if area == shown or is_redrawn or is_larger:
            continue
        rows = [row for row in series if row.area == area.code and is_whole(row)]
        if any(row.value is not None for row in rows):
            found[area.name] = rows
    return found | _as_drawn_then(series, circle)


def _as_drawn_then(series: list[Observation], circle: Circle) -> dict[str, list[Observation]]:
    """The history of the region by a division that is no more, by its name and year: a line of its own, held against nothing."""
    found: dict[str, list[Observation]] = {}
    for row in series:
        year = drawn_in(row.breakdown)
        if circle.region is not None and row.area == circle.region.code and year and row.sex == row.age_group == TOTAL:
            name = _("%(area)s, division of %(year)s") % {"area": circle.region.name, "year": year}
            found.setdefault(name, []).append(row)
    return found


def _compared(circle: Circle, numbers: dict[str, Latest], peers: Peers, *, own: Area) -> list[Compared]:
    """The wholes, the county's municipalities in Finnish order and the peers, each once."""
    newest = max((row.period_end for row in numbers.values() if row.value is not None), default=None)
    wholes = {area.code for area in circle.wholes}
    peer_codes = set(peers.codes)
    areas = {area.code: area for area in (*circle.municipalities, circle.area, *peers.areas, *circle.wholes)}
    rows = []
    for code, area in areas.items():
        number = numbers.get(code)
        if number is None and code in wholes:
            continue
        rows.append(
            Compared(
                area=area,
                name=circle.name_in(code, number.period_end) if number and code in circle.by_code else area.name,
                number=number,
                is_own=area == own,
                is_whole=code in wholes,
                is_peer=code in peer_codes,
                is_older=bool(number and newest and number.period_end < newest),
            )
        )
    return rows


def _parts(series: list[Observation], area: str, number: Latest | None) -> list[Observation]:
    """The number's period by sex and by age, where the source tells them; the whole is left out."""
    if number is None:
        return []
    period = (number.period_start, number.period_end)
    rows = [row for row in series if row.area == area and (row.period_start, row.period_end) == period]
    order = [str(one) for one in Sex]
    rows = [row for row in rows if row.breakdown == TOTAL and not is_whole(row)]
    return sorted(rows, key=lambda row: (row.age_group != TOTAL, _first_age(row.age_group), order.index(row.sex)))


def _first_age(ages: str) -> int:
    digits = ages.split("-")[0].rstrip("+")
    return int(digits) if digits.isdigit() else 0
