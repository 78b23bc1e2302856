"""Reading `series` and `latest` for pages: plain rows, of which only the file's parts that hold them are opened.

No engine is asked: finding its way through a file of thousands of row groups takes one longer than reading the rows.
"""

import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from hyte.knowledge.stats.store.areas import Period
from hyte.knowledge.stats.store.derived import Derived, current, current_writing
from hyte.knowledge.stats.store.groups import KeyedFile
from hyte.knowledge.stats.store.newest import ORDER
from hyte.knowledge.stats.store.shape import TOTAL


@dataclass(frozen=True, slots=True)
class Observation:
    """One number of the store; the columns are told in `shape.SERIES_SCHEMA`."""

    dataset: str
    indicator: str
    area: str
    period_start: date
    period_end: date
    sex: str
    age_group: str
    breakdown: str
    value: float | None
    numerator: float | None
    denominator: float | None
    lower: float | None
    upper: float | None
    missing_reason: str | None
    flags: str | None
    release: str
    method: str | None


@dataclass(frozen=True, slots=True)
class Latest(Observation):
    """The newest number of an area and indicator, with what is judged of it; told in `newest.LATEST_SCHEMA`."""

    later_missing: str | None
    reference: float | None
    relation: str
    verdict: str
    no_verdict: str | None
    direction: str
    change: float | None
    no_direction: str | None
    short_periods: tuple[date, ...]
    short_values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest period for which an indicator of a data set has a value, and in how many areas; none where it never had."""

    dataset: str
    indicator: str
    period_start: date
    period_end: date
    areas: int


class Numbers:
    """One derivation opened for reading. Any thread may ask; answers are rows in a promised order."""

    def __init__(self, derived: Derived, *, writing: tuple[int, int] | None = None) -> None:
        self.derived, self.writing = derived, writing
        self._series = KeyedFile(derived.series, first="indicator", second="area")
        self._latest = KeyedFile(derived.latest, first="area", second="indicator")
        self._newest_rows = parquet.read_table(derived.newest)

    @classmethod
    def current(cls, folder: Path) -> "Numbers | None":
        """The folder's last completed derivation, opened once in a process and anew when another takes over.

        None before the first one. Raises ReleaseBroken where its files are not those that were written.
        """
        with _LOCK:
            held = _OPEN.get(folder)
            writing = current_writing(folder)
            if held is None or held.writing != writing:
                # Whoever still reads the old one keeps it until done.
                derived = current(folder)
                held = cls(derived, writing=writing) if derived else None
                if held:
                    _OPEN[folder] = held
            return held

    def latest_of_area(
        self,
        area: str,
        indicators: Sequence[str],
        *,
        comparators: Sequence[str] = (),
        sex: str | None = TOTAL,
        age_group: str | None = TOTAL,
        breakdown: str | None = TOTAL,
    ) -> list[Latest]:
        """The newest numbers of an area and of those it is compared with, by area, indicator and data set.

        What has no number has no row. A `sex`, `age_group` or `breakdown` of None is all of them.
        """
        parts = {"sex": sex, "age_group": age_group, "breakdown": breakdown}
        rows = self._latest.read([area, *comparators], second=indicators, **parts)
        if None in parts.values():
            rows = rows.sort_by([(name, "ascending") for name in ORDER])  # the file has whole populations first
        return [Latest(*row[:-2], *map(tuple, row[-2:])) for row in _tuples(rows, Latest)]

    def series_of(self, indicator: str, areas: Sequence[str] | None = None) -> list[Observation]:
        """All periods, sexes, ages and breakdowns of an indicator in these areas, by area and period.

        Without areas: its newest period in all of them.
        """
        if areas is None:
            period = self.newest_period(indicator)
            return self.areas_of(indicator, period, sex=None, age_group=None, breakdown=None) if period else []
        return [Observation(*row) for row in _tuples(self._series.read([indicator], second=areas), Observation)]

    def areas_of(
        self,
        indicator: str,
        period: Period,
        *,
        sex: str | None = TOTAL,
        age_group: str | None = TOTAL,
        breakdown: str | None = TOTAL,
    ) -> list[Observation]:
        """All areas' values of one period (its first and last day), by area. None is all sexes, ages or breakdowns."""
        parts = {"sex": sex, "age_group": age_group, "breakdown": breakdown}
        rows = self._series.read([indicator], period_start=period[0], period_end=period[1], **parts)
        return [Observation(*row) for row in _tuples(rows, Observation)]

    def parts_of(self, indicator: str, period: Period, areas: Collection[str] | None = None) -> list[Observation]:
        """One period's values of every sex, age and breakdown, by area; in these areas alone, where any are told."""
        rows = self._series.read([indicator], second=areas, period_start=period[0], period_end=period[1])
        return [Observation(*row) for row in _tuples(rows, Observation)]

    def periods_of(self, indicator: str) -> list[Period]:
        """The periods that an indicator has rows of, the newest first."""
        rows = self._series.read([indicator]).group_by(["period_start", "period_end"]).aggregate([])
        found = zip(rows["period_start"].to_pylist(), rows["period_end"].to_pylist(), strict=True)
        return sorted(found, key=lambda period: (period[1], period[0]), reverse=True)

    def newest_periods(self) -> list[Newest]:
        """The newest period of each data set and indicator, in that order."""
        return list(self._newest)

    def newest_period(self, indicator: str) -> Period | None:
        """The newest period of an indicator that has a value anywhere; None where there is no such indicator."""
        return self._newest_period.get(indicator)

    @cached_property
    def _newest(self) -> tuple[Newest, ...]:
        return tuple(Newest(*row) for row in _tuples(self._newest_rows, Newest))

    @cached_property
    def _newest_period(self) -> dict[str, Period]:
        best_last = sorted(self._newest, key=lambda one: (one.areas > 0, one.period_end, -one.period_start.toordinal()))
        return {one.indicator: (one.period_start, one.period_end) for one in best_last}


_LOCK = threading.Lock()
_OPEN: dict[Path, Numbers] = {}


def _tuples(rows: pa.Table, kind: type[Observation] | type[Newest]) -> Iterator[tuple[Any, ...]]:
    """The rows as the fields of a dataclass, in their order."""
    return zip(*(rows[field.name].to_pylist() for field in fields(kind)), strict=True)
