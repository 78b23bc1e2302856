"""The area's plans, the page of one, its approved versions, and acts on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area, worker_areas
from hyte.core.audit.kept import kept
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.governance.structure.views.surroundings import surroundings
from hyte.planning.plans.choices import PLAN_NEXT, PlanState
from hyte.planning.plans.forms import actions as action_forms
from hyte.planning.plans.forms import plans as forms
from hyte.planning.plans.forms.tables import TableForm
from hyte.planning.plans.models import Plan, PlanFamily, PlanSnapshot
from hyte.planning.plans.paths import PATH_RULES
from hyte.planning.plans.queries import monitoring, pages
from hyte.planning.plans.queries.answers import asked_of
from hyte.planning.plans.queries.changes import changed_placings
from hyte.planning.plans.rules import CHANGE_TERM, EDIT, HANDLE

BEGIN = RecordAct(
    "uusi",
    EDIT,
    forms.NewPlanForm,
    _("Begin a plan"),
    _("Begin"),
    _("The plan was begun as a draft."),
    _("A draft is seen only by the workers of the area until it goes into handling."),
    opens_made=True,
)
ADD = RecordAct(
    "tavoite", EDIT, action_forms.NewObjectiveForm, _("Add an objective"), _("Add"), _("The objective was added.")
)
PLACE = RecordAct(
    "liita",
    EDIT,
    forms.PlaceForm,
    _("Take in a shared objective"),
    _("Take in"),
    _("The objective stands in the plan."),
    _("It stays as its area writes it; your own words stand beside it."),
)
PLACE_TEXT = RecordAct(
    "liita-teksti",
    EDIT,
    forms.PlaceTextForm,
    _("Take in a shared text"),
    _("Take in"),
    _("The text stands in the plan."),
)
TABLE = RecordAct(
    "taulukosta",
    EDIT,
    TableForm,
    _("Bring objectives and actions from a table"),
    _("Read the table"),
    _("The table was read. Look at what it would add; nothing is saved yet."),
    _(
        "A table as you have written it: a row for each action, with headings such as objective, action, in charge, schedule and "
        "measure in any order. A merged or empty cell of an objective means the one above it. What has no field of its own "
        "stays in the description, so nothing is lost."
    ),
    opens_made=True,
)
DESCRIBE = RecordAct(
    "muuta", EDIT, forms.DescribePlanForm, _("Change the plan's description"), _("Save"), _("The plan was changed.")
)
PATH = RecordAct("reitti", HANDLE, forms.PathForm, _("Set the path"), _("Save"), _("The path was saved."))
MOVE = RecordAct("vaihe", HANDLE, forms.MoveForm, _("Move on"), _("Move"), _("The plan was moved on."))
APPROVE = RecordAct(
    "hyvaksy",
    HANDLE,
    forms.ApproveForm,
    _("Record the approval"),
    _("Record"),
    _("The approval was recorded, and what the plan says was frozen."),
    _("What the plan says now is kept as it is. Later changes never alter it."),
)
WITHDRAW = RecordAct(
    "peru",
    EDIT,
    forms.WithdrawPlanForm,
    _("Withdraw the plan"),
    _("Withdraw"),
    _("The plan was withdrawn."),
    _("Only for a plan that was recorded by mistake. One that is over is ended by the change of its term."),
    is_grave=True,
)
FOUND = RecordAct(
    "perhe",
    EDIT,
    forms.NewFamilyForm,
    _("Begin a family of plans"),
    _("Begin"),
    _("The family was begun. Choose it in the description of each plan."),
    opens_made=True,
)
WITHDRAW_APPROVAL = RecordAct(
    "peru-hyvaksynta",
    HANDLE,
    forms.WithdrawApprovalForm,
    _("Withdraw the approval"),
    _("Withdraw"),
    _("The approval was withdrawn."),
    _("Only for an approval that was recorded by mistake. The plan returns to its handling."),
    is_grave=True,
)


def acts_on(plan: Plan) -> tuple[RecordAct, ...]:
    """What can be done with a plan in its state."""
    contents = (ADD, PLACE, PLACE_TEXT, TABLE, DESCRIBE) if plan.is_open else ()
    steps = (PATH, MOVE) if PLAN_NEXT[PlanState(plan.state)] else ()
    approving = (APPROVE,) if plan.state == PlanState.HANDLING else ()
    withdrawing = (WITHDRAW_APPROVAL,) if plan.state == PlanState.APPROVED else ()
    mistaken = (WITHDRAW,) if plan.is_open and plan.approved_on is None and not plan.withdrawn_on else ()
    return (*contents, *steps, *approving, *withdrawing, *mistaken)


def show_plans(request: HttpRequest, area: Area) -> HttpResponse:
    """The area's plans, what the rules of following find, and changes of shared objectives that nobody has looked at."""
    day, user = day_of(request), request.user
    is_worker = area.pk in worker_areas(user)
    context = {
        "plans": pages.listed_plans(area, user=user, day=day),
        "watched": _watched(request, area, day) if is_worker else (),
        "changed": changed_placings(area, user=user) if is_worker else [],
        "may_begin": may(request.principal, EDIT, area),
        "heard_on": pages.newest_report_day(area),
        "day": day,
    }
    return render(request, "plans/plans.html", context)


def _watched(request: HttpRequest, area: Area, day: date) -> list[tuple[str, Any, int]]:
    """Each rule of following with its words and how many records it finds."""
    user = request.user
    numbers = kept(("watched", area.pk, day), lambda: monitoring.counted(area, user=user, day=day), user=user)
    return [(rule, words, numbers[rule]) for rule, words in monitoring.RULES.items()]


def show_watched(request: HttpRequest, area: Area) -> HttpResponse:
    """What is late, silent, unmeasured, ownerless or without means, each with its rule; for the area's workers."""
    day, user = day_of(request), request.user
    if area.pk not in worker_areas(user):
        raise Http404
    context = {
        "watched": monitoring.watched(area, user=user, day=day),
        "silent_days": monitoring.silent_days(),
        "day": day,
    }
    return render(request, "plans/watched.html", context)


def find_plan(request: HttpRequest, area: Area, key: str) -> Plan:
    rows = (
        Plan.objects.visible_to(request.user)
        .of(area)
        .select_related("home", "family__home", "supersedes__home", "document__home")
    )
    return get_object_or_404(rows, key=key)


def show_plan(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """A plan on one page: theme, objective, action, measure; an approved one as it was approved."""
    plan = find_plan(request, area, key)
    return _page(request, plan, pages.shown_version(plan, user=request.user))


def show_version(request: HttpRequest, area: Area, key: str, number: int) -> HttpResponse:
    """One approved version of a plan."""
    plan = find_plan(request, area, key)
    rows = PlanSnapshot.objects.visible_to(request.user).filter(plan=plan).select_related("decision")
    snapshot = get_object_or_404(rows, number=number)
    return _page(request, plan, snapshot, is_version=True)


def _read(request: HttpRequest, plan: Plan, snapshot: PlanSnapshot | None, day: date) -> tuple[pages.PlanPage, str]:
    """What the plan or a version of it says, and its long part as it is shown; made once until something is recorded."""
    user = request.user

    def make() -> tuple[pages.PlanPage, str]:
        page = pages.plan_page(plan, user=user, day=day, snapshot=snapshot)
        return page, render_to_string("plans/_groups.html", {"page": page, "plan": plan, "area": plan.home})

    return kept(("plan", plan.pk, snapshot.pk if snapshot else 0, day), make, user=user)


def _page(request: HttpRequest, plan: Plan, snapshot: PlanSnapshot | None, *, is_version: bool = False) -> HttpResponse:
    day, user = day_of(request), request.user
    page, groups = _read(request, plan, snapshot, day)
    # What nobody has answered yet is the workers' own list of things to do.
    is_worker = not is_version and plan.home_id in worker_areas(user)
    follower = Plan.objects.visible_to(user).live().filter(supersedes=plan).select_related("home").first()
    context = {
        "plan": plan,
        "page": page,
        "groups": groups,
        "is_version": is_version,
        "versions": pages.versions_of(plan, user=user),
        "steps": plan.steps.select_related("body__home").prefetch_related("body__periods"),
        "follower": follower,
        "path_rules": PATH_RULES if page.has_numbers else (),
        "is_over": plan.has_ended(day),
        "placings": [] if is_version or not plan.is_open else _placings(request, plan),
        "can_end": PlanState.ENDED in PLAN_NEXT[PlanState(plan.state)],
        "may_change_term": may(request.principal, CHANGE_TERM, plan),
        "asked": kept(("asked", plan.pk, day), lambda: asked_of(plan, user=user, day=day), user=user)
        if is_worker
        else [],
        "is_worker": is_worker,
        "may_answer": may(request.principal, EDIT, plan),
        "acts": () if is_version else offered(request, acts_on(plan), plan),
        **surroundings(plan, user=user, day=day),
        "day": day,
    }
    return render(request, "plans/plan.html", context)


def _placings(request: HttpRequest, plan: Plan) -> list[tuple[Any, str]]:
    """What stands in an open plan, for those who may change it."""
    if not may(request.principal, EDIT, plan):
        return []
    objectives = plan.placings.select_related("objective__home").order_by("order", "pk")
    texts = plan.texts.select_related("text__home").order_by("order", "pk")
    return [*((row, "tavoite") for row in objectives), *((row, "teksti") for row in texts)]


def begin(request: HttpRequest, area: Area) -> HttpResponse:
    return perform_act(request, BEGIN, area, back=reverse("plans:plans", args=[area]), list_title=_("Plans"))


def act_on_plan(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    plan = find_plan(request, area, key)
    act = next((act for act in acts_on(plan) if act.word == word), None)
    if act is None:
        raise Http404
    back = reverse("plans:plans", args=[area]) if act is WITHDRAW else plan.get_absolute_url()
    return perform_act(request, act, plan, back=back)


def found(request: HttpRequest, area: Area) -> HttpResponse:
    return perform_act(request, FOUND, area, back=reverse("plans:plans", args=[area]), list_title=_("Plans"))


def show_family(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """Plans made at once, side by side, with what they share."""
    day, user = day_of(request), request.user
    rows = PlanFamily.objects.visible_to(user).of(area).select_related("home")
    family = get_object_or_404(rows, key=key)
    context = {
        "family": family,
        "rows": pages.family_rows(family, user=user),
        "plans": Plan.objects.visible_to(user)
        .live()
        .filter(family=family)
        .select_related("home")
        .order_by("order", "pk"),
        "day": day,
    }
    return render(request, "plans/family.html", context)
