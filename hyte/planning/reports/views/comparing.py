"""Two years' reports of an area side by side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.planning.reports.queries import reading
from hyte.planning.reports.queries.comparison import side_by_side
from hyte.planning.reports.views.reading import find_readable


def compare(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """A report beside another of the same kind: by default the one before it."""
    read, day = find_readable(request, area, key), day_of(request)
    others = reading.comparable_with(read.report, user=request.user)
    asked = request.GET.get("toinen", "")
    usual = next((one for one in others if one.last < read.report.last), others[0] if others else None)
    chosen = next((one for one in others if one.key == asked), usual)
    other = reading.read_report(chosen, user=request.user, today=day) if chosen else None
    context = {"report": read.report, "read": read, "others": others, "other": other, "day": day, "pairs": []}
    if other is not None:
        first, second = sorted((read, other), key=lambda one: one.content.last)
        context |= {"first": first, "second": second, "pairs": side_by_side(first.content, second.content)}
    return render(request, "reports/compare.html", context)
