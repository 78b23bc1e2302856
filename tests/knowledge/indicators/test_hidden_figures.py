"""Small counts in an area's own figures: hidden in everything that others see, and kept for those who load them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from hyte.core.audit.recording import Refused
from hyte.knowledge.indicators.counted import counted_of, counted_rows, shown_rows
from hyte.knowledge.indicators.models import Release
from hyte.knowledge.indicators.numbers import derive_numbers
from hyte.knowledge.indicators.operations.loading import load_figures, take_table
from tests.factories import AreaFactory, MunicipalityFactory, acting, member
from tests.knowledge.indicators.figures import text_of
from tests.knowledge.indicators.said import dataset_in, indicator_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
BY_SEX = (
    "indikaattori;alue;jakso;sukupuoli;arvo\n"
    "asiakkaat;KU398;2023;nainen;3\nasiakkaat;KU398;2023;mies;40\nasiakkaat;KU398;2023;;43\n"
)


@pytest.fixture
def county():
    county = AreaFactory(key="paijat-hame", code="HVA09", name_fi="Päijät-Häme")
    AreaFactory(key="suomi", kind="country", code="FI", name_fi="Suomi")
    MunicipalityFactory(key="lahti", code="KU398", name_fi="Lahti", county=county)
    return county


@pytest.fixture
def dataset(county):
    dataset = dataset_in(county, key="omat")
    indicator_in(dataset, "asiakkaat", name_fi="Asiakkaat", unit_fi="", kind="count", decimals=0)
    return dataset


@pytest.fixture
def analyst(county):
    return acting(county, "analyst")


def load(dataset, by, text, *, keeps_earlier=True, hour=9):
    now = NOW.replace(hour=hour)
    return load_figures(dataset, name="l.csv", content=text.encode(), keeps_earlier=keeps_earlier, by=by, now=now)


def values(rows):
    order = sorted(rows.to_pylist(), key=lambda row: (row["period_start"], row["sex"]))
    return [(row["sex"], row["value"], row["missing_reason"]) for row in order]


HIDDEN = "hidden small count"


def test_a_release_hides_small_counts_and_what_gives_them_back(dataset, analyst):
    release, _is_new = load(dataset, analyst, BY_SEX)

    assert [(sex, reason) for sex, value, reason in values(shown_rows(release)) if value is None] == [
        ("female", HIDDEN),
        ("male", HIDDEN),
    ]
    assert values(counted_rows(release)) == [("female", 3.0, None), ("male", 40.0, None), ("total", 43.0, None)]
    assert "2 figures" in release.notes[1] or "2 lukua" in release.notes[1]


def test_what_was_hidden_is_still_there_when_a_file_adds_to_it(dataset, analyst):
    """The second file knows nothing of 2023: its counts come from what was loaded, not from what was shown."""
    load(dataset, analyst, BY_SEX)

    release, _is_new = load(dataset, analyst, "indikaattori;alue;jakso;arvo\nasiakkaat;KU398;2024;60\n", hour=10)

    assert [value for _sex, value, _reason in values(counted_rows(release))] == [3.0, 40.0, 43.0, 60.0]
    assert [value for _sex, value, _reason in values(shown_rows(release))] == [None, None, 43.0, 60.0]


def test_a_correction_of_a_hidden_count_is_kept_though_nothing_shown_changes(dataset, analyst):
    first, _is_new = load(dataset, analyst, "indikaattori;alue;jakso;arvo\nasiakkaat;KU398;2023;3\n")

    second, is_new = load(dataset, analyst, "indikaattori;alue;jakso;arvo\nasiakkaat;KU398;2023;2\n", hour=10)
    again, is_new_again = load(dataset, analyst, "indikaattori;alue;jakso;arvo\nasiakkaat;KU398;2023;2\n", hour=11)

    assert (second, is_new, again, is_new_again) == (first, True, first, False)
    assert values(counted_rows(first)) == [("total", 2.0, None)]


def test_a_small_correction_between_releases_is_hidden(dataset, analyst):
    load(dataset, analyst, "indikaattori;alue;jakso;arvo\nasiakkaat;KU398;2023;120\n")

    release, _is_new = load(dataset, analyst, "indikaattori;alue;jakso;arvo\nasiakkaat;KU398;2023;121\n", hour=10)

    assert values(shown_rows(release)) == [("total", None, HIDDEN)]


def test_figures_that_count_no_people_are_shown_as_they_are(county, analyst):
    dataset = dataset_in(county, key="paikat", shows_small_counts=True)
    indicator_in(dataset, "asiakkaat", unit_fi="", kind="count")

    release, _is_new = load(dataset, analyst, BY_SEX)

    assert [value for _sex, value, _reason in values(shown_rows(release))] == [3.0, 40.0, 43.0]
    assert counted_of(release) is None


def test_the_preview_tells_how_many_are_hidden_and_shows_what_was_loaded(dataset, analyst):
    table = take_table(dataset, name="l.csv", content=BY_SEX.encode(), keeps_earlier=True, by=analyst)

    assert (table.report["new"], table.report["hidden"]) == (3, 2)


def test_nobody_else_gets_a_hidden_count_anywhere(client, county, dataset, analyst):
    release, _is_new = load(dataset, analyst, BY_SEX)
    derive_numbers()

    page = text_of(client, "/lahti/tieto/asiakkaat/")
    files = [client.get(f"/lahti/tieto/asiakkaat/luvut.{kind}").content.decode() for kind in ("csv", "json-stat")]
    files.append(b"".join(client.get(f"{release.get_absolute_url()}luvut.csv").streaming_content).decode())
    counted = reverse("indicators:release-counted-file", args=[county, release.hash])

    assert "hidden small count" in page
    assert [line for line in files[2].splitlines() if ",3.0," in line or ",40.0," in line] == []
    assert {3, 40}.isdisjoint(json.loads(files[1])["value"])
    assert client.get(counted).status_code == 302
    client.force_login(member(county, "official"))
    assert client.get(counted).status_code == 403


def test_an_analyst_gets_the_counts_and_a_changed_file_is_refused(client, county, dataset, analyst):
    release, _is_new = load(dataset, analyst, BY_SEX)
    client.force_login(member(county, "analyst"))
    address = reverse("indicators:release-counted-file", args=[county, release.hash])

    shown = client.get(address)
    with default_storage.open(f"counted/{counted_of(release).hash}.parquet", "wb") as file:
        file.write(b"else")

    assert ",3," in shown.content.decode()
    assert address in client.get(release.get_absolute_url()).content.decode()
    with pytest.raises(Refused):
        counted_rows(release)
    assert Release.objects.count() == 1
