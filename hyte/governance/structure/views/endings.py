"""What ends soon, and the model of cooperation with associations."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.governance.structure.queries.cooperation import cooperation_levels
from hyte.governance.structure.queries.endings import endings
from hyte.governance.structure.queries.named import freshest

USUAL, MOST = 90, 1500


def show_endings(request: HttpRequest, area: Area) -> HttpResponse:
    """What ends within ninety days, or within as many as the address says (`?paivia=`)."""
    day = day_of(request)
    within = _days(request)
    context = {"endings": endings(area, user=request.user, day=day, within=within), "within": within, "day": day}
    return render(request, "structure/endings.html", context)


def _days(request: HttpRequest) -> int:
    given = request.GET.get("paivia", "").strip()
    if not given:
        return USUAL
    if not given.isdecimal() or not 1 <= int(given) <= MOST:
        messages.warning(request, _("Give the number of days as a whole number from 1 to %(most)s.") % {"most": MOST})
        return USUAL
    return int(given)


def show_cooperation(request: HttpRequest, area: Area) -> HttpResponse:
    day = day_of(request)
    levels = cooperation_levels(area, user=request.user, day=day)
    return render(request, "structure/cooperation.html", {"levels": levels, "day": day, "freshest": freshest(levels)})
