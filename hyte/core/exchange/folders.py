"""Load a folder of files: the file's name is the sheet's; the order is the register's own."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from hyte.core.accounts.rules import SYSTEM, Principal
from hyte.core.areas.models import Area
from hyte.core.exchange.loading import apply_plan
from hyte.core.exchange.planning import Progress, plan_load
from hyte.core.exchange.shapes import Plan, RowError, Sheet
from hyte.core.exchange.sheets import sheet_named, sheets

SUFFIXES = {".csv", ".xlsx"}
OTHER_TABLES = {".xls", ".ods", ".tsv", ".numbers", ".xlsm", ".zip"}


def files_in(folder: Path) -> tuple[list[tuple[Sheet, str, bytes]], list[RowError]]:
    """The folder's tables in the order of the sheets; a file whose name is no sheet's is a fault."""
    order = {name: number for number, name in enumerate(sheets())}
    found, errors = [], []
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")):
            continue
        if path.suffix.lower() in OTHER_TABLES:
            fault = _("this type of file cannot be read")
            errors.append(
                RowError(path.name, None, "", fault, _("a table saved as XLSX, or as CSV in the UTF-8 encoding"))
            )
        if path.suffix.lower() not in SUFFIXES:
            continue
        if path.name == "draft.csv":
            fault = _(
                "the folder holds a structure draft, which is compared with the register but never loaded into it"
            )
            errors.append(RowError(path.name, None, "", fault, _("a folder of the register's own tables")))
            continue
        sheet = sheet_named(path.stem.lower())
        if sheet is None:
            accepted = ", ".join(f"{name}.csv" for name in order)
            errors.append(RowError(path.name, None, "", _("no kind of table has this file's name"), accepted))
        else:
            found.append((sheet, path.name, path.read_bytes()))
    if not found and not errors:
        accepted = ", ".join(f"{name}.csv" for name in order)
        errors.append(RowError(folder.name, None, "", _("the folder has no tables"), accepted))
    found.sort(key=lambda item: order[item[0].name])
    return found, errors


def plan_folder(
    folder: Path, *, by: Principal = SYSTEM, area: Area | None = None, progress: Progress | None = None
) -> Plan:
    """Validate every table of a folder together."""
    found, errors = files_in(folder)
    plan = plan_load(found, by=by, area=area, progress=progress)
    plan.errors[:0] = errors
    return plan


def load_folder(
    folder: Path,
    *,
    by: Principal = SYSTEM,
    area: Area | None = None,
    is_example: bool = False,
    progress: Progress | None = None,
) -> Plan:
    """Validate and, when nothing is wrong, save every table of a folder."""
    plan = plan_folder(folder, by=by, area=area, progress=progress)
    if not plan.errors:
        apply_plan(plan, title=folder.name, is_example=is_example)
    return plan
