"""Areas as they were drawn on each day, and sums over them that never mix two divisions."""

import csv
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.store.shape import KEY

_UNKNOWN = _("The area %(area)s is not known; the areas of the list are accepted.")
_NOT_IN_FORCE = _("%(area)s cannot be summed for %(start)s–%(end)s: it is in force %(validity)s.")
_ENDED = _("%(area)s cannot be summed for %(start)s–%(end)s: it ended on %(until)s and is part of %(successor)s.")
_REDRAWN = _("%(areas)s cannot be summed for %(start)s–%(end)s: the division changes within the period (%(members)s).")
_TWICE = _("%(areas)s cannot be summed together: %(members)s would be counted more than once.")
_MIXED = _(
    "%(first)s (%(first_start)s–%(first_end)s) and %(second)s (%(second_start)s–%(second_end)s) are of different divisions: "
    "%(members)s would be in one sum and not in the other."
)

Period = tuple[date, date]


@dataclass(frozen=True)
class Area:
    """An official code and the days on which it is in force; an open end is None."""

    code: str
    valid_from: date | None = None
    valid_until: date | None = None
    succeeded_by: str | None = None

    def is_in_force(self, start: date, end: date) -> bool:
        return (self.valid_from is None or self.valid_from <= start) and (
            self.valid_until is None or end <= self.valid_until
        )


@dataclass(frozen=True)
class Belonging:
    """To which region and county a municipality belongs, and when."""

    municipality: str
    wholes: frozenset[str]
    valid_from: date | None = None
    valid_until: date | None = None


class Division:
    """All areas with their validity, and what each consists of on a day."""

    def __init__(self, areas: Iterable[Area], belongings: Iterable[Belonging]) -> None:
        self.areas: Mapping[str, Area] = {area.code: area for area in areas}
        self._belongings = tuple(belongings)

    def members(self, code: str, day: date) -> Counter[str]:
        """The municipalities of an area on a day, each with those that have been merged into it by then."""
        area = self.areas.get(code)
        if area is None:
            raise InputRefused(_UNKNOWN, area=code)
        if not area.is_in_force(day, day):
            return Counter()
        if code.startswith("KU"):
            return Counter([code, *self._merged_into(code, day)])
        found: Counter[str] = Counter()
        for one in self._belongings:
            since, until = one.valid_from or date.min, one.valid_until or date.max
            if (code == "FI" or code in one.wholes) and since <= day <= until:
                found += self.members(one.municipality, day)
        return found

    def _merged_into(self, code: str, day: date) -> list[str]:
        merged = [
            area.code
            for area in self.areas.values()
            if area.succeeded_by == code and area.valid_until is not None and area.valid_until < day
        ]
        return [*merged, *(earlier for one in merged for earlier in self._merged_into(one, day))]

    def check_sum(self, periods: Mapping[Period, Collection[str]]) -> None:
        """Raise InputRefused, naming the areas, unless each period's areas cover the same municipalities, each once."""
        covered: list[tuple[Period, Sequence[str], Counter[str]]] = []
        for period, codes in sorted(periods.items()):
            covered.append((period, sorted(codes), self._covered(period, sorted(codes))))
        for (period, codes, members), (later, later_codes, later_members) in pairwise(covered):
            different = (members - later_members) + (later_members - members)
            if different:
                raise InputRefused(
                    _MIXED,
                    first=_listed(codes),
                    first_start=period[0],
                    first_end=period[1],
                    second=_listed(later_codes),
                    second_start=later[0],
                    second_end=later[1],
                    members=_listed(different),
                )

    def _covered(self, period: Period, codes: Sequence[str]) -> Counter[str]:
        start, end = period
        at_start: Counter[str] = Counter()
        at_end: Counter[str] = Counter()
        for code in codes:
            self._check_in_force(code, start, end)
            at_start += self.members(code, start)
            at_end += self.members(code, end)
        different = (at_start - at_end) + (at_end - at_start)
        if different:
            raise InputRefused(_REDRAWN, areas=_listed(codes), start=start, end=end, members=_listed(different))
        double = [code for code, times in at_start.items() if times > 1]
        if double:
            raise InputRefused(_TWICE, areas=_listed(codes), members=_listed(double))
        return at_start

    def _check_in_force(self, code: str, start: date, end: date) -> None:
        area = self.areas.get(code)
        if area is None:
            raise InputRefused(_UNKNOWN, area=code)
        if area.is_in_force(start, end):
            return
        if area.succeeded_by and area.valid_until:
            raise InputRefused(
                _ENDED, area=code, start=start, end=end, until=area.valid_until, successor=area.succeeded_by
            )
        validity = f"{area.valid_from or '…'}–{area.valid_until or '…'}"
        raise InputRefused(_NOT_IN_FORCE, area=code, start=start, end=end, validity=validity)


def _listed(codes: Iterable[str], most: int = 12) -> str:
    names = sorted(codes)
    return ", ".join(names[:most]) + (f" … ({len(names)})" if len(names) > most else "")


def read_division(folder: Path) -> Division:
    """The areas and belongings in a folder's `areas.csv` and `area_periods.csv`, where areas are named by keys."""
    rows = _rows(folder / "areas.csv")
    codes = {row["key"]: row["code"] for row in rows}
    areas = [
        Area(row["code"], _day(row["valid_from"]), _day(row["valid_until"]), codes.get(row["succeeded_by"]))
        for row in rows
    ]
    belongings = [
        Belonging(
            codes[row["area"]],
            frozenset(codes[row[whole]] for whole in ("region", "county") if row[whole]),
            _day(row["valid_from"]),
            _day(row["valid_until"]),
        )
        for row in _rows(folder / "area_periods.csv")
        if codes[row["area"]].startswith("KU")
    ]
    return Division(areas, belongings)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def sum_areas(rows: pa.Table, *, division: Division, drawn_on: date | None = None) -> pa.Table:
    """Numerators and denominators of the store's rows summed over their areas, all else kept apart. Kernel.

    Values are not summed, since shares and rates cannot be. A missing part makes its sum missing. The areas of all periods
    must cover the same municipalities, each once, otherwise InputRefused names them. Where the source has drawn every period by
    the division of one day, `drawn_on` says which.
    """
    rest = [name for name in KEY if name != "area"]
    apart = [name for name in rest if not name.startswith("period_")]
    coverage: dict[tuple[object, ...], dict[Period, list[str]]] = {}
    for row in rows.select(list(KEY)).to_pylist():
        period = (drawn_on, drawn_on) if drawn_on else (row["period_start"], row["period_end"])
        group = tuple(row[name] for name in (rest if drawn_on else apart))
        coverage.setdefault(group, {}).setdefault(period, []).append(row["area"])
    for periods in coverage.values():
        division.check_sum(periods)
    whole = pc.ScalarAggregateOptions(skip_nulls=False)
    parts = [("numerator", "sum", whole), ("denominator", "sum", whole)]
    summed = rows.group_by(rest).aggregate(parts)
    summed = summed.rename_columns([name.removesuffix("_sum") for name in summed.column_names])
    return summed.sort_by([(name, "ascending") for name in rest])
