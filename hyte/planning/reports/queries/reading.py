"""Reports to be read: what one says to a reader, those published around an area, and a report beside another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from hyte.core.areas.models import Area
from hyte.core.search.queries import around, ids_matching
from hyte.core.tasks.models import Job
from hyte.planning.reports.choices import ReportState
from hyte.planning.reports.content import ReportContent
from hyte.planning.reports.models import HandlingStep, Report, ReportSnapshot, Section
from hyte.planning.reports.queries.content import content_of

READ_AT_ONCE = 300  # reports in a list


@dataclass(frozen=True)
class ReadReport:
    """A report as its reader gets it: what was approved, or how it stands now."""

    report: Report
    content: ReportContent
    snapshot: ReportSnapshot | None


def read_report(report: Report, *, user: Any, today: date) -> ReadReport | None:
    """What a report says to a reader; none where it has been taken from the net, which its own workers alone read past."""
    if not Report.objects.readable_by(user).filter(pk=report.pk).exists():
        return None
    if report.state == ReportState.APPROVED:
        snapshot = snapshot_of(report)
        return ReadReport(report, snapshot.read(), snapshot) if snapshot else None
    return ReadReport(report, content_of(report, user=user, today=today), None)


def snapshot_of(report: Report) -> ReportSnapshot | None:
    """What was approved of a report, with its decision and files."""
    rows = ReportSnapshot.objects.live().filter(report=report)
    rows = rows.select_related("decision__matter__home", "decision__meeting__body", "pdf", "pdf_sv", "report__home")
    return rows.order_by("-number").first()


def pdf_job_of(report: Report, *, user: Any) -> Job | None:
    """The reader's own newest work that makes a file of the report, while it lasts."""
    rows = Job.objects.visible_to(user).filter(home=report.home_id, title__contains=str(report)[:150])
    return rows.filter(ended_at__isnull=True).order_by("-pk").first()


def approved_reports(user: Any) -> QuerySet[Report]:
    """Approved reports that are on the net, or that the reader's own area took from it."""
    rows: Any = Report.objects
    approved: QuerySet[Report] = rows.readable_by(user).live().filter(state=ReportState.APPROVED)
    return approved.select_related("home").order_by("-last", "home__key", "pk")


def with_snapshots(rows: QuerySet[Report]) -> QuerySet[Report]:
    """The reports with what was approved of each, newest first, as `approved`."""
    snapshots = ReportSnapshot.objects.live().select_related("decision", "pdf").order_by("-number")
    return rows.prefetch_related(Prefetch("snapshots", snapshots, to_attr="approved"))


@dataclass(frozen=True)
class FoundReport:
    """A published report, and the sections in which searched words were found."""

    report: Report
    sections: list[Section]


def published_around(area: Area, *, user: Any, day: date, text: str = "", language: str) -> list[FoundReport]:
    """The approved reports of the area's county and its municipalities, the newest first; with words, those that tell of them."""
    rows = approved_reports(user).filter(home__in=[one.pk for one in around(area, day=day)])
    if not text:
        return [FoundReport(row, []) for row in rows[:READ_AT_ONCE]]
    sections = Section.objects.visible_to(user).live().filter(report__in=rows)
    ids = ids_matching(text, model=Section, language=language)
    found: dict[int, list[Section]] = {}
    for section in sections.filter(pk__in=ids).select_related("report__home").order_by("order"):
        found.setdefault(section.report_id, []).append(section)
    named = set(ids_matching(text, model=Report, language=language))
    return [
        FoundReport(row, found.get(row.pk, [])) for row in rows[:READ_AT_ONCE] if row.pk in found or row.pk in named
    ]


def comparable_with(report: Report, *, user: Any) -> list[Report]:
    """The area's other reports of the same kind that the reader may read, the newest first."""
    rows = Report.objects.readable_by(user).live().filter(home=report.home_id, kind=report.kind)
    return list(rows.exclude(pk=report.pk).select_related("home").order_by("-last", "-pk"))


def steps_of(report: Report, *, user: Any) -> list[HandlingStep]:
    """The bodies on a report's path in order, with what each row shows."""
    steps = HandlingStep.objects.visible_to(user).live().filter(report=report)
    steps = steps.select_related("home", "body__home", "matter__home", "decision__meeting", "report__home")
    return list(steps.prefetch_related("body__periods").order_by("order", "pk"))
