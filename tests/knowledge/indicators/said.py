"""Indicators, sets and numbers for tests of what people say of numbers: small, and in one county unless said otherwise."""

import copy
from datetime import UTC, date, datetime

import pyarrow as pa

from hyte.core.accounts.rules import SYSTEM
from hyte.knowledge.indicators.models import Dataset, Indicator, IndicatorSet, SetMember, SetVersion
from hyte.knowledge.indicators.numbers import derive_numbers
from hyte.knowledge.indicators.operations.releases import add_release
from hyte.knowledge.stats.store.shape import FILE_SCHEMA

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def use_own_store(settings, folder):
    """Numbers of the test go to a folder of its own."""
    settings.NUMBERS_FOLDER = folder
    settings.STORAGES = copy.deepcopy(settings.STORAGES)
    settings.STORAGES["releases"]["OPTIONS"]["location"] = str(folder / "releases")


def dataset_in(area, key="luvut", **values):
    told = {"name_fi": "Luvut", "kind": "local", "publisher": "Tekijä", "licence": "CC BY 4.0", **values}
    return Dataset.objects.create(key=key, home=area, **told)


def indicator_in(dataset, key, **values):
    told = {"name_fi": f"Tunnusluku {key}", "unit_fi": "%", "polarity": "low", "kind": "proportion", **values}
    return Indicator.objects.create(key=key, home=dataset.home, dataset=dataset, **told)


def set_with(area, indicators, key="joukko", **values):
    """A set in force since 2023 whose members are the indicators in order."""
    one = IndicatorSet.objects.create(key=key, home=area, name_fi="Joukko", **values)
    version = SetVersion.objects.create(key=f"{key}-1", home=area, of=one, label="1", valid_from=date(2023, 1, 1))
    members = [
        SetMember.objects.create(set_version=version, indicator=indicator, home=area, group="Ryhmä", order=n)
        for n, indicator in enumerate(indicators)
    ]
    return one, members


def numbers_of(dataset, values, *, year=2024, now=NOW):
    """A release with one number of each indicator and area, (indicator, area) → value, and what pages read of it."""
    rows = [
        {
            "dataset": dataset.key,
            "indicator": indicator.key,
            "area": area.code,
            "period_start": date(year, 1, 1),
            "period_end": date(year, 12, 31),
            "sex": "total",
            "age_group": "total",
            "breakdown": "total",
            "value": value,
        }
        for (indicator, area), value in values.items()
    ]
    release, _is_new = add_release(dataset, pa.Table.from_pylist(rows, schema=FILE_SCHEMA), by=SYSTEM, now=now)
    derive_numbers()
    return release
