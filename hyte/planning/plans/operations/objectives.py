"""Objectives and shared texts: written once, placed in plans by reference, with local words kept beside."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Recording, Refused, lock, record
from hyte.governance.structure.operations.keys import free_key
from hyte.planning.plans.choices import AgeGroup
from hyte.planning.plans.models import Action, Objective, Plan, PlanObjective, PlanText, SharedText
from hyte.planning.plans.operations.plans import refuse_closed, split, tie_all
from hyte.planning.plans.queries.terms import going_on
from hyte.planning.plans.rules import EDIT

TIES = ("themes", "focus_areas", "concerns", "indicators")
Held = Objective | SharedText
Placed = PlanObjective | PlanText


@transaction.atomic
def add_objective(plan: Plan, *, by: Principal, today: date, **values: Any) -> Objective:
    """Write a new objective of the plan's area and place it last in the plan."""
    require(by, EDIT, plan)
    plan = lock(plan)
    refuse_closed(plan)
    own, ties = split(values, TIES)
    _refuse_ages(own)
    objective = Objective(
        key=free_key(own["name_fi"], area=plan.home, model=Objective),
        home_id=plan.home_id,
        confirmed_on=today,
        is_example=plan.is_example,
        **own,
    )
    with record(objective, verb="objective added", by=by, also=[plan]) as recording:
        recording.add(objective)
        tie_all(recording, objective, ties)
        _add_placing(recording, plan, objective)
    return objective


@transaction.atomic
def describe_objective(objective: Objective, *, version: int, by: Principal, today: date, **values: Any) -> Objective:
    """Change an objective: every draft that holds it follows, approved plans stay as they were approved."""
    require(by, EDIT, objective)
    objective = lock(objective, version=version)
    own, ties = split(values, TIES)
    _refuse_ages(own)
    if not own.get("is_shared", objective.is_shared):
        _refuse_unsharing(objective)
    with record(objective, verb="objective described", by=by) as recording:
        recording.change(objective, **own, confirmed_on=today)
        tie_all(recording, objective, ties)
    return objective


def _refuse_ages(values: dict[str, Any]) -> None:
    if set(values.get("age_groups") or ()) - set(AgeGroup.values):
        raise Refused(_("There is no such age group."))


def _refuse_unsharing(held: Held) -> None:
    if held.is_shared and held.placings.exclude(home=held.home_id).exists():
        raise Refused(_("It stands in other areas' plans already, so it stays offered to them."))


@transaction.atomic
def write_text(area: Area, *, by: Principal, today: date, **values: Any) -> SharedText:
    """Write a text that several plans can hold."""
    require(by, EDIT, area)
    text = SharedText(
        key=free_key(values["title_fi"], area=area, model=SharedText), home=area, confirmed_on=today, **values
    )
    with record(text, verb="shared text written", by=by) as recording:
        recording.add(text)
    return text


@transaction.atomic
def change_text(text: SharedText, *, version: int, by: Principal, today: date, **values: Any) -> SharedText:
    """Change a shared text: every draft that holds it follows."""
    require(by, EDIT, text)
    text = lock(text, version=version)
    if not values.get("is_shared", text.is_shared):
        _refuse_unsharing(text)
    with record(text, verb="shared text changed", by=by) as recording:
        recording.change(text, **values, confirmed_on=today)
    return text


@transaction.atomic
def place(plan: Plan, held: Held, *, local_words: str = "", by: Principal) -> Placed:
    """Let an objective or a text stand in a plan: its own area's, or one that another area offers."""
    require(by, EDIT, plan)
    plan, held = lock(plan), lock(held)
    refuse_closed(plan)
    if held.withdrawn_on:
        raise Refused(_("It has been withdrawn."))
    if held.home_id != plan.home_id and not held.is_shared:
        raise Refused(_("Its area does not offer it to the plans of others."))
    with record(plan, verb="placed in a plan", by=by, reason=str(held)[:300]) as recording:
        return _add_placing(recording, plan, held, local_words=local_words)


def _add_placing(recording: Recording, plan: Plan, held: Held, *, local_words: str = "") -> Placed:
    model, name = (PlanObjective, "objective") if isinstance(held, Objective) else (PlanText, "text")
    last = model._base_manager.filter(plan=plan).aggregate(last=Max("order"))["last"] or 0
    return recording.add(
        model(
            plan=plan,
            home_id=plan.home_id,
            order=last + 1,
            local_words_fi=local_words,
            seen_version=held.version,
            seen_at=timezone.now(),
            is_example=plan.is_example or held.is_example,
            **{name: held},
        )
    )


@transaction.atomic
def take_out(placing: Placed, *, version: int, by: Principal) -> Plan:
    """Take an objective or a text out of a draft; it stays where else it stands."""
    require(by, EDIT, placing)
    placing = lock(placing, version=version)
    plan = lock(placing.plan)
    refuse_closed(plan)
    is_last = isinstance(placing, PlanObjective) and placing.objective_id not in going_on(plan)
    if is_last and _unfinished_under(placing.objective, plan):
        raise Refused(
            _(
                "The area has unfinished actions under the objective, which would stand in no plan that goes on. "
                "Withdraw them or tell how they ended first."
            )
        )
    with record(plan, verb="taken out of a plan", by=by, reason=str(placing.held)[:300]) as recording:
        recording.remove(placing)
    return plan


def _unfinished_under(objective: Objective, plan: Plan) -> bool:
    return Action.objects.live().filter(home=plan.home_id, objective=objective).unfinished().exists()


@transaction.atomic
def write_local_words(placing: Placed, *, version: int, words: dict[str, str], by: Principal) -> Placed:
    """Write what an area says beside a shared objective or text, by language."""
    require(by, EDIT, placing)
    placing = lock(placing, version=version)
    refuse_closed(placing.plan)
    with record(placing, verb="local words written", by=by, also=[placing.plan]) as recording:
        recording.change(placing, **{f"local_words_{language}": text for language, text in words.items()})
    return placing


@transaction.atomic
def mark_seen(placing: Placed, *, version: int, seen: int, by: Principal) -> Placed:
    """Tick a shared thing's changes as looked at; `seen` is the version that the reader was shown."""
    require(by, EDIT, placing)
    placing = lock(placing, version=version)
    held = placing.held
    if seen <= placing.seen_version:
        raise Refused(_("These changes have been ticked already."))
    if held.version != seen:
        raise Refused(_("It has changed again since. Look at the newest changes first."))
    with record(placing, verb="changes seen", by=by) as recording:
        recording.change(placing, seen_version=seen, seen_at=timezone.now())
    return placing


@transaction.atomic
def withdraw_objective(objective: Objective, *, version: int, reason: str, by: Principal, today: date) -> Objective:
    """Take back an objective that was written by mistake; one that stands in a plan is taken out of it first."""
    require(by, EDIT, objective)
    objective = lock(objective, version=version)
    if not reason.strip():
        raise Refused(_("Give the reason."))
    if objective.withdrawn_on:
        raise Refused(_("It has been withdrawn."))
    if objective.placings.exists() or objective.actions.live().exists():
        raise Refused(_("The objective stands in a plan or has actions. Take it out and withdraw the actions first."))
    with record(objective, verb="withdrawn", by=by, reason=reason) as recording:
        recording.change(objective, withdrawn_on=today, withdrawn_reason=reason.strip()[:300])
    return objective
