"""Validate whole tables without a transaction: what each row would do, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, label_of, may
from hyte.core.areas.models import Area
from hyte.core.exchange.columns import CellFault
from hyte.core.exchange.headers import leave_unread, match_columns, needed
from hyte.core.exchange.reading import Table, UnreadableFile, read_table
from hyte.core.exchange.register import read_known
from hyte.core.exchange.shapes import CHANGED, UNCHANGED, Plan, Row, RowError, Sheet, SheetPlan

Progress = Callable[[int, int], None]
Fault = Callable[[Row, str, str, str], None]


def sentence_of_fault(fault: dict[str, Any]) -> str:
    """A fault as one sentence: where it is, what is wrong and what is accepted."""
    if fault["row"]:
        place = _("%(file)s, row %(row)s, column %(column)s") if fault["column"] else _("%(file)s, row %(row)s")
    else:
        place = _("%(file)s, column %(column)s") if fault["column"] else "%(file)s"
    return _("%(place)s: %(fault)s. Accepted: %(accepted)s.") % {**fault, "place": place % fault}


def plan_load(
    files: Iterable[tuple[Sheet, str, bytes | Table]],
    *,
    by: Principal,
    area: Area | None,
    today: date | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Validate files, in the order given, against the register and one another; change nothing."""
    plan = Plan(by=by, area=area, today=today or timezone.localdate())
    tables = []
    for sheet, name, content in files:
        try:
            table = content if isinstance(content, Table) else read_table(content, name=name)
            tables.append((sheet, name, table))
        except UnreadableFile as error:
            plan.errors.append(RowError(name, None, "", error.fault, error.accepted))
    total = sum(len(table.rows) for _sheet, _name, table in tables)
    done = 0
    for sheet, name, table in tables:
        sheet_plan = SheetPlan(name, sheet)
        plan.sheets.append(sheet_plan)
        columns, faults = match_columns(sheet, table)
        sheet_plan.columns, table = leave_unread(columns, table)
        plan.errors += [RowError(name, None, fault.column, fault.fault, fault.accepted) for fault in faults]
        if not needed(sheet) <= {column.name for column in sheet_plan.columns}:
            continue  # without the columns that every row needs each row would only repeat the same fault
        _parse_rows(sheet_plan, table, plan, _shifted(progress, done, total))
        done += len(table.rows)
    for sheet_plan in plan.sheets:
        _read_register(sheet_plan, plan)
    for sheet_plan in plan.sheets:
        _resolve_references(sheet_plan, plan)
        _compare(sheet_plan, plan)
        _check_rows(sheet_plan, plan)
    plan.errors.sort(key=lambda error: (error.file, error.row or 0))
    return plan


def _shifted(progress: Progress | None, base: int, total: int) -> Callable[[int], None]:
    """Tell of one table's rows as a part of them all."""

    def tell(number: int) -> None:
        if progress:
            progress(base + number, total)

    return tell


def _parse_rows(sheet_plan: SheetPlan, table: Table, plan: Plan, progress: Callable[[int], None]) -> None:
    for number, cells in enumerate(table.rows, start=2):
        if not _says_something(sheet_plan, cells):
            continue
        values: dict[str, Any] = {}
        faults = len(plan.errors)
        if len(cells) > len(sheet_plan.columns) and any(str(c or "").strip() for c in cells[len(sheet_plan.columns) :]):
            plan.errors.append(
                RowError(
                    sheet_plan.file,
                    number,
                    "",
                    _("the row has more cells than there are headers"),
                    _("%(number)s cells") % {"number": len(sheet_plan.columns)},
                )
            )
        for column, cell in zip(sheet_plan.columns, [*cells, *[""] * len(sheet_plan.columns)], strict=False):
            if not column.name:
                continue
            try:
                values[column.name] = column.parse(cell)
            except CellFault as fault:
                plan.errors.append(RowError(sheet_plan.file, number, column.name, fault.fault, fault.accepted))
        if len(plan.errors) == faults:
            sheet_plan.rows.append(Row(number, values))
        if number % 500 == 0:
            progress(number)
    _refuse_doubles(sheet_plan, plan)


def _says_something(sheet_plan: SheetPlan, cells: list[Any]) -> bool:
    """Whether a row has more than what a file had filled in for whoever was to go on."""
    columns, prefilled = sheet_plan.columns, sheet_plan.sheet.prefilled
    return any(
        cell not in (None, "")
        and str(cell).strip()
        and (not prefilled or number >= len(columns) or columns[number].name not in prefilled)
        for number, cell in enumerate(cells)
    )


def row_identity(sheet: Sheet, row: Row) -> tuple[Any, ...]:
    """What tells the row from others; one key may have several periods."""
    identity = tuple(row.values.get(name) for name in sheet.identity)
    return (*identity, row.values.get("valid_from")) if sheet.period_model else identity


def _refuse_doubles(sheet_plan: SheetPlan, plan: Plan) -> None:
    seen: dict[tuple[Any, ...], int] = {}
    for row in sheet_plan.rows:
        identity = row_identity(sheet_plan.sheet, row)
        if identity in seen:
            plan.errors.append(
                RowError(
                    sheet_plan.file,
                    row.number,
                    sheet_plan.sheet.identity[0],
                    _("the same row is already on row %(row)s") % {"row": seen[identity]},
                    _("each record once; of units and bodies once for each first day"),
                )
            )
        seen.setdefault(identity, row.number)


def _read_register(sheet_plan: SheetPlan, plan: Plan) -> None:
    """Read what the register knows of this sheet's rows; keys that the load brings are known from now on."""
    sheet_plan.known = read_known(sheet_plan.sheet, [row.values for row in sheet_plan.rows])
    if "key" in sheet_plan.sheet.identity:
        keys = plan.keys_of(sheet_plan.sheet.model)
        for row in sheet_plan.rows:
            obj = sheet_plan.known.objects.get((row.values["key"],))
            keys.setdefault(row.values["key"], obj.pk if obj else None)


def _resolve_references(sheet_plan: SheetPlan, plan: Plan) -> None:
    """Check that every key a row names is in the register or in this load."""
    wanted: dict[type[models.Model], set[str]] = {}
    named = [
        (row, column, model, key)
        for row in sheet_plan.rows
        for column in sheet_plan.columns
        for model, key in column.references(row.values.get(column.name))
    ]
    for _row, _column, model, key in named:
        if key not in plan.keys_of(model):
            wanted.setdefault(model, set()).add(key)
    for model, keys in wanted.items():
        for chunk in chunks(sorted(keys)):
            plan.keys_of(model).update(model._default_manager.filter(key__in=chunk).values_list("key", "pk"))
    for row, column, model, key in named:
        if key not in plan.keys_of(model):
            fault = _("“%(key)s” is not known") % {"key": key[:60]}
            plan.errors.append(RowError(sheet_plan.file, row.number, column.name, fault, column.accepted()))


def chunks(items: list[Any], size: int = 5000) -> Iterable[list[Any]]:
    """A list in parts that one query takes."""
    return (items[start : start + size] for start in range(0, len(items), size))


def _compare(sheet_plan: SheetPlan, plan: Plan) -> None:
    """Say for each row whether it creates, changes or leaves as it is."""
    assert sheet_plan.known is not None
    for row in sheet_plan.rows:
        current = sheet_plan.known.match(row.values)
        row.obj, row.period = current.obj, current.period
        row.closes_previous = current.closes_previous
        if current.clash:
            plan.errors.append(
                RowError(
                    sheet_plan.file,
                    row.number,
                    "valid_from",
                    current.clash,
                    _("days that do not overlap the record's other periods"),
                )
            )
        if row.obj is None:
            continue
        shown = sheet_plan.known.shown(row.obj, row.period)
        for column in sheet_plan.columns:
            if not column.name or column.name in sheet_plan.sheet.identity:
                continue
            new = column.show(row.values[column.name])
            if column.name == "home" and not new:
                continue
            if shown.get(column.name, "") != new and not (row.period is None and column.is_period):
                row.changed.append(column.name)
                row.before[column.name] = shown.get(column.name, "")
        is_new_period = sheet_plan.sheet.period_model is not None and row.period is None
        row.action = CHANGED if row.changed or is_new_period else UNCHANGED


def _check_rows(sheet_plan: SheetPlan, plan: Plan) -> None:
    """Rights, days in order, and what the sheet itself checks."""
    sheet = sheet_plan.sheet
    allowed: dict[Any, bool] = {}
    areas = plan.keys_of(Area)
    if sheet.place is not None:
        sheet.place(sheet_plan.rows, plan)

    def fault(row: Row, column: str, text: str, accepted: str) -> None:
        plan.errors.append(RowError(sheet_plan.file, row.number, column, text, accepted))

    for row in sheet_plan.rows:
        if _is_placed(row, sheet, areas):  # what a row names and nobody knows is told of already
            _check_home(row, sheet, plan, fault, allowed)
        _check_days(row, sheet, fault)
        if row.action != UNCHANGED and (row.value("confirmed_on") or plan.today) > plan.today:
            fault(row, "confirmed_on", _("the day is in the future"), _("today or an earlier day"))
    for row, column, text, accepted in sheet.check(sheet_plan.rows, plan) if sheet.check else ():
        fault(row, column, text, accepted)


def _is_placed(row: Row, sheet: Sheet, areas: dict[str, int | None]) -> bool:
    if sheet.place is not None:
        return row.asked is not None
    return row.values.get("home") in {None, ""} or row.values["home"] in areas


def _check_home(row: Row, sheet: Sheet, plan: Plan, fault: Fault, allowed: dict[Any, bool]) -> None:
    """A row has a home, keeps the one it has, and the home is one where the user has the right."""
    home = home_of(row, plan)
    # A row whose home is that of what it belongs to is not taken to another area by naming another's.
    if row.obj is not None and ("home" in row.changed or (row.given and getattr(row.obj, "home_id", home) != home)):
        _refuse_taken(row, sheet, plan, fault, _("the record's own home area"))
        return
    if home is None and not row.values.get("home") and sheet.has_home:
        fault(row, "home", _("the row says no home area"), _("the key of an area, such as paijat-hame"))
        return
    if row.action == UNCHANGED or plan.by.is_system:
        return
    asked = row.asked or (sheet.operation, Area(pk=home))
    question = (asked[0], asked[1]._meta.label_lower, asked[1].pk)
    if question not in allowed:
        allowed[question] = may(plan.by, *asked)
    is_anothers = row.obj is not None and plan.area is not None and home != plan.area.pk
    if not allowed[question] and is_anothers and "key" in sheet.identity:
        _refuse_taken(row, sheet, plan, fault, _("records of an area where you have the right"))
    elif not allowed[question]:
        name = next((key for key, pk in plan.keys_of(Area).items() if pk == home), plan.area.key if plan.area else "")
        fault(
            row,
            "home" if any(column.name == "home" for column in sheet.columns) else sheet.identity[0],
            _("you have no right here: %(operation)s") % {"operation": label_of(asked[0])},
            _("records of an area where you have the right; this row belongs to %(area)s") % {"area": name},
        )


def _refuse_taken(row: Row, sheet: Sheet, plan: Plan, fault: Fault, accepted: str) -> None:
    """Say whose the record under the row's key is, and offer a key that is free for one of the row's own."""
    told = {"area": getattr(row.obj, "home", ""), "record": row.obj}
    column = "home" if "home" in row.changed or "key" not in sheet.identity else "key"
    if "key" in sheet.identity:
        told |= {"key": row.values["key"], "free": _free_key(row, sheet, plan)}
        sentence = _("the key %(key)s is taken: it is the key of “%(record)s”, which belongs to %(area)s") % told
        own = _("a free key for a record of your own, such as %(free)s") % told
        fault(row, column, sentence, f"{accepted}; {own}")
    else:
        fault(row, column, _("the record already belongs to another area: %(area)s") % told, accepted)


def _free_key(row: Row, sheet: Sheet, plan: Plan) -> str:
    """The row's key with the key of the area before it, and a number where that is taken too."""
    area = row.values.get("home") or (plan.area.key if plan.area else "")
    base = f"{area}-{row.values['key']}"[:110].strip("-")
    key, number = base, 2
    while sheet.model._base_manager.filter(key=key).exists():
        key, number = f"{base}-{number}", number + 1
    return key


def home_of(row: Row, plan: Plan) -> int | None:
    """The id of the row's home area: as told or written, as it is in the register, or the load's own area."""
    if "home_id" in row.given:
        return row.given["home_id"]
    named = row.values.get("home")
    if named:
        return plan.keys_of(Area).get(named)
    if row.obj is not None and getattr(row.obj, "home_id", None):
        return row.obj.home_id
    return plan.area.pk if plan.area else None


def value_after(row: Row, name: str, sheet: Sheet) -> Any:
    """A column's value once the row is applied, whether the file has the column or not."""
    if name in row.values:
        return row.values[name]
    column = next((column for column in sheet.columns if column.name == name), None)
    if column is None or row.obj is None:
        return None
    holder = row.period if column.is_period else row.obj
    return getattr(holder, column.field_name, None) if holder is not None else None


def _check_days(row: Row, sheet: Sheet, fault: Fault) -> None:
    names = {column.name for column in sheet.columns}
    if "valid_until" in names:
        first, last = value_after(row, "valid_from", sheet), value_after(row, "valid_until", sheet)
        if first and last and last < first:
            fault(row, "valid_until", _("the end is before the start"), _("the first day or a later one"))
    if "attested_on" in names and row.action != UNCHANGED and not value_after(row, "valid_from", sheet):
        if not value_after(row, "attested_on", sheet):
            fault(
                row,
                "attested_on",
                _("neither the first day nor a day on which the record is known to hold is given"),
                _("a day in valid_from, or a day in attested_on together with its source"),
            )
        elif not value_after(row, "source", sheet):
            fault(row, "source", _("the source is missing"), _("the source that attests the record, in words"))
