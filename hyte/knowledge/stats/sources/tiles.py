"""Maps of equal tiles, for areas whose boundaries have not been fetched.

The cells of `tiles.csv` are those of the R package geofi 1.2.1 (rOpenGov, BSD-2-Clause): a county's municipalities, and the
country's wellbeing services counties with Helsinki and Åland.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Tile:
    """An area's place on a tile map: rows from the north and columns from the west, from 1."""

    area: str
    row: int
    column: int


@cache
def tiles_of(area: str) -> tuple[Tile, ...]:
    """The tiles that make an area up, from the north-west; none where nobody has laid them out."""
    with Path(__file__).with_name("tiles.csv").open(encoding="utf-8", newline="") as file:
        found = [
            Tile(one["area"], int(one["row"]), int(one["column"])) for one in csv.DictReader(file) if one["map"] == area
        ]
    return tuple(sorted(found, key=lambda tile: (tile.row, tile.column)))
