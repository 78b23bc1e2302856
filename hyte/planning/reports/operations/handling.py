"""The bodies on a report's path: who is asked, what they stated, what it changed, and what was decided."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused, lock, record
from hyte.governance.meetings.choices import MeetingState, Verb
from hyte.governance.meetings.models import Decision, Matter, Meeting
from hyte.governance.meetings.operations import decide, hold_meeting, open_matter, plan_meeting
from hyte.governance.structure.models import Body
from hyte.governance.structure.operations.keys import part_key
from hyte.planning.reports.choices import StepRole
from hyte.planning.reports.models import HandlingStep, Report
from hyte.planning.reports.rules import HANDLE


@transaction.atomic
def add_step(report: Report, *, version: int, body: Body, role: str, by: Principal, today: date) -> HandlingStep:
    """Put a body on the report's path, after those that are there."""
    require(by, HANDLE, report)
    report = lock(report, version=version)
    if not _is_path_open(report, body.home_id):
        raise Refused(_("The path of an approved or withdrawn report does not change."))
    if body.withdrawn_on or body.merged_into_id or body.period_at(today) is None:
        raise Refused(_("%(body)s is not in force on that day.") % {"body": body})
    if not Area.objects.within(report.home, today).filter(pk=body.home_id).exists():
        raise Refused(_("%(body)s belongs to another area.") % {"body": body})
    if report.steps.live().filter(body=body, role=role).exists():
        raise Refused(_("%(body)s is on the path already.") % {"body": body})
    step = HandlingStep(
        key=part_key(report.key, "kasittely", report.steps.count() + 1, model=HandlingStep),
        home_id=body.home_id,  # what a municipality does with the region's report is its own to keep
        report=report,
        body=body,
        role=StepRole(role),
        order=_last_order(report) + 1,
        is_example=report.is_example,
    )
    with record(report, verb="body put on the path", by=by) as recording:
        recording.add(step)
    return step


@transaction.atomic
def remove_step(step: HandlingStep, *, version: int, reason: str, by: Principal, today: date) -> HandlingStep:
    """Take a body off the path when it was put there by mistake."""
    step = _open_step(step, version=version, by=by)
    if step.asked_on or step.decision_id:
        raise Refused(_("The body has been asked or has decided, so it stays on the path."))
    with record(step, verb="body taken off the path", by=by, reason=reason, also=[step.report]) as recording:
        recording.change(step, withdrawn_on=today, withdrawn_reason=reason or _("put there by mistake"))
    return step


@transaction.atomic
def ask_body(
    step: HandlingStep, *, version: int, asked_on: date, due: date | None = None, by: Principal, today: date
) -> HandlingStep:
    """Note when a body was asked, and by when it answers."""
    step = _open_step(step, version=version, by=by)
    if asked_on > today:
        raise Refused(_("The day of asking is in the future."))
    if due is not None and due < asked_on:
        raise Refused(_("The answer would be due before the body was asked."))
    with record(step, verb="body asked for its statement", by=by, also=[step.report]) as recording:
        recording.change(step, asked_on=asked_on, due=due, not_asked_reason="")
    return step


@transaction.atomic
def say_why_not_asked(step: HandlingStep, *, version: int, reason: str, by: Principal) -> HandlingStep:
    """Say why a body that could have been heard was not asked."""
    step = _open_step(step, version=version, by=by)
    if step.role != StepRole.HEARD:
        raise Refused(_("Only a body that is heard can be left unasked."))
    if step.asked_on:
        raise Refused(_("The body has been asked already."))
    if not reason.strip():
        raise Refused(_("Say why the body was not asked."))
    with record(step, verb="body left unasked", by=by, reason=reason, also=[step.report]) as recording:
        recording.change(step, not_asked_reason=reason.strip())
    return step


@transaction.atomic
def note_statement(
    step: HandlingStep, *, version: int, answered_on: date, statement: str, effect: str = "", by: Principal, today: date
) -> HandlingStep:
    """Write down what a body stated and what that changed in the report."""
    step = _open_step(step, version=version, by=by)
    if step.asked_on is None:
        raise Refused(_("Say first when the body was asked."))
    if not step.asked_on <= answered_on <= today:
        raise Refused(_("The answer comes on or after the day of asking, and not in the future."))
    if not statement.strip():
        raise Refused(_("Write what the body stated; “no remarks” will do."))
    with record(step, verb="statement noted", by=by, also=[step.report]) as recording:
        recording.change(step, answered_on=answered_on, statement=statement.strip(), effect=effect.strip())
    return step


@transaction.atomic
def tie_to_case(
    step: HandlingStep, *, version: int, matter: Matter, decision: Decision | None = None, by: Principal
) -> HandlingStep:
    """Tie a step to the body's matter, with its case number, and to what was decided in it."""
    step = _open_step(step, version=version, by=by)
    if matter.withdrawn_on or matter.home_id != step.body.home_id:
        raise Refused(_("The matter belongs to another area or has been withdrawn."))
    if matter.body_id and matter.body_id != step.body_id:
        raise Refused(_("The matter belongs to another body."))
    if decision is not None and (decision.matter_id != matter.pk or decision.meeting.body_id != step.body_id):
        raise Refused(_("The decision was made in another matter or by another body."))
    if step.decision_id and decision is None:
        raise Refused(_("What the body decided is already on the path."))
    if matter.is_example and not step.is_example:
        raise Refused(_("An invented example cannot carry a real report."))
    with record(step, verb="handling tied to its case", by=by, also=[step.report]) as recording:
        recording.change(step, matter=matter, decision=decision)
    return step


@transaction.atomic
def note_decision(
    step: HandlingStep,
    *,
    version: int,
    verb: str,
    day: date,
    case_number: str = "",
    text: str = "",
    by: Principal,
    today: date,
) -> HandlingStep:
    """Write down what a body decided of the report; the matter and the meeting that are not in the register come into it.

    What a body decides of a report that it has returned on an earlier day is a step of its own, so that both stay on the path.
    """
    step = _open_step(step, version=version, by=by)
    if day > today:
        raise Refused(_("The day of the decision is in the future."))
    if step.decision is not None and step.decision.verb == Verb.RETURNED and day > step.decision.day:
        step = _step_again(step, by=by)
    matter = _matter_of(step, case_number, day=day, by=by, today=today)
    meeting = Meeting.objects.live().filter(body=step.body_id, day=day).exclude(state=MeetingState.CANCELLED).first()
    meeting = meeting or plan_meeting(step.body, day=day, by=by, today=today)
    if meeting.state == MeetingState.PLANNED:
        meeting = hold_meeting(meeting, version=meeting.version, by=by, today=today)
    decision = decide(matter, version=matter.version, meeting=meeting, verb=verb, text=text, by=by, today=today)
    return tie_to_case(step, version=step.version, matter=matter, decision=decision, by=by)


def _step_again(step: HandlingStep, *, by: Principal) -> HandlingStep:
    """The body's next step after it has returned the report, in the same matter."""
    report = lock(step.report)
    again = HandlingStep(
        key=part_key(report.key, "kasittely", report.steps.count() + 1, model=HandlingStep),
        home_id=step.home_id,
        report=report,
        body_id=step.body_id,
        role=step.role,
        order=_last_order(report) + 1,
        matter_id=step.matter_id,
        is_example=step.is_example,
    )
    with record(report, verb="body put on the path", by=by) as recording:
        recording.add(again)
    return again


def _last_order(report: Report) -> int:
    return report.steps.aggregate(last=Max("order"))["last"] or 0


def _matter_of(step: HandlingStep, case_number: str, *, day: date, by: Principal, today: date) -> Matter:
    """The step's matter, or the body's open one of this case number, or a new one named by the report."""
    if step.matter is not None and case_number in {"", step.matter.case_number}:
        return step.matter
    if case_number:
        known = Matter.objects.live().filter(body=step.body_id, case_number__iexact=case_number).first()
        if known is not None:
            return known
    title, area = str(step.report), step.body.home
    return open_matter(area, title=title, body=step.body, opened=day, case_number=case_number, by=by, today=today)


def _open_step(step: HandlingStep, *, version: int, by: Principal) -> HandlingStep:
    require(by, HANDLE, step)
    step = lock(step, version=version)
    if step.withdrawn_on or not _is_path_open(step.report, step.home_id):
        raise Refused(_("The path of an approved or withdrawn report does not change."))
    return step


def _is_path_open(report: Report, home: int) -> bool:
    """Whether an area's part of the path still changes: the municipalities handle the region's report also once it is approved."""
    return report.is_open or (report.withdrawn_on is None and home != report.home_id)
