"""What the pages of writing show: the area's reports, and what is left to do in one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q

from hyte.core.areas.models import Area
from hyte.planning.reports.choices import SectionState
from hyte.planning.reports.models import Report

UNFINISHED = (SectionState.TO_WRITE, SectionState.DRAFT)


def listed_reports(area: Area, *, user: Any) -> list[Any]:
    """The area's reports, the newest period first, each with the number of sections that are not ready."""
    unfinished = Q(sections__state__in=UNFINISHED, sections__withdrawn_on__isnull=True)
    rows = Report.objects.visible_to(user).live().of(area).annotate(left=Count("sections", filter=unfinished))
    return list(rows.select_related("home").order_by("-last", "-pk"))


def is_late(report: Report, *, day: date) -> bool:
    return report.is_open and report.due is not None and report.due < day
