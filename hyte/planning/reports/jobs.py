"""Work of reports that takes longer than a second."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.text import shown_day
from hyte.core.tasks.jobs import register_work
from hyte.planning.reports.models import Report, ReportSnapshot
from hyte.planning.reports.operations.approving import PDF_WORK
from hyte.planning.reports.operations.files import FILE_WORK, keep_pdf, make_file


def make_pdf(*, progress: Any, by: Principal, snapshot: int) -> dict[str, Any]:
    """Make the PDF of an approved report; the job's page leads to the report."""
    found = ReportSnapshot.objects.select_related("report__home", "home").get(pk=snapshot)
    keep_pdf(found, by=by, today=timezone.localdate(), progress=progress)
    return {
        "summary": _("The PDF is kept with the approved report."),
        "address": found.report.get_absolute_url(),
        "address_label": str(found.report),
    }


def make(*, progress: Any, by: Principal, report: int, kind: str, language: str) -> dict[str, Any]:
    """Make a file of a report; the job's page leads to it."""
    found = Report.objects.select_related("home", "layout__file").get(pk=report)
    file = make_file(found, kind=kind, language=language, by=by, today=timezone.localdate(), progress=progress)
    return {
        "summary": _("The file is among the area's files until %(day)s.") % {"day": shown_day(file.retain_until)},
        "address": file.get_absolute_url(),
        "address_label": file.name,
    }


register_work(PDF_WORK, make_pdf)
register_work(FILE_WORK, make)
