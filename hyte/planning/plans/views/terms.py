"""The change of a term: what becomes of each objective and action of a plan, and carrying it over."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.requests import Request
from hyte.core.accounts.rules import require
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.governance.structure.views.acts import RecordAct, perform_act
from hyte.planning.plans.forms import terms as forms
from hyte.planning.plans.models import Action, Objective
from hyte.planning.plans.queries.terms import left_hanging, lines_of, undecided
from hyte.planning.plans.rules import CHANGE_TERM
from hyte.planning.plans.views.plans import find_plan

CHOOSE = RecordAct(
    "valitse", CHANGE_TERM, forms.FateForm, _("What becomes of it"), _("Save"), _("The choice was saved.")
)
CARRY = RecordAct(
    "siirra",
    CHANGE_TERM,
    forms.CarryForm,
    _("Carry over to the next plan"),
    _("Carry over"),
    _("The plan ended, and what goes on stands in the next one."),
    _("This plan ends. Objectives that go on stand in the next plan, with themes by their mappings."),
    opens_made=True,
)

END = RecordAct(
    "paata",
    CHANGE_TERM,
    forms.EndForm,
    _("End without a next plan"),
    _("End the plan"),
    _("The plan ended."),
    _("For a plan that none follows. What was to end or to be passed on ends with its reason."),
    is_grave=True,
)


@login_required
def show_term(request: Request, area: Area, key: str) -> HttpResponse:
    """Everything that the end of the plan's term has to decide on, and what is still open."""
    plan = find_plan(request, area, key)
    require(request.principal, CHANGE_TERM, plan)
    lines = lines_of(plan)
    context = {
        "plan": plan,
        "lines": lines,
        "undecided": undecided(lines),
        "hanging": left_hanging(plan, lines),
        "day": day_of(request),
    }
    return render(request, "plans/term.html", context)


def choose(request: HttpRequest, area: Area, key: str, word: str, of: str) -> HttpResponse:
    plan = find_plan(request, area, key)
    model = Objective if word == "tavoite" else Action
    thing = get_object_or_404(model.objects.visible_to(request.user).select_related("home"), key=of)
    back = reverse("plans:term", args=[area, plan.key])
    return perform_act(request, CHOOSE, plan, back=back, list_title=_("Change of term"), of=thing)


def carry(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    plan = find_plan(request, area, key)
    return perform_act(request, CARRY, plan, back=reverse("plans:term", args=[area, plan.key]))


def end(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    plan = find_plan(request, area, key)
    return perform_act(request, END, plan, back=plan.get_absolute_url())
