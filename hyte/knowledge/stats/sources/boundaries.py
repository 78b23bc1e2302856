"""Boundaries of areas from their publisher, as GeoJSON, checked and stored in a file that is named by its hash."""

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.sources.codes import typed_area
from hyte.knowledge.stats.sources.faults import Note, SourceMisread
from hyte.knowledge.stats.sources.fetched import left_out
from hyte.knowledge.stats.sources.fetching import Answer, Client, Request
from hyte.knowledge.stats.sources.lines import Ring, simplified
from hyte.knowledge.stats.store.files import hash_of, place_file

# The division of one year into municipalities, as Statistics Finland's WFS gives it; the property that holds the code.
MUNICIPALITIES = (
    "https://geo.stat.fi/geoserver/wfs?service=WFS&version=2.0.0&request=GetFeature"
    "&typeName=tilastointialueet:kunta4500k_{year}&outputFormat=application/json&srsName=EPSG:4326"
)
MUNICIPALITY_CODE = "kunta"
SOURCE = "Tilastokeskus, tilastointialueet"
LICENCE = "CC BY 4.0"
_DECIMALS = 5  # of a degree: about a metre
_FINLAND = (10.0, 55.0, 40.0, 75.0)  # with room around it: degrees west, south, east, north

_OTHER_AREAS = _("Areas that have no code here (%(areas)s) were left out: %(count)s.")
_NO_COLLECTION = _("%(source)s answered no FeatureCollection, or an empty one, at %(address)s.")
_PART = _("%(source)s answered only a part of the areas at %(address)s.")
_NO_CODE = _("%(source)s answered at %(address)s an area without the property “%(name)s”; it has %(found)s.")
_TWICE = _("%(source)s answered the area %(area)s twice at %(address)s.")
_NO_POLYGON = _(
    "%(source)s answered at %(address)s an area, %(area)s, that is no polygon, or whose line is not closed."
)
_ELSEWHERE = _(
    "%(source)s answered at %(address)s an area, %(area)s, that is not in Finland by longitude and latitude; ask for EPSG:4326."
)


@dataclass(frozen=True, kw_only=True)
class Boundaries:
    """A stored file of boundaries: GeoJSON, each feature's id and property `area` a typed code."""

    path: Path
    hash: str
    areas: tuple[str, ...]
    source: str
    licence: str
    address: str
    published_at: datetime | None
    notes: tuple[Note, ...] = ()


def fetch_boundaries(
    client: Client,
    address: str,
    *,
    folder: Path,
    code: str = MUNICIPALITY_CODE,
    kind: str = "KU",
    tolerance: float = 0.002,
    source: str = SOURCE,
    licence: str = LICENCE,
) -> Boundaries:
    """The boundaries at an address, with fewer points, in a file of the folder.

    `code` is the property that holds an area's code and `kind` (KU, HVA, MK) what the code is of; `tolerance` is in degrees, 0
    keeps every point. Raises SourceFault.
    """
    with client.run(f"boundaries {address}"):
        client.expect(1)
        shapes, skipped, at = client.ask(
            Request(source=source, address=address), lambda answer: (*_shapes(answer, code, kind), answer.published_at)
        )
    content = _content(shapes, tolerance, source=source, licence=licence)

    def write(path: Path) -> None:
        path.write_text(content, encoding="utf-8")

    path = place_file(folder, write, name=lambda place: f"{hash_of(place)}.geojson")
    return Boundaries(
        path=path,
        hash=path.stem,
        areas=tuple(shapes),
        source=source,
        licence=licence,
        address=address,
        published_at=at,
        notes=(left_out(_OTHER_AREAS, skipped),) if skipped else (),
    )


Shape = list[list[Ring]]  # polygons: each an outer ring and its holes


def _shapes(answer: Answer, name: str, kind: str) -> tuple[dict[str, Shape], Counter[str]]:
    """The polygons by typed code, in the order of the codes, and the codes that have none."""
    told = answer.json()
    features = told.get("features") if isinstance(told, dict) and told.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not features:
        raise _misread(answer, _NO_COLLECTION)
    matched = told.get("numberMatched") or told.get("totalFeatures")
    if isinstance(matched, int) and matched > len(features):
        raise _misread(answer, _PART)
    shapes: dict[str, Shape] = {}
    skipped: Counter[str] = Counter()
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict) or properties.get(name) in (None, ""):
            raise _misread(answer, _NO_CODE, name=name, found=", ".join(list(properties or ())[:8]))
        area = typed_area(str(properties[name]), kind=kind)
        if area is None:
            skipped[str(properties[name])] += 1
        elif area in shapes:
            raise _misread(answer, _TWICE, area=area)
        else:
            shapes[area] = _polygons(feature.get("geometry"), area, answer)
    return dict(sorted(shapes.items())), skipped


def _polygons(geometry: Any, area: str, answer: Answer) -> Shape:
    told = geometry if isinstance(geometry, dict) else {}
    coordinates = told.get("coordinates") or ()
    if told.get("type") == "Polygon":
        coordinates = [coordinates]
    elif told.get("type") != "MultiPolygon":
        raise _misread(answer, _NO_POLYGON, area=area)
    try:
        shape = [[_ring(ring) for ring in polygon] for polygon in coordinates]
    except (TypeError, ValueError, IndexError):
        raise _misread(answer, _NO_POLYGON, area=area)
    if not shape or not all(shape):
        raise _misread(answer, _NO_POLYGON, area=area)
    west, south, east, north = _FINLAND
    if not all(west <= x <= east and south <= y <= north for polygon in shape for ring in polygon for x, y in ring):
        raise _misread(answer, _ELSEWHERE, area=area)
    return shape


def _ring(told: Sequence[Sequence[float]]) -> Ring:
    points: Ring = []
    for one in told:
        point = (round(float(one[0]), _DECIMALS), round(float(one[1]), _DECIMALS))
        if not math.isfinite(point[0]) or not math.isfinite(point[1]):
            raise ValueError(point)
        if not points or points[-1] != point:
            points.append(point)
    if len(points) < 4 or points[0] != points[-1]:
        raise ValueError(len(points))
    return points


def _content(shapes: Mapping[str, Shape], tolerance: float, *, source: str, licence: str) -> str:
    rings = [ring for shape in shapes.values() for polygon in shape for ring in polygon]
    thinned: Iterator[Ring] = iter(simplified(rings, tolerance=tolerance) if tolerance else rings)
    features = [
        {
            "type": "Feature",
            "id": area,
            "properties": {"area": area},
            "geometry": {"type": "MultiPolygon", "coordinates": [[next(thinned) for _ring in part] for part in shape]},
        }
        for area, shape in shapes.items()
    ]
    told = {"type": "FeatureCollection", "source": source, "licence": licence, "features": features}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _misread(answer: Answer, fault: str, **values: object) -> SourceMisread:
    return SourceMisread(fault, source=answer.request.source, address=answer.request.shown, **values)
