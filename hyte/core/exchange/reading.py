"""Read CSV and XLSX into tables of cells; write the same tables out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import tablib
import xlsxwriter
from django.utils.translation import gettext as _

from hyte.core.exchange.sheets import Sheet

MAX_UNPACKED = 200 * 1024 * 1024


class UnreadableFile(Exception):
    """The file cannot be read as a table; the message says why and what is accepted."""


@dataclass(frozen=True)
class Table:
    """A header row and the rows under it, cells as the file gave them."""

    headers: list[str]
    rows: list[list[Any]]


def read_table(content: bytes, *, name: str) -> Table:
    """Read a CSV or XLSX file; raise UnreadableFile with a sentence."""
    if not content.strip():
        raise UnreadableFile(_("The file is empty. A table with a header row is accepted."))
    data = _read_xlsx(content) if content[:2] == b"PK" else _read_csv(content, name=name)
    headers = [str(header).strip() if header is not None else "" for header in data[0]] if data else []
    if not any(headers):
        raise UnreadableFile(_("The first row has no headers. The first row must name the columns."))
    rows = [list(row) for row in data[1:]]
    return Table(headers, rows)


def _read_csv(content: bytes, *, name: str) -> list[list[Any]]:
    if name.lower().endswith((".xls", ".ods", ".numbers", ".pdf", ".docx")):
        raise UnreadableFile(_("This type of file cannot be read. Save it as XLSX or CSV (UTF-8)."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile(
            _("The text of the file cannot be read. Save the file as XLSX, or as CSV in the UTF-8 encoding.")
        ) from None
    if "\x00" in text:
        raise UnreadableFile(_("The file is not a table of text. XLSX and CSV (UTF-8) are accepted."))
    first = text.splitlines()[0]
    delimiter = ";" if first.count(";") > first.count(",") else "\t" if first.count("\t") > first.count(",") else ","
    import csv

    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableFile(
            _("The CSV file is broken: %(error)s. Save it anew as XLSX or CSV (UTF-8).") % {"error": error}
        ) from error


def _read_xlsx(content: bytes) -> list[list[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                raise UnreadableFile(_("The file is too large when unpacked; 200 MB is accepted."))
        dataset = tablib.Dataset().load(io.BytesIO(content), format="xlsx")
    except UnreadableFile:
        raise
    except Exception as error:
        raise UnreadableFile(_("The XLSX file cannot be opened. Save it anew as XLSX or CSV (UTF-8).")) from error
    return [list(dataset.headers or []), *[list(row) for row in dataset]]


def write_csv(headers: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A CSV file in UTF-8; what a spreadsheet program would run as a formula is made plain text."""
    dataset = tablib.Dataset(headers=list(headers))
    for row in rows:
        dataset.append(["'" + cell if re.match(r"[=+\-@]", cell) else cell for cell in row])
    return dataset.export("csv", lineterminator="\n").encode("utf-8")


def write_xlsx(sheet: Sheet, rows: Iterable[Iterable[str]], *, title: str) -> bytes:
    """An XLSX file with the sheet's columns as header codes, their words and what they take as notes."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:31] or "data")
    bold = book.add_format({"bold": True, "bottom": 1})
    for number, column in enumerate(sheet.columns):
        page.write_string(0, number, column.name, bold)
        page.write_comment(0, number, f"{column.label}: {column.accepted()}"[:1000], {"x_scale": 2})
        page.set_column(number, number, 36 if column.name in {"name", "title", "source"} else 18)
    page.freeze_panes(1, 1)
    for line, row in enumerate(rows, start=1):
        for number, cell in enumerate(row):
            if cell:
                page.write_string(line, number, cell)
    book.close()
    return stream.getvalue()
