"""The open data of numbers: no figure goes without its unit, period, source and release, and missing is never zero."""

from datetime import UTC, date, datetime

import pytest

from hyte.core.accounts.rules import SYSTEM
from hyte.knowledge.indicators.models import Dataset, Indicator
from hyte.knowledge.indicators.numbers import derive_numbers
from hyte.knowledge.indicators.operations.releases import add_release
from hyte.knowledge.stats.choices import MissingReason
from hyte.knowledge.stats.sources.codes import months
from hyte.knowledge.stats.sources.fetched import Observation, table_of
from tests.factories import AreaFactory, MunicipalityFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def release():
    county = AreaFactory(key="paijat-hame", code="HVA09", name_fi="Päijät-Häme")
    MunicipalityFactory(key="lahti", code="KU398", name_fi="Lahti", county=county)
    dataset = Dataset.objects.create(
        key="omat", home=county, name_fi="Omat", kind="local", publisher="Lahden kaupunki", licence="CC BY 4.0"
    )
    Indicator.objects.create(
        key="asiakkaat",
        home=county,
        dataset=dataset,
        name_fi="Asiakkaat",
        unit_fi="%",
        kind="proportion",
        polarity="low",
    )
    rows = [
        Observation(indicator="asiakkaat", area="KU398", period=months(2023, 1, 2023, 12), value=12.5, lower=11.0, upper=14.0),
        Observation(indicator="asiakkaat", area="KU398", period=months(2024, 1, 2024, 12), value=None, reason=MissingReason.SECRET),
        Observation(indicator="asiakkaat", area="HVA09", period=months(2023, 1, 2023, 12), value=13.0),
    ]  # fmt: skip
    made, _is_new = add_release(dataset, table_of(rows, dataset="omat"), by=SYSTEM, now=NOW)
    derive_numbers()
    return made


def read(client, address, **asked):
    answer = client.get(f"/api/v1/{address}", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_an_indicator_tells_what_it_is_and_where_it_comes_from(client, release):
    rows = read(client, "indicators", area="paijat-hame")["items"]

    assert rows == [read(client, "indicators/asiakkaat")]
    assert {name: rows[0][name] for name in ("key", "name", "unit", "kind", "polarity", "publisher", "licence")} == {
        "key": "asiakkaat",
        "name": "Asiakkaat",
        "unit": "%",
        "kind": "proportion",
        "polarity": "low",
        "publisher": "Lahden kaupunki",
        "licence": "CC BY 4.0",
    }


def test_figures_go_with_their_unit_period_source_release_and_reason(client, release):
    rows = read(client, "indicators/asiakkaat/values", area="lahti", language="en")["items"]

    told = {
        "indicator": "asiakkaat",
        "name": "Asiakkaat",
        "area": "KU398",
        "area_key": "lahti",
        "area_name": "Lahti",
        "sex": "total",
        "age_group": "total",
        "breakdown": "total",
        "unit": "%",
        "numerator": None,
        "denominator": None,
        "flags": None,
        "dataset": "omat",
        "release": release.hash,
        "release_address": f"http://testserver/en/paijat-hame/tieto/julkaisut/{release.hash}/",
        "source": "Lahden kaupunki",
        "is_example": False,
        "licence": "CC BY 4.0",
    }
    assert rows == [
        told
        | {"period_start": "2023-01-01", "period_end": "2023-12-31", "value": 12.5, "lower": 11.0, "upper": 14.0}
        | {"missing_reason": None, "method": "as the source gives them"},
        told
        | {"period_start": "2024-01-01", "period_end": "2024-12-31", "value": None, "lower": None, "upper": None}
        | {"missing_reason": "secret", "method": None},
    ]


def test_without_an_area_the_newest_period_of_all_areas_is_given_in_pages(client, release):
    first = read(client, "indicators/asiakkaat/values", limit=1)

    assert (first["total"], [(row["area"], row["value"]) for row in first["items"]]) == (2, [("HVA09", 13.0)])
    second = client.get(first["next"]).json()
    assert [(row["area"], row["period_end"], row["value"]) for row in second["items"]] == [
        ("KU398", "2023-12-31", 12.5)
    ]


def test_the_same_figures_as_json_stat(client, release):
    told = read(client, "indicators/asiakkaat/json-stat", area="lahti")

    assert (told["version"], told["class"], told["size"], told["value"]) == (
        "2.0",
        "dataset",
        [1, 2, 1, 1, 1],
        {"0": 12.5},
    )
    assert told["status"] == {"1": "secret"}
    assert told["dimension"]["area"]["category"] == {"index": ["KU398"], "label": {"KU398": "Lahti"}}
    assert (told["extension"]["unit"], told["extension"]["release"]) == ("%", release.hash)


def test_what_is_not_there_is_said_and_a_withdrawn_indicator_is_left_out(client, release):
    assert client.get("/api/v1/indicators/ei-ole/values").status_code == 404
    assert client.get("/api/v1/indicators/asiakkaat/values", {"area": "ei-ole"}).status_code == 404
    assert read(client, "indicators/asiakkaat/values", area="lahti", sex="male")["items"] == []

    Indicator.objects.update(withdrawn_on=date(2026, 3, 1))
    assert read(client, "indicators")["items"] == []
    assert client.get("/api/v1/indicators/asiakkaat").status_code == 404


def test_before_anything_is_derived_the_answer_is_empty(client):
    dataset = Dataset.objects.create(key="a", home=AreaFactory(), name_fi="A", kind="local", publisher="P", licence="L")
    Indicator.objects.create(key="tyhja", home=dataset.home, dataset=dataset, name_fi="Tyhjä")

    assert read(client, "indicators/tyhja/values")["items"] == []
    assert read(client, "indicators/tyhja/json-stat")["value"] == {}
