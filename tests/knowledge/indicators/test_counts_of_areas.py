"""Counts and sums of money follow the size of the area: they are held against no larger area, and say so."""

from __future__ import annotations

import re

import pytest

from hyte.knowledge.indicators.numbers import reading_of
from tests.knowledge.indicators.figures import (
    COUNTRY,
    COUNTY,
    LAHTI,
    SYSMA,
    indicator_in,
    limited,
    row,
    stored_numbers,
    text_of,
    yearly,
)

pytestmark = pytest.mark.django_db
PERSONS = {"kind": "count", "unit_fi": "henkilöä", "polarity": "none", "decimals": 0}
SIZES = {SYSMA: 4000.0, LAHTI: 120_000.0, COUNTY: 205_000.0, COUNTRY: 5_500_000.0}


def population(home) -> tuple:
    """How many live in each area of five years."""
    one = indicator_in(home, "vaesto", **PERSONS)
    rows = [found for area, size in SIZES.items() for found in yearly(one, area, [size] * 5, width=0)]
    parts = [row(one, SYSMA, 2012, 2000.0, sex="female"), row(one, SYSMA, 2012, 2000.0, sex="male")]
    return one, [*rows, *parts]


@pytest.mark.parametrize(
    ("kind", "unit", "compares"),
    [
        ("count", "henkilöä", False),
        ("money", "euroa", False),
        ("money", "1 000 euroa", False),
        ("money", "euroa / asukas", True),
        ("money", "euroa asukasta kohti", True),
        ("money", "% bruttokansantuotteesta", True),
        ("rate", "/ 1 000", True),
        ("index", "", True),
    ],
)
def test_what_follows_the_size_of_the_area_is_known_by_its_kind(areas, kind, unit, compares):
    assert reading_of(indicator_in(areas[0], kind=kind, unit_fi=unit)).compares is compares


def test_a_municipalitys_count_stands_alone_on_its_page(client, areas):
    one, rows = population(areas[0])
    stored_numbers((one, rows))

    text = text_of(client, f"/sysma/tieto/{one.key}/")
    page = client.get(f"/en/sysma/tieto/{one.key}/").content.decode()
    trend, comparison, _map, parts = re.findall(r'<svg class="chart".*?</svg>', page, re.S)

    assert "Against the whole country: nothing to compare with: a count follows the size of the area " in text
    assert "No direction is told: no confidence interval." in text
    assert "A count follows the size of the area, so the areas are not compared." in text
    for words in (
        "differs from the whole country",
        "The dashed line is",
        "each against the whole country",
        "not tested)",
    ):
        assert words not in text
    # Neither the country nor the county flattens what is looked at; the table has them.
    assert [name in trend for name in ("Suomi", "Päijät-Hämeen hyvinvointialue")] == [False, False]
    assert [name in comparison for name in ("Lahti", "Sysmä", "Päijät-Hämeen", "Suomi")] == [True, True, False, False]
    assert "stroke-dasharray" not in comparison + parts
    assert "5,500,000" in text


def test_a_count_has_no_verdict_in_lists_and_no_place_in_the_spine(client, areas):
    count, rows = population(areas[0])
    share = indicator_in(areas[0], kind="index", unit_fi="")
    stored_numbers((count, rows), (share, limited(share)))

    profile = client.get("/en/lahti/tieto/profiili/").content.decode()
    lines = {key: found for found in profile.split("<tr>") for key in (count.key, share.key) if f"/{key}/" in found}

    assert "nothing to compare with: a count follows the size of the area" in lines[count.key]
    assert ('class="spine"' in lines[count.key], 'class="spine"' in lines[share.key]) == (False, True)
    assert "the upright line is the whole country" in profile
    assert "nothing to compare with: a count follows" in text_of(client, "/lahti/tieto/")


def test_the_county_keeps_what_is_of_its_own_size(client, areas):
    one, rows = population(areas[0])
    stored_numbers((one, rows))

    page = client.get(f"/en/paijat-hame/tieto/{one.key}/").content.decode()

    assert "Suomi" not in re.findall(r'<svg class="chart".*?</svg>', page, re.S)[0]
