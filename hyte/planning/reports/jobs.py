"""Work of reports that takes longer than a second: their files."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.text import shown_day
from hyte.core.audit.recording import Refused
from hyte.core.files.models import StoredFile
from hyte.core.tasks.jobs import register_work
from hyte.planning.reports.documents.pdf import Progress, languages_of, report_pdf
from hyte.planning.reports.documents.word import report_docx
from hyte.planning.reports.models import Report, ReportSnapshot
from hyte.planning.reports.operations.approving import PDF_WORK
from hyte.planning.reports.operations.files import FILE_WORK, keep_file, keep_pdf, lacking
from hyte.planning.reports.queries.freezing import PublishingReader
from hyte.planning.reports.queries.reading import read_report


def make_pdf(
    snapshot: ReportSnapshot, *, by: Principal, today: date, progress: Progress | None = None
) -> ReportSnapshot:
    """Make the PDF of an approved report in each of its languages, and keep it; what is kept is not made again."""
    content = snapshot.read()
    made = {
        code: report_pdf(content, language=code, approved_on=snapshot.day, progress=progress)
        for code in lacking(snapshot, languages_of(content))
    }
    return keep_pdf(snapshot, made=made, by=by, today=today)


def make_file(
    report: Report, *, kind: str, language: str, by: Principal, today: date, progress: Progress | None = None
) -> StoredFile:
    """Make a file of a report as it was approved, or as it stands now and marked a draft."""
    read = read_report(report, user=by.user or PublishingReader(report.home), today=today)
    if read is None:
        raise Refused(_("The report has been taken from the net."))
    language = language if language in languages_of(read.content) else languages_of(read.content)[0]
    approved_on = read.snapshot.day if read.snapshot else None
    if kind == "pdf":
        made = report_pdf(read.content, language=language, approved_on=approved_on, progress=progress)
    else:
        layout = report.layout.file.open().read() if report.layout else None
        made = report_docx(read.content, language=language, approved_on=approved_on, layout=layout, progress=progress)
    with translation.override(language):
        mark = "" if approved_on else _("draft") + "-"
    return keep_file(report, content=made, name=f"{mark}{report.key[:80]}-{language}.{kind}", by=by, today=today)


def pdf_work(*, progress: Any, by: Principal, snapshot: int) -> dict[str, Any]:
    """Make the PDF of an approved report; the job's page leads to the report."""
    found = ReportSnapshot.objects.select_related("report__home", "home").get(pk=snapshot)
    make_pdf(found, by=by, today=timezone.localdate(), progress=progress)
    return {
        "summary": _("The PDF is kept with the approved report."),
        "address": found.report.get_absolute_url(),
        "address_label": str(found.report),
    }


def file_work(*, progress: Any, by: Principal, report: int, kind: str, language: str) -> dict[str, Any]:
    """Make a file of a report; the job's page leads to it."""
    found = Report.objects.select_related("home", "layout__file").get(pk=report)
    file = make_file(found, kind=kind, language=language, by=by, today=timezone.localdate(), progress=progress)
    return {
        "summary": _("The file is among the area's files until %(day)s.") % {"day": shown_day(file.retain_until)},
        "address": file.get_absolute_url(),
        "address_label": file.name,
    }


register_work(PDF_WORK, pdf_work)
register_work(FILE_WORK, file_work)
