"""Rows → pictures. Nothing is fetched; the same content is drawn once and kept under its hash."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings
from django.core.cache import caches
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hyte.governance.structure.raster import FAMILY, font_files
from hyte.knowledge.indicators.shown import Measured
from hyte.knowledge.stats.choices import Flag
from hyte.knowledge.stats.store.reading import Observation

if TYPE_CHECKING:
    import altair as alt

# Raised when the drawing itself changes, so that kept pictures of the old look are not shown.
LOOK = 2
KEPT_SECONDS = 24 * 3600
# Narrow enough that the letters are read on a phone; pages draw it larger where there is room.
WIDTH, LETTERS, LARGER = 420, 13, 1.25
INK, QUIET, GRID, OWN = "#262d30", "#565e62", "#d7dbdc", "#016d7c"
COLOURS = {"success": "#317945", "warning": "#a46e01", "danger": "#b52f31", "info": "#2a669e", "": "#565e62"}
NO_FIGURE = "no-figure"  # the hatching of areas without a number
TINTS = {"success": "#ddeddf", "warning": "#f4e7d4", "danger": "#ffe2df", "info": "#ddeaf8", "": "#ffffff"}
SHAPES = {"success": "triangle-up", "warning": "circle", "danger": "triangle-down", "info": "diamond", "": "square"}
_LOCALES: dict[str, Literal["fi-FI", "sv-SE"]] = {"fi": "fi-FI", "sv": "sv-SE"}


@dataclass(frozen=True)
class Mark:
    """One row of a chart of values with intervals; the colour is empty where nothing was tested."""

    label: str
    value: float
    lower: float | None = None
    upper: float | None = None
    colour: str = ""
    is_own: bool = False


@dataclass(frozen=True)
class Tile:
    """An area's place on the tile map, its number as text, and the sign and colour of its verdict."""

    row: int
    column: int
    name: str
    text: str
    sign: str = ""
    colour: str = ""
    is_own: bool = False


def trend_chart(
    history: Sequence[Observation], others: dict[str, list[Observation]], measured: Measured, *, area: str, words: str
) -> SafeString:
    """An area's numbers over time with their intervals, and those of the wholes it belongs to as thin lines."""
    content = ("trend", measured.unit, area, history, others)
    return kept_picture(content, words, lambda: _trend(history, others, measured.unit, area=area))


def _trend(
    history: Sequence[Observation], others: dict[str, list[Observation]], unit: str, *, area: str
) -> alt.TopLevelMixin:
    import altair as alt

    rows = [row for name, part in {area: history, **others}.items() for row in _over_time(part, name)]
    names = [area, *others]
    x = alt.X(
        "t:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1, grid=False), scale=alt.Scale(zero=False, nice=False)
    )
    y = alt.Y("value:Q", title=unit or None, scale=alt.Scale(zero=False))
    colour = alt.Color(
        "area:N",
        scale=alt.Scale(domain=names, range=[OWN, *["#727a7e", "#a46e01", "#5b3a8c"][: len(others)]]),
        legend=alt.Legend(title=None, orient="top", direction="vertical", symbolType="stroke") if others else None,
    )
    dash = alt.StrokeDash(
        "area:N", scale=alt.Scale(domain=names, range=[[1, 0], [5, 3], [2, 2], [7, 2]][: len(names)]), legend=None
    )
    own = [row for row in rows if row["area"] == area]
    layers = [
        chart_of(alt, [row for row in own if row["lower"] is not None])
        .mark_area(opacity=0.18, color=OWN)
        .encode(x=x, y=alt.Y("lower:Q", title=unit or None), y2="upper:Q"),
        chart_of(alt, rows).mark_line(strokeWidth=2).encode(x=x, y=y, color=colour, strokeDash=dash),
        chart_of(alt, [row for row in own if row["value"] is not None and not row["flagged"]])
        .mark_point(filled=True, size=34, color=OWN, opacity=1)
        .encode(x=x, y=y),
        chart_of(alt, [row for row in own if row["value"] is not None and row["flagged"]])
        .mark_point(filled=True, fill="#ffffff", stroke=OWN, strokeWidth=1.5, size=34, opacity=1)
        .encode(x=x, y=y),
        chart_of(alt, [row for row in own if row["broken"]]).mark_rule(strokeDash=[3, 3], color=QUIET).encode(x=x),
    ]
    return alt.layer(*layers).properties(width=WIDTH - 60, height=210)


def _over_time(rows: Sequence[Observation], area: str) -> list[dict[str, Any]]:
    """A line's points; years without a row are points without a value, so that no line is drawn over them."""
    points: dict[float, dict[str, Any]] = {}
    for row in rows:
        flags = row.flags or ""
        points[row.period_start.year + (row.period_start.month - 1) / 12] = {
            "value": row.value,
            "lower": row.lower,
            "upper": row.upper,
            "flagged": str(Flag.PRELIMINARY) in flags,
            "broken": str(Flag.BREAK) in flags,
        }
    empty = {"value": None, "lower": None, "upper": None, "flagged": False, "broken": False}
    if points and all(moment == int(moment) for moment in points):
        for year in range(int(min(points)), int(max(points))):
            points.setdefault(float(year), empty)
    return [{"area": area, "t": moment, **points[moment]} for moment in sorted(points)]


def intervals_chart(marks: Sequence[Mark], measured: Measured, *, reference: float | None, words: str) -> SafeString:
    """Values as signs with their intervals as lines, in the order given; the reference is a line across."""
    content = ("intervals", measured.unit, marks, reference)
    return kept_picture(content, words, lambda: _intervals(marks, measured.unit, reference=reference))


def _intervals(marks: Sequence[Mark], unit: str, *, reference: float | None) -> alt.TopLevelMixin:
    import altair as alt

    rows = [
        {
            "label": mark.label,
            "value": mark.value,
            "lower": mark.lower,
            "upper": mark.upper,
            "colour": COLOURS[mark.colour],
            "shape": SHAPES[mark.colour],
        }
        for mark in marks
    ]
    bold = [mark.label for mark in marks if mark.is_own]
    weight = {"expr": f"indexof({json.dumps(bold)}, datum.value) >= 0 ? 700 : 400"}
    y = alt.Y(
        "label:N",
        sort=[mark.label for mark in marks],
        title=None,
        axis=alt.Axis(labelLimit=260, labelFontWeight=weight, ticks=False, domain=False),
    )
    x = alt.X("value:Q", title=unit or None, scale=alt.Scale(zero=False, padding=12))
    colour = alt.Color("colour:N", scale=None, legend=None)
    limited = [row for row in rows if row["lower"] is not None and row["upper"] is not None]
    layers = [
        chart_of(alt, limited)
        .mark_rule(strokeWidth=2.5, opacity=0.55)
        .encode(y=y, x=alt.X("lower:Q"), x2="upper:Q", color=colour),
        chart_of(alt, rows)
        .mark_point(filled=True, size=90, opacity=1)
        .encode(y=y, x=x, color=colour, shape=alt.Shape("shape:N", scale=None, legend=None)),
    ]
    if reference is not None:
        layers.insert(
            0,
            chart_of(alt, [{"value": reference}]).mark_rule(color=INK, strokeDash=[4, 3], strokeWidth=1.5).encode(x=x),
        )
    return alt.layer(*layers).properties(width=WIDTH - 190, height={"step": 22})


def tile_map(tiles: Sequence[Tile], *, words: str) -> SafeString:
    """Areas as equal tiles roughly where they lie, each with its number; coloured only where a test was made."""
    return kept_picture(("tiles", tiles), words, lambda: _tiles(tiles))


def _tiles(tiles: Sequence[Tile]) -> alt.TopLevelMixin:
    import altair as alt

    rows = [
        {
            "row": tile.row,
            "column": tile.column,
            "name": tile.name,
            "text": f"{tile.text} {tile.sign}".strip(),
            "fill": TINTS[tile.colour],
            "stroke": OWN if tile.is_own else "#b7bcbf",
            "width": 3 if tile.is_own else 1,
        }
        for tile in tiles
    ]
    columns = len({tile.column for tile in tiles})
    x = alt.X("column:O", axis=None, scale=alt.Scale(paddingInner=0.05, paddingOuter=0.02))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.06, paddingOuter=0.03))
    base = chart_of(alt, rows)
    layers = [
        base.mark_rect(cornerRadius=4).encode(
            x=x,
            y=y,
            fill=alt.Fill("fill:N", scale=None, legend=None),
            stroke=alt.Stroke("stroke:N", scale=None, legend=None),
            strokeWidth=alt.StrokeWidth("width:Q", scale=None, legend=None),
        ),
        base.mark_text(dy=-9, fontSize=LETTERS, color=INK, limit=WIDTH / max(columns, 1) - 8).encode(
            x=x, y=y, text="name:N"
        ),
        base.mark_text(dy=10, fontSize=LETTERS + 1, fontWeight=600, color=INK).encode(x=x, y=y, text="text:N"),
    ]
    return alt.layer(*layers).properties(width=WIDTH, height={"step": 56})


def pyramid_chart(bands: Sequence[tuple[str, float, float]], *, words: str) -> SafeString:
    """Men to the left and women to the right, the oldest on top; each band is (ages, men, women)."""
    return kept_picture(("pyramid", bands), words, lambda: _pyramid(bands))


def _pyramid(bands: Sequence[tuple[str, float, float]]) -> alt.TopLevelMixin:
    import altair as alt

    ages = [band[0] for band in reversed(bands)]
    rows = [{"age": age, "side": -men, "sex": _("men")} for age, men, _women in bands]
    rows += [{"age": age, "side": women, "sex": _("women")} for age, _men, women in bands]
    chart = (
        chart_of(alt, rows)
        .mark_bar()
        .encode(
            y=alt.Y("age:N", sort=ages, title=None, axis=alt.Axis(ticks=False, domain=False)),
            x=alt.X("side:Q", title=None, axis=alt.Axis(labelExpr="format(abs(datum.value), ',')", tickCount=6)),
            color=alt.Color(
                "sex:N",
                scale=alt.Scale(domain=[_("men"), _("women")], range=["#7fb0ba", OWN]),
                legend=alt.Legend(title=None, orient="top"),
            ),
        )
    )
    return chart.properties(width=WIDTH - 50, height={"step": 17})


def chart_of(alt: Any, rows: list[dict[str, Any]]) -> alt.Chart:
    """A chart of rows that travel inside the picture."""
    return alt.Chart(alt.Data(values=rows))


_CONFIG = {
    "background": None,
    "font": FAMILY,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "labelFontSize": LETTERS,
        "titleColor": QUIET,
        "titleFontSize": LETTERS,
        "titleFontWeight": "normal",
        "gridColor": GRID,
        "domainColor": QUIET,
        "tickColor": QUIET,
    },
    "legend": {
        "labelColor": INK,
        "labelFontSize": LETTERS,
        "labelLimit": 320,
        "symbolStrokeWidth": 2.5,
        "rowPadding": 3,
    },
}


_HATCHING = (
    '<defs><pattern id="{mark}-{name}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="7" height="7" fill="#ffffff"/><rect width="2" height="7" fill="#c9cfd2"/></pattern></defs>'
)


def kept_picture(content: Sequence[object], words: str, draw: Callable[[], alt.TopLevelMixin]) -> SafeString:
    """The picture of this content as an SVG element of a page, drawn once; its words are for those who do not see it."""
    language = get_language() or settings.LANGUAGE_CODE
    key = hashlib.sha256(repr((LOOK, language, words, *content)).encode()).hexdigest()
    kept = caches["default"]
    svg: str | None = kept.get(f"indicator-chart-{key}")
    if svg is None:
        import vl_convert

        _register_fonts()
        # Its own check against the schema takes longer than the drawing; the tests make it.
        spec = draw().to_dict(validate=False) | {"config": _CONFIG}
        svg = _for_page(vl_convert.vegalite_to_svg(spec, format_locale=_LOCALES.get(language)), words, mark=key[:8])
        kept.set(f"indicator-chart-{key}", svg, KEPT_SECONDS)
    return mark_safe(svg)


@cache
def _register_fonts() -> None:
    """Have letters measured by the font that pages are written in, so that none is cut."""
    import vl_convert

    for folder in {file.parent for file in font_files()}:
        vl_convert.register_font_directory(str(folder))


def warm_up() -> None:
    """Load what draws, which takes seconds, before a reader waits for the first picture."""
    import altair as alt
    import vl_convert

    _register_fonts()
    dot = alt.Chart(alt.Data(values=[{"x": 0}])).mark_point().encode(x="x:Q")
    vl_convert.vegalite_to_svg(dot.to_dict(validate=False))


# Labels that had no room, and frames of nothing: paper would take a drawing for each.
_UNSEEN = re.compile(
    r'<text\b[^>]* opacity="0"[^>]*>[^<]*</text>|<path class="(?:background|foreground)" d="(?:M0,0h0v0h0Z)?"[^>]*/>'
)


def _for_page(svg: str, words: str, *, mark: str) -> str:
    """Inside a page: as wide as its letters ask, or its place allows; with ids that no other picture of the page has."""
    svg = re.sub(r'(id="|url\(#|href="#)', rf"\g<1>{mark}-", svg)
    opening = svg[: svg.index(">") + 1]
    width, height = re.findall(r' (?:width|height)="([\d.]+)"', opening)
    svg = svg[len(opening) :]
    if f"#{mark}-{NO_FIGURE})" in svg:
        svg = _HATCHING.format(mark=mark, name=NO_FIGURE) + svg
    # A picture is one thing to a screen reader: its words; the table under it holds the numbers.
    svg = re.sub(r' (?:role|aria-[a-z]+|pointer-events)="[^"]*"| opacity="1"', "", svg)
    svg = _UNSEEN.sub("", svg)
    told = {
        "class": "chart",
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {width} {height}",
        "width": f"{float(width) * LARGER:.0f}",
        "role": "img",
        "aria-label": words,
    }
    return "<svg" + "".join(f' {name}="{escape(value)}"' for name, value in told.items()) + f">{svg}"
