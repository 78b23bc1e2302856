"""Plans seen across: who does what, whom it covers, when, and what has changed between versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area, worker_areas
from hyte.core.audit.kept import kept
from hyte.planning.plans.models import PlanSnapshot
from hyte.planning.plans.queries import overviews
from hyte.planning.plans.queries.comparison import differences
from hyte.planning.plans.queries.content import content_of
from hyte.planning.plans.views.plans import find_plan


def show_matrix(request: HttpRequest, area: Area) -> HttpResponse:
    """Unit by objective."""
    return _overview(request, area, "matrix", overviews.unit_matrix)


def show_coverage(request: HttpRequest, area: Area) -> HttpResponse:
    """Theme by age group and by municipality."""
    return _overview(request, area, "coverage", overviews.coverage)


def show_timeline(request: HttpRequest, area: Area) -> HttpResponse:
    """The area's actions by year."""
    return _overview(request, area, "timeline", overviews.timeline)


def _overview(request: HttpRequest, area: Area, name: str, read: Callable[..., Any]) -> HttpResponse:
    """An overview of an area: long, and the same for all with the same rights, so it is made once until something is recorded."""
    day, user = day_of(request), request.user

    def make() -> str:
        return render_to_string(f"plans/_{name}.html", {name: read(area, user=user, day=day), "area": area})

    shown = kept((name, area.pk, day), make, user=user)
    return render(request, f"plans/{name}.html", {"shown": shown, "day": day})


def compare(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """Two approved versions, or the newest one and today's draft, which only the area's workers see."""
    plan, user = find_plan(request, area, key), request.user
    versions: dict[str, Any] = {
        str(row.number): row for row in PlanSnapshot.objects.visible_to(user).filter(plan=plan).order_by("number")
    }
    names = list(versions)
    if area.pk in worker_areas(user):
        names.append("nyt")
    first = _asked(request, "a", names, names[-2] if len(names) > 1 else "")
    second = _asked(request, "b", names, names[-1] if names else "")
    content = {name: row.content for name, row in versions.items() if name in {first, second}}
    if "nyt" in {first, second}:
        content["nyt"] = content_of(plan)
    found = differences(content[first], content[second]) if first and second else None
    context = {
        "plan": plan,
        "names": names,
        "versions": versions,
        "first": first,
        "second": second,
        "found": found,
        "day": day_of(request),
    }
    return render(request, "plans/compare.html", context)


def _asked(request: HttpRequest, name: str, names: list[str], default: str) -> str:
    asked = request.GET.get(name, "")
    return asked if asked in names else default
