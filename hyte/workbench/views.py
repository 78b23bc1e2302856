"""The council's page on the screen and on paper, and the hiding of a question."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from hyte.core.accounts.rules import may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.governance.structure.views.acts import RecordAct, perform_act
from hyte.workbench.documents import council_pdf
from hyte.workbench.forms import HideForm, ShowForm
from hyte.workbench.models import HiddenQuestion
from hyte.workbench.queries.council import council_page, hidden_questions
from hyte.workbench.questions import CHOICE_RULE
from hyte.workbench.rules import HIDE
from hyte.workbench.states import PATH_RULE, STATE_RULES

HIDE_ACT = RecordAct(
    "piilota",
    HIDE,
    HideForm,
    _("Hide a question"),
    _("Hide"),
    _("The question was hidden. Your reason stands in its place."),
    _("Only one question is hidden at a time, and the next one by the rules comes instead."),
)
SHOW_ACT = RecordAct(
    "palauta", HIDE, ShowForm, _("Show the question again"), _("Show"), _("The question is asked again.")
)


@require_safe
def show_council_page(request: HttpRequest, area: Area) -> HttpResponse:
    """How the themes go, what to ask and what comes next; the same for every reader, and told of today alone."""
    day = day_of(request)
    context = _context(request, area) | {"may_hide": may(request.principal, HIDE, area)}
    context["asked_day"] = None if day == context["page"].day else day
    return render(request, "workbench/council.html", context)


@require_safe
def download_council_page(request: HttpRequest, area: Area) -> HttpResponse:
    """The same on A4; a sheet of another day cannot be made, and the page says why."""
    if day_of(request) != timezone.localdate():
        return redirect(f"{reverse('workbench:council', args=[area])}?{request.GET.urlencode()}")
    origin = request.build_absolute_uri("/").rstrip("/")
    content = council_pdf(_context(request, area) | {"origin": origin, "area": area})
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="valtuuston-sivu-{area.key}.pdf"'
    return answer


def hide_shown_question(request: HttpRequest, area: Area, code: str) -> HttpResponse:
    """Hide a question that is on the page."""
    page = council_page(area, day=timezone.localdate())
    shown = page.questions(hidden_questions(area, user=request.user))
    question = next((one for one in shown if one.code == code), None)
    if question is None:
        raise Http404
    return _perform(request, HIDE_ACT, question, area, area=area)


def show_hidden_question(request: HttpRequest, area: Area) -> HttpResponse:
    """Ask again what was hidden."""
    rows = HiddenQuestion.objects.visible_to(request.user).select_related("home")
    return _perform(request, SHOW_ACT, get_object_or_404(rows, home=area), area)


def _perform(request: HttpRequest, act: RecordAct, record: Any, subject: Area, **values: Any) -> HttpResponse:
    back = reverse("workbench:council", args=[subject])
    return perform_act(request, act, record, back=back, subject=subject, list_title=_("Council's page"), **values)


def _context(request: HttpRequest, area: Area) -> dict[str, Any]:
    page = council_page(area, day=timezone.localdate())
    hidden = hidden_questions(area, user=request.user)
    return {
        "page": page,
        "questions": page.questions(hidden),
        "hidden": hidden,
        "state_rules": STATE_RULES,
        "path_rule": PATH_RULE,
        "choice_rule": CHOICE_RULE,
    }
