"""A small county with numbers, for tests of the pages of indicators: releases as they are stored, and what pages read of them."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
from django.test import Client

from hyte.core.areas.models import Area
from hyte.knowledge.indicators.models import Dataset, Indicator, Release
from hyte.knowledge.indicators.numbers import derive_numbers, release_folder
from hyte.knowledge.stats.store.releases import write_release
from hyte.knowledge.stats.store.shape import FILE_SCHEMA
from tests.factories import AreaFactory, MunicipalityFactory

MADE = datetime(2026, 3, 1, 12, tzinfo=ZoneInfo("Europe/Helsinki"))
LAHTI, SYSMA, COUNTY, COUNTRY = "KU398", "KU781", "HVA09", "FI"


def county_of_two() -> tuple[Area, Area, Area]:
    """A county with Lahti and Sysmä in it, inside a country."""
    AreaFactory(key="suomi", kind="country", code=COUNTRY, name_fi="Suomi")
    county = AreaFactory(key="paijat-hame", code=COUNTY, name_fi="Päijät-Hämeen hyvinvointialue")
    lahti = MunicipalityFactory(key="lahti", code=LAHTI, name_fi="Lahti", county=county)
    sysma = MunicipalityFactory(key="sysma", code=SYSMA, name_fi="Sysmä", county=county)
    return county, lahti, sysma


def indicator_in(home: Area, key: str = "koettu-terveys", **values) -> Indicator:
    """An indicator whose numbers come in a data set of its own."""
    told = {"name_fi": key.replace("-", " ").capitalize(), "kind": "proportion", "unit_fi": "%", "polarity": "low"}
    dataset = Dataset.objects.filter(key=f"aineisto-{key}").first() or Dataset.objects.create(
        key=f"aineisto-{key}", home=home, name_fi=f"Aineisto {key}", kind="local", publisher="THL", licence="CC BY 4.0"
    )
    return Indicator.objects.create(key=key, home=home, dataset=dataset, **told | values)


def row(indicator: Indicator, area: str, year: int, value: float | None = None, **values) -> dict:
    """One row of the store for a calendar year; a value that is missing is so for a reason."""
    empty = dict.fromkeys(("numerator", "denominator", "lower", "upper", "flags", "missing_reason"))
    told = {
        "dataset": indicator.dataset.key,
        "indicator": indicator.key,
        "area": area,
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "sex": "total",
        "age_group": "total",
        "breakdown": "total",
        "value": value,
    }
    if value is None:
        empty["missing_reason"] = "not available"
    return empty | told | values


def yearly(indicator: Indicator, area: str, values: list[float], *, last: int = 2012, width: float = 0.5) -> list[dict]:
    """Successive years up to the last one, each with limits so wide on both sides."""
    first = last - len(values) + 1
    limits = [{"lower": value - width, "upper": value + width} if width else {} for value in values]
    return [row(indicator, area, first + at, value, **limits[at]) for at, value in enumerate(values)]


def release_of(indicator: Indicator, rows: list[dict], *, made_at: datetime = MADE) -> Release:
    """Store rows as the newest release of the indicator's data set."""
    dataset = indicator.dataset
    table = pa.Table.from_pylist(rows, schema=FILE_SCHEMA)
    written = write_release(
        release_folder(), table, dataset=dataset.key, source="THL", licence="CC BY 4.0", made_at=made_at
    )
    return Release.objects.create(
        dataset=dataset, hash=written.hash, rows=written.rows, source="THL", licence="CC BY 4.0", made_at=made_at
    )


def stored_numbers(*indicators_and_rows: tuple[Indicator, list[dict]]) -> None:
    """Store a release for each, and derive what pages read."""
    for indicator, rows in indicators_and_rows:
        release_of(indicator, rows)
    derive_numbers()


RISING, FLAT = [10.0, 11.0, 12.0, 13.0, 14.0], [10.5] * 5


def limited(indicator: Indicator) -> list[dict]:
    """Numbers with limits: Lahti rises above the country, Sysmä stays with it."""
    return [*yearly(indicator, LAHTI, RISING), *yearly(indicator, SYSMA, FLAT), *yearly(indicator, COUNTRY, FLAT)]


def text_of(client: Client, address: str, status: int = 200) -> str:
    """The page in English as a reader sees its words, without tags and with single spaces."""
    response = client.get(f"/en{address}")
    assert response.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " "))
