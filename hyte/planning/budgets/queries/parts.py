"""What goes to phenomena, line by line: the one place where shares become cents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import BigIntegerField, Count, F, QuerySet, Sum
from django.db.models.functions import Cast, Round

from hyte.planning.budgets.choices import Basis, Mode
from hyte.planning.budgets.models import BudgetLine, Share
from hyte.planning.budgets.queries.markers import markers_of
from hyte.planning.budgets.shares import WHOLE, hundredths, part_of, parts_of
from hyte.planning.budgets.tallies import STAGES, Cents, Money, Tally


def whole(field: str) -> Cast:
    """A number of two decimals as whole hundredths: an amount as cents, so that no sum is a sum of fractions."""
    return Cast(Round(F(field) * 100), BigIntegerField())


_NUMBERS = {
    **{f"{stage}_cents": whole(f"line__{stage}") for stage in STAGES},
    **{f"{name}_size": whole(name) for name in ("percent", "low", "high")},
}
_RULE = ("phenomenon__key", "basis", "step", "percent_size")
_READ = (
    "line_id",
    "line__budget_id",
    "line__kind",
    "line__service_class",
    "home_id",
    "phenomenon_id",
    "phenomenon__mode",
    "low_size",
    "high_size",
    *_RULE,
    *(f"{stage}_cents" for stage in STAGES),
)


@dataclass(slots=True)
class Part:
    """What of a line goes to a phenomenon: its cents by stage, and for an estimate the least and the most."""

    line: int
    budget: int
    kind: str
    service_class: str
    phenomenon: int
    basis: str
    cents: Cents
    least: Cents
    most: Cents


def parts(shares: QuerySet[Share]) -> Iterator[Part]:
    """The parts of the shares; those of exclusive phenomena beside the others on the line, by the largest remainder."""
    wanted = shares.filter(line__is_dropped=False, phenomenon__withdrawn_on__isnull=True).annotate(**_NUMBERS)
    rows = list(wanted.order_by("line_id").values_list(*_READ))
    markers = _markers({row[4] for row in rows})
    beside = _beside({row[1] for row in rows if row[6] == Mode.EXCLUSIVE})
    for line, budget, kind, service_class, home, phenomenon, mode, low, high, key, *rest in rows:
        (basis, step, percent), line_cents = rest[:3], tuple(rest[3:])
        rules = beside.get(line, []) if mode == Mode.EXCLUSIVE else []
        if len(rules) > 1:
            sizes = {name: _size(by, at, much, markers[home]) for name, by, at, much in rules}
            cents = tuple(None if c is None else parts_of(c, sizes)[0][key] for c in line_cents)
        else:
            cents = _alone(line_cents, _size(basis, step, percent, markers[home]))
        is_estimate = basis == Basis.ESTIMATE
        least = _alone(line_cents, low) if is_estimate else cents
        most = _alone(line_cents, high) if is_estimate else cents
        yield Part(line, budget, kind, service_class, phenomenon, basis, cents, least, most)


def _alone(cents: Cents, size: int) -> Cents:
    return tuple(None if amount is None else part_of(amount, size) for amount in cents)


def _markers(homes: set[int]) -> dict[int, dict[str, int]]:
    """What each area's markers count, in hundredths of a per cent."""
    found = markers_of(homes)
    return {home: {step: hundredths(percent) for step, percent in found[home].items()} for home in homes}


def _size(basis: str, step: str, size: int | None, markers: dict[str, int]) -> int:
    if basis == Basis.WHOLE:
        return WHOLE
    return markers[step] if basis == Basis.MARKER else size or 0


def _beside(budgets: set[int]) -> dict[int, list[tuple[str, str, str, int | None]]]:
    """The exclusive shares of each line of the budgets: by the phenomenon's key, how much."""
    rows = (
        Share.objects.filter(
            line__budget__in=budgets, phenomenon__mode=Mode.EXCLUSIVE, phenomenon__withdrawn_on__isnull=True
        )
        .annotate(percent_size=whole("percent"))
        .order_by("line_id", "phenomenon__key")
        .values_list("line_id", *_RULE)
    )
    return {
        line: [(key, basis, step, size) for _line, key, basis, step, size in group]
        for line, group in groupby(rows, key=lambda row: row[0])
    }


def totals(lines: QuerySet[BudgetLine], first: str, *others: str) -> dict[Any, Money]:
    """Sums of lines by some of their fields, exact to the cent: each amount is made whole cents before it is summed."""
    sums = {f"{stage}_cents": Sum(whole(stage)) for stage in STAGES}
    counts = {f"{stage}_known": Count(stage) for stage in STAGES}
    by = (first, *others)
    found: dict[Any, Money] = {}
    for row in lines.counted().order_by().values(*by).annotate(rows=Count("pk"), **sums, **counts):  # type: ignore[attr-defined]
        tallies = [
            Tally(row[f"{stage}_cents"] or 0, row[f"{stage}_known"], row["rows"] - row[f"{stage}_known"])
            for stage in STAGES
        ]
        found[tuple(row[name] for name in by)] = Money(*tallies)
    return found


def summed(found: Iterable[Part], key: Any) -> dict[Any, Money]:
    """Parts added up by a key of theirs."""
    sums: dict[Any, Money] = {}
    for part in found:
        sums.setdefault(key(part), Money()).add(part.cents)
    return sums
