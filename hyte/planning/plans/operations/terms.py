"""The change of a term: each objective and action goes on, ends or is passed on, with its reason; nothing is left behind."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.audit.recording import Recording, Refused, lock, record
from hyte.planning.plans.choices import PLAN_NEXT, Fate, PlanState, Status
from hyte.planning.plans.models import Action, Objective, Plan, PlanObjective, Progress, TermChoice
from hyte.planning.plans.queries.terms import Line, going_on, left_hanging, lines_of, themes_after, undecided
from hyte.planning.plans.rules import CHANGE_TERM


@transaction.atomic
def choose_fate(
    plan: Plan, of: Objective | Action, *, fate: str, reason: str = "", passed_to: str = "", by: Principal
) -> TermChoice:
    """Say what becomes of an objective or an action after a plan; said again, it is changed."""
    require(by, CHANGE_TERM, plan)
    plan = lock(plan)
    _refuse_ending(plan)
    objective = of if isinstance(of, Objective) else of.objective
    if not plan.placings.filter(objective=objective).exists():
        raise Refused(_("The objective does not stand in the plan."))
    if isinstance(of, Action) and of.home_id != plan.home_id:
        raise Refused(_("The action belongs to another area, which decides on it."))
    ends = {"objective": of} if isinstance(of, Objective) else {"action": of}
    values = {"fate": Fate(fate), "reason": reason.strip(), "passed_to": passed_to.strip()}
    row = plan.term_choices.filter(**ends).first()
    with record(plan, verb="term choice made", by=by, reason=str(of)[:300]) as recording:
        if row is not None:
            return recording.change(row, **values)
        return recording.add(TermChoice(plan=plan, home_id=plan.home_id, is_example=of.is_example, **ends, **values))


def _refuse_ending(plan: Plan) -> None:
    if PlanState.ENDED not in PLAN_NEXT[PlanState(plan.state)]:
        raise Refused(
            _("A plan that is %(state)s does not end, so nothing is carried over from it.")
            % {"state": plan.get_state_display()}
        )


@transaction.atomic
def carry_over(plan: Plan, *, version: int, to: Plan, by: Principal, today: date) -> Plan:
    """End a plan and carry on in the next what goes on; refuses while anything is undecided."""
    require(by, CHANGE_TERM, plan)
    plan, new = lock(plan, version=version), lock(to)
    lines = lines_of(plan)
    _refuse_carrying(plan, new, lines)
    carried = [line for line in lines if line.choice is not None and line.choice.fate == Fate.CARRY]
    with record(plan, verb="plan carried over", by=by, reason=str(new)[:300], also=[new]) as recording:
        _carry_objectives(recording, plan, new, carried)
        _end_actions(recording, lines, by=by, today=today)
        recording.change(new, supersedes=plan)
        recording.change(plan, state=PlanState.ENDED)
    return new


@transaction.atomic
def end_term(plan: Plan, *, version: int, by: Principal, today: date) -> Plan:
    """End a plan that none follows; refuses while anything is undecided or is to go on in a plan that is not there."""
    require(by, CHANGE_TERM, plan)
    plan = lock(plan, version=version)
    lines, elsewhere = lines_of(plan), going_on(plan)
    _refuse_ending(plan)
    _refuse_undecided(plan, lines)
    homeless = [
        line.placing.objective
        for line in lines
        if line.choice is not None and line.choice.fate == Fate.CARRY and line.placing.objective_id not in elsewhere
    ]
    if homeless:
        raise Refused(
            _("These are to go on and stand in no other plan: %(names)s. Carry the plan over to the next one.")
            % {"names": "; ".join(map(str, homeless))}
        )
    with record(plan, verb="plan term ended", by=by) as recording:
        _end_actions(recording, lines, by=by, today=today)
        recording.change(plan, state=PlanState.ENDED)
    return plan


def _refuse_undecided(plan: Plan, lines: list[Line]) -> None:
    open_ones = undecided(lines)
    if open_ones:
        raise Refused(_("Not decided yet: %(names)s.") % {"names": "; ".join(map(str, open_ones))})
    hanging = left_hanging(plan, lines)
    if hanging:
        raise Refused(
            _("These actions would go on without their objective: %(names)s.") % {"names": "; ".join(map(str, hanging))}
        )


def _refuse_carrying(plan: Plan, new: Plan, lines: list[Line]) -> None:
    _refuse_ending(plan)
    if new.pk == plan.pk or new.home_id != plan.home_id:
        raise Refused(_("The next plan is another plan of the same area."))
    if new.state != PlanState.DRAFT or new.withdrawn_on:
        raise Refused(_("The next plan has to be a draft."))
    if new.supersedes_id not in {None, plan.pk}:
        raise Refused(_("The next plan already follows another plan."))
    if plan.is_example != new.is_example:
        raise Refused(_("An invented example and a real plan do not follow one another."))
    _refuse_undecided(plan, lines)
    for line in lines:
        objective = line.placing.objective
        if line.choice is not None and line.choice.fate == Fate.CARRY and objective.home_id == plan.home_id:
            lost = themes_after(plan, objective, new)[1]
            if lost:
                raise Refused(
                    _("No theme of the next plan follows these: %(names)s. Map them first.")
                    % {"names": ", ".join(map(str, lost))}
                )


def _carry_objectives(recording: Recording, plan: Plan, new: Plan, lines: list[Line]) -> None:
    there = set(new.placings.values_list("objective_id", flat=True))
    order = new.placings.aggregate(last=Max("order"))["last"] or 0
    for line in lines:
        placing, objective = line.placing, line.placing.objective
        if objective.home_id == plan.home_id:
            recording.tie(objective, "themes", themes_after(plan, objective, new)[0])
        if objective.pk in there:
            continue
        order += 1
        words = {f"local_words_{code}": getattr(placing, f"local_words_{code}") for code in ("fi", "sv", "en")}
        recording.add(
            PlanObjective(
                plan=new,
                objective=objective,
                home_id=new.home_id,
                order=order,
                seen_version=placing.seen_version,
                seen_at=placing.seen_at or timezone.now(),
                is_example=placing.is_example,
                **words,
            )
        )


def _end_actions(recording: Recording, lines: list[Line], *, by: Principal, today: date) -> None:
    for line in lines:
        for action, choice in line.actions:
            if choice is not None and choice.fate != Fate.CARRY:
                _end_action(recording, action, choice, by=by, today=today)


def _end_action(recording: Recording, action: Action, choice: TermChoice, *, by: Principal, today: date) -> None:
    """An action that does not go on is given up with its reason, so that nobody waits for it."""
    words = choice.reason
    if choice.fate == Fate.PASS_ON:
        words = _("Passed on to %(whom)s.") % {"whom": choice.passed_to} + f" {choice.reason}"
    values = {"status": Status.DROPPED, "stands": words[:2000], "author": by.user, "is_verified": True}
    row = action.progress.filter(day=today).first()
    if row is not None:
        recording.change(row, **values)
    else:
        recording.add(
            Progress(action=action, home_id=action.home_id, day=today, is_example=action.is_example, **values)
        )
