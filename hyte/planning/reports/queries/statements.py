"""Sentences about the numbers of a report, and whether the numbers have changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from hyte.planning.reports.models import Report, Section, Statement
from hyte.planning.reports.queries.figures import Told, told_in


@dataclass(frozen=True)
class Read:
    """A sentence and the number that the report tells today; none where there is no number fit for it any more."""

    statement: Statement
    told: Told | None

    @property
    def has_changed(self) -> bool:
        """Whether the number is another than the sentence was made or read of."""
        return has_changed(self.statement, self.told)


def has_changed(statement: Statement, told: Told | None) -> bool:
    """Whether the facts are others than those behind the sentence; the same facts in a newer release are no change."""
    return told is None or told.number is None or told.facts != statement.facts


def statements_of(report: Report, *, user: Any, today: date) -> list[Read]:
    """The report's sentences in its order, each with today's number, in a fixed number of queries."""
    rows = Statement.objects.visible_to(user).live().filter(section__report=report, section__withdrawn_on=None)
    statements = list(
        rows.select_related("section__report__home", "indicator__home").order_by("section__order", "order", "pk")
    )
    sections = {row.section_id: row.section for row in statements}
    told = _by_place(report, list(sections.values()), user=user, today=today)
    return [Read(row, told.get((row.section_id, row.indicator_id))) for row in statements]


def told_of(statement: Statement, *, user: Any, today: date) -> Told | None:
    """What the report tells today of a sentence's number."""
    section = statement.section
    found = _by_place(section.report, [section], user=user, today=today)
    return found.get((section.pk, statement.indicator_id))


def _by_place(report: Report, sections: list[Section], *, user: Any, today: date) -> dict[tuple[int, int], Told]:
    told = told_in(report, sections, user=user, today=today)
    return {(pk, one.indicator.pk): one for pk, rows in told.items() for one in rows}
