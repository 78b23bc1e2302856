"""Tables of the incentive to take along: each simulated figure carries what it is in its own cell."""

from __future__ import annotations

import io
from collections.abc import Iterable

import xlsxwriter
from django.utils.translation import gettext as _

from hyte.core.exchange.marks import EXAMPLE
from hyte.core.exchange.reading import write_csv
from hyte.knowledge.incentive.simulation import Ground, Outcome, assumptions_of, short_number

# Each kind of file with its media type.
FILES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Table = tuple[list[str], list[list[str]]]


def what_if_table(ground: Ground, *, chosen: Outcome | None, each: Iterable[Outcome]) -> Table:
    """The headers and rows of a what-if: the chosen acts together first, then each act by itself."""
    headers = [
        _("area"),
        _("year"),
        _("act"),
        _("points to the coefficient"),
        _("euros, others unchanged"),
        _("euros, others move alike"),
        _("weight of effort"),
        _("euros per effort"),
        _("invented example"),
        _("what the figures stand on"),
    ]
    rows = []
    if chosen:
        # Said, so that the row is not taken for one more act, nor the sum of the rows for the whole.
        acts = " + ".join(act.title for act in chosen.acts)
        rows.append(_row(ground, chosen, _("chosen: %(acts)s") % {"acts": acts}))
    return headers, [*rows, *(_row(ground, one, one.acts[0].title) for one in each)]


def _row(ground: Ground, outcome: Outcome, words: str) -> list[str]:
    return [
        str(ground.area),
        str(ground.round.year),
        words,
        outcome.points_in_words,
        outcome.euros.unchanged_in_words if outcome.euros else "",
        outcome.euros.alike_in_words if outcome.euros else "",
        short_number(outcome.effort),
        outcome.euros_per_effort_in_words,
        EXAMPLE if ground.round.is_example or any(act.is_example for act in outcome.acts) else "",
        " ".join(assumptions_of(ground)),
    ]


def table_file(kind: str, table: Table) -> bytes:
    """A table as a file of a kind of `FILES`; every cell is text, since a figure without its words is not given."""
    return write_csv(*table) if kind == "csv" else _xlsx(*table)


def _xlsx(headers: list[str], rows: list[list[str]]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet("hyte-kerroin")
    bold, wrapped = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
    for number, header in enumerate(headers):
        page.write_string(0, number, header, bold)
    for line, row in enumerate(rows, start=1):
        for number, cell in enumerate(row):
            if cell:
                page.write_string(line, number, cell, wrapped)
    page.freeze_panes(1, 0)
    page.set_column(0, len(headers) - 1, 30)
    book.close()
    return stream.getvalue()
