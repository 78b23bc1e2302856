"""The area's reports and the writing of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hyte.core.accounts.rules import may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.planning.reports.queries import writing as queries
from hyte.planning.reports.rules import LEAD


def show_reports(request: HttpRequest, area: Area) -> HttpResponse:
    """The area's reports: those being written for its workers, those approved for everybody."""
    day = day_of(request)
    reports = queries.listed_reports(area, user=request.user)
    context = {
        "open_reports": [(report, queries.is_late(report, day=day)) for report in reports if report.is_open],
        "approved": [report for report in reports if not report.is_open],
        "may_begin": may(request.principal, LEAD, area),
        "day": day,
    }
    return render(request, "reports/list.html", context)
