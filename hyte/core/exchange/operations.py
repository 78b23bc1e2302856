"""A file's way into the register: take it in, look at what it would change, apply it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused
from hyte.core.exchange.loading import apply_plan
from hyte.core.exchange.models import Upload
from hyte.core.exchange.planning import CREATED, Plan, plan_load
from hyte.core.exchange.sheets import Sheet, sheet_named
from hyte.core.tasks.jobs import register_work, start_job
from hyte.core.tasks.models import Job

ROWS_AT_ONCE = 300  # a longer table goes through the job queue
SHOWN_CHANGES, SHOWN_ERRORS = 100, 200


def take_file(area: Area, *, sheet: Sheet, name: str, content: bytes, by: Principal) -> Upload:
    """Keep a file and check it: a short one at once, a long one as a job. Nothing of it is saved in the register."""
    require(by, sheet.operation, area)
    upload = Upload.objects.create(home=area, owner=by.user, sheet=sheet.name, name=name[:200], content=content)
    if content.count(b"\n") <= ROWS_AT_ONCE and len(content) < 100_000:
        check_upload(upload, by=by)
    else:
        title = _("Checking %(file)s") % {"file": upload.name}
        _start(upload, "exchange.check", title=title, by=by)
    return upload


def _start(upload: Upload, work: str, *, title: str, by: Principal) -> Job:
    with transaction.atomic():
        job = start_job(work, title=title, by=by, area=upload.home, upload=upload.pk)
        Upload.objects.filter(pk=upload.pk).update(job=job)
    return job


def plan_upload(upload: Upload, *, by: Principal, progress: Callable[[int, int], None] | None = None) -> Plan:
    sheet = sheet_named(upload.sheet)
    assert sheet is not None
    return plan_load([(sheet, upload.name, bytes(upload.content))], by=by, area=upload.home, progress=progress)


def check_upload(upload: Upload, *, by: Principal, progress: Callable[[int, int], None] | None = None) -> Plan:
    """Say what the file would change, and what is wrong with it."""
    plan = plan_upload(upload, by=by, progress=progress)
    upload.report = report_of(plan)
    Upload.objects.filter(pk=upload.pk).update(report=upload.report)
    return plan


def report_of(plan: Plan) -> dict[str, Any]:
    """A plan as the preview page shows it; long lists are cut and their length told."""
    changes = [
        {
            "row": row.number,
            "key": str(row.values.get("key") or row.values.get(sheet.sheet.identity[0]) or ""),
            "action": row.action,
            "fields": [
                {
                    "label": str(sheet.sheet.column(name).label),
                    "before": row.before.get(name, ""),
                    "after": sheet.sheet.column(name).show(row.values[name]),
                }
                for name in row.changed
            ]
            if row.action != CREATED
            else [],
        }
        for sheet in plan.sheets
        for row in sheet.rows
        if row.action != "unchanged"
    ]
    counts = plan.as_dict()
    return {
        "created": counts["created"],
        "changed": counts["changed"],
        "unchanged": counts["unchanged"],
        "changes": changes[:SHOWN_CHANGES],
        "change_count": len(changes),
        "errors": counts["errors"][:SHOWN_ERRORS],
        "error_count": len(counts["errors"]),
    }


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
