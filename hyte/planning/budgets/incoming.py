"""A file as somebody has it, made into the sheet that the register takes: nothing is typed twice and no row is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.text import slug
from hyte.core.exchange.columns import BrokenCell, cell_text
from hyte.core.exchange.planning import plan_load, value_after
from hyte.core.exchange.queries import rows_of
from hyte.core.exchange.reading import Table, read_table, write_csv
from hyte.core.exchange.shapes import Sheet
from hyte.core.exchange.sheets import sheet_named
from hyte.planning.budgets.choices import Stage, Unit
from hyte.planning.budgets.ktas import figures_of, is_ktas, lines_of
from hyte.planning.budgets.models import LEDGER, Budget, BudgetLine, Phenomenon, Share
from hyte.planning.budgets.spreadsheets import thousandfold

CODE_FROM = ("service_class", "account", "unit", "kind")  # what a line without a code is told by


@dataclass
class Incoming:
    """The sheet's file, figures that were left out, and what is wrong with the file as a whole."""

    content: bytes = b""
    left_out: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def _sheet(name: str) -> Sheet:
    sheet = sheet_named(name)
    assert sheet is not None
    return sheet


def lines_from(
    content: bytes, *, name: str, budget: Budget, business_id: str = "", unit: Unit = Unit.EUROS
) -> Incoming:
    """A file of lines as a table of the sheet: with the budget and keys, and lines that the file no longer has.

    A budget that is printed in thousands of euros says so; the package KTAS tells its own unit.
    """
    table = read_table(content, name=name)
    left_out: list[str] = []
    if is_ktas(table):
        figures = figures_of(table, year=budget.year, business_id=business_id)
        if figures.faults:
            return Incoming(faults=figures.faults)
        left_out, rows = figures.left_out, lines_of(figures)
        headers = list(rows[0])
        cells: list[list[Any]] = [[row[header] for header in headers] for row in rows]
        table, unit = Table(headers, cells), Unit.EUROS
    if faults := _broken(table):
        return Incoming(faults=faults)
    headers, cells = _named(table, _sheet("budget_lines")), [[cell_text(cell) for cell in row] for row in table.rows]
    if unit == Unit.THOUSANDS:
        _multiply(headers, cells)
    _complete(headers, cells, budget)
    return Incoming(write_csv(headers, cells), left_out)


def _multiply(headers: list[str], rows: list[list[str]]) -> None:
    """Thousands of euros as euros; what is no amount is left for the sheet to tell of."""
    places = [number for number, header in enumerate(headers) if header in set(Stage)]
    for cells in rows:
        for place in places:
            if place < len(cells):
                cells[place] = thousandfold(cells[place])


def _broken(table: Table) -> list[str]:
    """Cells whose value the file does not hold."""
    return [
        _("Row %(row)s, column %(column)s: %(fault)s.") % {"row": number, "column": header, "fault": cell.fault}
        for number, cells in enumerate(table.rows, start=2)
        for header, cell in zip(table.headers, cells, strict=False)
        if isinstance(cell, BrokenCell)
    ][:20]


def _named(table: Table, sheet: Sheet) -> list[str]:
    """Each header by the column's name, where it is one of the sheet's, in whatever language.

    A code may be just a code, and what stands after a comma may be left out, as of “service class, code”.
    """
    names = {header: column.name for column in sheet.columns for header in column.headers()}
    for header, name in list(names.items()):
        names.setdefault(header.partition(",")[0], name)
    names.setdefault(_("code").casefold(), "code")
    return [names.get(header.casefold(), header) for header in table.headers]


def _complete(headers: list[str], rows: list[list[str]], budget: Budget) -> None:
    """Add what the file need not tell: the budget, codes, keys, and which lines it no longer has."""
    kept = {line.code: line for line in budget.lines.all()}  # type: ignore[attr-defined]
    dropped, taken = set(kept), {line.key for line in kept.values()}
    for name in ("budget", "code", "key", "is_dropped"):
        if name not in headers:
            headers.append(name)
    place = {header: number for number, header in enumerate(headers)}
    for cells in rows:
        cells.extend([""] * (len(headers) - len(cells)))
        if not any(cells):
            continue
        told = {name: cells[number] for name, number in place.items() if number < len(cells)}
        code = told["code"] or " / ".join(told[name] for name in CODE_FROM if told.get(name))
        line = kept.get(code)
        cells[place["budget"]] = told["budget"] or budget.key
        cells[place["code"]] = code
        cells[place["key"]] = told["key"] or (line.key if line else _free_key(f"{budget.key}-{slug(code)}", taken))
        dropped.discard(code)
    for code in sorted(dropped):
        rows.append(_as_dropped(kept[code], headers))


def _free_key(base: str, taken: set[str]) -> str:
    """A key that neither the budget's lines nor the file's other rows have: codes that differ may read alike in a key."""
    base = base[:110].strip("-")
    key, number = base, 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    taken.add(key)
    return key


def _as_dropped(line: BudgetLine, headers: list[str]) -> list[str]:
    """A line that the file does not have: it stays with what is known of it, and counts in no sum."""
    told = {column.name: column.cell(line) for column in _sheet("budget_lines").columns}
    return [{**told, "is_dropped": "yes"}.get(header, "") for header in headers]


def sums_of(content: bytes, *, name: str, by: Principal, budget: Budget) -> dict[str, Decimal] | None:
    """What the lines of a file come to, by the names of the ledger's totals; none where the file has faults."""
    sheet = _sheet("budget_lines")
    plan = plan_load([(sheet, name, content)], by=by, area=budget.home)
    if plan.errors:
        return None
    sums = dict.fromkeys(LEDGER.values(), Decimal(0))
    for row in plan.sheets[0].rows:
        if value_after(row, "is_dropped", sheet):
            continue
        for (kind, stage), total in LEDGER.items():
            if row.value("kind") == kind.value:
                sums[total] += value_after(row, stage.value, sheet) or Decimal(0)
    return sums


def tag_table(budget: Budget, *, user: Any) -> tuple[Sheet, list[list[str]]]:
    """Every line of a budget with its shares, and lines without any as rows to be filled in."""
    sheet = _sheet("budget_shares")
    place = [column.name for column in sheet.columns]
    ids = Share.objects.filter(line__budget=budget, line__is_dropped=False).values_list("pk", flat=True)
    rows = list(rows_of(sheet, budget.home, user=user, ids=ids))
    tagged = {row[place.index("line")] for row in rows}
    for line in budget.lines.filter(is_dropped=False).exclude(key__in=tagged).order_by("code"):  # type: ignore[attr-defined]
        rows.append([{"line": line.key, "line_name": str(line)}.get(name, "") for name in place])
    return sheet, rows


def tags_from(content: bytes, *, name: str, today: date) -> Incoming:
    """A table of tags with the rows that nobody filled in made empty, so that the others keep their numbers."""
    sheet = _sheet("budget_shares")
    table = read_table(content, name=name)
    if faults := _broken(table):
        return Incoming(faults=faults)
    headers, rows = _named(table, sheet), [[cell_text(cell) for cell in row] for row in table.rows]
    if "day" not in headers:
        headers.append("day")
    place, keys = {header: number for number, header in enumerate(headers)}, _keys_by_name()
    for cells in rows:
        cells.extend([""] * (len(headers) - len(cells)))
        filled = [cells[place[column]] for column in ("phenomenon", "basis", "step", "percent") if column in place]
        if not any(filled):
            cells[:] = [""] * len(cells)
        elif not cells[place["day"]]:
            cells[place["day"]] = today.isoformat()
        if "phenomenon" in place:
            cell = cells[place["phenomenon"]]
            cells[place["phenomenon"]] = keys.get(cell.casefold(), cell)
    return Incoming(write_csv(headers, rows))


def _keys_by_name() -> dict[str, str]:
    """Keys of phenomena by their names in each language, since people know the names."""
    rows = Phenomenon.objects.live().values_list("key", "name_fi", "name_sv", "name_en")
    return {name.casefold(): key for key, *names in rows for name in names if name}
