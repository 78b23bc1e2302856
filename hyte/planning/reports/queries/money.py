"""The money that a report tells of: the area's public budgets of its years, by phenomenon, with what no phenomenon has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from hyte.planning.budgets.choices import BudgetState, Mode
from hyte.planning.budgets.models import Budget, Phenomenon
from hyte.planning.budgets.queries.parts import Span
from hyte.planning.budgets.queries.summary import KindSummary, PhenomenonMoney, summary_of
from hyte.planning.budgets.tallies import STAGES, Money
from hyte.planning.plans.queries.content import in_languages
from hyte.planning.reports.content import Amount, MoneyRow, MoneyTable
from hyte.planning.reports.models import Report


def budgets_told(report: Report, *, user: Any) -> QuerySet[Budget]:
    """The area's budgets of the report's years; a proposal is not told of, since nobody has approved it."""
    rows = Budget.objects.visible_to(user).live().of(report.home).exclude(state=BudgetState.PROPOSAL)
    return rows.filter(year__range=(report.first.year, report.last.year)).order_by("year", "pk")


def money_tables(report: Report, *, user: Any) -> list[MoneyTable]:
    """Expenditure and revenue of each budget, apart: exclusive phenomena with all lines, and overlapping ones alone."""
    return [
        table
        for budget in budgets_told(report, user=user)
        for summary in summary_of(budget)
        for table in _tables(budget, summary)
    ]


def phenomena_told(tables: Iterable[MoneyTable]) -> QuerySet[Phenomenon]:
    """The phenomena that have rows in the tables."""
    return Phenomenon.objects.filter(key__in={row.phenomenon for table in tables for row in table.rows} - {""})


def _tables(budget: Budget, summary: KindSummary) -> Iterable[MoneyTable]:
    whole = [_row("total", summary.total, lines=summary.lines)]
    if summary.exclusive:
        whole.insert(0, _row("rest", summary.rest))
    whole.append(_untagged(summary))
    if summary.in_report is not None:
        whole.append(_row("in_report", summary.in_report))
    yield _table(budget, summary, Mode.EXCLUSIVE, [*map(_phenomenon, summary.exclusive), *whole])
    if summary.overlapping:
        yield _table(budget, summary, Mode.OVERLAPPING, list(map(_phenomenon, summary.overlapping)))


def _table(budget: Budget, summary: KindSummary, group: Mode, rows: list[MoneyRow]) -> MoneyTable:
    return MoneyTable(
        budget=in_languages(budget, "name"),
        year=budget.year,
        state=budget.state,
        source=budget.source or budget.file_name,
        confirmed_on=budget.confirmed_on,
        kind=summary.kind.value,
        group=group.value,
        unknown=summary.total.unknown,
        rows=rows,
    )


def _phenomenon(row: PhenomenonMoney) -> MoneyRow:
    return MoneyRow(
        part="phenomenon",
        phenomenon=row.phenomenon.key,
        name=in_languages(row.phenomenon, "name"),
        lines=None,
        **{span.stage.value: _amount(row.money, span) for span in row.spans},
    )


def _amount(money: Money, span: Span) -> Amount:
    """An amount, with its range where an expert has estimated some of it."""
    value = money[span.stage.value].euros
    is_range = span.estimated is not None and span.low != span.high
    return Amount(
        value=None if value is None else str(value),
        low=str(span.low) if is_range else None,
        high=str(span.high) if is_range else None,
    )


def _untagged(summary: KindSummary) -> MoneyRow:
    """The lines without a phenomenon; where there are none, nothing of what is known goes without one."""
    row = _row("untagged", summary.untagged, lines=summary.untagged_lines)
    if summary.untagged_lines:
        return row
    nothing = {stage: Amount(value="0.00" if summary.total[stage].known else None) for stage in STAGES}
    return row.model_copy(update=nothing)


def _row(part: str, money: Money, *, lines: int | None = None) -> MoneyRow:
    values = {stage: money[stage].euros for stage in STAGES}
    amounts = {stage: Amount(value=None if value is None else str(value)) for stage, value in values.items()}
    return MoneyRow(part=part, phenomenon="", name={}, lines=lines, **amounts)
