"""The open data of wellbeing reports: which have been approved, and what each said, byte for byte as it was hashed."""

import json
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Path, Query

from hyte.planning.reports.choices import ReportKind
from hyte.planning.reports.models import Report, ReportSnapshot
from hyte.planning.reports.queries.reading import approved_reports, with_snapshots
from hyte.portal.api.addresses import answers_at
from hyte.portal.api.asking import KEY, NotFound, Paged, Spoken, of_area, page_of, spoken
from hyte.portal.api.columns import said, told
from hyte.portal.api.rows import RecordRow, pages_of
from hyte.portal.api.showing import Shower

Answer = dict[str, Any]


class ReportRow(RecordRow):
    title: str = told(Report, "title")
    kind: ReportKind = told(Report, "kind")
    kind_name: str = said(gettext_lazy("kind in words"))
    first: date = told(Report, "first")
    last: date = told(Report, "last")
    approved_on: date | None = told(Report, "approved_on")
    decision: str | None = said(gettext_lazy("key of the decision by which it was approved"))
    remove_on: date | None = told(Report, "remove_on")
    sha256: str = said(gettext_lazy("SHA-256 of the approved content"))


class ReportPage(ReportRow):
    content: dict[str, Any] = said(
        gettext_lazy("what was approved: sections with their texts by language, numbers with their releases, handling")
    )


class AskReports(Paged):
    area: str | None = said(
        gettext_lazy("key of an area, such as paijat-hame"), default=None, pattern=KEY, max_length=80
    )
    kind: ReportKind | None = said(gettext_lazy("kind of report"), default=None)


class AskReport(Spoken):
    """One report."""


@answers_at("/reports", pages_of(ReportRow), gettext_lazy("Wellbeing reports"))
@spoken
def reports(request: HttpRequest, asked: Query[AskReports]) -> Answer:
    """Approved wellbeing reports, the newest first, until the day each is removed from the net."""
    found = of_area(with_snapshots(approved_reports(request.user)), asked.area)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    shower = Shower(request)
    return page_of(found, asked, request, lambda one: _row(one, shower))


@answers_at("/reports/{key}", ReportPage, gettext_lazy("One wellbeing report as it was approved"))
@spoken
def report(request: HttpRequest, key: Path[str], asked: Query[AskReport]) -> Answer:
    """What an approved report says: its texts, numbers and handling, frozen under the hash."""
    rows = with_snapshots(approved_reports(request.user)).filter(key=key.replace("\x00", "")[:200])
    found = next(iter(rows[:1]), None)
    if found is None:
        raise NotFound(_("There is no published report with the key %(key)s.") % {"key": key[:120]})
    return _row(found, Shower(request)) | {"content": json.loads(_snapshot(found).content)}


def _snapshot(one: Any) -> ReportSnapshot:
    newest: ReportSnapshot = one.approved[0]  # an approved report has what was approved
    return newest


def _row(one: Report, shower: Shower) -> Answer:
    snapshot = _snapshot(one)
    decision = snapshot.decision
    return shower.record(one) | {
        "title": one.title,
        "kind": one.kind,
        "kind_name": one.get_kind_display(),
        "first": one.first,
        "last": one.last,
        "approved_on": one.approved_on,
        "decision": decision.key if decision and decision.withdrawn_on is None else None,
        "remove_on": one.remove_on,
        "sha256": snapshot.sha256,
    }
