"""The catalogue of indicators."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hyte.core.accounts.rules import may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.core.search.queries import ids_matching
from hyte.knowledge.indicators.models import Indicator
from hyte.knowledge.indicators.numbers import numbers
from hyte.knowledge.indicators.queries.catalogue import (
    CatalogueFilter,
    catalogue_choices,
    listed_indicators,
    with_numbers,
)
from hyte.knowledge.indicators.queries.circle import circle_of

PAGE_SIZE = 50


def show_catalogue(request: HttpRequest, area: Area) -> HttpResponse:
    """The area's indicators, narrowed by words and filters, each with its newest number."""
    day, chosen, user = day_of(request), _chosen(request), request.user
    circle, figures = circle_of(area, day=day), numbers()
    ids = ids_matching(chosen.text, model=Indicator, language=request.LANGUAGE_CODE) if chosen.text else None
    indicators = listed_indicators(circle, user=user, day=day, chosen=chosen, ids=ids)
    page = Paginator(indicators, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": with_numbers(list(page), circle, figures=figures),
        "circle": circle,
        "chosen": chosen,
        "is_narrowed": chosen != CatalogueFilter(),
        "has_figures": figures is not None,
        "may_fetch": may(request.principal, "indicators.fetch", area),
        "day": day,
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, "indicators/catalogue_table.html", context)
    context["choices"] = catalogue_choices(circle, user=user)
    return render(request, "indicators/catalogue.html", context)


def _chosen(request: HttpRequest) -> CatalogueFilter:
    get = request.GET.get
    return CatalogueFilter(
        text=get("q", "").strip()[:200],
        theme=get("karki", ""),
        focus_area=get("painopiste", ""),
        set=get("joukko", ""),
        dataset=get("aineisto", ""),
    )
