"""A report to be read: what was approved or how it stands now, its plain summary, and all that is published around an area."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from hyte.core.accounts.rules import may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area, worker_areas
from hyte.governance.structure.views.surroundings import surroundings
from hyte.planning.reports.documents.pdf import languages_of
from hyte.planning.reports.models import Report
from hyte.planning.reports.queries import reading
from hyte.planning.reports.shown import shown_report

MOST_LETTERS = 200


def find_report(request: HttpRequest, area: Area, key: str) -> Report:
    rows = Report.objects.visible_to(request.user).of(area).select_related("home", "template__home", "previous__home")
    return get_object_or_404(rows, key=key)


def find_readable(request: HttpRequest, area: Area, key: str) -> reading.ReadReport:
    """A report whose contents the reader may read."""
    read = reading.read_report(find_report(request, area, key), user=request.user, today=day_of(request))
    if read is None:
        raise Http404
    return read


def show_report(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """A report on one page: as it was approved, or for its workers as it stands; or that it has been taken from the net."""
    report, day, user = find_report(request, area, key), day_of(request), request.user
    read = reading.read_report(report, user=user, today=day)
    if read is None:
        return render(request, "reports/removed.html", {"report": report, "snapshot": report.snapshot, "day": day})
    others = reading.comparable_with(report, user=user)
    context = {
        **_of_report(read),
        "is_removed": report.is_removed(day),
        "is_worker": area.pk in worker_areas(user),
        "earlier": next((one for one in others if one.last < report.last), None),
        "later": next((one for one in reversed(others) if one.last > report.last), None),
        "job": reading.pdf_job_of(report, user=user) if read.snapshot and not read.snapshot.pdf else None,
        "may_make": may(request.principal, "files.store", report),
        **surroundings(report, user=user, day=day),
        "day": day,
    }
    return render(request, "reports/report.html", context)


def show_plain(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """The summary in plain language on a page of its own."""
    read = find_readable(request, area, key)
    context = _of_report(read)
    if context["shown"].plain is None:
        raise Http404
    return render(request, "reports/plain.html", context)


def _of_report(read: reading.ReadReport) -> dict[str, Any]:
    return {
        "report": read.report,
        "shown": shown_report(read.content),
        "snapshot": read.snapshot,
        "languages": languages_of(read.content),
    }


def show_published(request: HttpRequest, area: Area) -> HttpResponse:
    """All approved reports of the county and its municipalities, to be looked through and searched."""
    day, text = day_of(request), request.GET.get("q", "").strip()[:MOST_LETTERS]
    found = reading.published_around(area, user=request.user, day=day, text=text, language=get_language() or "fi")
    return render(request, "reports/published.html", {"found": found, "text": text, "day": day})
