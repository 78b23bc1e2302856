"""The first row of a table: which column each header names, and what is wrong with the whole file."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from hyte.core.exchange.columns import Column
from hyte.core.exchange.reading import Table
from hyte.core.exchange.shapes import Sheet
from hyte.core.exchange.sheets import sheets

SHOWN_UNKNOWN = 10
NO_COLUMN = Column("", "")  # stands where a header names none


@dataclass(frozen=True)
class HeaderFault:
    """A fault of the whole file: the column, what is wrong and what is accepted."""

    column: str
    fault: str
    accepted: str


def needed(sheet: Sheet) -> set[str]:
    """Columns without which no row says anything."""
    return {column.name for column in sheet.columns if column.required} | set(sheet.identity[:1])


def match_columns(sheet: Sheet, table: Table) -> tuple[list[Column], list[HeaderFault]]:
    """The column of each header, and the faults of the first row: the fewest that tell what to do."""
    accepted = ", ".join(column.name for column in sheet.columns)
    found = [sheet.by_header.get(header.casefold()) or NO_COLUMN for header in table.headers]
    known = {column.name for column in found if column.name}
    other = _other_sheet(sheet, table)
    if not known and other is None:
        wanted = _("a first row with names of columns: %(names)s") % {"names": accepted}
        return found, [HeaderFault("", _("the first row does not name the columns"), wanted)]
    if other is not None and not needed(sheet) <= known:
        fault = _("the columns are those of the table “%(table)s”") % {"table": other.title}
        wanted = _("the columns of the table “%(table)s”: %(names)s") % {"table": sheet.title, "names": accepted}
        return found, [HeaderFault("", fault, wanted)]
    return found, [
        *_unknown(table, found, accepted),
        *(HeaderFault(name, _("the column is there twice"), _("each column once")) for name in _doubled(found)),
        *(HeaderFault(name, _("the column is missing"), accepted) for name in sorted(needed(sheet) - known)),
        *_nameless(table),
    ]


def leave_unread(columns: list[Column], table: Table) -> tuple[list[Column], Table]:
    """The columns and the table without what is not taken in, so that a row that holds nothing else is an empty row."""
    places = {number for number, column in enumerate(columns) if not column.is_taken_in}
    if not places:
        return columns, table
    rows = [["" if number in places else cell for number, cell in enumerate(cells)] for cells in table.rows]
    return [column if column.is_taken_in else NO_COLUMN for column in columns], Table(table.headers, rows)


def _unknown(table: Table, found: list[Column], accepted: str) -> list[HeaderFault]:
    unknown = [header for header, column in zip(table.headers, found, strict=True) if header and not column.name]
    faults = [HeaderFault(name[:60], _("the column is not known"), accepted) for name in unknown[:SHOWN_UNKNOWN]]
    if len(unknown) > SHOWN_UNKNOWN:
        more = _("%(number)s more columns are not known") % {"number": len(unknown) - SHOWN_UNKNOWN}
        faults.append(HeaderFault("", more, accepted))
    return faults


def _doubled(found: list[Column]) -> list[str]:
    names = [column.name for column in found if column.name]
    return sorted({name for name in names if names.count(name) > 1})


def _nameless(table: Table) -> list[HeaderFault]:
    """Values under an empty header would be lost without a word."""
    from openpyxl.utils import (
        get_column_letter,  # here, as in `reading`: every command imports this module, few read a table
    )

    return [
        HeaderFault(
            get_column_letter(number + 1),
            _("the column has values but no name on the first row"),
            _("a name on the first row, or an empty column"),
        )
        for number, header in enumerate(table.headers)
        if not header and any(str(row[number] or "").strip() for row in table.rows)
    ]


def _other_sheet(sheet: Sheet, table: Table) -> Sheet | None:
    """The sheet whose columns the table has, when it has them better than those of its own sheet."""

    def known(one: Sheet) -> set[str]:
        columns = one.by_header
        return {columns[header.casefold()].name for header in table.headers if header.casefold() in columns}

    best = max(sheets().values(), key=lambda one: (needed(one) <= known(one), len(known(one))))
    return best if needed(best) <= known(best) and len(known(best)) > len(known(sheet)) else None
