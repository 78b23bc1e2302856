"""The area's assessments, the page of one, its PDF, what piles up, and which matters need an assessment."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import may
from hyte.core.areas.days import DayUnreadable, day_of
from hyte.core.areas.models import Area, worker_areas
from hyte.governance.meetings.models import Matter
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.governance.structure.views.surroundings import surroundings
from hyte.planning.assessments.choices import AssessmentState
from hyte.planning.assessments.documents import assessment_pdf
from hyte.planning.assessments.forms import assessments as forms
from hyte.planning.assessments.forms import parts
from hyte.planning.assessments.models import Assessment, AssessmentSnapshot, AssessmentTemplate
from hyte.planning.assessments.queries import following, pages
from hyte.planning.assessments.queries.content import content_shown
from hyte.planning.assessments.queries.piling import pile_up
from hyte.planning.assessments.rules import ANSWER, EDIT, HANDLE

BEGIN = RecordAct(
    "uusi",
    EDIT,
    forms.BeginForm,
    _("Begin an assessment"),
    _("Begin"),
    _("The assessment was begun. That nothing changes is already one of its alternatives."),
    _("Only the workers of the area see it until it is ready for the decision."),
    opens_made=True,
)
ADD = RecordAct(
    "vaihtoehto", EDIT, parts.NewAlternativeForm, _("Add an alternative"), _("Add"), _("The alternative was added.")
)
HEAR = RecordAct("kuuleminen", EDIT, parts.NewHearingForm, _("Add who is heard"), _("Add"), _("Saved."))
DESCRIBE = RecordAct(
    "muuta", EDIT, forms.DescribeForm, _("Change and recommend"), _("Save"), _("The assessment was changed.")
)
READY = RecordAct(
    "valmis",
    EDIT,
    forms.ReadyForm,
    _("Ready for the decision"),
    _("It is ready"),
    _("The assessment is ready for the decision, and everybody can read it."),
    _("Everybody can read it after this. It can still be mended until the decision is recorded."),
)
DECIDE = RecordAct(
    "paatos",
    HANDLE,
    forms.DecideForm,
    _("Record what was decided"),
    _("Record what was decided"),
    _("The decision was recorded, and the assessment kept with it as it was."),
    _("What the assessment says now is kept as it is, with its PDF. Predictions are asked again on their days."),
)
BACK = RecordAct(
    "takaisin",
    EDIT,
    forms.BackForm,
    _("Back to being made"),
    _("Back to being made"),
    _("The assessment is being made again."),
)
FOLLOWED = RecordAct(
    "seurattu", HANDLE, forms.FollowedForm, _("The follow-up is done"), _("It is done"), _("The follow-up has ended.")
)
FOLLOW_ON = RecordAct(
    "takaisin", HANDLE, forms.BackForm, _("Follow on"), _("Follow on"), _("The assessment is being followed again.")
)
TAKE_BACK = RecordAct(
    "peru-paatos",
    HANDLE,
    forms.TakeBackForm,
    _("Take the decision back"),
    _("Take the decision back"),
    _("The decision was taken back."),
    _("Only for a decision that was recorded by mistake. What was kept of it stays for the area’s workers."),
    is_grave=True,
)
WITHDRAW = RecordAct(
    "peru",
    EDIT,
    forms.WithdrawForm,
    _("Withdraw the assessment"),
    _("Withdraw"),
    _("The assessment was withdrawn."),
    is_grave=True,
)
NEED = RecordAct(
    "tarve",
    HANDLE,
    forms.NeedForm,
    _("Is an assessment needed?"),
    _("Save"),
    _("It was saved."),
    _("A matter is called a gap only when somebody has said here that its effects are to be assessed."),
)


def acts_on(assessment: Assessment) -> tuple[RecordAct, ...]:
    """What can be done with a whole assessment in its state."""
    if assessment.withdrawn_on:
        return ()
    return {
        AssessmentState.DRAFT: (ADD, HEAR, DESCRIBE, READY, WITHDRAW),
        AssessmentState.READY: (DECIDE, ADD, HEAR, DESCRIBE, BACK, WITHDRAW),
        AssessmentState.DECIDED: (FOLLOWED, TAKE_BACK),
        AssessmentState.FOLLOWED: (FOLLOW_ON,),
    }[AssessmentState(assessment.state)]


def show_assessments(request: HttpRequest, area: Area) -> HttpResponse:
    """The area's assessments, the predictions that wait for their judgement, and the templates."""
    day, user = day_of(request), request.user
    rows = list(pages.listed_assessments(area, user=user))
    is_worker = area.pk in worker_areas(user)
    context = {
        "open_rows": [row for row in rows if not row.is_decided],
        "decided_rows": [row for row in rows if row.is_decided],
        "due": list(following.due_predictions(area, user=user, day=day)) if is_worker else [],
        "unmet": list(following.needs_unmet(area, user=user)) if is_worker else [],
        "templates": pages.templates_for(area, user=user, day=day),
        "may_begin": may(request.principal, EDIT, area),
        "day": day,
    }
    return render(request, "assessments/assessments.html", context)


def begin(request: HttpRequest, area: Area) -> HttpResponse:
    matters = Matter.objects.visible_to(request.user).live().of(area)
    matter = matters.filter(key=request.GET.get("asia", "")).first()
    initial: dict[str, Any] = {"matter": matter.pk, "title_fi": matter.title} if matter else {}
    back = reverse("assessments:assessments", args=[area])
    title = _("Assessments of effects")
    return perform_act(request, BEGIN, area, back=back, list_title=title, initial=initial)


def find_assessment(request: HttpRequest, area: Area, key: str) -> Assessment:
    rows = Assessment.objects.visible_to(request.user).of(area)
    related = ("home", "template__home", "matter__home", "post__home", "decision__matter__home", "chosen")
    return get_object_or_404(rows.select_related(*related), key=key)


def snapshot_of(assessment: Assessment) -> AssessmentSnapshot | None:
    """What was decided on, as it was; none while the assessment is open."""
    if not assessment.is_decided:
        return None
    return assessment.snapshots.live().select_related("pdf__home").order_by("-number").first()


def show_assessment(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """One page that a resident can read: what is decided, what each alternative does, who was heard, what became of it."""
    assessment, day, user = find_assessment(request, area, key), day_of(request), request.user
    snapshot = snapshot_of(assessment)
    due = following.due_predictions(area, user=user, day=day).filter(assessment=assessment)
    may_edit = assessment.is_open and may(request.principal, EDIT, assessment)
    context = {
        "assessment": assessment,
        "shown": pages.shown_assessment(content_shown(assessment, snapshot)),
        "snapshot": snapshot,
        "followed": list(following.predictions_of(area, user=user).filter(assessment=assessment)),
        "due_ids": set(due.values_list("pk", flat=True)),
        "may_answer": may(request.principal, ANSWER, assessment),
        "may_edit": may_edit,
        "hearing_keys": list(assessment.hearings.live().order_by("order", "pk").values_list("key", flat=True))
        if may_edit
        else [],
        "acts": offered(request, acts_on(assessment), assessment),
        **surroundings(assessment, user=user, day=day),
        "day": day,
    }
    return render(request, "assessments/assessment.html", context)


def give_pdf(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """The PDF that was kept with the decision; in another language, and before the decision, it is made of what is said."""
    assessment = find_assessment(request, area, key)
    snapshot = snapshot_of(assessment)
    if snapshot is not None and snapshot.pdf is not None and request.LANGUAGE_CODE == settings.LANGUAGE_CODE:
        with snapshot.pdf.open() as stored:
            content = stored.read()
    else:
        content = assessment_pdf(content_shown(assessment, snapshot), language=request.LANGUAGE_CODE)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{assessment.key}.pdf"'
    return response


def act_on_assessment(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    assessment = find_assessment(request, area, key)
    act = next((act for act in acts_on(assessment) if act.word == word), None)
    if act is None:
        raise Http404
    back = reverse("assessments:assessments", args=[area]) if act is WITHDRAW else assessment.get_absolute_url()
    return perform_act(request, act, assessment, back=back)


def show_template(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """What a template asks: its perspectives, guiding questions, scale and source."""
    rows = AssessmentTemplate.objects.visible_to(request.user).select_related("home", "replaces__home")
    template = get_object_or_404(rows, key=key)
    context = {
        "template": template,
        "perspectives": template.perspectives.live().order_by("order", "pk"),
        "day": day_of(request),
    }
    return render(request, "assessments/template.html", context)


def show_pile_up(request: HttpRequest, area: Area) -> HttpResponse:
    """Groups by the decisions of a period: where several weakening decisions meet the same group."""
    day = day_of(request)
    last = day_of(request, "loppu") if request.GET.get("loppu") else day
    first = day_of(request, "alku") if request.GET.get("alku") else date(last.year - 2, 1, 1)
    if last < first:
        raise DayUnreadable(gettext("The last day is before the first day."))
    context = {
        "pile": pile_up(area, first=first, last=last, user=request.user, day=day),
        "first": first,
        "last": last,
        "day": day,
    }
    return render(request, "assessments/pile_up.html", context)


def judge_need(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """Say of a matter whether its effects are assessed, or why not."""
    matters = Matter.objects.visible_to(request.user).live().of(area).select_related("home", "body")
    matter = get_object_or_404(matters, key=key)
    return perform_act(request, NEED, matter, back=matter.get_absolute_url())
