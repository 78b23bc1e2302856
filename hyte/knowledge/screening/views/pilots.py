"""Pilots: their list, the page of one, and acts on it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.governance.structure.views.surroundings import surroundings
from hyte.knowledge.screening.forms import pilots as forms
from hyte.knowledge.screening.models import Pilot
from hyte.knowledge.screening.queries import pilots as queries
from hyte.knowledge.screening.rules import PILOT

BEGIN = RecordAct(
    "uusi", PILOT, forms.PilotForm, _("Begin a pilot"), _("Begin"), _("The pilot was recorded."), opens_made=True
)
COUNT = RecordAct(
    "kirjaa",
    PILOT,
    forms.CountPilotForm,
    _("Enter how many came how far"),
    _("Save"),
    _("The numbers were saved."),
    _("Numbers from the beginning of the pilot to the day. No names, and nothing of single people."),
)
DECIDE = RecordAct("paata", PILOT, forms.DecideForm, _("Decide"), _("Save the decision"), _("The decision was saved."))


def show_pilots(request: HttpRequest, area: Area) -> HttpResponse:
    day = day_of(request)
    rows = queries.listed_pilots(area, user=request.user)
    context = {
        "lines": [(row, row.is_undecided(day)) for row in rows],
        "may_begin": may(request.principal, PILOT, area),
        "day": day,
    }
    return render(request, "screening/pilots.html", context)


def _pilot(request: HttpRequest, area: Area, key: str) -> Pilot:
    rows = Pilot.objects.visible_to(request.user).of(area).select_related("home", "programme__home", "site__home")
    return get_object_or_404(rows, key=key)


def show_pilot(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    pilot, day = _pilot(request, area, key), day_of(request)
    context = {
        "pilot": pilot,
        "funnel": queries.funnel_of(pilot, user=request.user),
        "is_undecided": pilot.is_undecided(day),
        "acts": offered(request, (COUNT,) if pilot.decision else (COUNT, DECIDE), pilot),
        **surroundings(pilot, user=request.user, day=day),
        "day": day,
    }
    return render(request, "screening/pilot.html", context)


def begin(request: HttpRequest, area: Area) -> HttpResponse:
    back = reverse("screening:pilots", args=[area])
    return perform_act(request, BEGIN, area, back=back, list_title=_("Pilots"))


def act_on_pilot(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    act = {COUNT.word: COUNT, DECIDE.word: DECIDE}.get(word)
    if act is None:
        raise Http404
    pilot = _pilot(request, area, key)
    return perform_act(request, act, pilot, back=pilot.get_absolute_url())
