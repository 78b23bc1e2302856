"""Approval freezes: what a plan said on the day is kept under its hash, and nothing later alters it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.audit.recording import Refused, lock, record
from hyte.governance.meetings.choices import Verb
from hyte.governance.meetings.models import Decision
from hyte.planning.plans.choices import PlanState
from hyte.planning.plans.models import Plan, PlanSnapshot
from hyte.planning.plans.queries.content import Content, content_hash, content_of, invented_in
from hyte.planning.plans.rules import HANDLE


@transaction.atomic
def approve_plan(
    plan: Plan,
    *,
    version: int,
    day: date,
    decision: Decision | None = None,
    decided_by: str = "",
    by: Principal,
    today: date,
) -> PlanSnapshot:
    """Record that a plan in handling was approved, and freeze what it says."""
    require(by, HANDLE, plan)
    plan = lock(plan, version=version)
    if plan.state != PlanState.HANDLING:
        raise Refused(_("Only a plan in handling can be approved."))
    _refuse_approval(plan, day=day, decision=decision, decided_by=decided_by, today=today)
    content = content_of(plan)
    snapshot = PlanSnapshot(
        plan=plan,
        home_id=plan.home_id,
        number=(plan.snapshots.aggregate(last=Max("number"))["last"] or 0) + 1,
        day=day,
        decision=decision,
        decided_by=decided_by.strip(),
        content=content,
        hash=content_hash(content),
        is_example=plan.is_example,
    )
    with record(plan, verb="plan approved", by=by) as recording:
        recording.add(snapshot)
        recording.change(plan, state=PlanState.APPROVED, approved_on=day, confirmed_on=today)
    mark_approved(plan, content)
    return snapshot


def mark_approved(plan: Plan, content: Content | None) -> None:
    """Note which of the plan's objectives and texts stand in its newest approved version; it follows from the version."""
    for rows, name, held in ((plan.placings, "objective", "objectives"), (plan.texts, "text", "texts")):
        keys = [one["key"] for one in content[held]] if content else []
        rows.update(is_approved=False)
        rows.filter(**{f"{name}__key__in": keys}).update(is_approved=True)


def _refuse_approval(plan: Plan, *, day: date, decision: Decision | None, decided_by: str, today: date) -> None:
    if day > today:
        raise Refused(_("The day is in the future."))
    if decision is None and not decided_by.strip():
        raise Refused(_("Say who approved the plan: choose the decision, or write it in words."))
    if decision is not None:
        if decision.home_id != plan.home_id:
            raise Refused(_("The decision was made in another area."))
        if decision.verb not in {Verb.APPROVED, Verb.DECIDED}:
            raise Refused(
                _("The decision does not approve: it says “%(verb)s”.") % {"verb": decision.get_verb_display()}
            )
    invented = invented_in(plan)
    if invented and not plan.is_example:
        raise Refused(
            _("The plan holds invented examples, so it cannot be approved: %(names)s.") % {"names": ", ".join(invented)}
        )


@transaction.atomic
def withdraw_approval(snapshot: PlanSnapshot, *, version: int, reason: str, by: Principal, today: date) -> Plan:
    """Take back an approval that was recorded by mistake; the plan returns to its handling, the version stays for workers."""
    require(by, HANDLE, snapshot)
    plan = lock(snapshot.plan, version=version)
    snapshot = lock(snapshot)
    newest = plan.snapshots.live().order_by("-number").first()
    if snapshot.withdrawn_on or newest != snapshot:
        raise Refused(_("Only the newest approval can be withdrawn, and only once."))
    if not reason.strip():
        raise Refused(_("Give the reason."))
    before = plan.snapshots.live().exclude(pk=snapshot.pk).order_by("-number").first()
    state = PlanState.HANDLING if plan.state == PlanState.APPROVED else plan.state
    with record(plan, verb="plan approval withdrawn", by=by, reason=reason) as recording:
        recording.change(snapshot, withdrawn_on=today, withdrawn_reason=reason.strip()[:300])
        recording.change(plan, state=state, approved_on=before.day if before else None)
    mark_approved(plan, before.content if before else None)
    return plan
