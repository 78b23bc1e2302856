"""Reports as files: the PDF that is kept with what was approved, and files of drafts, which are kept for a while."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.choices import AUTHORITIES
from hyte.core.areas.models import Area, Organisation
from hyte.core.audit.recording import Refused, lock, record
from hyte.core.files.models import StoredFile
from hyte.core.files.operations import store_file
from hyte.planning.reports.models import Report, ReportSnapshot
from hyte.planning.reports.rules import LEAD

FILE_WORK = "reports.make_file"
KINDS = {"pdf": gettext_lazy("PDF"), "docx": gettext_lazy("Word document")}
KEPT_DAYS = 30  # that a file of a report is kept among the area's files, unless somebody keeps it longer
# The field of the snapshot that holds the PDF in each language.
PLACES = {"fi": "pdf", "sv": "pdf_sv"}


def lacking(snapshot: ReportSnapshot, languages: list[str]) -> list[str]:
    """The languages of an approved report in which no PDF is kept yet."""
    return [code for code in languages if code in PLACES and getattr(snapshot, f"{PLACES[code]}_id") is None]


@transaction.atomic
def keep_pdf(snapshot: ReportSnapshot, *, made: Mapping[str, bytes], by: Principal, today: date) -> ReportSnapshot:
    """Keep the PDF of an approved report in each language in which it was made; one that is kept stays as it is."""
    require(by, LEAD, snapshot)
    snapshot = lock(snapshot)
    kept = {
        PLACES[code]: _stored(
            made[code], name=f"{snapshot.report.key[:80]}-{code}.pdf", of=snapshot, by=by, today=today
        )
        for code in lacking(snapshot, list(made))
    }
    if kept:
        with record(snapshot, verb="report PDF kept", by=by) as recording:
            recording.change(snapshot, **kept)
    return snapshot


def keep_file(report: Report, *, content: bytes, name: str, by: Principal, today: date) -> StoredFile:
    """Keep a file that was made of a report among the area's files, for its workers and for a while."""
    require(by, "files.store", report)
    return _stored(content, name=name, of=report, by=by, today=today, retain_until=today + timedelta(days=KEPT_DAYS))


def _stored(
    content: bytes,
    *,
    name: str,
    of: Report | ReportSnapshot,
    by: Principal,
    today: date,
    retain_until: date | None = None,
) -> StoredFile:
    """A file for the area's workers; the report's page gives it to whoever may read the report."""
    return store_file(
        ContentFile(content, name=name),
        home=of.home,
        owner=authority_of(of.home),
        by=by,
        today=today,
        retain_until=retain_until,
        is_example=of.is_example,
    )


def authority_of(area: Area) -> Organisation:
    """The organisation that governs the area and owns its reports' files."""
    owner = Organisation.objects.live().filter(home=area, kind__in=AUTHORITIES).order_by("pk").first()
    if owner is None:
        raise Refused(_("%(area)s has no organisation in the register to own the file.") % {"area": area})
    return owner
