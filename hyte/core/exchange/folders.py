"""Load a folder of files: the file's name is the sheet's; the order is the register's own."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from hyte.core.accounts.rules import SYSTEM, Principal
from hyte.core.areas.models import Area
from hyte.core.exchange.loading import apply_plan
from hyte.core.exchange.planning import Plan, Progress, RowError, plan_load
from hyte.core.exchange.sheets import Sheet, sheet_named, sheets

SUFFIXES = {".csv", ".xlsx"}


def files_in(folder: Path) -> tuple[list[tuple[Sheet, str, bytes]], list[RowError]]:
    """The folder's tables in the order of the sheets; a file whose name is no sheet's is a fault."""
    order = {name: number for number, name in enumerate(sheets())}
    found, errors = [], []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in SUFFIXES or path.name.startswith((".", "~$")):
            continue
        sheet = sheet_named(path.stem)
        if sheet is None:
            accepted = ", ".join(f"{name}.csv" for name in order)
            errors.append(RowError(path.name, 0, "", _("no kind of table has this file's name"), accepted))
        else:
            found.append((sheet, path.name, path.read_bytes()))
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
