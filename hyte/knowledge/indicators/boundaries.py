"""Boundaries of areas as this installation has fetched them; none until somebody has."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from hyte.knowledge.stats.sources.boundaries import MUNICIPALITIES, Boundaries, fetch_boundaries
from hyte.knowledge.stats.sources.fetching import Client
from hyte.knowledge.stats.store.files import place_file

POINTER = "current.json"


@dataclass(frozen=True)
class Drawn:
    """Boundaries that maps are drawn from: the polygons by an area's code, and whose they are."""

    shapes: Mapping[str, Any]
    version: str
    source: str
    licence: str


def fetch_newest(client: Client, *, year: int, now: datetime) -> Boundaries:
    """Fetch the municipalities' boundaries of a year and have the maps use them. Raises SourceFault."""
    address = (settings.BOUNDARIES_URL or MUNICIPALITIES).replace("{year}", str(year))
    found = fetch_boundaries(client, address, folder=boundaries_folder())
    told = {
        "file": found.path.name,
        "source": found.source,
        "licence": found.licence,
        "address": found.address,
        "fetched_at": now.isoformat(),
    }

    def write(path: Path) -> None:
        path.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    place_file(boundaries_folder(), write, name=lambda _path: POINTER)
    return found


def boundaries_folder() -> Path:
    return Path(settings.NUMBERS_FOLDER) / "boundaries"


def boundaries_file() -> Path | None:
    """The GeoJSON that maps are drawn from, or none."""
    pointer = boundaries_folder() / POINTER
    if not pointer.is_file():
        return None
    path = boundaries_folder() / str(json.loads(pointer.read_text(encoding="utf-8"))["file"])
    return path if path.is_file() else None


def boundaries_of(codes: Collection[str]) -> Drawn | None:
    """The boundaries of these areas; none where nothing was fetched, or where one of the areas is not among what was."""
    drawn = all_boundaries()
    if drawn is None or not codes or any(code not in drawn.shapes for code in codes):
        return None
    return replace(drawn, shapes={code: drawn.shapes[code] for code in codes})


def all_boundaries() -> Drawn | None:
    """Every boundary that has been fetched."""
    path = boundaries_file()
    return _read(path) if path is not None else None


@lru_cache(maxsize=1)
def _read(path: Path) -> Drawn:
    """A file of boundaries, which is named by its hash and never changes."""
    told = json.loads(path.read_text(encoding="utf-8"))
    shapes = {feature["id"]: feature["geometry"]["coordinates"] for feature in told["features"]}
    return Drawn(shapes, path.stem, told["source"], told["licence"])
