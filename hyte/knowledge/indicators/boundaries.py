"""Boundaries of areas as this installation has fetched them; none until somebody has."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from django.conf import settings

from hyte.knowledge.stats.sources.boundaries import MUNICIPALITIES, Boundaries, fetch_boundaries
from hyte.knowledge.stats.sources.fetching import Client
from hyte.knowledge.stats.store.files import place_file

POINTER = "current.json"


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
