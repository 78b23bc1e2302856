"""An indicator's page as pictures: each with its finding in a sentence, drawn from the page's own rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hyte.core.areas.models import Area
from hyte.knowledge.indicators.boundaries import Drawn
from hyte.knowledge.indicators.charts import Mark, Tile, intervals_chart, tile_map, trend_chart
from hyte.knowledge.indicators.findings import comparison_finding, parts_finding, trend_finding
from hyte.knowledge.indicators.models import Indicator
from hyte.knowledge.indicators.queries.indicator import Compared, IndicatorPage
from hyte.knowledge.indicators.shape_map import MappedArea, shape_map
from hyte.knowledge.indicators.shown import light_of, shown_ages, shown_period, shown_sex, shown_value
from hyte.knowledge.stats.choices import Flag
from hyte.knowledge.stats.sources.tiles import tiles_of
from hyte.knowledge.stats.store.reading import Latest
from hyte.knowledge.stats.store.shape import TOTAL


@dataclass(frozen=True)
class Picture:
    """A chart with the sentence that says what it shows; one without a drawing is the sentence alone."""

    finding: str
    drawing: SafeString | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class AreaMap:
    """A map and what a reader of it has to know."""

    drawing: SafeString
    note: str


@dataclass(frozen=True)
class Pictures:
    """The pictures of an indicator's page; what the numbers do not allow is not there."""

    trend: Picture | None
    comparison: Picture | None
    map: AreaMap | None
    parts: Picture | None


def pictures_of(page: IndicatorPage, *, boundaries: Drawn | None = None) -> Pictures:
    """The pictures of a page; areas are held side by side also where the one looked at has no number."""
    trend = _trend(page, page.number) if page.number is not None else None
    return Pictures(trend, _comparison(page), _map(page, boundaries), _parts(page))


def _trend(page: IndicatorPage, number: Latest) -> Picture:
    finding = trend_finding(number, page.indicator, area=page.name)
    known = [row for row in page.history if row.value is not None]
    if len(known) < 2:
        return Picture(finding)
    words = _("%(indicator)s over time. %(finding)s") % {"indicator": page.indicator.name, "finding": finding}
    drawing = trend_chart(page.history, page.others, page.indicator, area=page.name, words=words)
    return Picture(finding, drawing, _notes_of_trend(page))


def _notes_of_trend(page: IndicatorPage) -> tuple[str, ...]:
    """What the signs of the chart mean, as far as it has them."""
    flags = " ".join(row.flags or "" for row in page.history)
    notes = []
    if any(row.lower is not None for row in page.history):
        notes.append(_("The shade around the line is the 95 % interval."))
    if str(Flag.PRELIMINARY) in flags:
        notes.append(_("A hollow sign is a preliminary number."))
    if str(Flag.BREAK) in flags:
        notes.append(_("A dashed upright line is a break, across which years cannot be compared."))
    return tuple(notes)


def of_the_newest_period(page: IndicatorPage) -> list[tuple[Compared, Latest]]:
    """The areas that have a value of one period: the newest that at least two of them have; none where there is none."""
    rows = [(row, row.number) for row in page.compared if row.number is not None and row.number.value is not None]
    newest = {one.area for one in _of_newest([one for _row, one in rows])}
    return [(row, one) for row, one in rows if one.area in newest]


def _of_newest(numbers: Sequence[Latest]) -> list[Latest]:
    known = [one for one in numbers if one.value is not None]
    counts = Counter((one.period_end, one.period_start) for one in known)
    newest = max((period for period, count in counts.items() if count > 1), default=None)
    return [one for one in known if (one.period_end, one.period_start) == newest]


def _comparison(page: IndicatorPage) -> Picture | None:
    rows = of_the_newest_period(page)
    if not rows:
        return None
    number = rows[0][1]
    country = page.circle.country
    names = {row.area.code for row in page.municipalities} or {row.area.code for row, _one in rows}
    judged = [(row.name, one) for row, one in rows if row.area.code in names]
    finding = comparison_finding(judged, page.indicator)
    rows.sort(key=lambda pair: -(pair[1].value or 0.0))
    of_country = next((one.value for row, one in rows if row.area == country), None)
    shown = [(row, one) for row, one in rows if row.area != country]
    if page.indicator.follows_size:
        # What an area is a part of would flatten it.
        of_country, shown = None, [(row, one) for row, one in rows if not row.is_whole]
    marks = [
        Mark(row.name, one.value or 0.0, one.lower, one.upper, light_of(one).colour, row.is_own) for row, one in shown
    ]
    words = _("%(indicator)s by area in %(period)s. %(finding)s") % {
        "indicator": page.indicator.name,
        "period": shown_period(number.period_start, number.period_end),
        "finding": finding,
    }
    notes = [
        _("Only numbers of %(period)s are in the picture.")
        % {"period": shown_period(number.period_start, number.period_end)}
    ]
    if page.number and page.number.period_end != number.period_end:
        told = {"area": page.name, "period": shown_period(page.number.period_start, page.number.period_end)}
        notes.append(_("%(area)s is not among them: its newest number is of %(period)s.") % told)
    if of_country is not None:
        notes.insert(0, _("The dashed line is the whole country."))
    return Picture(finding, intervals_chart(marks, page.indicator, reference=of_country, words=words), tuple(notes))


def _map(page: IndicatorPage, boundaries: Drawn | None) -> AreaMap | None:
    """The municipalities by their boundaries where the installation has fetched them, as tiles until then."""
    is_country = page.circle.area == page.circle.country
    found = page.nationwide if is_country else [one for _row, one in of_the_newest_period(page)]
    numbers = {one.area: one for one in _of_newest(found)}
    if boundaries is None:
        return _tiles(page, numbers)
    names = {} if is_country else page.circle.by_code
    own = page.area.code
    areas = [_mapped(code, names, numbers.get(code), page.indicator, is_own=code == own) for code in boundaries.shapes]
    if not any(area.text for area in areas):
        return None
    words = _("Map: %(indicator)s by municipality. %(counts)s.") % {
        "indicator": page.indicator.name,
        "counts": _counts([numbers.get(area.code) for area in areas]),
    }
    whose = {"source": boundaries.source, "licence": boundaries.licence}
    note = _("Hatched areas have no number. Boundaries: %(source)s (%(licence)s).") % whose
    drawing = shape_map(areas, boundaries.shapes, version=boundaries.version, words=words)
    return AreaMap(drawing, note)


def _mapped(
    code: str, names: Mapping[str, Area], number: Latest | None, indicator: Indicator, *, is_own: bool
) -> MappedArea:
    name = names[code].name if code in names else ""
    if number is None or number.value is None:
        return MappedArea(code, name, is_own=is_own)
    light = light_of(number)
    return MappedArea(
        code, name, shown_value(number.value, indicator, with_unit=False), light.sign, light.colour, is_own
    )


def _counts(numbers: Sequence[Latest | None]) -> str:
    """How many areas have each verdict, in words, for those who do not see the colours and signs."""
    known = [one for one in numbers if one is not None and one.value is not None]
    counts = Counter(str(light_of(one).word) for one in known).most_common()
    if len(known) < len(numbers):
        counts.append((_("no number"), len(numbers) - len(known)))
    return ", ".join(f"{word}: {count}" for word, count in counts)


def _tiles(page: IndicatorPage, numbers: Mapping[str, Latest]) -> AreaMap | None:
    places = {tile.area: tile for tile in tiles_of(page.circle.county.code)} if page.circle.county else {}
    tiles = []
    for code, place in places.items():
        area, one = page.circle.by_code.get(code), numbers.get(code)
        if area is None:
            continue
        light = light_of(one) if one else None
        text = shown_value(one.value, page.indicator, with_unit=False) if one else "–"
        tiles.append(
            Tile(
                place.row,
                place.column,
                area.name,
                text,
                sign=light.sign if light else "",
                colour=light.colour if light else "",
                is_own=bool(one) and code == page.area.code,
            )
        )
    if not any(tile.text != "–" for tile in tiles):
        return None
    words = _("Tile map: %(indicator)s in the county's municipalities.") % {"indicator": page.indicator.name}
    return AreaMap(tile_map(tiles, words=words), _("Each square is a municipality, roughly where it lies."))


def _parts(page: IndicatorPage) -> Picture | None:
    rows = [row for row in page.parts if row.value is not None]
    if not rows:
        # Why each is missing stands in the table.
        return Picture("") if page.parts else None
    marks = [Mark(part_name(row.sex, row.age_group), row.value or 0.0, row.lower, row.upper) for row in rows]
    finding = parts_finding(rows, page.indicator)
    words = _("%(indicator)s by sex and age. %(finding)s") % {"indicator": page.indicator.name, "finding": finding}
    # A part of a count is always less than all of it.
    reference = page.number.value if page.number and not page.indicator.follows_size else None
    return Picture(finding, intervals_chart(marks, page.indicator, reference=reference, words=words))


def part_name(sex: str, age_group: str) -> str:
    """A part of the population in words: women 20–64."""
    if age_group == TOTAL:
        return shown_sex(sex)
    return shown_ages(age_group) if sex == TOTAL else f"{shown_sex(sex)} {shown_ages(age_group)}"
