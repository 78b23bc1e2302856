"""Themes: the sets by date, and the mapping from one set to another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hyte.core.accounts.rules import NotAllowed, may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused
from hyte.governance.structure.forms.themes import MapForm
from hyte.governance.structure.models import Theme, ThemeMapping
from hyte.governance.structure.operations.themes import MAP, unmap_theme
from hyte.governance.structure.queries.named import freshest
from hyte.governance.structure.queries.themes import (
    ThemeSet,
    bodies_of_theme,
    documents_of_theme,
    mappings_between,
    mappings_of,
    sets_around,
    theme_sets,
)
from hyte.governance.structure.theme_drawing import draw_mapping
from hyte.governance.structure.views.acts import offered, perform_act
from hyte.governance.structure.views.corrections import CORRECT
from hyte.governance.structure.views.surroundings import surroundings


def show_themes(request: HttpRequest, area: Area) -> HttpResponse:
    day, user = day_of(request), request.user
    own = theme_sets(area, user=user, day=day)
    around = sets_around(area, user=user, day=day)
    mappings = mappings_between(around, area=area)
    may_map = may(request.principal, MAP, area)
    context = {
        "sets": [(one, one.is_in_force(day)) for one in own],
        "others": [one for one in around if one.home != area],
        "mappings": [(mapping, draw_mapping(mapping)) for mapping in mappings],
        "may_map": may_map and bool(own) and len(around) > 1,
        "day": day,
        "freshest": freshest(theme for one in own for theme in one.themes),
    }
    return render(request, "structure/themes.html", context)


def show_theme(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    day, user = day_of(request), request.user
    theme = get_object_or_404(Theme.objects.visible_to(user).of(area).select_related("home"), key=key)
    context = {
        "theme": theme,
        "mappings": mappings_of(theme, user=user),
        "bodies": bodies_of_theme(theme, user=user, day=day),
        "documents": documents_of_theme(theme, user=user, day=day),
        "acts": offered(request, (CORRECT,), theme),
        **surroundings(theme, user=user, day=day),
        "day": day,
    }
    return render(request, "structure/theme.html", context)


def act_on_theme(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    if word != CORRECT.word:
        raise Http404
    theme = get_object_or_404(Theme.objects.visible_to(request.user).of(area).select_related("home"), key=key)
    return perform_act(request, CORRECT, theme, back=theme.get_absolute_url())


@login_required
def map_themes(request: HttpRequest, area: Area) -> HttpResponse:
    """Tie one of the area's themes to a theme of another set."""
    principal = request.principal
    if not may(principal, MAP, area):
        raise NotAllowed(MAP)
    form = MapForm(request.POST or None, **_choices(request, area))
    if request.method == "POST" and form.is_valid():
        try:
            mapping = form.perform(by=principal)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved: %(mapping)s") % {"mapping": mapping})
            return redirect(reverse("structure:themes", args=[area]))
    return render(request, "structure/theme_map.html", {"form": form}, status=422 if form.is_bound else 200)


def _choices(request: HttpRequest, area: Area) -> dict[str, list[ThemeSet]]:
    day = day_of(request)
    around = sets_around(area, user=request.user, day=day)
    own = [one for one in around if one.home == area]
    if not own:
        raise Http404
    # An area's new set may follow its own old one, so its own sets are among the targets too.
    return {"own": own, "others": around}


@login_required
@require_POST
def remove_mapping(request: HttpRequest, area: Area, number: int) -> HttpResponse:
    rows: Any = ThemeMapping.objects.filter(source__in=Theme.objects.visible_to(request.user), home=area)
    mapping = get_object_or_404(rows.select_related("source__home", "target"), pk=number)
    version = request.POST.get("version", "")
    try:
        unmap_theme(
            mapping, version=int(version) if version.isdecimal() and len(version) < 10 else 0, by=request.principal
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The mapping was removed. You can undo this in the history."))
    return redirect(reverse("structure:themes", args=[area]))
