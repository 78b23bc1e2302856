"""Actions, and how they and objectives are measured."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.areas.text import cut_key
from hyte.core.audit.recording import Refused, lock, record
from hyte.governance.structure.operations.keys import free_key, numbered_key
from hyte.planning.plans.choices import MeasureKind
from hyte.planning.plans.models import Action, Measure, MeasureCount, MeasureTarget, Objective
from hyte.planning.plans.operations.plans import split, tie_all
from hyte.planning.plans.rules import EDIT

TIES = ("partners", "bodies", "areas")


@transaction.atomic
def add_action(objective: Objective, *, area: Area, by: Principal, today: date, **values: Any) -> Action:
    """Say what an area does for an objective of its own, or for one that another area shares with it."""
    require(by, EDIT, area)
    if objective.withdrawn_on:
        raise Refused(_("The objective has been withdrawn."))
    if not objective.placings.filter(home=area, plan__withdrawn_on__isnull=True).exists():
        raise Refused(_("The objective stands in none of the area's plans. Place it in one first."))
    own, ties = split(values, TIES)
    _refuse_owner(own, area)
    action = Action(
        key=free_key(own["name_fi"], area=area, model=Action),
        home=area,
        objective=objective,
        confirmed_on=today,
        is_example=objective.is_example,
        **own,
    )
    with record(action, verb="action added", by=by) as recording:
        recording.add(action)
        tie_all(recording, action, ties)
    return action


@transaction.atomic
def describe_action(action: Action, *, version: int, by: Principal, today: date, **values: Any) -> Action:
    """Change what is done, by whom, with whom, when and with what."""
    require(by, EDIT, action)
    action = lock(action, version=version)
    own, ties = split(values, TIES)
    _refuse_owner(own, action.home)
    with record(action, verb="action described", by=by) as recording:
        recording.change(action, **own, confirmed_on=today)
        tie_all(recording, action, ties)
    return action


def _refuse_owner(values: dict[str, Any], area: Area) -> None:
    """Whoever is in charge works in the action's own area."""
    for name in ("post", "unit"):
        owner = values.get(name)
        if owner is not None and owner.home_id != area.pk:
            raise Refused(_("%(owner)s belongs to another area.") % {"owner": owner})


@transaction.atomic
def withdraw_action(action: Action, *, version: int, reason: str, by: Principal, today: date) -> Action:
    """Take back an action that was recorded by mistake; one that is given up is reported so instead."""
    require(by, EDIT, action)
    action = lock(action, version=version)
    if action.withdrawn_on:
        raise Refused(_("The action has been withdrawn already."))
    if not reason.strip():
        raise Refused(_("Give the reason."))
    with record(action, verb="withdrawn", by=by, reason=reason) as recording:
        recording.change(action, withdrawn_on=today, withdrawn_reason=reason.strip()[:300])
    return action


@transaction.atomic
def add_measure(of: Objective | Action, *, by: Principal, today: date, **values: Any) -> Measure:
    """Say how it is seen whether an objective or an action gets somewhere."""
    require(by, EDIT, of)
    name = "objective" if isinstance(of, Objective) else "action"
    measure = Measure(
        key=numbered_key(f"{cut_key(of.key, 90)}-mittari", model=Measure),
        home_id=of.home_id,
        confirmed_on=today,
        is_example=of.is_example,
        **{name: of},
        **values,
    )
    with record(measure, verb="measure added", by=by) as recording:
        recording.add(measure)
    return measure


@transaction.atomic
def describe_measure(measure: Measure, *, version: int, by: Principal, today: date, **values: Any) -> Measure:
    """Change what a measure measures and which way is wanted; a milestone's day of being reached too."""
    require(by, EDIT, measure)
    measure = lock(measure, version=version)
    reached = values.get("reached_on")
    if reached is not None and reached > today:
        raise Refused(_("The day is in the future."))
    with record(measure, verb="measure described", by=by) as recording:
        recording.change(measure, **values, confirmed_on=today)
    return measure


@transaction.atomic
def set_target(measure: Measure, *, version: int, year: int, value: Decimal | None, by: Principal) -> Measure:
    """Say what a measure should show in a year; no value takes the year's target away."""
    require(by, EDIT, measure)
    measure = lock(measure, version=version)
    if measure.kind == MeasureKind.MILESTONE:
        raise Refused(_("A milestone is reached or not; it has no path of numbers."))
    row = measure.targets.filter(year=year).first()
    with record(measure, verb="measure target set", by=by) as recording:
        if row is None and value is not None:
            recording.add(MeasureTarget(measure=measure, **_number_of(measure, value), year=year))
        elif row is not None and value is None:
            recording.remove(row)
        elif row is not None:
            recording.change(row, value=value)
    return measure


@transaction.atomic
def enter_count(
    measure: Measure, *, version: int, day: date, value: Decimal, by: Principal, today: date
) -> MeasureCount:
    """Enter what an own count had come to by a day; a count of the same day is replaced."""
    require(by, EDIT, measure)
    measure = lock(measure, version=version)
    if measure.kind != MeasureKind.COUNT:
        raise Refused(_("Only an own count is entered here; an indicator's numbers come from its data set."))
    if day > today:
        raise Refused(_("The day is in the future."))
    row = measure.counts.filter(day=day).first()
    with record(measure, verb="measure counted", by=by) as recording:
        if row is not None:
            return recording.change(row, value=value)
        return recording.add(MeasureCount(measure=measure, **_number_of(measure, value), day=day))


def _number_of(measure: Measure, value: Decimal) -> dict[str, Any]:
    return {"home_id": measure.home_id, "value": value, "is_example": measure.is_example}


@transaction.atomic
def withdraw_measure(measure: Measure, *, version: int, reason: str, by: Principal, today: date) -> Measure:
    """Stop measuring so; the numbers stay in the history."""
    require(by, EDIT, measure)
    measure = lock(measure, version=version)
    if measure.withdrawn_on:
        raise Refused(_("The measure has been withdrawn already."))
    if not reason.strip():
        raise Refused(_("Give the reason."))
    with record(measure, verb="withdrawn", by=by, reason=reason) as recording:
        recording.change(measure, withdrawn_on=today, withdrawn_reason=reason.strip()[:300])
    return measure
