"""The pages of an objective and an action, the report of where it stands, and measures."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area, worker_areas
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.governance.structure.views.surroundings import surroundings
from hyte.planning.plans.choices import MeasureKind
from hyte.planning.plans.forms import actions as forms
from hyte.planning.plans.models import Action, Measure, Objective
from hyte.planning.plans.paths import PATH_RULES
from hyte.planning.plans.queries import pages
from hyte.planning.plans.queries.changes import places_of
from hyte.planning.plans.rules import ASK, EDIT, REPORT

ADD_ACTION = RecordAct(
    "toimenpide", EDIT, forms.NewActionForm, _("Add an action"), _("Add"), _("The action was added."), opens_made=True
)
MEASURE = RecordAct("mittari", EDIT, forms.NewMeasureForm, _("Add a measure"), _("Add"), _("The measure was added."))
OBJECTIVE_ACTS = (
    MEASURE,
    RecordAct(
        "muuta",
        EDIT,
        forms.DescribeObjectiveForm,
        _("Change the objective"),
        _("Save"),
        _("The objective was changed. Drafts that hold it follow; approved plans stay as they were."),
    ),
    RecordAct(
        "peru",
        EDIT,
        forms.WithdrawObjectiveForm,
        _("Withdraw the objective"),
        _("Withdraw"),
        _("The objective was withdrawn."),
        is_grave=True,
    ),
)
REPORT_ACT = RecordAct(
    "raportoi",
    REPORT,
    forms.ReportForm,
    _("Report where it stands"),
    _("Save"),
    _("Thank you. The report was saved."),
)
ACTION_ACTS = (
    REPORT_ACT,
    RecordAct("muuta", EDIT, forms.DescribeActionForm, _("Change the action"), _("Save"), _("The action was changed.")),
    MEASURE,
    RecordAct(
        "kysy",
        ASK,
        forms.AskForm,
        _("Ask by e-mail where it stands"),
        _("Send"),
        _("The question was sent."),
        _("The mail holds a link to one form about this action. No account is needed."),
    ),
    RecordAct(
        "peru",
        EDIT,
        forms.WithdrawActionForm,
        _("Withdraw the action"),
        _("Withdraw"),
        _("The action was withdrawn."),
        _("Only for what was recorded by mistake. An action that is given up is reported as given up."),
        is_grave=True,
    ),
)
DESCRIBE_MEASURE = RecordAct(
    "muuta", EDIT, forms.DescribeMeasureForm, _("Change the measure"), _("Save"), _("The measure was changed.")
)
TARGET = RecordAct("tavoitearvo", EDIT, forms.TargetForm, _("Set a target"), _("Save"), _("The target was saved."))
COUNT = RecordAct("kirjaa", EDIT, forms.CountForm, _("Enter a count"), _("Save"), _("The count was saved."))
WITHDRAW_MEASURE = RecordAct(
    "peru",
    EDIT,
    forms.WithdrawMeasureForm,
    _("Withdraw the measure"),
    _("Withdraw"),
    _("The measure was withdrawn."),
    is_grave=True,
)


def find_objective(request: HttpRequest, area: Area, key: str) -> Objective:
    rows = Objective.objects.visible_to(request.user).of(area).select_related("home", "owner__home")
    return get_object_or_404(rows, key=key)


def show_objective(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """What is to change, why, where it stands in plans, what is done for it and how it is seen."""
    objective, day, user = find_objective(request, area, key), day_of(request), request.user
    context = {
        "objective": objective,
        "places": places_of(objective, user=user),
        "lines": pages.action_lines(pages.actions_under(objective, user=user), day=day),
        **_measured(objective, user=user, day=day),
        "concerns": objective.concerns.all().visible_to(user).live().select_related("home"),
        "indicators": objective.indicators.all().visible_to(user).live().select_related("home"),
        "themes": objective.themes.all().visible_to(user).live().select_related("home"),
        "focus_areas": objective.focus_areas.all().visible_to(user).live().select_related("home"),
        "acting_areas": _areas_that_may_act(request, objective),
        "acts": offered(request, OBJECTIVE_ACTS, objective),
        "may_edit": may(request.principal, EDIT, objective),
        **surroundings(objective, user=user, day=day),
        "day": day,
    }
    return render(request, "plans/objective.html", context)


def _measured(record: Objective | Action, *, user: Any, day: date) -> dict[str, Any]:
    """How a record is measured, and the rule by which numbers are held against their paths where there are any."""
    measures: list[Any] = pages.measures_of(record, user=user, day=day)
    return {"measures": measures, "path_rules": PATH_RULES if any(one.number for one in measures) else ()}


def _areas_that_may_act(request: HttpRequest, objective: Objective) -> list[Area]:
    """Areas whose plans hold the objective and for which the reader may add an action."""
    areas = Area.objects.filter(pk__in=objective.placings.values("home")).order_by("pk")
    return [area for area in areas if may(request.principal, EDIT, area)]


def act_on_objective(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    objective = find_objective(request, area, key)
    act = next((act for act in OBJECTIVE_ACTS if act.word == word), None)
    if act is None:
        raise Http404
    return perform_act(request, act, objective, back=objective.get_absolute_url())


def add_action(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """An action of this area under an objective that one of its plans holds, whosever it is."""
    rows = Objective.objects.visible_to(request.user).live().filter(placings__home=area).select_related("home")
    objective = get_object_or_404(rows.distinct(), key=key)
    back = objective.get_absolute_url()
    return perform_act(request, ADD_ACTION, objective, back=back, subject=area, area=area)


def find_action(request: HttpRequest, area: Area, key: str) -> Action:
    rows = Action.objects.visible_to(request.user).of(area).with_status()
    return get_object_or_404(rows.select_related("home", "objective__home", "post__home", "unit__home"), key=key)


def show_action(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """What is done, by whom, with what, how it has gone and how it is seen."""
    action, day, user = find_action(request, area, key), day_of(request), request.user
    context = {
        "action": action,
        "now": pages.standing_of(action, day=day),
        "reports": pages.reports_of(action),
        **_measured(action, user=user, day=day),
        "partners": action.partners.all().visible_to(user).live().select_related("home"),
        "bodies": action.bodies.all().visible_to(user).live().select_related("home").prefetch_related("periods"),
        "areas": action.areas.all(),
        "is_area_worker": area.pk in worker_areas(user),
        "acts": offered(request, ACTION_ACTS, action),
        "may_edit": may(request.principal, EDIT, action),
        **surroundings(action, user=user, day=day),
        "day": day,
    }
    return render(request, "plans/action.html", context)


def act_on_action(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    action = find_action(request, area, key)
    act = next((act for act in ACTION_ACTS if act.word == word), None)
    if act is None:
        raise Http404
    return perform_act(request, act, action, back=action.get_absolute_url())


def measure_acts(measure: Measure) -> tuple[RecordAct, ...]:
    """What can be done with a measure of its kind."""
    path = (TARGET,) if measure.kind != MeasureKind.MILESTONE else ()
    count = (COUNT,) if measure.kind == MeasureKind.COUNT else ()
    return (DESCRIBE_MEASURE, *path, *count, WITHDRAW_MEASURE)


def act_on_measure(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    rows = Measure.objects.visible_to(request.user).live().of(area)
    measure = get_object_or_404(rows.select_related("home", "indicator", "objective__home", "action__home"), key=key)
    act = next((act for act in measure_acts(measure) if act.word == word), None)
    if act is None:
        raise Http404
    return perform_act(request, act, measure, back=measure.get_absolute_url())
