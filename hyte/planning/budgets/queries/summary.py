"""One budget as a whole: what each phenomenon has of it, what has none, and whether the lines come to the ledger's totals."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef

from hyte.core.areas.text import finnish_key
from hyte.planning.budgets.choices import LineKind, Mode, Stage
from hyte.planning.budgets.models import LEDGER, Budget, BudgetLine, Phenomenon, Share
from hyte.planning.budgets.queries.classes import in_report
from hyte.planning.budgets.queries.parts import Gathered, Span, gathered, grouped, money_of, spans_of, totals
from hyte.planning.budgets.shares import percent_of
from hyte.planning.budgets.tallies import STAGES, Money, sum_of


@dataclass(frozen=True)
class Check:
    """A total of the ledger beside that of the lines."""

    kind: LineKind
    stage: Stage
    lines: Decimal | None
    ledger: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """How much the lines come to beyond the ledger; none where either is not known."""
        return None if self.lines is None or self.ledger is None else self.lines - self.ledger

    @property
    def is_tied(self) -> bool:
        return self.difference == 0


@dataclass
class PhenomenonMoney:
    """What a phenomenon has of one kind of lines, per cent of them all by stage, and from what to what it may lie."""

    phenomenon: Phenomenon
    money: Money
    percents: list[float | None]
    spans: list[Span]


@dataclass
class KindSummary:
    """Expenditure or revenue of a budget."""

    kind: LineKind
    total: Money
    lines: int
    untagged_lines: int = 0
    untagged: Money = field(default_factory=Money)
    in_report: Money | None = None
    exclusive: list[PhenomenonMoney] = field(default_factory=list)
    overlapping: list[PhenomenonMoney] = field(default_factory=list)

    @property
    def in_exclusive(self) -> Money:
        """What exclusive phenomena have together."""
        return sum_of(row.money for row in self.exclusive)

    @property
    def rest(self) -> Money:
        """What no exclusive phenomenon has."""
        rest = sum_of([self.total])
        rest.take(self.in_exclusive, -1)
        return rest


def checks_of(budget: Budget, sums: dict[Any, Money] | None = None) -> list[Check]:
    """Each total of the ledger that is noted, beside the lines."""
    sums = totals(budget.lines.all(), "kind") if sums is None else sums  # type: ignore[arg-type]
    found = []
    for (kind, stage), name in LEDGER.items():
        ledger = getattr(budget, name)
        if ledger is not None:
            lines = sums[(kind.value,)][stage.value].euros if (kind.value,) in sums else None
            found.append(Check(kind, stage, Decimal(0) if lines is None else lines, ledger))
    return found


def untied_budgets(budgets: Any) -> list[tuple[Budget, Check]]:
    """Budgets of which the lines do not come to a total of the ledger, with the first such total."""
    rows = list(budgets)
    sums = totals(BudgetLine.objects.filter(budget__in=rows), "budget_id", "kind")
    found = []
    for budget in rows:
        own = {(kind,): money for (pk, kind), money in sums.items() if pk == budget.pk}
        wrong = next((check for check in checks_of(budget, own) if not check.is_tied), None)
        if wrong is not None:
            found.append((budget, wrong))
    return found


def summary_of(budget: Budget) -> list[KindSummary]:
    """The budget's expenditure and revenue, apart."""
    lines = BudgetLine.objects.filter(budget=budget)
    untagged = lines.filter(~Exists(Share.objects.filter(line=OuterRef("pk"), phenomenon__withdrawn_on__isnull=True)))
    sums, bare = totals(lines, "kind"), totals(untagged, "kind")
    report = in_report(budget.home)
    reported = totals(lines.filter(report), "kind") if report is not None else {}
    of_phenomena = grouped(gathered([budget.pk]), "kind", "phenomenon")
    named = Phenomenon.objects.in_bulk({pk for _kind, pk in of_phenomena})
    found = []
    for kind in LineKind:
        if (kind.value,) not in sums:
            continue
        total, without = sums[(kind.value,)], bare.get((kind.value,), Money())
        summary = KindSummary(kind, total, _count(total), _count(without), without)
        summary.in_report = reported.get((kind.value,))
        rows = [_of_phenomenon(named[pk], some, total) for (of, pk), some in of_phenomena.items() if of == kind.value]
        for row in sorted(rows, key=lambda row: (row.phenomenon.order, finnish_key(str(row.phenomenon)))):
            is_exclusive = row.phenomenon.mode == Mode.EXCLUSIVE
            (summary.exclusive if is_exclusive else summary.overlapping).append(row)
        found.append(summary)
    return found


def _of_phenomenon(phenomenon: Phenomenon, found: list[Gathered], total: Money) -> PhenomenonMoney:
    money = money_of(found)
    return PhenomenonMoney(phenomenon, money, percents_of(money, total), spans_of(found))


def _count(money: Money) -> int:
    return money.planned.known + money.planned.unknown


def percents_of(part: Money, whole: Money) -> list[float | None]:
    """Per cent of a whole by stage."""
    return [
        percent_of(part[stage].cents if part[stage].known else None, whole[stage].cents if whole[stage].known else None)
        for stage in STAGES
    ]
