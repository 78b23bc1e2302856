"""Reports as files: the PDF that is kept with what was approved, and files of drafts, which are kept for a while."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.choices import AUTHORITIES
from hyte.core.areas.models import Area, Organisation
from hyte.core.audit.recording import Refused, lock, record
from hyte.core.files.models import StoredFile
from hyte.core.files.operations import store_file
from hyte.planning.reports.documents.pdf import Progress, languages_of, report_pdf
from hyte.planning.reports.documents.word import report_docx
from hyte.planning.reports.models import Report, ReportSnapshot
from hyte.planning.reports.queries.freezing import PublishingReader
from hyte.planning.reports.queries.reading import read_report
from hyte.planning.reports.rules import LEAD

FILE_WORK = "reports.make_file"
KINDS = {"pdf": _lazy("PDF"), "docx": _lazy("Word document")}
KEPT_DAYS = 30  # that a file of a report is kept among the area's files, unless somebody keeps it longer
# The field of the snapshot that holds the PDF in each language.
PLACES = {"fi": "pdf", "sv": "pdf_sv"}


def keep_pdf(
    snapshot: ReportSnapshot, *, by: Principal, today: date, progress: Progress | None = None
) -> ReportSnapshot:
    """Make the PDF of an approved report in each of its languages and keep it; one that is kept stays as it is."""
    require(by, LEAD, snapshot)
    content = snapshot.read()
    for language in languages_of(content):
        place = PLACES.get(language)
        if place is None or getattr(snapshot, f"{place}_id"):
            continue
        made = report_pdf(content, language=language, approved_on=snapshot.day, progress=progress)
        name = f"{snapshot.report.key[:80]}-{language}.pdf"
        with transaction.atomic():
            file = store_made(made, name=name, area=snapshot.home, is_example=snapshot.is_example, by=by, today=today)
            snapshot = lock(snapshot)
            if getattr(snapshot, f"{place}_id") is None:
                with record(snapshot, verb="report PDF kept", by=by) as recording:
                    recording.change(snapshot, **{place: file})
    return snapshot


def make_file(
    report: Report, *, kind: str, language: str, by: Principal, today: date, progress: Progress | None = None
) -> StoredFile:
    """Make a file of a report as it was approved, or as it stands now and marked a draft, among the area's files."""
    require(by, "files.store", report)
    read = read_report(report, user=by.user or PublishingReader(report.home), today=today)
    if read is None or kind not in KINDS:
        raise Refused(_("The report has been taken from the net, or there is no such file."))
    language = language if language in languages_of(read.content) else languages_of(read.content)[0]
    approved_on = read.snapshot.day if read.snapshot else None
    if kind == "pdf":
        made = report_pdf(read.content, language=language, approved_on=approved_on, progress=progress)
    else:
        layout = report.layout.file.open().read() if report.layout else None
        made = report_docx(read.content, language=language, approved_on=approved_on, layout=layout, progress=progress)
    with translation.override(language):
        mark = "" if approved_on else _("draft") + "-"
    return store_made(
        made,
        name=f"{mark}{report.key[:80]}-{language}.{kind}",
        area=report.home,
        is_example=report.is_example,
        by=by,
        today=today,
        retain_until=today + timedelta(days=KEPT_DAYS),
    )


def store_made(
    content: bytes,
    *,
    name: str,
    area: Area,
    is_example: bool,
    by: Principal,
    today: date,
    retain_until: date | None = None,
) -> StoredFile:
    """Keep a file that was made of a report. It is the area's own; the report's page gives it to whoever may read the report."""
    owner = Organisation.objects.live().filter(home=area, kind__in=AUTHORITIES).order_by("pk").first()
    if owner is None:
        raise Refused(_("%(area)s has no organisation in the register to own the file.") % {"area": area})
    return store_file(
        ContentFile(content, name=name),
        home=area,
        owner=owner,
        by=by,
        today=today,
        retain_until=retain_until,
        is_example=is_example,
    )
