"""Reading `series` and `latest` for pages: plain rows, statements compiled once, one DuckDB and a cursor for each thread."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from hyte.knowledge.stats.store.areas import Period
from hyte.knowledge.stats.store.derived import Derived, current, current_hash
from hyte.knowledge.stats.store.shape import TOTAL
from hyte.knowledge.stats.store.statements import all_areas, latest_of_areas, newest_of_each, series_of_areas

MEMORY = "512MB"


@dataclass(frozen=True, slots=True)
class Observation:
    """One number of the store; the columns are told in `shape.DESCRIPTIONS`."""

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

    def __init__(self, derived: Derived) -> None:
        self.derived = derived
        self._own = threading.local()
        # Each question is small: one thread answers it faster than several that must be woken.
        self._database = duckdb.connect(config={"memory_limit": MEMORY, "threads": 1, "temp_directory": ""})
        self._database.execute("SET GLOBAL python_enable_replacements = false")
        self._database.execute("SET GLOBAL parquet_metadata_cache = true")
        for name, path in (("series", derived.series), ("latest", derived.latest)):
            quoted = str(path.resolve()).replace("'", "''")
            self._database.execute(f"CREATE VIEW {name} AS FROM read_parquet('{quoted}')")

    @classmethod
    def current(cls, folder: Path) -> "Numbers | None":
        """The folder's last completed derivation, opened once in a process and anew when another takes over.

        None before the first one. Raises ReleaseBroken where its files are not those that were written.
        """
        with _LOCK:
            held = _OPEN.get(folder)
            if held is None or held.derived.hash != current_hash(folder):
                # Whoever still reads the old one keeps it until done.
                derived = current(folder)
                held = cls(derived) if derived else None
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
        areas = _numbered([area, *comparators])
        parts = {"sex": sex, "age_group": age_group, "breakdown": breakdown}
        rows = self._rows(latest_of_areas(len(areas)), {**areas, **parts, "indicators": list(indicators)})
        return [Latest(*row[:-2], *map(tuple, row[-2:])) for row in rows]

    def series_of(self, indicator: str, areas: Sequence[str] | None = None) -> list[Observation]:
        """All periods, sexes, ages and breakdowns of an indicator in these areas, by area and period.

        Without areas: its newest period in all of them.
        """
        if areas is None:
            period = self.newest_period(indicator)
            return self.areas_of(indicator, period, sex=None, age_group=None, breakdown=None) if period else []
        if not areas:
            return []
        numbered = _numbered(areas)
        rows = self._rows(series_of_areas(len(numbered)), {**numbered, "indicator": indicator})
        return [Observation(*row) for row in rows]

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
        told = {"indicator": indicator, "period_start": period[0], "period_end": period[1]}
        return [Observation(*row) for row in self._rows(all_areas(), {**told, **parts})]

    def newest_periods(self) -> list[Newest]:
        """The newest period of each data set and indicator, in that order; asked once of a derivation."""
        return list(self._newest)

    def newest_period(self, indicator: str) -> Period | None:
        """The newest period of an indicator that has a value anywhere; None where there is no such indicator."""
        return self._newest_period.get(indicator)

    @cached_property
    def _newest(self) -> tuple[Newest, ...]:
        return tuple(Newest(*row) for row in self._rows(newest_of_each(), {}))

    @cached_property
    def _newest_period(self) -> dict[str, Period]:
        best_last = sorted(self._newest, key=lambda one: (one.areas > 0, one.period_end, -one.period_start.toordinal()))
        return {one.indicator: (one.period_start, one.period_end) for one in best_last}

    def _rows(self, statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        if not hasattr(self._own, "cursor"):
            self._own.cursor = self._database.cursor()
        found: list[tuple[Any, ...]] = self._own.cursor.execute(statement, values).fetchall()
        return found


_LOCK = threading.Lock()
_OPEN: dict[Path, Numbers] = {}


def _numbered(areas: Sequence[str]) -> dict[str, Any]:
    """Areas as the parameters of a statement for 1, 2, 4, 8 … of them, the last one repeated, so that few are compiled."""
    known = list(dict.fromkeys(areas))
    size = 1 << (len(known) - 1).bit_length()
    return {f"area_{place}": known[min(place, len(known) - 1)] for place in range(size)}
