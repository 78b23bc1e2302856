"""Pages of one area's numbers together: its profile, its residents, and the differences inside its county."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.knowledge.indicators.charts import pyramid_chart
from hyte.knowledge.indicators.findings import inequality_finding, profile_finding, pyramid_finding
from hyte.knowledge.indicators.models import Indicator
from hyte.knowledge.indicators.numbers import numbers
from hyte.knowledge.indicators.queries.catalogue import sets_of
from hyte.knowledge.indicators.queries.circle import circle_of
from hyte.knowledge.indicators.queries.inequality import choices_of_inequality, inequality_of
from hyte.knowledge.indicators.queries.population import BY_AGE, OLD, Pyramid, pyramid_of
from hyte.knowledge.indicators.queries.profile import profile_of
from hyte.knowledge.indicators.queries.releases import release_of
from hyte.knowledge.indicators.shown import shown_ages


def show_profile(request: HttpRequest, area: Area) -> HttpResponse:
    """All indicators of a set, or all there are, on one page."""
    day, user, figures = day_of(request), request.user, numbers()
    circle = circle_of(area, day=day)
    sets = sets_of(circle, user=user)
    asked = request.GET.get("joukko", "")
    chosen = next((one for one in sets if one.key == asked), None)
    if asked and chosen is None:
        raise Http404
    profile = profile_of(circle, user=user, day=day, chosen=chosen, figures=figures) if figures else None
    context = {
        "circle": circle,
        "sets": sets,
        "chosen": chosen,
        "profile": profile,
        "finding": profile_finding([None if row.is_countys else row.number for row in profile.rows]) if profile else "",
        "may_fetch": may(request.principal, "indicators.fetch", area),
        "day": day,
    }
    return render(request, "indicators/profile.html", context)


def show_population(request: HttpRequest, area: Area) -> HttpResponse:
    """The area's residents by age and sex."""
    figures = numbers()
    circle = circle_of(area, day=day_of(request))
    pyramid = pyramid_of(circle, figures=figures) if figures else None
    context: dict[str, Any] = {
        "circle": circle,
        "pyramid": pyramid,
        "may_fetch": may(request.principal, "indicators.fetch", area),
    }
    if pyramid is not None:
        country = pyramid.old_shares.get(circle.country.name) if circle.country else None
        own = pyramid.old_shares.get(pyramid.area.name)
        finding = pyramid_finding(own, country=country, age=OLD) if own is not None else ""
        context |= {
            "finding": finding,
            "chart": _pyramid_drawing(pyramid, finding),
            "release": release_of(pyramid.release, indicator=BY_AGE, user=request.user),
        }
    return render(request, "indicators/population.html", context)


def _pyramid_drawing(pyramid: Pyramid, finding: str) -> Any:
    bands = [(shown_ages(band.ages), band.men, band.women) for band in pyramid.bands]
    words = _("Residents of %(area)s by age and sex. %(finding)s") % {"area": pyramid.name, "finding": finding}
    return pyramid_chart(bands, words=words)


def show_inequality(request: HttpRequest, area: Area) -> HttpResponse:
    """Whether an indicator's number follows how well off the county's municipalities are."""
    day, figures = day_of(request), numbers()
    circle = circle_of(area, day=day)
    indicators, orders = choices_of_inequality(circle, user=request.user, day=day)
    indicator, order = _named(indicators, request.GET.get("luku", "")), _named(orders, request.GET.get("jarjestys", ""))
    found = None
    if indicator is not None and order is not None and figures is not None:
        found = inequality_of(indicator, order, circle, figures=figures)
    context = {
        "circle": circle,
        "indicators": indicators,
        "orders": orders,
        "indicator": indicator,
        "order": order,
        "found": found,
        "finding": inequality_finding(found.result, indicator) if found and found.result and indicator else "",
        "has_figures": figures is not None,
        "may_fetch": may(request.principal, "indicators.fetch", area),
        "day": day,
    }
    return render(request, "indicators/inequality.html", context)


def _named(indicators: list[Indicator], key: str) -> Indicator | None:
    """The indicator that the address names; one that is not among them is a missing page."""
    found = next((one for one in indicators if one.key == key), None)
    if key and found is None:
        raise Http404
    return found
