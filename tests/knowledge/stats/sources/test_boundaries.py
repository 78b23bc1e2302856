"""Boundaries: only whole, closed, Finnish polygons with known codes are stored, and neighbours still touch."""

import json
from itertools import pairwise
from math import dist

import pytest

from hyte.knowledge.stats.sources.boundaries import fetch_boundaries
from hyte.knowledge.stats.sources.faults import SourceMisread
from hyte.knowledge.stats.sources.lines import simplified
from hyte.knowledge.stats.sources.tiles import Tile, tiles_of
from hyte.knowledge.stats.store.files import hash_of

# Two squares side by side whose shared border bends a little, and a third that ends half-way along it.
BORDER = [(25.0, 61.0), (25.001, 61.3), (25.0, 61.5), (25.2, 61.8), (25.0, 62.0)]
WEST = [(24.0, 61.0), *BORDER, (24.0, 62.0), (24.0, 61.0)]
EAST = [(26.0, 62.0), *BORDER[:1:-1], (26.0, 61.5), (26.0, 62.0)]
SOUTH = [(26.0, 61.5), *BORDER[2::-1], (26.0, 61.0), (26.0, 61.5)]


def collection(*features: tuple, **more) -> dict:
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"kunta": code, "nimi": "x"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
            for code, ring in features
        ],
        **more,
    }


def fetch(client, source, tmp_path, told, **given):
    source.give("/wfs", told)
    return fetch_boundaries(
        client, f"{source.address}/wfs", folder=tmp_path / "boundaries", source="Julkaisija", **given
    )


def rings_of(found) -> dict:
    stored = json.loads(found.path.read_text(encoding="utf-8"))
    return {one["id"]: [tuple(point) for point in one["geometry"]["coordinates"][0][0]] for one in stored["features"]}


def test_boundaries_are_stored_by_code_in_a_file_named_by_its_hash(source, client, tmp_path):
    found = fetch(client, source, tmp_path, collection(("398", WEST), ("016", EAST), ("111", SOUTH)), tolerance=0)

    assert found.areas == ("KU016", "KU111", "KU398")
    assert found.path.name == f"{hash_of(found.path)}.geojson"
    assert rings_of(found) == {"KU016": EAST, "KU111": SOUTH, "KU398": WEST}
    assert json.loads(found.path.read_text(encoding="utf-8"))["source"] == "Julkaisija"


def test_neighbours_lose_the_same_points(source, client, tmp_path):
    found = fetch(client, source, tmp_path, collection(("398", WEST), ("016", EAST), ("111", SOUTH)), tolerance=0.01)

    without = [point for point in BORDER if point != (25.001, 61.3)]
    rings = rings_of(found)
    assert set(rings["KU398"]) == {(24.0, 61.0), *without, (24.0, 62.0)}
    assert set(rings["KU016"]) == {(26.0, 62.0), *without[:0:-1], (26.0, 61.5)}
    assert set(rings["KU111"]) == {(26.0, 61.5), (25.0, 61.5), (25.0, 61.0), (26.0, 61.0)}


def test_island_keeps_its_inside():
    island = [(25.0, 61.0), (25.0001, 61.0), (25.0001, 61.0001), (25.0, 61.0001), (25.0, 61.0)]

    assert simplified([island], tolerance=1.0) == [island]


def test_codes_that_are_no_areas_are_told(source, client, tmp_path):
    found = fetch(client, source, tmp_path, collection(("398", WEST), ("SK081", EAST)))

    assert found.areas == ("KU398",)
    assert [note.sentence(str) for note in found.notes] == ["Areas that have no code here (SK081) were left out: 1."]


@pytest.mark.parametrize(
    "told, sentence",
    [
        ({"type": "FeatureCollection", "features": []}, "no FeatureCollection, or an empty one"),
        ({"exceptions": []}, "no FeatureCollection"),
        (collection(("398", WEST), numberMatched=309), "only a part of the areas"),
        (collection((None, WEST)), "without the property “kunta”; it has kunta, nimi"),
        (collection(("398", WEST), ("398", EAST)), "the area KU398 twice"),
        (collection(("398", WEST[:-1])), "KU398, that is no polygon, or whose line is not closed"),
        (collection(("398", [[25, "x"], [25, 61]])), "KU398, that is no polygon"),
        (collection(("398", None)), "KU398, that is no polygon"),
        (collection(("398", [(y, x) for x, y in WEST])), "KU398, that is not in Finland"),
        (collection(("398", [(x * 10_000, y * 100_000) for x, y in WEST])), "ask for EPSG:4326"),
    ],
)
def test_what_cannot_be_used_is_told_and_not_stored(source, client, tmp_path, told, sentence):
    with pytest.raises(SourceMisread, match=sentence) as misread:
        fetch(client, source, tmp_path, told)

    assert str(misread.value).startswith("Julkaisija answered")
    assert not (tmp_path / "boundaries").exists()


def test_real_boundaries_still_touch(source, client, tmp_path, shared):
    told = json.loads((shared / "nls-kuntarajat" / "kuntarajat.2023.json").read_text(encoding="utf-8"))

    whole = fetch(client, source, tmp_path, told, code="NATCODE", tolerance=0)
    light = fetch(client, source, tmp_path, told, code="NATCODE", tolerance=0.05)

    assert len(whole.areas) == 309
    assert light.path.stat().st_size < 0.8 * whole.path.stat().st_size
    assert [len(ring) - 1 for found in (whole, light) for ring in rings_of(found).values() if len(set(ring)) < 3] == []
    assert lonely_sides(light) == lonely_sides(whole)


def lonely_sides(found) -> float:
    """The share of the lines' length that no neighbour runs along the other way."""
    stored = json.loads(found.path.read_text(encoding="utf-8"))
    rings = [ring for one in stored["features"] for part in one["geometry"]["coordinates"] for ring in part]
    sides = {(tuple(start), tuple(end)) for ring in rings for start, end in pairwise(ring)}
    lengths = {True: 0.0, False: 0.0}
    for start, end in sides:
        lengths[(end, start) in sides] += dist(start, end)
    return round(lengths[False] / sum(lengths.values()), 2)


def test_tiles_lay_an_area_out():
    tiles = tiles_of("HVA09")

    assert {tile.area for tile in tiles} == {
        f"KU{code}" for code in ("016", "081", "098", "111", "142", "316", "398", "560", "576", "781")
    }
    assert tiles[0] == Tile("KU576", 1, 1)
    assert len({(tile.row, tile.column) for tile in tiles}) == 10
    assert len(tiles_of("FI")) == 23
    assert tiles_of("HVA01") == ()
