"""A CSV file, read leniently in its form and strictly in its content."""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from hyte.knowledge.stats.refusals import ArgumentRefused, InputRefused, refuse
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.standards import band_start

Value = str | float | None

# What stands for a missing number: nothing, or the dots of Statistics Finland and the NA of R.
_MISSING = frozenset({"", ".", "..", "...", "na"})
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}([ \u00a0\u202f]\d{3})+)([.,]\d+)?([eE][+-]?\d+)?")


class Kind(Enum):
    """What a column holds; the value is what is accepted there."""

    TEXT = _("some text")
    COUNT = _("a whole number, 0 or more, or nothing when it is missing")
    AMOUNT = _("a number, 0 or more, or nothing when it is missing")
    NUMBER = _("a number, or nothing when it is missing")
    WEIGHT = _("a number, 0 or more")
    RANK = _("a number")
    AGE = _("the first age of a band, such as 0 or 65, or a band, such as 65-69 or 90+")
    YEAR = _("one year in four digits")


class Need(Enum):
    REQUIRED = auto()
    OPTIONAL = auto()


@dataclass(frozen=True)
class Column:
    name: str
    kind: Kind
    need: Need = Need.REQUIRED


@dataclass(frozen=True)
class Line:
    """One row of the file: its number there (the header is 1) and its values by column; without those that were refused."""

    number: int
    values: dict[str, Value]

    def has(self, *names: str) -> bool:
        """Whether the cells of these columns were accepted."""
        return all(name in self.values for name in names)

    def text(self, name: str) -> str:
        return str(self.values[name])

    def real(self, name: str) -> float | None:
        value = self.values.get(name)
        return value if isinstance(value, float) else None


@dataclass(frozen=True)
class RawTable:
    """The file as text: header in lower case, rows with their line numbers; a row in `faults` has no cells."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    takes_decimal_comma: bool
    faults: tuple[InputRefused, ...] = ()


Check = Callable[[Sequence[Line]], Iterable[InputRefused]]


def read_raw(path: str) -> RawTable:
    """The file's header and rows as text.

    Takes UTF-8 with or without a mark, otherwise Windows' Western letters; comma, semicolon or tab. Raises ArgumentRefused for
    a file that cannot be read as a table at all, InputRefused where a column has two places. Rows with too many or too few
    cells are among its faults.
    """
    text = _text_of(path)
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=lambda mark: (first.count(mark) > 0, -";\t,".index(mark)))
    try:
        rows = [(number, cells) for number, cells in _numbered(text, delimiter) if any(cell.strip() for cell in cells)]
    except csv.Error:
        raise ArgumentRefused(_("%(file)s cannot be read as CSV: a quotation mark is left open."), file=path)
    if not rows:
        raise ArgumentRefused(_("%(file)s is empty; the first row must name the columns."), file=path)
    header = tuple(cell.strip().casefold() for cell in rows[0][1])
    twice = dict.fromkeys(name for name in header if name and header.count(name) > 1)
    refuse(
        InputRefused(_("Row 1: the column %(column)s stands there twice; name each column once."), column=name)
        for name in twice
    )
    faults = tuple(_uneven(number, cells, header) for number, cells in rows[1:] if len(cells) != len(header))
    body = tuple(
        (number, tuple(cell.strip() for cell in cells) if len(cells) == len(header) else ())
        for number, cells in rows[1:]
    )
    return RawTable(path, header, body, takes_decimal_comma=delimiter != ",", faults=faults)


def _uneven(number: int, cells: Sequence[str], header: Sequence[str]) -> InputRefused:
    return InputRefused(
        _("Row %(row)s has %(found)s cells, the header has %(wanted)s; give each row as many cells as the header."),
        row=number,
        found=len(cells),
        wanted=len(header),
    )


def _text_of(path: str) -> str:
    try:
        content = Path(path).read_bytes()
    except OSError as fault:
        raise ArgumentRefused(
            _("%(file)s cannot be read: %(fault)s."), file=path, fault=fault.strerror or type(fault).__name__
        )
    if content.startswith(b"PK\x03\x04") or b"\0" in content[:4096]:
        raise ArgumentRefused(_("%(file)s is not a text file; save the sheet as CSV (UTF-8)."), file=path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _numbered(text: str, delimiter: str) -> Iterable[tuple[int, list[str]]]:
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    before = 0
    for cells in reader:
        yield before + 1, cells
        before = reader.line_num


def parse(table: RawTable, columns: Sequence[Column], *checks: Check) -> list[Line]:
    """The rows with the values of these columns; other columns are left alone.

    Raises InputRefused with every fault of the file: each names row, column, what stands there and what is accepted. A check
    is given all rows, also those of which some cells were refused, so that one reading tells everything.
    """
    missing = [column.name for column in columns if column.need is Need.REQUIRED and column.name not in table.header]
    faults = [*table.faults, *([_missing(missing, columns, table.header)] if missing else [])]
    if not table.rows:
        faults.append(InputRefused(_("The file has a header but no rows.")))
    used = [(column, table.header.index(column.name)) for column in columns if column.name in table.header]
    lines = []
    for number, cells in table.rows:
        values: dict[str, Value] = {}
        for column, place in used if cells else ():
            try:
                values[column.name] = _value(cells[place], column.kind, takes_comma=table.takes_decimal_comma)
            except ValueError:
                faults.append(_fault(number, column, cells[place]))
        lines.append(Line(number, values))
    if lines and not missing:
        faults += [fault for check in checks for fault in check(lines)]
    refuse(faults)
    return lines


def _missing(names: Sequence[str], columns: Sequence[Column], header: Sequence[str]) -> InputRefused:
    return InputRefused(
        _("The column %(missing)s is missing; the columns needed are %(needed)s, the file has %(found)s."),
        missing=", ".join(names),
        needed=", ".join(column.name for column in columns if column.need is Need.REQUIRED),
        found=", ".join(header),
    )


def _fault(number: int, column: Column, cell: str) -> InputRefused:
    if column.kind is Kind.YEAR and re.fullmatch(r"\d{4}\s*[-–—/]\s*\d{2,4}", cell):
        return InputRefused(
            _(
                "Row %(row)s, column %(column)s: %(cell)s is longer than a year; overlapping or mixed periods have no trend."
            ),
            row=number,
            column=column.name,
            cell=cell,
        )
    return CellRefused(number, column, cell)


class CellRefused(InputRefused):
    """A cell that its column does not accept; what is accepted is translated too."""

    def __init__(self, number: int, column: Column, cell: str) -> None:
        super().__init__(
            _("Row %(row)s, column %(column)s: “%(cell)s” is not accepted. Accepted: %(accepted)s."),
            row=number,
            column=column.name,
            cell=cell,
            accepted=column.kind.value,
        )

    def sentence(self, translate: Callable[[str], str]) -> str:
        return translate(self.text) % {**self.values, "accepted": translate(str(self.values["accepted"]))}


def _value(cell: str, kind: Kind, *, takes_comma: bool) -> Value:
    if kind is Kind.TEXT:
        if not cell:
            raise ValueError(cell)
        return cell
    if kind is Kind.AGE:
        start = band_start(cell)
        if start is None:
            raise ValueError(cell)
        return float(start)
    if kind is Kind.YEAR:
        if not re.fullmatch(r"[12]\d{3}", cell):
            raise ValueError(cell)
        return float(cell)
    if cell.casefold() in _MISSING and kind not in (Kind.RANK, Kind.WEIGHT):
        return None
    number = _number(cell, takes_comma=takes_comma)
    if kind in (Kind.COUNT, Kind.AMOUNT, Kind.WEIGHT) and number < 0:
        raise ValueError(cell)
    if kind is Kind.COUNT and number != int(number):
        raise ValueError(cell)
    return number


def _number(cell: str, *, takes_comma: bool) -> float:
    if not _NUMBER.fullmatch(cell) or ("," in cell and not takes_comma):
        raise ValueError(cell)
    number = float(re.sub(r"\s", "", cell).replace(",", "."))
    if abs(number) > 1e300:
        raise ValueError(cell)
    return number
