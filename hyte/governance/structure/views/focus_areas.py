"""Focus areas and the grid of counterparts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.governance.structure.forms.counterparts import CounterpartForm
from hyte.governance.structure.models import FocusArea
from hyte.governance.structure.queries.focus_areas import (
    SET_COUNTERPART,
    counterpart_grid,
    counterpart_row,
    documents_of_focus_area,
    networks_of,
    successions_of,
)
from hyte.governance.structure.queries.named import freshest
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.governance.structure.views.corrections import CORRECT
from hyte.governance.structure.views.surroundings import surroundings


def show_focus_areas(request: HttpRequest, area: Area) -> HttpResponse:
    """Focus areas against municipalities; on a phone a list for each focus area."""
    day = day_of(request)
    grid = counterpart_grid(area, by=request.principal, user=request.user, day=day, today=timezone.localdate())
    context = {"grid": grid, "day": day, "freshest": freshest(row.focus_area for row in grid.rows)}
    return render(request, "structure/focus_areas.html", context)


def show_focus_area(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    day, user = day_of(request), request.user
    focus_area = get_object_or_404(FocusArea.objects.visible_to(user).of(area).select_related("home"), key=key)
    row = counterpart_row(focus_area, by=request.principal, user=user, day=day, today=timezone.localdate())
    context = {
        "focus_area": focus_area,
        "row": row,
        "networks": networks_of(focus_area, user=user, day=day),
        "documents": documents_of_focus_area(focus_area, user=user, day=day),
        "successions": successions_of(focus_area, user=user),
        "acts": offered(request, (CORRECT,), focus_area),
        **surroundings(focus_area, user=user, day=day),
        "day": day,
    }
    return render(request, "structure/focus_area.html", context)


def act_on_focus_area(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    if word != CORRECT.word:
        raise Http404
    focus_area = get_object_or_404(FocusArea.objects.visible_to(request.user).of(area).select_related("home"), key=key)
    return perform_act(request, CORRECT, focus_area, back=focus_area.get_absolute_url())


def name_counterpart(request: HttpRequest, area: Area, key: str, municipality: Area) -> HttpResponse:
    """Name a municipality's counterpart for a focus area."""
    focus_area = get_object_or_404(FocusArea.objects.visible_to(request.user).of(area).select_related("home"), key=key)
    act = RecordAct(
        "vastinpari",
        SET_COUNTERPART,
        CounterpartForm,
        _("Counterpart of %(municipality)s") % {"municipality": municipality},
        gettext_lazy("Save"),
        gettext_lazy("The counterpart was saved."),
        _(
            "Who in %(municipality)s works with others on %(focus_area)s. Whoever was named before ends on the day before."
        )
        % {"municipality": municipality, "focus_area": focus_area},
    )
    return perform_act(
        request,
        act,
        focus_area,
        back=focus_area.get_absolute_url(),
        subject=municipality,
        municipality=municipality,
    )
