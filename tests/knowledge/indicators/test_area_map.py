"""The map of an indicator's page: boundaries where they have been fetched, tiles until then, never colour alone."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command

from hyte.knowledge.indicators.boundaries import boundaries_of
from hyte.knowledge.indicators.shape_map import MappedArea, shape_map
from tests.knowledge.indicators.figures import (
    COUNTRY,
    FLAT,
    LAHTI,
    RISING,
    SYSMA,
    indicator_in,
    limited,
    stored_numbers,
    text_of,
    yearly,
)
from tests.knowledge.stats.sources import test_boundaries
from tests.knowledge.stats.sources.conftest import source  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
HATCHED = re.compile(r'fill="url\(#[0-9a-f]{8}-no-figure\)"')


@pytest.fixture
def fetched(source, settings):  # noqa: F811
    """Lahti and Sysmä as two squares side by side, and one of another county below."""
    settings.BOUNDARIES_URL = f"{source.address}/wfs"
    settings.FETCH_PAUSE = 0

    def fetch(*features):
        source.give("/wfs", test_boundaries.collection(*features))
        call_command("fetch", "boundaries", as_json=True)

    fetch(("398", test_boundaries.WEST), ("781", test_boundaries.EAST), ("111", test_boundaries.SOUTH))
    return fetch


def map_in(client, address):
    """The map's picture: the one whose words begin so."""
    page = client.get(address).content.decode()
    found = re.findall(r"<svg[^>]*aria-label=\"(?:Map|Tile map):.*?</svg>", page, re.DOTALL)
    assert len(found) == 1
    return found[0]


def outlines(svg):
    return re.findall(r'<path[^>]*? d="[^"]*"[^>]*fill="([^"]+)"', svg) or re.findall(r'fill="([^"]+)" d=', svg)


def test_boundaries_are_drawn_where_they_have_been_fetched(client, areas, fetched):
    one = indicator_in(areas[0], kind="index")
    stored_numbers((one, limited(one)))

    drawn = map_in(client, f"/en/lahti/tieto/{one.key}/")

    assert 'aria-label="Map: Koettu terveys by municipality. worse: 1, no difference: 1."' in drawn
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", drawn)
    assert texts == ["Lahti", "Sysmä", "14.0 ▼", "10.5 ●"]
    assert "Boundaries: Tilastokeskus, tilastointialueet (CC BY 4.0)." in text_of(client, f"/lahti/tieto/{one.key}/")


def test_an_area_without_a_number_is_hatched_and_says_so(client, areas, fetched):
    one = indicator_in(areas[0], kind="index")
    rows = [*yearly(one, LAHTI, RISING), *yearly(one, COUNTRY, FLAT)]
    stored_numbers((one, rows))

    drawn = map_in(client, f"/en/lahti/tieto/{one.key}/")

    assert len(HATCHED.findall(drawn)) == 1
    assert "worse: 1, no number: 1." in drawn
    assert "<pattern" in drawn


def test_tiles_stand_until_boundaries_are_fetched_and_where_one_is_missing(client, areas, fetched):
    one = indicator_in(areas[0], kind="index")
    stored_numbers((one, limited(one)))
    fetched(("398", test_boundaries.WEST))

    drawn = map_in(client, f"/en/lahti/tieto/{one.key}/")

    assert "Tile map:" in drawn
    assert boundaries_of([LAHTI, SYSMA]) is None


def test_the_countrys_page_has_a_map_of_all_municipalities(client, areas, fetched):
    country = areas[0].__class__.objects.get(code=COUNTRY)
    one = indicator_in(country, kind="index")
    stored_numbers((one, limited(one)))

    drawn = map_in(client, f"/en/suomi/tieto/{one.key}/")

    assert "worse: 1, no difference: 1, no number: 1." in drawn
    assert len(HATCHED.findall(drawn)) == 1


def corners(svg):
    """The outlines' corners in pixels."""
    paths = re.findall(r' d="(M[^"]+Z)"', svg)
    return [[tuple(map(float, pair.split(","))) for pair in re.findall(r"[-\d.]+,[-\d.]+", path)] for path in paths]


@pytest.mark.parametrize("ring", [test_boundaries.WEST, test_boundaries.WEST[::-1]])
def test_an_area_is_its_inside_whichever_way_its_ring_runs(ring):
    shape = [[ring]]

    drawn = shape_map([MappedArea(LAHTI, "Lahti", "1")], {LAHTI: shape}, version=str(ring[1]), words="w")

    (outline,) = [one for one in corners(drawn) if len(one) > 4]
    view = [float(number) for number in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn).groups()]
    assert all(-1 <= x <= view[0] + 1 and -1 <= y <= view[1] + 1 for x, y in outline)
    assert len(outline) <= len(ring)
