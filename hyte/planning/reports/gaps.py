"""Gaps of reports: what is late, what has not been answered or decided, and a year of which no report is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hyte.core.areas.models import Area, worker_areas
from hyte.core.areas.text import shown_day
from hyte.core.thread.gaps import Finding, GapKind, Verb, register_gaps
from hyte.planning.reports.choices import ReportKind, ReportState, StepRole
from hyte.planning.reports.models import HandlingStep, Report
from hyte.planning.reports.rules import HANDLE, LEAD, WRITE

COORDINATOR = gettext_lazy("wellbeing coordinator")
SECRETARY = gettext_lazy("whoever keeps the handling of the report")
LATE = GapKind("report_late", COORDINATOR, is_seen=True)
UNANSWERED = GapKind("report_step_unanswered", SECRETARY, is_seen=True)
NO_DECISION = GapKind(
    "report_without_decision",
    SECRETARY,
    gettext_lazy("The report is in handling, and no decision of the body that decides of it is on its path."),
    gettext_lazy("reports in handling of which no decision is known (%(count)s)"),
    law=1,
)
NO_REPORT = GapKind(
    "no_yearly_report",
    COORDINATOR,
    gettext_lazy("The area has made yearly reports, and none of the last year is recorded here."),
    gettext_lazy("yearly reports of which it is not known whether they have been made (%(count)s)"),
    law=0,
)


def report_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """What is open in the area's reports and in its part of the region's; for its workers."""
    if area.pk not in worker_areas(user):
        return
    yield from _late(area, day, user)
    yield from _unanswered(area, day, user)
    yield from _undecided(area, user)
    yield from _unreported(area, day, user)


def _open_reports(area: Area, user: Any) -> Any:
    rows = Report.objects.visible_to(user).live().of(area).exclude(state=ReportState.APPROVED)
    return rows.select_related("home").order_by("due", "pk")


def _late(area: Area, day: date, user: Any) -> Iterator[Finding]:
    for report in _open_reports(area, user).filter(due__lt=day):
        why = _("It should have been ready by %(day)s.") % {"day": shown_day(report.due)}
        yield Finding(LATE, report, Verb(_("Write"), report.writing_url, WRITE), why, due=report.due)


def _unanswered(area: Area, day: date, user: Any) -> Iterator[Finding]:
    rows = HandlingStep.objects.visible_to(user).live().of(area)
    rows = rows.filter(due__lt=day, answered_on__isnull=True, decision__isnull=True, report__withdrawn_on__isnull=True)
    for step in rows.select_related("home", "report__home", "body").prefetch_related("body__periods").order_by("pk"):
        if step.home_id == step.report.home_id and not step.report.is_open:
            continue  # what was approved tells that no answer came; its path is closed
        why = _("The body was asked, and its answer was due on %(day)s.") % {"day": shown_day(step.due)}
        address = reverse("reports:step-act", args=[step.report.home, step.report.key, step.key, "lausunto"])
        yield Finding(UNANSWERED, step, Verb(_("Write down what it stated"), address, HANDLE), why, due=step.due)


def _undecided(area: Area, user: Any) -> Iterator[Finding]:
    deciding = HandlingStep.objects.live().filter(home=area, role=StepRole.DECIDES, decision__isnull=False)
    rows = _open_reports(area, user).filter(state=ReportState.HANDLING).exclude(pk__in=deciding.values("report"))
    for report in rows:
        address = reverse("reports:handling", args=[area, report.key])
        yield Finding(NO_DECISION, report, Verb(_("Look at the handling"), address, HANDLE), due=report.due)


def _unreported(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """Where yearly reports have been made before, each year is asked for; an area that makes none is not reminded."""
    rows = Report.objects.visible_to(user).live().of(area).filter(kind=ReportKind.YEARLY)
    newest = rows.select_related("home").order_by("-last", "-pk").first()
    if newest is None or newest.last.year >= day.year - 1:
        return
    begin = Verb(_("Begin a report"), reverse("reports:report-begin", args=[area]), LEAD)
    yield Finding(NO_REPORT, newest, begin)


register_gaps(report_gaps)
