"""The looks of Word documents that an area brings for its reports."""

from __future__ import annotations

import re
from datetime import date

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.audit.recording import Refused, lock, record
from hyte.core.files.operations import store_file
from hyte.governance.structure.operations.keys import numbered_key
from hyte.planning.reports.earlier_documents import refuse_odd
from hyte.planning.reports.layout_marks import as_document, layout_fault
from hyte.planning.reports.models import Report, ReportLayout
from hyte.planning.reports.operations.files import authority_of
from hyte.planning.reports.rules import LEAD


@transaction.atomic
def bring_layout(report: Report, *, version: int, name: str, file: File, by: Principal, today: date) -> ReportLayout:
    """Keep a Word document as a layout of the area, and give the report out in it."""
    require(by, LEAD, report)
    report = lock(report, version=version)
    if not report.is_open:
        raise Refused(_("The report has been approved or withdrawn, so it is not written any more."))
    document = _document_of(file)
    stored = store_file(
        document, home=report.home, owner=authority_of(report.home), by=by, today=today, is_example=report.is_example
    )
    layout = ReportLayout(
        key=numbered_key(f"{report.home.key}-asettelu", model=ReportLayout),
        home_id=report.home_id,
        name=name,
        file=stored,
        is_example=report.is_example,
    )
    with record(report, verb="report layout brought", by=by) as recording:
        recording.add(layout)
        recording.change(report, layout=layout)
    return layout


def _document_of(file: File) -> File:
    """The Word document that a file is or, as a template, makes; refused with a sentence where it can be no layout."""
    named = re.sub(r"\.dotx$", ".docx", file.name or "", flags=re.IGNORECASE)
    limit = settings.FILE_LIMIT_MB
    if (file.size or 0) > limit * 1024 * 1024:
        raise Refused(_("The file is too large: at most %(limit)s MB is accepted.") % {"limit": limit})
    file.seek(0)
    content = file.read()
    refuse_odd(content, named)
    content = as_document(content)
    fault = layout_fault(content)
    if fault:
        raise Refused(fault)
    return ContentFile(content, name=named)
