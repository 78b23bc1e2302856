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
from hyte.planning.budgets.shares import cents_of, hundredths, part_of, parts_of, size_of
from hyte.planning.budgets.tallies import STAGES, Cents, Money, Tally

_READ = (
    "line_id",
    "line__budget_id",
    "line__kind",
    "line__service_class",
    *(f"line__{stage}" for stage in STAGES),
    "home_id",
    "phenomenon_id",
    "phenomenon__key",
    "phenomenon__mode",
    "basis",
    "step",
    "percent",
    "low",
    "high",
)


@dataclass(frozen=True)
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
    wanted = shares.filter(line__is_dropped=False, phenomenon__withdrawn_on__isnull=True)
    rows = list(wanted.order_by("line_id").values_list(*_READ))
    if not rows:
        return
    markers = markers_of({row[7] for row in rows})
    beside = _beside(wanted) if any(row[10] == Mode.EXCLUSIVE for row in rows) else {}
    for row in rows:
        line, budget, kind, service_class, *rest = row
        euros, (home, phenomenon, key, mode, basis, step, percent, low, high) = rest[:3], rest[3:]
        line_cents = tuple(cents_of(amount) for amount in euros)
        size = size_of(basis, step, percent, markers[home])
        if mode == Mode.EXCLUSIVE and len(beside.get(line, ())) > 1:
            sizes = {name: size_of(*rule, markers[home]) for name, rule in beside[line]}
            cents = tuple(None if c is None else parts_of(c, sizes)[0][key] for c in line_cents)
        else:
            cents = _alone(line_cents, size)
        is_estimate = basis == Basis.ESTIMATE
        least = _alone(line_cents, hundredths(low)) if is_estimate else cents
        most = _alone(line_cents, hundredths(high)) if is_estimate else cents
        yield Part(line, budget, kind, service_class, phenomenon, basis, cents, least, most)


def _alone(cents: Cents, size: int) -> Cents:
    return tuple(None if amount is None else part_of(amount, size) for amount in cents)


Rule = tuple[str, str, Any]


def _beside(shares: QuerySet[Share]) -> dict[int, list[tuple[str, Rule]]]:
    """Each line's exclusive shares, those of other phenomena too: by the phenomenon's key, how much."""
    lines = shares.filter(phenomenon__mode=Mode.EXCLUSIVE).order_by().values("line_id")
    rows = (
        Share.objects.filter(line__in=lines, phenomenon__mode=Mode.EXCLUSIVE, phenomenon__withdrawn_on__isnull=True)
        .order_by("line_id", "phenomenon__key")
        .values_list("line_id", "phenomenon__key", "basis", "step", "percent")
    )
    return {
        line: [(key, (basis, step, percent)) for _line, key, basis, step, percent in group]
        for line, group in groupby(rows, key=lambda row: row[0])
    }


def totals(lines: QuerySet[BudgetLine], first: str, *others: str) -> dict[Any, Money]:
    """Sums of lines by some of their fields, exact to the cent: each amount is made whole cents before it is summed."""
    sums = {f"{stage}_cents": Sum(Cast(Round(F(stage) * 100), BigIntegerField())) for stage in STAGES}
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
