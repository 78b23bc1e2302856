"""An invented national store of numbers of any size, the same each time: data sets of indicators, areas, years and sexes."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as parquet

from hyte.knowledge.stats.choices import Polarity
from hyte.knowledge.stats.store.newest import Reading
from hyte.knowledge.stats.store.releases import Release, write_release
from hyte.knowledge.stats.store.shape import FILE_SCHEMA

AREAS = ("FI", *(f"HVA{n:02}" for n in range(1, 22)), *(f"KU{n:03}" for n in range(1, 310)))
SEXES = ("total", "female", "male")
LAST_YEAR = 2024
MADE = datetime(2026, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Size:
    """How much there is; each data set is one raw file and one release."""

    datasets: int
    indicators_in_each: int
    years: int = 20

    @property
    def rows(self) -> int:
        return self.datasets * self.indicators_in_each * len(AREAS) * self.years * len(SEXES)

    @property
    def indicators(self) -> list[str]:
        return [name for dataset in range(self.datasets) for name in names_in(dataset, self)]

    def __str__(self) -> str:
        return (
            f"{self.rows / 1e6:.1f} M rows: {self.datasets * self.indicators_in_each} indicators in {self.datasets} data sets, "
            f"{len(AREAS)} areas, {self.years} years, {len(SEXES)} sexes"
        )


NATION = Size(datasets=60, indicators_in_each=50)
SMALL = Size(datasets=6, indicators_in_each=25)


def names_in(dataset: int, size: Size) -> list[str]:
    first = dataset * size.indicators_in_each
    return [f"i{first + place:04}" for place in range(size.indicators_in_each)]


def readings_of(size: Size) -> dict[str, Reading]:
    """Each third indicator is good low, high or neither; each second is a share with counts."""
    kinds = list(Polarity)
    return {
        name: Reading(polarity=kinds[place % len(kinds)], is_share=place % 2 == 0)
        for place, name in enumerate(size.indicators)
    }


def write_raw(folder: Path, size: Size) -> list[Path]:
    """The raw files as a publisher might give them: CSV in the store's columns, a missing value with its reason."""
    paths = []
    for dataset in range(size.datasets):
        paths.append(folder / f"d{dataset:02}.csv")
        pa.csv.write_csv(_rows(dataset, size), paths[-1])
    return paths


def _rows(dataset: int, size: Size) -> pa.Table:
    names, years = names_in(dataset, size), np.arange(LAST_YEAR - size.years + 1, LAST_YEAR + 1)
    shape = (len(names), len(AREAS), size.years, len(SEXES))
    indicator, area, year, sex = (axis.ravel() for axis in np.indices(shape, dtype=np.int32))
    generator = np.random.default_rng(zlib.crc32(f"d{dataset}".encode()))
    people = np.exp(generator.normal(8, 1, shape[:2]))[..., None, None] * generator.uniform(0.9, 1.1, shape)
    people[:, 0] *= 500
    level = generator.uniform(0.05, 0.6, (shape[0], 1, 1, 1)) * generator.uniform(0.8, 1.2, (*shape[:2], 1, 1))
    slope = generator.normal(0, 0.01, (*shape[:2], 1, 1)) * np.arange(size.years)[:, None]
    share = np.clip(level * (1 + slope) + generator.normal(0, 0.01, shape), 0.001, 0.999).ravel()
    people = np.rint(people.ravel())
    count = np.rint(share * people)
    value = np.round(100 * count / people, 3)
    margin = np.round(196 * np.sqrt(share * (1 - share) / people), 3)
    absent = generator.random(value.size) < 0.03
    hidden = {"mask": absent}
    start = np.array([date(n, 1, 1) for n in years], "datetime64[D]")
    end = np.array([date(n, 12, 31) for n in years], "datetime64[D]")
    columns = {
        "dataset": pa.repeat(f"d{dataset:02}", value.size),
        "indicator": pa.array(names).take(pa.array(indicator)),
        "area": pa.array(AREAS).take(pa.array(area)),
        "period_start": pa.array(start[year]),
        "period_end": pa.array(end[year]),
        "sex": pa.array(SEXES).take(pa.array(sex)),
        "age_group": pa.repeat("total", value.size),
        "breakdown": pa.repeat("total", value.size),
        "value": pa.array(value, **hidden),
        "numerator": pa.array(count, **hidden),
        "denominator": pa.array(people),
        "lower": pa.array(value - margin, **hidden),
        "upper": pa.array(value + margin, **hidden),
        "missing_reason": pa.array(["not available"]).take(pa.array(np.where(absent, 0, -1), mask=~absent)),
        "flags": pa.nulls(value.size, pa.string()),
    }
    return pa.table([columns[name].cast(FILE_SCHEMA.field(name).type) for name in FILE_SCHEMA.names], FILE_SCHEMA)


def read_raw(path: Path) -> pa.Table:
    """A raw file as rows of the store's file."""
    types = {field.name: field.type for field in FILE_SCHEMA}
    options = pa.csv.ConvertOptions(column_types=types, null_values=[""], strings_can_be_null=True)
    return pa.csv.read_csv(path, convert_options=options).replace_schema_metadata(FILE_SCHEMA.metadata)


def load(paths: list[Path], folder: Path) -> Iterator[Release]:
    """Each raw file as a release."""
    for path in paths:
        yield write_release(
            folder, read_raw(path).cast(FILE_SCHEMA), dataset=path.stem, source="Invented", licence="CC0", made_at=MADE
        )


def open_releases(folder: Path) -> list[Release]:
    """The releases that a folder holds already."""
    found = []
    for path in sorted(folder.glob("*.parquet")):
        told = parquet.read_schema(path).metadata
        found.append(
            Release(
                path=path, hash=path.stem, dataset=told[b"dataset"].decode(), source="Invented", licence="CC0", made_at=MADE,
                rows=parquet.read_metadata(path).num_rows,
            )
        )  # fmt: skip
    return found
