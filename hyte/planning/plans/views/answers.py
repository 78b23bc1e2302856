"""What asks a plan for an answer, and answering it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.governance.structure.views.acts import RecordAct, perform_act
from hyte.planning.plans.forms import answers as forms
from hyte.planning.plans.queries.answers import answer_to, thing_named
from hyte.planning.plans.rules import EDIT
from hyte.planning.plans.views.plans import find_plan

ANSWER = RecordAct(
    "vastaa",
    EDIT,
    forms.AnswerInPlanForm,
    _("Answer in the plan"),
    _("Save the answer"),
    _("The answer was saved."),
    _("Tie it to an objective or an action that answers it, or say why the plan does nothing about it."),
)
TAKE_BACK = RecordAct(
    "peru",
    EDIT,
    forms.TakeBackAnswerForm,
    _("Take back the answer"),
    _("Take back"),
    _("The answer was taken back. The plan is asked again."),
    is_grave=True,
)


def answer(request: HttpRequest, area: Area, key: str, word: str, of: str) -> HttpResponse:
    """Say what of the plan answers a matter, a worry or a finding, or why nothing does."""
    plan, thing = _asked(request, area, key, word, of)
    back = f"{plan.get_absolute_url()}#asked"
    return perform_act(request, ANSWER, plan, back=back, list_title=plan, to=thing, now=answer_to(plan, thing))


def take_back(request: HttpRequest, area: Area, key: str, word: str, of: str) -> HttpResponse:
    plan, thing = _asked(request, area, key, word, of)
    if answer_to(plan, thing) is None:
        raise Http404
    back = f"{plan.get_absolute_url()}#asked"
    return perform_act(request, TAKE_BACK, plan, back=back, list_title=plan, to=thing)


def _asked(request: HttpRequest, area: Area, key: str, word: str, of: str) -> tuple[Any, Any]:
    plan = find_plan(request, area, key)
    thing = thing_named(word, of, plan=plan, user=request.user, day=day_of(request))
    if thing is None:
        raise Http404
    return plan, thing
