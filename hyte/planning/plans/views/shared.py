"""What is shared: texts, what stands in a plan by reference, and changes since the area looked."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area, worker_areas
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.governance.structure.views.surroundings import surroundings
from hyte.planning.plans.forms import shared as forms
from hyte.planning.plans.models import PlanObjective, PlanText, SharedText
from hyte.planning.plans.queries.changes import changed_placings, places_of
from hyte.planning.plans.rules import EDIT

WRITE = RecordAct(
    "uusi",
    EDIT,
    forms.NewTextForm,
    _("Write a shared text"),
    _("Save"),
    _("The text was saved."),
    _("Written once and taken into several plans and reports; drafts follow when it is changed."),
    opens_made=True,
)
TEXT_ACTS = (
    RecordAct(
        "muuta",
        EDIT,
        forms.ChangeTextForm,
        _("Change the text"),
        _("Save"),
        _("The text was changed. Drafts that hold it follow; approved plans stay as they were."),
    ),
)
LOCAL_WORDS = RecordAct(
    "sanat", EDIT, forms.LocalWordsForm, _("Write local words"), _("Save"), _("The local words were saved.")
)
TAKE_OUT = RecordAct(
    "poista",
    EDIT,
    forms.TakeOutForm,
    _("Take out of the plan"),
    _("Take out"),
    _("It was taken out of the plan."),
    _("It stays where else it stands."),
    is_grave=True,
)
SEEN = RecordAct("nahty", EDIT, forms.SeenForm, _("Tick as looked at"), _("Tick"), _("The changes were ticked."))
PLACINGS: dict[str, Any] = {"tavoite": PlanObjective, "teksti": PlanText}


def show_changed(request: HttpRequest, area: Area) -> HttpResponse:
    """Other areas' objectives and texts in this area's plans: what they were, what they are, and a tick."""
    if area.pk not in worker_areas(request.user):
        raise Http404
    context = {
        "changed": changed_placings(area, user=request.user),
        "may_tick": may(request.principal, EDIT, area),
        "day": day_of(request),
    }
    return render(request, "plans/changed.html", context)


def tick(request: HttpRequest, area: Area, word: str, number: int) -> HttpResponse:
    placing = _placing(request, word, number, home=area)
    back = reverse("plans:changed", args=[area])
    return perform_act(request, SEEN, placing, back=back, list_title=_("Changes of what is shared"))


def _placing(request: HttpRequest, word: str, number: int, **of: Any) -> Any:
    model = PLACINGS.get(word)
    if model is None:
        raise Http404
    rows = model.objects.visible_to(request.user).filter(**of)
    held = "objective__home" if model is PlanObjective else "text__home"
    return get_object_or_404(rows.select_related("home", "plan__home", held), pk=number)


def act_on_placing(request: HttpRequest, area: Area, key: str, word: str, number: int, act: str) -> HttpResponse:
    placing = _placing(request, word, number, plan__home=area, plan__key=key)
    found = {one.word: one for one in (LOCAL_WORDS, TAKE_OUT)}.get(act)
    if found is None:
        raise Http404
    return perform_act(request, found, placing, back=placing.plan.get_absolute_url())


def show_texts(request: HttpRequest, area: Area) -> HttpResponse:
    rows = SharedText.objects.visible_to(request.user).live().of(area).select_related("home").order_by("pk")
    context = {"texts": rows, "may_write": may(request.principal, EDIT, area), "day": day_of(request)}
    return render(request, "plans/texts.html", context)


def write(request: HttpRequest, area: Area) -> HttpResponse:
    back = reverse("plans:texts", args=[area])
    return perform_act(request, WRITE, area, back=back, list_title=_("Shared texts"))


def _text(request: HttpRequest, area: Area, key: str) -> SharedText:
    rows = SharedText.objects.visible_to(request.user).of(area).select_related("home")
    return get_object_or_404(rows, key=key)


def show_text(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    text, day = _text(request, area, key), day_of(request)
    context = {
        "text": text,
        "places": places_of(text, user=request.user),
        "acts": offered(request, TEXT_ACTS, text),
        **surroundings(text, user=request.user, day=day),
        "day": day,
    }
    return render(request, "plans/text.html", context)


def act_on_text(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    act = next((act for act in TEXT_ACTS if act.word == word), None)
    if act is None:
        raise Http404
    text = _text(request, area, key)
    return perform_act(request, act, text, back=text.get_absolute_url())
