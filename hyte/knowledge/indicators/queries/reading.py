"""Where a page's numbers come from: what is derived from the releases in force, or one release of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as parquet

from hyte.core.audit.kept import Shelf
from hyte.knowledge.indicators.models import Indicator, Release
from hyte.knowledge.indicators.numbers import reading_of, stored
from hyte.knowledge.stats.engines import Engine, compiled, open_engine
from hyte.knowledge.stats.lazily import ibis
from hyte.knowledge.stats.store.areas import Period
from hyte.knowledge.stats.store.derived import COUNTRY
from hyte.knowledge.stats.store.limited import with_limits
from hyte.knowledge.stats.store.newest import LATEST_SCHEMA, READINGS_SCHEMA, Reading, newest_numbers, readings_table
from hyte.knowledge.stats.store.reading import Latest, Observation
from hyte.knowledge.stats.store.releases import Stored, verify_release
from hyte.knowledge.stats.store.shape import FILE_SCHEMA, SCHEMA, SERIES_SCHEMA, TOTAL

KEPT = 50  # releases' indicators that a process remembers; a release never changes
_ROWS, _READING = "of_release", "its_reading"
_read = Shelf()
_one_at_a_time = threading.Lock()


class Figures(Protocol):
    """What pages ask of numbers, wherever they are."""

    def latest_of_area(self, area: str, indicators: Sequence[str], *, comparators: Sequence[str] = ()) -> list[Latest]:
        """The newest numbers of an area and its comparators."""

    def series_of(self, indicator: str, areas: Sequence[str]) -> list[Observation]:
        """All periods and parts of an indicator in these areas."""

    def areas_of(self, indicator: str, period: Period) -> list[Observation]:
        """All areas' values of one period."""

    def newest_period(self, indicator: str) -> Period | None:
        """The newest period that has a value anywhere."""


class FiguresOfRelease:
    """One indicator's numbers as one release has them, read as the pages read them when it was in force."""

    def __init__(self, rows: list[Observation], latest: list[Latest]) -> None:
        self.rows, self.latest = rows, latest

    def latest_of_area(self, area: str, indicators: Sequence[str], *, comparators: Sequence[str] = ()) -> list[Latest]:
        """The newest numbers of an area and its comparators, by area."""
        wanted = {area, *comparators}
        return [row for row in self.latest if row.area in wanted and row.indicator in indicators and is_whole(row)]

    def series_of(self, indicator: str, areas: Sequence[str]) -> list[Observation]:
        """All periods, sexes, ages and breakdowns in these areas, by area and period."""
        wanted = set(areas)
        return [row for row in self.rows if row.area in wanted and row.indicator == indicator]

    def areas_of(self, indicator: str, period: Period) -> list[Observation]:
        """All areas' values of one period, by area."""
        same = (row for row in self.rows if (row.period_start, row.period_end) == period and is_whole(row))
        return [row for row in same if row.indicator == indicator]

    def newest_period(self, indicator: str) -> Period | None:
        """The newest period that has a value anywhere."""
        with_value = [row for row in self.rows if row.indicator == indicator and row.value is not None]
        newest = max(with_value, key=lambda row: (row.period_end, -row.period_start.toordinal()), default=None)
        return (newest.period_start, newest.period_end) if newest else None


def is_whole(row: Observation) -> bool:
    """Whether a row is of everybody: both sexes, all ages, no breakdown."""
    return (row.sex, row.age_group, row.breakdown) == (TOTAL, TOTAL, TOTAL)


def figures_of_release(release: Release, indicator: Indicator) -> FiguresOfRelease:
    """An indicator's numbers read straight from a release, whether or not it is in force.

    Raises ReleaseBroken where the file is not the one that was written.
    """
    file = stored(release)
    # A file that has been altered is told of even while its numbers are still remembered.
    verify_release(file)
    reading = reading_of(indicator)
    key = (release.hash, indicator.key, reading)
    found: FiguresOfRelease | None = _read.find(key)
    if found is None:
        found = _figures(file, indicator.key, reading)
        _read.keep(key, found, most=KEPT)
    return found


def newest_of_release(
    release: Release, areas: Iterable[str], *, readings: Mapping[str, Reading]
) -> dict[tuple[str, str], Latest]:
    """The newest number of each of these areas and indicators as one release has them, by indicator and area.

    All are read and judged in one go, so three hundred cost little more than one. Raises ReleaseBroken where the file is
    not the one that was written.
    """
    file = stored(release)
    verify_release(file)
    wanted = [("indicator", "in", sorted(readings)), ("area", "in", sorted({*areas, COUNTRY}))]
    _rows, latest = _read_and_judged(file, wanted, readings)
    return {(row.indicator, row.area): row for row in latest if is_whole(row)}


def _figures(file: Stored, indicator: str, reading: Reading) -> FiguresOfRelease:
    return FiguresOfRelease(*_read_and_judged(file, [("indicator", "==", indicator)], {indicator: reading}))


def _read_and_judged(
    file: Stored, wanted: list[tuple[str, str, Any]], readings: Mapping[str, Reading]
) -> tuple[list[Observation], list[Latest]]:
    """The wanted rows of a release's file, and the newest of each area and indicator with what is judged of it."""
    rows = parquet.read_table(file.path, filters=wanted, schema=FILE_SCHEMA)
    rows = rows.append_column(SCHEMA.field("release"), pa.repeat(file.hash, rows.num_rows)).cast(SCHEMA)
    rows = rows.sort_by(
        [(name, "ascending") for name in ("area", "period_end", "period_start", "sex", "age_group", "breakdown")]
    )
    with _one_at_a_time:
        engine = _engine()
        rows = with_limits(rows, readings=readings, engine=engine)
        engine.table(rows, name=_ROWS)
        engine.table(readings_table(readings), name=_READING)
        latest = engine.run(_statement(engine.dialect)).select(LATEST_SCHEMA.names).cast(LATEST_SCHEMA)
    latest = latest.sort_by([(name, "ascending") for name in ("area", "sex", "age_group", "breakdown")])
    return (
        [Observation(**row) for row in rows.select(_names(Observation)).to_pylist()],
        [Latest(**_with_short_series(row)) for row in latest.select(_names(Latest)).to_pylist()],
    )


def _names(shape: type) -> list[str]:
    return [field.name for field in fields(shape)]


def _with_short_series(row: dict[str, Any]) -> dict[str, Any]:
    """The short series without the empty places before its first period."""
    pairs = [pair for pair in zip(row["short_periods"], row["short_values"], strict=True) if pair[0] is not None]
    return row | {"short_periods": tuple(day for day, _v in pairs), "short_values": tuple(value for _d, value in pairs)}


@cache
def _statement(dialect: str) -> str:
    """What `newest_numbers` does to the engine's tables; compiled once."""
    rows = ibis.table(ibis.Schema.from_pyarrow(SERIES_SCHEMA), name=_ROWS)
    reading = ibis.table(ibis.Schema.from_pyarrow(READINGS_SCHEMA), name=_READING)
    return compiled(newest_numbers(rows, readings=reading, reference=COUNTRY), dialect=dialect)


@cache
def _engine() -> Engine:
    return open_engine(threads=1)
