"""Read CSV and XLSX into tables of cells; write the same tables out."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from hyte.core.exchange.columns import BrokenCell, MergedCell, PerCent
from hyte.core.exchange.shapes import Sheet

MAX_UNPACKED = 100 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS, MOST_MERGED = 100_000, 1_000, 1_000
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
OTHER_TYPES = (".xls", ".ods", ".numbers", ".pdf", ".doc", ".docx", ".html")


class UnreadableFile(Exception):
    """The file cannot be read as a table: what is wrong with it, and what would be accepted."""

    def __init__(self, fault: str, accepted: str = "") -> None:
        self.fault = fault
        self.accepted = accepted or _("a table saved as XLSX, or as CSV in the UTF-8 encoding")
        super().__init__(fault)


@dataclass(frozen=True)
class Table:
    """A header row and the rows under it, cells as the file gave them."""

    headers: list[str]
    rows: list[list[Any]]


def read_table(content: bytes, *, name: str) -> Table:
    """Read a CSV or XLSX file; raise UnreadableFile with what is wrong and what is accepted."""
    return _table(_rows_of(content, name=name.lower()))


def _table(data: list[list[Any]]) -> Table:
    headers = ["" if cell is None or isinstance(cell, BrokenCell) else str(cell).strip() for cell in data[0]]
    if not any(headers):
        raise UnreadableFile(_("the first row is empty"), _("a first row that names the columns"))
    return Table(headers, [row + [""] * (len(headers) - len(row)) for row in data[1:]])


def read_book(content: bytes, *, pages: Collection[str]) -> dict[str, Table]:
    """The pages of a workbook by their names; raise UnreadableFile with what is wrong and what is accepted."""
    accepted = _("an XLSX file with these pages: %(names)s") % {"names": ", ".join(pages)}
    if not content.startswith(b"PK"):
        raise UnreadableFile(_("the file is not a workbook"), accepted)
    names = _page_names(content)
    strange = [name for name in names if name not in pages]
    if strange or not names:
        raise UnreadableFile(_("the file has a page called “%(name)s”") % {"name": (strange or [""])[0]}, accepted)
    found = {name: _read_xlsx(content, page=number) for number, name in enumerate(names)}
    return {name: _table(rows) for name, rows in found.items() if any(rows)}


def unpacked_size(content: bytes) -> int:
    """How much there is to read: an XLSX file is packed."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return len(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(item.file_size for item in archive.infolist())


def _rows_of(content: bytes, *, name: str) -> list[list[Any]]:
    if not content.strip():
        raise UnreadableFile(_("the file is empty"), _("a table whose first row names the columns"))
    if content.startswith(b"PK"):
        return _read_xlsx(content)
    if content.startswith(OLD_OFFICE):
        raise UnreadableFile(
            _("the file is of an old spreadsheet program, or it has a password"),
            _("the same table saved as XLSX without a password, or as CSV in the UTF-8 encoding"),
        )
    if name.endswith(OTHER_TYPES):
        raise UnreadableFile(_("this type of file cannot be read"))
    if name.endswith(".xlsx"):
        raise UnreadableFile(_("the file is called XLSX but is not one"))
    return _read_csv(content)


def _read_csv(content: bytes) -> list[list[Any]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            _("the letters of row %(row)s are not in the UTF-8 encoding") % {"row": row},
            _("the same table saved as XLSX, or as “CSV UTF-8”"),
        ) from None
    if "\x00" in text:
        raise UnreadableFile(_("the file is not a table of text"))
    if not text.strip():
        raise UnreadableFile(_("the file is empty"), _("a table whose first row names the columns"))
    first = text.splitlines()[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return _taken(reader)
    except csv.Error:
        raise UnreadableFile(
            _("a quotation mark is out of place, or a cell is too long, near line %(line)s") % {"line": reader.line_num}
        ) from None


def _page_names(content: bytes) -> list[str]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    except Exception as error:  # the library fails in many ways on a broken file
        raise UnreadableFile(_("the XLSX file is broken or is not a spreadsheet")) from error
    return [page.title for page in book.worksheets]


def _read_xlsx(content: bytes, *, page: int = 0) -> list[list[Any]]:
    try:
        if unpacked_size(content) > MAX_UNPACKED:
            raise UnreadableFile(_("the file is too large when unpacked"), _("at most 100 MB unpacked"))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            rows, part = _cells(content, page=page, with_formulas=False)
            source = archive.read(part)
        if b"<f>" in source or b"<f " in source:
            _mark_unsolved(rows, _cells(content, page=page, with_formulas=True)[0])
        _mark_merged(rows, source)
    except UnreadableFile:
        raise
    except Exception as error:  # the library fails in many ways on a broken file
        raise UnreadableFile(_("the XLSX file is broken or is not a spreadsheet")) from error
    return rows


def _cells(content: bytes, *, page: int, with_formulas: bool) -> tuple[list[list[Any]], str]:
    """A page's cells and where in the file it is."""
    import openpyxl  # here and below: loading it takes longer than most commands, all of which import this module

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=not with_formulas, keep_links=False)
    found: Any = book.worksheets[page]
    found.reset_dimensions()  # a file may claim any size; only cells that are there are read
    rows = _taken([_value(cell) for cell in cells[: MOST_COLUMNS + 1]] for cells in found.iter_rows())
    return rows, found._worksheet_path.lstrip("/")


def _value(cell: Any) -> Any:
    if cell.data_type == "e":
        return BrokenCell(_("the spreadsheet program shows the error %(error)s") % {"error": cell.value})
    if cell.data_type == "f":
        return BrokenCell(_("the formula has no saved result; paste the value in its place"))
    if cell.data_type == "n" and cell.value is not None and "%" in (cell.number_format or ""):
        return PerCent(cell.value)
    return cell.value


def _taken(rows: Iterable[list[Any]]) -> list[list[Any]]:
    """The rows without the empty cells at their ends, as far as a table can be read."""
    taken = []
    for number, cells in enumerate(rows, start=1):
        if number > MOST_ROWS:
            fault = _("the file has over %(number)s rows") % {"number": MOST_ROWS}
            raise UnreadableFile(fault, _("the rows in several files"))
        if len(cells) > MOST_COLUMNS:
            fault = _("row %(row)s has over %(number)s cells") % {"row": number, "number": MOST_COLUMNS}
            raise UnreadableFile(fault, _("only the columns of the table"))
        while cells and (cells[-1] is None or cells[-1] == ""):
            cells.pop()
        taken.append(cells)
    return taken or [[]]


def _mark_unsolved(rows: list[list[Any]], formulas: list[list[Any]]) -> None:
    """A formula that no program has worked out is a fault of its cell, and not an empty cell."""
    for row, cells in zip(rows, formulas, strict=False):
        for number, cell in enumerate(cells):
            if isinstance(cell, BrokenCell) and (number >= len(row) or row[number] is None):
                row.extend([None] * (number + 1 - len(row)))
                row[number] = cell


def _mark_merged(rows: list[list[Any]], source: bytes) -> None:
    """Only the first of merged cells has a value; the others are told of, and not taken for empty ones."""
    from openpyxl.utils.cell import range_boundaries

    width = max(map(len, rows), default=0)
    for found in re.findall(rb'<mergeCell ref="([A-Z]+\d+:[A-Z]+\d+)"', source)[:MOST_MERGED]:
        left, top, right, bottom = range_boundaries(found.decode())
        for row, column in _places(left, top, min(right, width), min(bottom, len(rows))):
            rows[row].extend([None] * (column + 1 - len(rows[row])))
            rows[row][column] = MergedCell(_("the cell is merged with another; each cell needs its own value"))


def _places(left: int, top: int, right: int, bottom: int) -> Iterator[tuple[int, int]]:
    """Every place of a range but its first, counted from zero."""
    return ((r, c) for r in range(top - 1, bottom) for c in range(left - 1, right) if (r, c) != (top - 1, left - 1))


def write_csv(headers: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A CSV file in UTF-8; what a spreadsheet program would run as a formula is made plain text."""
    import tablib

    dataset = tablib.Dataset(headers=list(headers))
    for row in rows:
        dataset.append(["'" + cell if re.match(r"[=+\-@]", cell) else cell for cell in row])
    return dataset.export("csv", lineterminator="\n").encode("utf-8")


def write_xlsx(sheet: Sheet, rows: Iterable[Iterable[str]], *, title: str) -> bytes:
    """An XLSX file with the sheet's columns as header codes, their words and what they take as notes."""
    return write_book([(sheet, title, rows)])


def write_book(pages: Iterable[tuple[Sheet, str, Iterable[Iterable[str]]]]) -> bytes:
    """An XLSX file of several sheets, each on a page of its own under the title given."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    for sheet, title, rows in pages:
        _write_page(book, sheet, title, rows)
    book.close()
    return stream.getvalue()


def _write_page(book: Any, sheet: Sheet, title: str, rows: Iterable[Iterable[str]]) -> None:
    page = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:31] or "data")
    bold = book.add_format({"bold": True, "bottom": 1})
    days = book.add_format({"num_format": "d.m.yyyy", "align": "left"})
    for number, column in enumerate(sheet.columns):
        page.write_string(0, number, column.name, bold)
        page.write_comment(0, number, f"{column.label}: {column.accepted()}"[:1000], {"x_scale": 2})
        page.set_column(number, number, 36 if column.name in {"name", "title", "source"} else 18)
    page.freeze_panes(1, 1)
    for line, row in enumerate(rows, start=1):
        for number, (column, cell) in enumerate(zip(sheet.columns, row, strict=True)):
            kept = column.in_workbook(cell)
            if isinstance(kept, date):
                page.write_datetime(line, number, kept, days)
            elif isinstance(kept, Decimal):
                page.write_number(line, number, kept)
            elif kept:
                page.write_string(line, number, kept)
