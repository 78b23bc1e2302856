"""A phenomenon and what is put into it together, classes of services, and what markers count."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area, worker_areas
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.governance.structure.views.surroundings import surroundings
from hyte.planning.budgets.documents import figures_as_json
from hyte.planning.budgets.forms import records as forms
from hyte.planning.budgets.models import Phenomenon
from hyte.planning.budgets.queries import together
from hyte.planning.budgets.queries.classes import classes_read_by
from hyte.planning.budgets.rules import EDIT, SET_MARKERS
from hyte.planning.plans.models import Action, Objective

BEGIN = RecordAct(
    "uusi",
    EDIT,
    forms.NewPhenomenonForm,
    _("Add a phenomenon"),
    _("Add"),
    _("The phenomenon was added."),
    _("Something that money of many units goes to, such as children's wellbeing or loneliness."),
    opens_made=True,
)
DESCRIBE = RecordAct(
    "muuta",
    EDIT,
    forms.DescribePhenomenonForm,
    _("Change the phenomenon"),
    _("Save"),
    _("The phenomenon was changed."),
)
WITHDRAW = RecordAct(
    "peru",
    EDIT,
    forms.WithdrawForm,
    _("Withdraw the phenomenon"),
    _("Withdraw"),
    _("The phenomenon was withdrawn."),
    _("Only for one that was recorded by mistake and that no line is tagged with."),
    is_grave=True,
)
MARKERS = RecordAct(
    "merkit",
    SET_MARKERS,
    forms.MarkersForm,
    _("Change what markers count"),
    _("Save"),
    _("The markers were set. Every sum of the area follows."),
    _("How many per cent of a line each step counts. All of the area's figures are counted anew at once."),
)
ACTS = (DESCRIBE, WITHDRAW)
LIST = _("Money by phenomenon")


def begin(request: HttpRequest, area: Area) -> HttpResponse:
    return perform_act(request, BEGIN, area, back=reverse("budgets:budgets", args=[area]), list_title=LIST)


def change_markers(request: HttpRequest, area: Area) -> HttpResponse:
    return perform_act(request, MARKERS, area, back=reverse("budgets:budgets", args=[area]), list_title=LIST)


def find_phenomenon(request: HttpRequest, area: Area, key: str) -> Phenomenon:
    rows = Phenomenon.objects.visible_to(request.user).of(area).select_related("home")
    return get_object_or_404(rows, key=key)


def act_on_phenomenon(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    phenomenon = find_phenomenon(request, area, key)
    act = next((act for act in ACTS if act.word == word and not phenomenon.withdrawn_on), None)
    if act is None:
        raise Http404
    back = reverse("budgets:budgets", args=[area]) if act is WITHDRAW else phenomenon.get_absolute_url()
    return perform_act(request, act, phenomenon, back=back)


def _figures(request: HttpRequest, phenomenon: Phenomenon) -> dict[str, Any]:
    """What is put together in the asked year, or in the newest of which there is a budget."""
    areas = together.region_of(phenomenon, day_of(request), user=request.user)
    years = together.years_of(areas, user=request.user)
    asked = request.GET.get("vuosi", "")
    year = next((one for one in years if str(one) == asked), next(iter(years), None))
    if year is None:
        return {"years": [], "year": None, "together": []}
    found = together.put_together(phenomenon, areas=areas, year=year, user=request.user)
    return {"years": years, "year": year, "together": found}


def show_phenomenon(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """What the region puts into a phenomenon: each area's own row, by basis and class, and what it stands behind."""
    phenomenon, day, user = find_phenomenon(request, area, key), day_of(request), request.user
    objectives = Objective.objects.visible_to(user).live().filter(phenomena=phenomenon).select_related("home")
    actions = Action.objects.visible_to(user).live().filter(phenomena=phenomenon).select_related("home")
    context = {
        "phenomenon": phenomenon,
        "objectives": objectives.order_by("pk"),
        "actions": actions.order_by("pk"),
        "is_area_worker": area.pk in worker_areas(user),
        "acts": offered(request, () if phenomenon.withdrawn_on else ACTS, phenomenon),
        **_figures(request, phenomenon),
        **surroundings(phenomenon, user=user, day=day),
        "day": day,
    }
    return render(request, "budgets/phenomenon.html", context)


def give_figures(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """The same figures as JSON."""
    phenomenon = find_phenomenon(request, area, key)
    figures = _figures(request, phenomenon)
    content = figures_as_json(
        phenomenon, year=figures["year"], together=figures["together"], licence=settings.DATA_LICENCE
    )
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})


def show_classes(request: HttpRequest, area: Area) -> HttpResponse:
    """Classes of services that the area reads, and whether the state's report has its list here."""
    classes = classes_read_by(area)
    context = {
        "classes": classes,
        "in_report": sum(row.is_in_report for row in classes),
        "may_edit": may(request.principal, EDIT, area),
    }
    return render(request, "budgets/classes.html", context)
