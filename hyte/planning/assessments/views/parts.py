"""Acts on the parts of an assessment, the light form, and predictions that are asked again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import NotAllowed, may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Conflict, Refused
from hyte.governance.structure.views.acts import RecordAct, perform_act
from hyte.planning.assessments.forms import parts as forms
from hyte.planning.assessments.forms.light import LightForm
from hyte.planning.assessments.models import Alternative, Assessment, Effect, Hearing, Perspective, Prediction
from hyte.planning.assessments.queries import following
from hyte.planning.assessments.queries.figures import offered_figures
from hyte.planning.assessments.rules import ANSWER, EDIT
from hyte.planning.assessments.views.assessments import find_assessment

EFFECT = RecordAct("uusi", EDIT, forms.NewEffectForm, _("Assess an effect"), _("Save"), _("The effect was saved."))
CROSSING = RecordAct("uusi", EDIT, forms.CrossingForm, _("Crossing effect"), _("Save"), _("The note was saved."))
# The kinds of parts by their words in addresses: the model, what to read with it, and what can be done.
PARTS: dict[str, tuple[Any, tuple[str, ...], tuple[RecordAct, ...]]] = {
    "vaihtoehto": (
        Alternative,
        ("home", "assessment__home", "assessment__template"),
        (
            RecordAct(
                "muuta",
                EDIT,
                forms.DescribeAlternativeForm,
                _("Change the alternative"),
                _("Save"),
                _("The alternative was changed."),
            ),
            RecordAct(
                "poista",
                EDIT,
                forms.RemoveAlternativeForm,
                _("Take the alternative away"),
                _("Take away"),
                _("The alternative was taken away with what was assessed of it."),
                is_grave=True,
            ),
        ),
    ),
    "vaikutus": (
        Effect,
        ("home", "alternative__assessment__home", "perspective__template"),
        (
            RecordAct(
                "muuta", EDIT, forms.ChangeEffectForm, _("Change the effect"), _("Save"), _("The effect was changed.")
            ),
            RecordAct(
                "ennusta",
                EDIT,
                forms.PredictForm,
                _("Predict what will be seen"),
                _("Save"),
                _("The prediction was saved. It is asked again on its day, if this is decided."),
            ),
            RecordAct(
                "poista",
                EDIT,
                forms.RemoveEffectForm,
                _("Take the effect away"),
                _("Take away"),
                _("The effect was taken away. The cell is not assessed."),
                is_grave=True,
            ),
        ),
    ),
    "kuuleminen": (
        Hearing,
        ("home", "assessment__home", "body__home"),
        (
            RecordAct("kirjaa", EDIT, forms.NoteHearingForm, _("Record the hearing"), _("Save"), _("Saved.")),
            RecordAct(
                "poista",
                EDIT,
                forms.WithdrawHearingForm,
                _("Withdraw the hearing"),
                _("Withdraw"),
                _("The hearing was withdrawn."),
                is_grave=True,
            ),
        ),
    ),
}
PREDICTION_ACTS = (
    RecordAct(
        "vastaa",
        ANSWER,
        forms.AnswerForm,
        _("Judge what became of it"),
        _("Save"),
        _("Thank you. The judgement was saved."),
        _("You judge; the number is only shown. The indicator’s newest number is kept with your answer."),
    ),
    RecordAct(
        "peru",
        EDIT,
        forms.WithdrawPredictionForm,
        _("Withdraw the prediction"),
        _("Withdraw"),
        _("The prediction was withdrawn."),
        is_grave=True,
    ),
)


def act_on_part(request: HttpRequest, area: Area, word: str, key: str, act: str) -> HttpResponse:
    """An act on an alternative, an effect or a hearing."""
    if word not in PARTS:
        raise Http404
    model, related, acts = PARTS[word]
    chosen = next((one for one in acts if one.word == act), None)
    if chosen is None:
        raise Http404
    record = get_object_or_404(model.objects.visible_to(request.user).live().of(area).select_related(*related), key=key)
    return perform_act(request, chosen, record, back=record.whole.get_absolute_url())


def _perspective(assessment: Assessment, key: str) -> Perspective:
    rows = Perspective.objects.filter(template=assessment.template_id).select_related("template")
    return get_object_or_404(rows, key=key)


def add_effect(request: HttpRequest, area: Area, key: str, alternative: str, perspective: str) -> HttpResponse:
    """An effect into a cell: one alternative from one perspective."""
    assessment = find_assessment(request, area, key)
    row = get_object_or_404(assessment.alternatives.live().select_related("assessment__home"), key=alternative)
    side = _perspective(assessment, perspective)
    title = gettext("%(alternative)s: %(perspective)s") % {"alternative": row, "perspective": side}
    act = replace(EFFECT, title=title, lead=" ".join(side.question_lines))
    values = {"alternative": row, "perspective": side}
    return perform_act(request, act, assessment, back=assessment.get_absolute_url(), **values)


def note_crossing(request: HttpRequest, area: Area, key: str, first: str, second: str) -> HttpResponse:
    """What effects from one perspective bring about from another."""
    assessment = find_assessment(request, area, key)
    if first == second:
        raise Http404
    values = {"first": _perspective(assessment, first), "second": _perspective(assessment, second)}
    act = replace(CROSSING, title=f"{values['first']} → {values['second']}", lead=CROSSING.title)
    return perform_act(request, act, assessment, back=f"{assessment.get_absolute_url()}#ristiin", **values)


@login_required
def fill_light(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """The light form; it saves itself where scripts run, and by its button everywhere."""
    assessment = find_assessment(request, area, key)
    if not may(request.principal, EDIT, assessment):
        raise NotAllowed(EDIT)
    if not assessment.is_open:
        raise Http404
    is_auto = bool(getattr(request, "htmx", None))
    form = LightForm(request.POST or None, record=assessment)
    conflict, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                saved = form.perform(by=request.principal)
            except Conflict as found:
                conflict, status = found, 409
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                if is_auto:
                    context = {"assessment": saved, "now": timezone.localtime()}
                    return render(request, "assessments/_saved.html", context)
                messages.success(request, gettext("The assessment was saved."))
                return redirect(saved)
    if is_auto:
        return render(request, "assessments/_saved.html", {"form": form, "conflict": conflict})
    if conflict is not None:
        form = _over(request, assessment)
    offers = offered_figures(area, user=request.user, today=timezone.localdate())
    context = {"assessment": assessment, "form": form, "conflict": conflict, "rows": form.rows(), "offers": offers}
    return render(request, "assessments/light.html", context, status=status)


def _over(request: HttpRequest, assessment: Assessment) -> LightForm:
    """The form as it was sent, on top of what is saved now: whoever saves it next has seen both."""
    fresh = Assessment.objects.select_related("home", "template").get(pk=assessment.pk)
    posted = request.POST.copy()
    posted["version"] = str(fresh.version)
    return LightForm(posted, record=fresh)


def show_predictions(request: HttpRequest, area: Area) -> HttpResponse:
    """What was predicted of decisions: what waits for its judgement, what is still to come, how the others turned out."""
    day = day_of(request)
    rows = list(following.predictions_of(area, user=request.user))
    due = {row.pk for row in following.due_predictions(area, user=request.user, day=day)}
    context = {
        "due": [row for row in rows if row.pk in due],
        "coming": [row for row in rows if row.pk not in due and not row.is_due(day)],
        "judged": [row for row in rows if row.pk not in due and row.is_due(day)],
        "due_ids": due,
        "may_answer": may(request.principal, ANSWER, area),
        "day": day,
    }
    return render(request, "assessments/predictions.html", context)


def act_on_prediction(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    rows = Prediction.objects.visible_to(request.user).live().of(area)
    related = ("home", "indicator__home", "assessment__home", "effect__perspective__template", "effect__alternative")
    prediction = get_object_or_404(rows.select_related(*related), key=key)
    act = next((act for act in PREDICTION_ACTS if act.word == word), None)
    if act is None:
        raise Http404
    return perform_act(request, act, prediction, back=prediction.get_absolute_url())
