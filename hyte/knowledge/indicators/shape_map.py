"""Areas drawn by their boundaries: what is written in each and where. Plain arithmetic and a chart; nothing is fetched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString

from hyte.knowledge.indicators.charts import INK, LETTERS, NO_FIGURE, OWN, TINTS, WIDTH, chart_of, kept_picture

if TYPE_CHECKING:
    import altair as alt

Point = Sequence[float]
Ring = Sequence[Point]
Shape = Sequence[Sequence[Ring]]  # polygons: each an outer ring and its holes

# The middle of Finland's own map projection (ETRS-TM35FIN): degrees east.
MERIDIAN = 27.0
HIGHEST = 560
_LETTER, _LINE = 0.6, 1.25  # how wide a letter is and how high a line, of the size of letters
_SMALL = 8


@dataclass(frozen=True)
class MappedArea:
    """An area of the map: its number as text, the sign and colour of its verdict, empty where it has none."""

    code: str
    name: str
    text: str = ""
    sign: str = ""
    colour: str = ""
    is_own: bool = False


@dataclass(frozen=True)
class _Room:
    """Where an area's words stand, and the degrees that it has to the sides and up and down there."""

    x: float
    y: float
    wide: float
    high: float


def shape_map(areas: Sequence[MappedArea], shapes: Mapping[str, Shape], *, version: str, words: str) -> SafeString:
    """The areas by their boundaries, in Finland's projection; hatched where there is no number, coloured where a test was made.

    `version` tells one set of boundaries from another.
    """
    return kept_picture(("shapes", version, areas), words, lambda: _shapes(areas, shapes))


def _shapes(areas: Sequence[MappedArea], shapes: Mapping[str, Shape]) -> alt.TopLevelMixin:
    import altair as alt

    width, height, scale = _size([point for area in areas for point in _points(shapes[area.code])])
    # The one that is looked at is drawn last, so that its border is whole.
    ordered = sorted(areas, key=lambda area: area.is_own)
    ground = chart_of(alt, [_feature(area, shapes[area.code]) for area in ordered])
    outlines = ground.mark_geoshape(strokeJoin="round").encode(
        fill=alt.Fill("properties.fill:N", scale=None, legend=None),
        stroke=alt.Stroke("properties.stroke:N", scale=None, legend=None),
        strokeWidth=alt.StrokeWidth("properties.width:Q", scale=None, legend=None),
    )
    labels = [line for area in areas for line in _label(area, _room(shapes[area.code]), scale)]
    layers = [outlines]
    for kind, rows in _by_place(labels).items():
        dy, size, weight = kind
        layers.append(
            chart_of(alt, rows)
            .mark_text(dy=dy, fontSize=size, fontWeight=weight, color=INK)
            .encode(longitude="x:Q", latitude="y:Q", text="text:N")
        )
    whole = alt.layer(*layers).project(type="transverseMercator", rotate=[-MERIDIAN, 0, 0])
    return whole.properties(width=width, height=height)


def _feature(area: MappedArea, shape: Shape) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {
            "fill": TINTS[area.colour] if area.text else f"url(#{NO_FIGURE})",
            "stroke": OWN if area.is_own else "#8d9498",
            "width": 2.5 if area.is_own else 0.7,
        },
        "geometry": {"type": "MultiPolygon", "coordinates": [_wound(polygon) for polygon in shape]},
    }


def _wound(polygon: Sequence[Ring]) -> list[list[Point]]:
    """The outer ring clockwise and holes the other way: on a globe, a ring that runs the other way is all the rest of it."""
    return [list(ring) if (_area(ring) < 0) == (place == 0) else list(ring)[::-1] for place, ring in enumerate(polygon)]


def _area(ring: Ring) -> float:
    """Twice the area inside, above zero where the ring runs against the clock."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def _points(shape: Shape) -> list[Point]:
    return [point for polygon in shape for point in polygon[0]]


def _size(points: Sequence[Point]) -> tuple[int, int, float]:
    """The picture's width and height, and how many pixels a degree up is; what is higher than wide is as high as it may."""
    west, east = min(point[0] for point in points), max(point[0] for point in points)
    south, north = min(point[1] for point in points), max(point[1] for point in points)
    across = max((east - west) * cos(radians((south + north) / 2)), 1e-6)
    up = max(north - south, 1e-6)
    scale = min(WIDTH / across, HIGHEST / up)
    return max(round(across * scale), WIDTH // 3), max(round(up * scale), WIDTH // 6), scale


def _room(shape: Shape) -> _Room:
    """Inside the area's largest part: the middle of its longest way across, among a few heights."""
    polygon = max(shape, key=lambda one: abs(_area(one[0])))
    heights = [point[1] for point in polygon[0]]
    south, north = min(heights), max(heights)
    found = []
    for share in (0.5, 0.4, 0.6, 0.3, 0.7):
        y = south + (north - south) * share
        for start, end in _spans(polygon, y, at=1):
            found.append((end - start, (start + end) / 2, y))
    if not found:
        return _Room(polygon[0][0][0], polygon[0][0][1], 0.0, 0.0)
    wide, x, y = max(found)
    spans = [(start, end) for start, end in _spans(polygon, x, at=0) if start <= y <= end]
    start, end = spans[0] if spans else (y, y)
    return _Room(x, y, wide, 2 * min(y - start, end - y))


def _spans(polygon: Sequence[Ring], level: float, *, at: int) -> list[tuple[float, float]]:
    """The parts of a straight line that are inside: across at a latitude (1), or up at a longitude (0)."""
    crossings = []
    for ring in polygon:
        for a, b in pairwise(ring):
            if (a[at] > level) != (b[at] > level):
                crossings.append(a[1 - at] + (level - a[at]) / (b[at] - a[at]) * (b[1 - at] - a[1 - at]))
    crossings.sort()
    return list(zip(crossings[::2], crossings[1::2], strict=False))


def _label(area: MappedArea, room: _Room, scale: float) -> list[dict[str, Any]]:
    """What is written in an area as far as it has room: its name over its number, its number, or the sign alone."""
    wide, high = room.wide * scale * cos(radians(room.y)), room.high * scale
    value = f"{area.text} {area.sign}".strip()
    lines: list[tuple[str, float, int, int]] = []
    if _fits(max(area.name, value, key=len), wide) and high > 2 * LETTERS * _LINE:
        lines = [(area.name, -8, LETTERS - 1, 400), (value, 8, LETTERS, 600)]
    elif value and _fits(value, wide) and high > LETTERS * _LINE:
        lines = [(value, 0, LETTERS, 600)]
    elif area.sign:
        lines = [(area.sign, 0, _SMALL, 600)]
    kinds = [(text, (dy, size, weight)) for text, dy, size, weight in lines if text]
    return [{"text": text, "kind": kind, "x": room.x, "y": room.y} for text, kind in kinds]


def _fits(text: str, wide: float) -> bool:
    # A name may reach a little over its border, as on any map.
    return len(text) * LETTERS * _LETTER < wide * 1.15


def _by_place(labels: Sequence[dict[str, Any]]) -> dict[Any, list[dict[str, Any]]]:
    found: dict[Any, list[dict[str, Any]]] = {}
    for label in labels:
        row = dict(label)
        found.setdefault(row.pop("kind"), []).append(row)
    return found
