"""One indicator's page and its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.knowledge.indicators.boundaries import Drawn, all_boundaries, boundaries_of
from hyte.knowledge.indicators.documents import FILES, figures_file
from hyte.knowledge.indicators.findings import methods_of
from hyte.knowledge.indicators.models import Indicator, Release
from hyte.knowledge.indicators.numbers import numbers
from hyte.knowledge.indicators.pictures import pictures_of
from hyte.knowledge.indicators.queries.catalogue import indicators_of
from hyte.knowledge.indicators.queries.circle import Circle, circle_of
from hyte.knowledge.indicators.queries.indicator import IndicatorPage, indicator_page
from hyte.knowledge.indicators.queries.reading import Figures, figures_of_release
from hyte.knowledge.indicators.queries.words import interpretations_of
from hyte.knowledge.indicators.rules import sees_numbers_of
from hyte.knowledge.stats.refusals import InputRefused


@dataclass(frozen=True)
class Asked:
    """What an address asks: which indicator, from which release if one is named, with which peers."""

    indicator: Indicator
    circle: Circle
    release: Release | None
    peers: list[str] | None


def show_indicator(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """The area's number, its history, others beside it, its parts, and where all of it comes from."""
    asked = _asked(request, area, key)
    dataset = asked.indicator.dataset
    context = {
        "indicator": asked.indicator,
        "dataset_address": dataset.get_absolute_url(),
        "circle": asked.circle,
        "asked_release": asked.release,
        "may_fetch": may(request.principal, "indicators.fetch", area),
        "may_interpret": may(request.principal, "indicators.interpret", area),
        "day": day_of(request),
    }
    if asked.release is not None and not sees_numbers_of(request.principal, asked.release):
        return render(request, "indicators/indicator.html", {**context, "is_withheld": True})
    try:
        page = _page(asked)
    except InputRefused as fault:
        return render(request, "indicators/indicator.html", {**context, "fault": fault.sentence(_)}, status=500)
    if page is not None:
        context |= _about(request, asked, page)
    return render(request, "indicators/indicator.html", context)


def download(request: HttpRequest, area: Area, key: str, kind: str) -> HttpResponse:
    """The numbers behind the page as a file: CSV, XLSX or JSON-stat."""
    if kind not in FILES:
        raise Http404
    asked = _asked(request, area, key)
    if asked.release is not None and not sees_numbers_of(request.principal, asked.release):
        return redirect(asked.release)
    try:
        figures = _figures(asked)
    except InputRefused as fault:
        return HttpResponse(fault.sentence(_), status=500, content_type="text/plain; charset=utf-8")
    page = _page(asked)
    if figures is None or page is None:
        raise Http404
    areas = {area.code: area.name, **{row.area.code: row.area.name for row in page.compared}}
    rows = [row for row in figures.series_of(key, list(areas)) if row.dataset == asked.indicator.dataset.key]
    content, content_type = figures_file(
        kind, rows, indicator=asked.indicator, areas=areas, release=_release(asked, page)
    )
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{area.key}-{key}.{FILES[kind][0]}"'
    return response


def _asked(request: HttpRequest, area: Area, key: str) -> Asked:
    circle = circle_of(area, day=day_of(request))
    found = indicators_of(circle, user=request.user).select_related("home", "dataset__home", "dataset__post__home")
    indicator = get_object_or_404(found, key=key)
    hash_ = request.GET.get("julkaisu", "")
    release = (
        get_object_or_404(indicator.dataset.releases.select_related("dataset__home"), hash=hash_) if hash_ else None
    )
    given = request.GET.get("verrokit")
    peers = None if given is None else [code for code in given.split(",") if code]
    return Asked(indicator, circle, release, peers)


def _figures(asked: Asked) -> Figures | None:
    return figures_of_release(asked.release, asked.indicator) if asked.release else numbers()


def _page(asked: Asked) -> IndicatorPage | None:
    figures = _figures(asked)
    if figures is None:
        return None
    population = numbers() or figures
    return indicator_page(asked.indicator, asked.circle, figures=figures, population=population, peers=asked.peers)


def _release(asked: Asked, page: IndicatorPage) -> Release | None:
    """The release that the page's numbers came from."""
    number = page.number or next((row.number for row in page.compared if row.number is not None), None)
    if asked.release is not None or number is None:
        return asked.release
    found = asked.indicator.dataset.releases.filter(hash=number.release)
    return found.select_related("dataset__home").first()


def _about(request: HttpRequest, asked: Asked, page: IndicatorPage) -> dict[str, Any]:
    indicator, release = asked.indicator, _release(asked, page)
    newest = asked.indicator.dataset.releases.standing().first() if asked.release else release
    return {
        "page": page,
        "pictures": pictures_of(page, boundaries=_boundaries(page)),
        "release": release,
        "release_address": release.get_absolute_url() if release else "",
        "methods": methods_of(indicator, page.number),
        "is_superseded": bool(release and newest and release.pk != newest.pk),
        "lasting": _lasting_address(request, asked, page, release),
        "files": [(kind, word) for kind, (_suffix, word) in FILES.items()],
        "query": request.GET.urlencode(),
        "interpretations": interpretations_of(indicator, asked.circle.area, user=request.user, newest=page.own),
        "themes": list(indicator.themes.visible_to(request.user).live().select_related("home")),
        "focus_areas": list(indicator.focus_areas.visible_to(request.user).live().select_related("home")),
    }


def _boundaries(page: IndicatorPage) -> Drawn | None:
    """What the map is drawn from: the county's municipalities, or all of them on the country's page."""
    if page.circle.area == page.circle.country:
        return all_boundaries()
    return boundaries_of([area.code for area in page.circle.municipalities])


def _lasting_address(request: HttpRequest, asked: Asked, page: IndicatorPage, release: Release | None) -> str:
    """The address that gives exactly this view again: its release, its day and its peers."""
    if release is None:
        return ""
    told = {
        "julkaisu": release.hash,
        "pvm": (day_of(request) if "pvm" in request.GET else timezone.localdate()).isoformat(),
        "verrokit": ",".join(page.peers.codes),
    }
    address = reverse("indicators:indicator", args=[asked.circle.area, asked.indicator.key])
    return request.build_absolute_uri(f"{address}?{urlencode(told, safe=',')}")
