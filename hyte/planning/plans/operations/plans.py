"""Drafting a plan, describing it, its path, and its steps from draft to its end; its approval is in a file of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Recording, Refused, lock, record
from hyte.governance.structure.models import Body
from hyte.governance.structure.operations.keys import free_key
from hyte.planning.plans.choices import PLAN_NEXT, PlanState
from hyte.planning.plans.models import ApprovalStep, Plan, PlanFamily
from hyte.planning.plans.queries.terms import going_on, unfinished_actions
from hyte.planning.plans.rules import EDIT, HANDLE

Ties = Mapping[str, Iterable[models.Model]]


def split(values: Mapping[str, Any], ties: Sequence[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values of a record's own row, and those that are ties to other records."""
    own = {name: value for name, value in values.items() if name not in ties}
    return own, {name: values[name] for name in ties if name in values}


def tie_all(recording: Recording, row: models.Model, ties: Ties) -> None:
    """Tie a record to exactly these others."""
    for name, targets in ties.items():
        recording.tie(row, name, targets)


TIES = ("themes", "focus_areas")


@transaction.atomic
def draft_plan(area: Area, *, by: Principal, today: Any, **values: Any) -> Plan:
    """Begin a plan as a draft, seen only by the area's workers until it goes into handling."""
    require(by, EDIT, area)
    own, ties = split(values, TIES)
    plan = Plan(key=free_key(own["name_fi"], area=area, model=Plan), home=area, confirmed_on=today, **own)
    _refuse_neighbours(plan)
    with record(plan, verb="plan drafted", by=by) as recording:
        recording.add(plan)
        tie_all(recording, plan, ties)
    return plan


@transaction.atomic
def describe_plan(plan: Plan, *, version: int, by: Principal, today: Any, **values: Any) -> Plan:
    """Change what a draft says of itself: its names, period, themes, family and the plan before it."""
    require(by, EDIT, plan)
    plan = lock(plan, version=version)
    refuse_closed(plan)
    own, ties = split(values, TIES)
    with record(plan, verb="plan described", by=by) as recording:
        recording.change(plan, **own, confirmed_on=today)
        _refuse_neighbours(plan)
        tie_all(recording, plan, ties)
    return plan


def _refuse_neighbours(plan: Plan) -> None:
    """A family, and a plan before this one, are of the same area; plans do not follow one another in a circle."""
    if plan.family is not None and plan.family.home_id != plan.home_id:
        raise Refused(_("The family of plans belongs to another area."))
    earlier, seen = plan.supersedes, {plan.pk}
    if earlier is not None and earlier.home_id != plan.home_id:
        raise Refused(_("The plan before it belongs to another area."))
    while earlier is not None:
        if earlier.pk in seen:
            raise Refused(_("The plans would follow one another in a circle."))
        seen.add(earlier.pk)
        earlier = earlier.supersedes


def refuse_closed(plan: Plan) -> None:
    """What stands in a plan is changed only while it is a draft, or in use without a handling here."""
    if plan.withdrawn_on:
        raise Refused(_("The plan has been withdrawn."))
    if not plan.is_open:
        raise Refused(
            _("The plan is %(state)s. Take it up as a draft before you change what stands in it.")
            % {"state": plan.get_state_display()}
        )


@transaction.atomic
def found_family(area: Area, *, name: str, description: str = "", by: Principal, today: Any) -> PlanFamily:
    """Begin a family of plans that are made at once."""
    require(by, EDIT, area)
    family = PlanFamily(
        key=free_key(name, area=area, model=PlanFamily),
        home=area,
        name_fi=name,
        description_fi=description,
        confirmed_on=today,
    )
    with record(family, verb="plan family begun", by=by) as recording:
        recording.add(family)
    return family


@transaction.atomic
def set_path(plan: Plan, *, version: int, bodies: Sequence[Body], by: Principal) -> Plan:
    """Say through which bodies the plan goes, in order."""
    require(by, HANDLE, plan)
    plan = lock(plan, version=version)
    if plan.state == PlanState.ENDED:
        raise Refused(_("The plan has ended."))
    if len({body.pk for body in bodies}) != len(bodies):
        raise Refused(_("A body is on the path twice."))
    with record(plan, verb="plan path set", by=by) as recording:
        for step in plan.steps.all():
            recording.remove(step)
        for order, body in enumerate(bodies, start=1):
            recording.add(
                ApprovalStep(plan=plan, home_id=plan.home_id, body=body, order=order, is_example=plan.is_example)
            )
    return plan


@transaction.atomic
def move_plan(plan: Plan, *, version: int, state: str, by: Principal, reason: str = "") -> Plan:
    """Take a plan a step on or back: into handling, back to a draft. Its approval and its end have operations of their own."""
    require(by, HANDLE, plan)
    plan = lock(plan, version=version)
    if state == PlanState.ENDED:
        raise Refused(_("A plan ends by the change of its term, where it is told what becomes of everything in it."))
    if state not in PLAN_NEXT[PlanState(plan.state)] or state == PlanState.APPROVED:
        raise Refused(
            _("A plan that is %(now)s cannot become %(next)s.")
            % {"now": plan.get_state_display(), "next": PlanState(state).label}
        )
    with record(plan, verb="plan moved", by=by, reason=reason) as recording:
        recording.change(plan, state=PlanState(state))
    return plan


@transaction.atomic
def withdraw_plan(plan: Plan, *, version: int, reason: str, by: Principal, today: Any) -> Plan:
    """Take back a plan that was recorded by mistake; one that has been approved here is ended instead."""
    require(by, EDIT, plan)
    plan = lock(plan, version=version)
    if plan.withdrawn_on:
        raise Refused(_("The plan has been withdrawn already."))
    if not reason.strip():
        raise Refused(_("Give the reason."))
    if plan.snapshots.live().exists():
        raise Refused(_("The plan has been approved, so it is ended and not withdrawn."))
    left = [action for action in unfinished_actions(plan) if action.objective_id not in going_on(plan)]
    if left:
        raise Refused(
            _(
                "These actions would stand in no plan: %(names)s. Withdraw them first, or place their objectives in another plan."
            )
            % {"names": "; ".join(map(str, left))}
        )
    with record(plan, verb="withdrawn", by=by, reason=reason) as recording:
        recording.change(plan, withdrawn_on=today, withdrawn_reason=reason.strip()[:300])
    return plan
