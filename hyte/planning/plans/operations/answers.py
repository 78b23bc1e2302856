"""What a plan answers to what asks for it: an objective or an action of it, or why nothing does."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.audit.recording import Refused, lock, record
from hyte.governance.meetings.models import Matter
from hyte.knowledge.indicators.models import Concern, LostYearsFinding
from hyte.knowledge.indicators.queries.lost_years import finding_concerning
from hyte.planning.plans.choices import PlanState
from hyte.planning.plans.models import Action, Objective, Plan, PlanAnswer
from hyte.planning.plans.queries.answers import column_of
from hyte.planning.plans.rules import EDIT

Thing = Matter | Concern | LostYearsFinding


@transaction.atomic
def answer_in_plan(
    plan: Plan,
    to: Thing,
    *,
    version: int | None = None,
    answer: Objective | Action | None = None,
    reason: str = "",
    by: Principal,
    today: date,
) -> PlanAnswer:
    """Say what of the plan answers a matter, a worry or a finding, or why nothing does; said again, it is changed."""
    require(by, EDIT, plan)
    plan = lock(plan, version=version)
    _refuse_asked(plan, to, by=by, today=today)
    _refuse_answer(plan, answer, reason)
    values = {
        "objective": answer if isinstance(answer, Objective) else None,
        "action": answer if isinstance(answer, Action) else None,
        "reason": reason.strip(),
        "day": today,
    }
    of: dict[str, Any] = {column_of(to): to}
    row = plan.answers.filter(**of).first()
    with record(plan, verb="answered in a plan", by=by, reason=str(to)[:300]) as recording:
        if row is not None:
            return recording.change(row, **values)
        is_example = plan.is_example or to.is_example
        return recording.add(PlanAnswer(plan=plan, home_id=plan.home_id, is_example=is_example, **of, **values))


def _refuse_asked(plan: Plan, to: Thing, *, by: Principal, today: date) -> None:
    if plan.state == PlanState.ENDED or plan.withdrawn_on:
        raise Refused(_("The plan has ended or been withdrawn, so nothing is answered in it."))
    if to.withdrawn_on:
        raise Refused(_("What asked for an answer has been withdrawn."))
    if isinstance(to, LostYearsFinding):
        concerns = finding_concerning(plan.home, to.key, user=by.user, day=today) is not None
    else:
        concerns = to.home_id == plan.home_id
    if not concerns:
        raise Refused(_("It does not concern the plan's area."))


def _refuse_answer(plan: Plan, answer: Objective | Action | None, reason: str) -> None:
    if (answer is None) == (not reason.strip()):
        raise Refused(_("Choose what answers it, or say why nothing in the plan does."))
    if answer is None:
        return
    if answer.withdrawn_on:
        raise Refused(_("What was chosen as the answer has been withdrawn."))
    objective = answer if isinstance(answer, Objective) else answer.objective
    if not plan.placings.filter(objective=objective).exists():
        raise Refused(_("The objective does not stand in the plan."))
    if isinstance(answer, Action) and answer.home_id != plan.home_id:
        raise Refused(_("The action belongs to another area."))


@transaction.atomic
def take_back_answer(plan: Plan, to: Thing, *, version: int | None = None, by: Principal) -> Plan:
    """Take back the plan's answer to a matter, a worry or a finding, which then asks again."""
    require(by, EDIT, plan)
    plan = lock(plan, version=version)
    row = plan.answers.filter(**{column_of(to): to}).first()
    if row is None:
        raise Refused(_("The plan has not answered it."))
    with record(plan, verb="answer in a plan taken back", by=by, reason=str(to)[:300]) as recording:
        recording.remove(row)
    return plan
