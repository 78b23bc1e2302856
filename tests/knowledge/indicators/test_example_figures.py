"""The demo's invented figures: marked as examples wherever they are shown, and enough to judge by."""

import csv
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from hyte.core.accounts.rules import SYSTEM
from hyte.governance.structure.models import Theme
from hyte.knowledge.indicators.models import Dataset, Indicator, Release
from hyte.knowledge.indicators.numbers import numbers
from hyte.knowledge.indicators.operations.starting import load_figures_folder
from hyte.portal.starting import EXAMPLES
from tests.knowledge.indicators.figures import LAHTI, county_of_two, text_of

pytestmark = pytest.mark.django_db
FIGURES = EXAMPLES / "figures"


@pytest.fixture
def lahti():
    county, lahti, _sysma = county_of_two()
    with (FIGURES / "indicators.csv").open(encoding="utf-8", newline="") as file:
        for key in sorted({row["themes"] for row in csv.DictReader(file)}):
            Theme.objects.create(key=key, home=county, name_fi=key, set_name_fi="Kärjet")
    load_figures_folder(FIGURES, area=county, by=SYSTEM, now=datetime(2026, 11, 22, tzinfo=UTC), is_example=True)
    return lahti


def test_data_set_indicators_and_release_are_marked_and_named_as_invented(lahti):
    named = [str(row) for row in (*Dataset.objects.all(), *Indicator.objects.all())]

    assert {row.is_example for row in (*Dataset.objects.all(), *Indicator.objects.all(), *Release.objects.all())} == {
        True
    }
    assert [name for name in named if not name.startswith("Esimerkki: ")] == []
    assert Release.objects.get().source == "Keksitty esimerkki, ei oikea kysely"


def test_they_go_up_and_down_and_some_cannot_be_tested(lahti):
    rows = numbers().latest_of_area(LAHTI, list(Indicator.objects.values_list("key", flat=True)))

    assert {row.indicator: row.direction for row in rows if row.area == LAHTI} == {
        "esimerkki-ahdistus": "increasing",
        "esimerkki-humala": "decreasing",
        "esimerkki-liikunta": "decreasing",
        "esimerkki-turvattomuus": "cannot be judged",
        "esimerkki-yksinaisyys": "decreasing",
    }


@pytest.mark.parametrize("place", ["indicator", "profile", "catalogue", "freshness"])
def test_every_page_that_shows_them_marks_them(client, lahti, place):
    words = ["esimerkki-liikunta"] if place == "indicator" else []

    text = text_of(client, reverse(f"indicators:{place}", args=[lahti, *words]))

    assert "Example: " in text
    assert "Example : invented for trying out, not real" in text


def test_a_file_of_them_says_so_in_every_row(client, lahti):
    address = reverse("indicators:indicator", args=[lahti, "esimerkki-liikunta"])

    lines = client.get(f"{address}luvut.csv").content.decode("utf-8-sig").splitlines()

    assert len(lines) > 5
    assert [line for line in lines[1:] if "Keksitty esimerkki, ei oikea kysely" not in line] == []
