"""The money of a report in words: a table of each budget's expenditure or revenue, with its source and age. It fetches nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hyte.core.areas.text import shown_day
from hyte.planning.budgets.choices import BudgetState, LineKind, Mode
from hyte.planning.budgets.tallies import STAGES
from hyte.planning.plans.queries.pages import Words, in_words
from hyte.planning.reports.content import Amount, MoneyRow, MoneyTable


@dataclass(frozen=True)
class ShownAmount:
    """Euros to the cent with their range, or that they are not known."""

    text: str
    span: str

    @property
    def words(self) -> str:
        return f"{self.text} ({self.span})" if self.span else self.text


@dataclass(frozen=True)
class ShownMoneyRow:
    name: Words | str
    amounts: list[tuple[str, ShownAmount]]
    is_total: bool


@dataclass(frozen=True)
class ShownMoney:
    """A table of a budget."""

    budget: Words
    kind: Any
    state: Any
    source: str
    confirmed_on: date | None
    is_overlapping: bool
    unknown: int
    rows: list[ShownMoneyRow]

    @property
    def heads(self) -> list[str]:
        return stage_heads()

    @property
    def title(self) -> str:
        """What the table holds, for its caption."""
        words = {"budget": self.budget, "kind": self.kind}
        if self.is_overlapping:
            return _("%(budget)s, %(kind)s: overlapping phenomena, each alone and never added up") % words
        return _("%(budget)s, %(kind)s") % words

    @property
    def source_words(self) -> str:
        """Where the money is from, of which day, and what is not in it."""
        source = ", ".join(part for part in (self.budget, self.source) if part)
        told = [_("Source: %(source)s (%(state)s).") % {"source": source, "state": self.state}]
        if self.confirmed_on:
            told.append(_("Checked on %(day)s.") % {"day": shown_day(self.confirmed_on)})
        if self.unknown:
            told.append(
                ngettext(
                    "Of %(count)s line an amount is not known; it is in no sum.",
                    "Of %(count)s lines an amount is not known; they are in no sum.",
                    self.unknown,
                )
                % {"count": self.unknown}
            )
        if any(amount.span for row in self.rows for _head, amount in row.amounts):
            told.append(_("Beside an amount stands its range where experts have estimated part of it."))
        return " ".join(told)


def no_money() -> str:
    """What a section of money says where there is none."""
    return _("No approved budget of these years is recorded here, so no money is told by phenomenon.")


def stage_heads() -> list[str]:
    """The heads of the columns of euros, in the order of the stages."""
    return [_("Planned, €"), _("Amended, €"), _("Actual, €")]


def shown_money(table: MoneyTable) -> ShownMoney:
    """A table in the language in use."""
    return ShownMoney(
        budget=in_words(table.budget),
        kind=LineKind(table.kind).label,
        state=BudgetState(table.state).label,
        source=table.source,
        confirmed_on=table.confirmed_on,
        is_overlapping=table.group == Mode.OVERLAPPING,
        unknown=table.unknown,
        rows=[_row(row) for row in table.rows],
    )


def _row(row: MoneyRow) -> ShownMoneyRow:
    amounts = [_amount(getattr(row, stage)) for stage in STAGES]
    return ShownMoneyRow(_name(row), list(zip(stage_heads(), amounts, strict=True)), is_total=row.part == "total")


def _name(row: MoneyRow) -> Words | str:
    if row.part == "phenomenon":
        words: Words = in_words(row.name)
        return words
    said = {
        "rest": _("In no exclusive phenomenon"),
        "total": _("All lines"),
        "untagged": _("Of them untagged"),
        "in_report": _("In the service classes of the state's report"),
    }[row.part]
    return said if row.lines is None else f"{said} ({formats.number_format(row.lines, 0, force_grouping=True)})"


def _amount(amount: Amount) -> ShownAmount:
    if amount.value is None:
        return ShownAmount(_("not known"), "")
    span = "" if amount.low is None else f"{_euros(amount.low)}–{_euros(amount.high)}"
    return ShownAmount(_euros(amount.value), span)


def _euros(text: str | None) -> str:
    return formats.number_format(Decimal(text or 0), 2, use_l10n=True, force_grouping=True)
