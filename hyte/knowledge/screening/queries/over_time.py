"""Compiled figures over time: periods as long as the newest, and what lies between them as gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hyte.knowledge.screening.choices import Counted
from hyte.knowledge.screening.figures import Share, shares
from hyte.knowledge.screening.models import Programme
from hyte.knowledge.screening.queries.monitor import TrendRow

MOST_GAPS = 12


@dataclass(frozen=True)
class Point:
    """One period: its share and coverage with their limits; None where they are hidden or nothing was compiled."""

    first: date
    last: date
    is_compiled: bool = False
    share: Share | None = None
    coverage: float | None = None
    coverage_limits: Share | None = None
    has_new_base: bool = False

    @property
    def is_hidden(self) -> bool:
        return self.is_compiled and self.share is None


def points_of(rows: Sequence[TrendRow], programme: Programme) -> list[Point]:
    """The periods to be drawn, the oldest first; none where there are not two to draw a line between.

    Of a programme about violence or substances only periods that may be published are drawn, also for workers: its shortest
    period is the same for everyone. Periods of other lengths, and those that share days with a later one, stay in the table.
    """
    able = [row for row in rows if row.compilation.may_be_public or not programme.is_sensitive]
    kept: list[TrendRow] = []
    for row in reversed(able):
        is_alike = not kept or _months(row) == _months(kept[-1])
        if is_alike and (not kept or row.compilation.last < kept[-1].compilation.first):
            kept.append(row)
    kept.reverse()
    if len(kept) < 2:
        return []
    points: list[Point] = []
    for row, point in zip(kept, _compiled(kept, programme), strict=True):
        points += _between(points[-1].last, row.compilation.first, _months(row)) if points else []
        points.append(point)
    return points


def _compiled(rows: Sequence[TrendRow], programme: Programme) -> list[Point]:
    limits: list[Share | None] = [None] * len(rows)
    if programme.counted == Counted.PERSONS:
        # Of forms one person may have filled several, so their share of a number of people has no interval.
        bases = [row.compilation.base.number if row.compilation.base else None for row in rows]
        limits = shares([(row.line.sums.screened, base) for row, base in zip(rows, bases, strict=True)])
    names = [row.compilation.base_id for row in rows]
    return [
        Point(
            row.compilation.first,
            row.compilation.last,
            is_compiled=True,
            share=row.line.risk,
            coverage=row.coverage,
            coverage_limits=limit,
            has_new_base=place > 0 and names[place] != names[place - 1],
        )
        for place, (row, limit) in enumerate(zip(rows, limits, strict=True))
    ]


def _months(row: TrendRow) -> int:
    first, last = row.compilation.first, row.compilation.last
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _between(last: date, first: date, months: int) -> list[Point]:
    """Periods of as many months that nothing was compiled of, between a day and another; at most a dozen."""
    found: list[Point] = []
    start = last + timedelta(days=1)
    while len(found) < MOST_GAPS:
        following = _later(start, months)
        if following > first:
            break
        found.append(Point(start, following - timedelta(days=1)))
        start = following
    return found


def _later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
