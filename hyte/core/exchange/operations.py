"""A file's way into the register: take it in, look at what it would change, apply it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused
from hyte.core.exchange.loading import apply_plan
from hyte.core.exchange.models import Upload
from hyte.core.exchange.planning import plan_load
from hyte.core.exchange.reading import Table, UnreadableFile, read_book, unpacked_size
from hyte.core.exchange.shapes import CREATED, UNCHANGED, Plan, Row, RowError, Sheet, SheetPlan
from hyte.core.exchange.sheets import Book, book_named, sheet_named
from hyte.core.tasks.jobs import register_work, start_job
from hyte.core.tasks.models import Job

ROWS_AT_ONCE, BYTES_AT_ONCE = 300, 1_000_000  # a longer table goes through the job queue
SHOWN_CHANGES, SHOWN_ERRORS, SHOWN_FIELDS = 100, 200, 4
NAMES = ("name", "title", "text")  # the columns by which a record is called


def take_file(area: Area, *, sheet: Sheet | Book, name: str, content: bytes, by: Principal) -> Upload:
    """Keep a file and check it: a short one at once, a long one as a job. Nothing of it is saved in the register."""
    for operation in operations_of(sheet):
        require(by, operation, area)
    upload = Upload.objects.create(home=area, owner=by.user, sheet=sheet.name, name=name[:200], content=content)
    if content.count(b"\n") <= ROWS_AT_ONCE and unpacked_size(content) < BYTES_AT_ONCE:
        check_upload(upload, by=by)
    else:
        title = _("Checking %(file)s") % {"file": upload.name}
        _start(upload, "exchange.check", title=title, by=by)
    return upload


def operations_of(sheet: Sheet | Book) -> set[str]:
    """The rules asked of whoever brings a file."""
    return {one.operation for one in sheet.sheets} if isinstance(sheet, Book) else {sheet.operation}


def _start(upload: Upload, work: str, *, title: str, by: Principal) -> Job:
    with transaction.atomic():
        job = start_job(work, title=title, by=by, area=upload.home, upload=upload.pk)
        Upload.objects.filter(pk=upload.pk).update(job=job)
    return job


def plan_upload(upload: Upload, *, by: Principal, progress: Callable[[int, int], None] | None = None) -> Plan:
    files, faults = _files_of(upload)
    plan = plan_load(files, by=by, area=upload.home, progress=progress)
    plan.errors = [*faults, *plan.errors]
    return plan


def _files_of(upload: Upload) -> tuple[list[tuple[Sheet, str, bytes | Table]], list[RowError]]:
    """The tables of a file; those of a workbook under the names of its pages, or why it has none."""
    content, sheet, book = bytes(upload.content), sheet_named(upload.sheet), book_named(upload.sheet)
    if book is None:
        assert sheet is not None
        return [(sheet, upload.name, content)], []
    try:
        pages = read_book(content, pages=book.parts)
    except UnreadableFile as error:
        return [], [RowError(upload.name, None, "", error.fault, error.accepted)]
    return [(one, one.name, pages[one.name]) for one in book.sheets if one.name in pages], []


def check_upload(upload: Upload, *, by: Principal, progress: Callable[[int, int], None] | None = None) -> Plan:
    """Say what the file would change, and what is wrong with it."""
    plan = plan_upload(upload, by=by, progress=progress)
    upload.report = report_of(plan)
    Upload.objects.filter(pk=upload.pk).update(report=upload.report)
    return plan


def report_of(plan: Plan) -> dict[str, Any]:
    """A plan as the preview page shows it; long lists are cut and their length told."""
    rows = [(part, row) for part in plan.sheets for row in part.rows if row.action != UNCHANGED]
    counts = plan.as_dict()
    return {
        "created": counts["created"],
        "changed": counts["changed"],
        "unchanged": counts["unchanged"],
        "changes": [_change(part, row) for part, row in rows[:SHOWN_CHANGES]],
        "change_count": len(rows),
        "errors": counts["errors"][:SHOWN_ERRORS],
        "error_count": len(counts["errors"]),
    }


def _change(part: SheetPlan, row: Row) -> dict[str, Any]:
    """One row: its key and name; the cells that it fills if it is new, before and after if it changes something."""
    before = _before(part, row)
    fields = [
        {"label": str(column.label or column.name), "before": column.in_words(old), "after": column.in_words(new)}
        for column in part.columns
        if column.name in row.values and column.name not in {"key", *NAMES}
        for old, new in [(before.get(column.name, ""), column.show(row.values[column.name]))]
        if new != old and (new or column.name != "home")
    ]
    names = [name for name in NAMES if row.values.get(name)]
    old_name = next((before[name] for name in names if before.get(name)), "")
    new_name = next((str(row.values[name]) for name in names), "")
    return {
        "row": row.number,
        "page": part.file if part.file == part.sheet.name else "",
        "key": str(row.values.get("key") or row.values.get(part.sheet.identity[0]) or ""),
        "name": new_name,
        "old_name": old_name if old_name != new_name else "",
        "action": row.action,
        "fields": fields[:SHOWN_FIELDS],
        "more": fields[SHOWN_FIELDS:],
    }


def _before(part: SheetPlan, row: Row) -> dict[str, str]:
    """The record's cells as they stand; a new period is compared with the one before it."""
    if row.obj is None or part.known is None or row.action == CREATED:
        return {}
    periods: list[Any] = part.known.periods.get(row.obj.pk, [])
    newest = max(periods, key=lambda period: (period.valid_from or date.min, period.pk), default=None)
    return part.known.shown(row.obj, row.period or newest)


def apply_upload(upload: Upload, *, by: Principal, progress: Callable[[int, int], None] | None = None) -> Plan:
    """Check the file again and save all of it, or nothing."""
    if upload.applied_at is not None:
        raise Refused(_("This file has already been loaded."))
    plan = plan_upload(upload, by=by, progress=progress)
    if plan.errors:
        Upload.objects.filter(pk=upload.pk).update(report=report_of(plan))
        raise Refused(_("The register has changed meanwhile and the file has faults now. Look at the preview again."))
    apply_plan(plan, title=upload.name)
    Upload.objects.filter(pk=upload.pk).update(applied_at=timezone.now(), content=b"")
    return plan


def start_applying(upload: Upload, *, by: Principal) -> Job:
    """Apply a long file as a job."""
    return _start(upload, "exchange.apply", title=_("Loading %(file)s") % {"file": upload.name}, by=by)


def _check_work(*, progress: Any, by: Principal, upload: int) -> dict[str, Any]:
    row = Upload.objects.select_related("home").get(pk=upload)
    plan = check_upload(row, by=by, progress=progress)
    return {
        "summary": _("Checked: %(errors)s faults.") % {"errors": len(plan.errors)},
        "address": _address(row),
        "address_label": _("Look at the preview"),
    }


def _apply_work(*, progress: Any, by: Principal, upload: int) -> dict[str, Any]:
    row = Upload.objects.select_related("home").get(pk=upload)
    plan = apply_upload(row, by=by, progress=progress)
    return {
        "summary": _("Loaded: %(created)s new, %(changed)s changed.") % plan.as_dict(),
        "address": _address(row),
        "address_label": _("Look at the result"),
    }


def _address(upload: Upload) -> str:
    from django.urls import reverse

    return reverse("exchange:preview", args=[upload.home, upload.pk])


register_work("exchange.check", _check_work)
register_work("exchange.apply", _apply_work)
