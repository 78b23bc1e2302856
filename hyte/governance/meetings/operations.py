"""Plan and hold meetings, keep matters, decide, and record what proves that something was done."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.areas.text import cut_key, slug
from hyte.core.audit.recording import Refused, lock, record
from hyte.core.files.models import Publicity, StoredFile
from hyte.governance.meetings.choices import NEXT, MatterState, MeetingState, Verb
from hyte.governance.meetings.models import Decision, Evidence, Matter, Meeting
from hyte.governance.structure.models import Body

EDIT, EVIDENCE = "meetings.edit", "meetings.record_evidence"


def _free_key(model: type[models.Model], base: str) -> str:
    base = base[:100].strip("-")
    key, number = base, 2
    while model._default_manager.filter(key=key).exists():
        key, number = f"{base}-{number}", number + 1
    return key


@transaction.atomic
def plan_meeting(body: Body, *, day: date, place: str = "", by: Principal, today: date) -> Meeting:
    """Plan a body's meeting on a day to come, or note one that was held already as planned."""
    require(by, EDIT, body)
    if body.withdrawn_on or body.merged_into_id or body.period_at(day) is None:
        raise Refused(_("%(body)s is not in force on that day.") % {"body": body})
    if Meeting.objects.live().filter(body=body, day=day).exclude(state=MeetingState.CANCELLED).exists():
        raise Refused(_("The body already has a meeting on that day."))
    meeting = Meeting(
        key=_free_key(Meeting, f"{body.key}-{day.isoformat()}"),
        home_id=body.home_id,
        body=body,
        day=day,
        place=place,
        attested_on=today,
        is_example=body.is_example,
    )
    with record(meeting, verb="meeting planned", by=by) as recording:
        recording.add(meeting)
    return meeting


@transaction.atomic
def hold_meeting(meeting: Meeting, *, version: int, by: Principal, today: date) -> Meeting:
    """Record that a meeting was held."""
    meeting = _step(meeting, MeetingState.HELD, version=version, by=by)
    if meeting.day > today:
        raise Refused(_("The meeting is still to come; it can be marked as held on its day."))
    with record(meeting, verb="meeting held", by=by) as recording:
        recording.change(meeting, state=MeetingState.HELD, confirmed_on=today)
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, version: int, reason: str = "", by: Principal) -> Meeting:
    """Call off a planned meeting."""
    meeting = _step(meeting, MeetingState.CANCELLED, version=version, by=by)
    with record(meeting, verb="meeting cancelled", by=by, reason=reason) as recording:
        recording.change(meeting, state=MeetingState.CANCELLED)
    return meeting


@transaction.atomic
def replan_meeting(meeting: Meeting, *, version: int, day: date, place: str = "", by: Principal) -> Meeting:
    """Give a planned or cancelled meeting a day again."""
    require(by, EDIT, meeting)
    meeting = lock(meeting, version=version)
    if meeting.state == MeetingState.HELD:
        raise Refused(_("The meeting has been held; its day stays."))
    if meeting.body.period_at(day) is None:
        raise Refused(_("%(body)s is not in force on that day.") % {"body": meeting.body})
    others = Meeting.objects.live().filter(body=meeting.body_id, day=day).exclude(pk=meeting.pk)
    if others.exclude(state=MeetingState.CANCELLED).exists():
        raise Refused(_("The body already has a meeting on that day."))
    with record(meeting, verb="meeting planned", by=by) as recording:
        recording.change(meeting, state=MeetingState.PLANNED, day=day, place=place)
    return meeting


def _step(meeting: Meeting, state: MeetingState, *, version: int, by: Principal) -> Meeting:
    """Lock a meeting and check that it may come to a state from the one it is in."""
    require(by, EDIT, meeting)
    meeting = lock(meeting, version=version)
    if meeting.withdrawn_on:
        raise Refused(_("The meeting has been withdrawn."))
    if state not in NEXT[MeetingState(meeting.state)]:
        raise Refused(
            _("A meeting that is %(now)s cannot become %(next)s.")
            % {"now": meeting.get_state_display(), "next": state.label}
        )
    return meeting


@transaction.atomic
def open_matter(
    area: Area,
    *,
    title: str,
    body: Body | None = None,
    opened: date,
    case_number: str = "",
    description: str = "",
    by: Principal,
    today: date,
) -> Matter:
    """Open a matter, in a body or in the area itself."""
    require(by, EDIT, body if body is not None else area)
    if opened > today:
        raise Refused(_("The day of opening is in the future."))
    if body is not None:
        if body.home_id != area.pk:
            raise Refused(_("%(body)s belongs to another area.") % {"body": body})
        if body.withdrawn_on or body.merged_into_id or body.period_at(opened) is None:
            raise Refused(_("%(body)s is not in force on that day.") % {"body": body})
    if case_number:
        same = Matter.objects.live().of(area).filter(case_number__iexact=case_number).first()
        if same is not None:
            raise Refused(_("The case number already belongs to the matter %(matter)s.") % {"matter": same})
    matter = Matter(
        key=_free_key(Matter, f"{area.key}-{slug(title)}"),
        home=area,
        title=title,
        description=description,
        body=body,
        opened=opened,
        case_number=case_number,
        valid_from=opened,
        confirmed_on=today,
        is_example=bool(body and body.is_example),
    )
    with record(matter, verb="matter opened", by=by) as recording:
        recording.add(matter)
    return matter


@transaction.atomic
def decide(
    matter: Matter,
    *,
    version: int,
    meeting: Meeting,
    verb: str,
    text: str = "",
    remove_on: date | None = None,
    closes: bool = False,
    by: Principal,
    today: date,
) -> Decision:
    """Record what a held meeting decided in a matter, and close the matter with it when it ended there."""
    require(by, EDIT, matter)
    require(by, EDIT, meeting)
    matter = lock(matter, version=version)
    _refuse_decision(matter, meeting, remove_on, today)
    decision = Decision(
        key=_free_key(Decision, f"{cut_key(matter.key, 80)}-{meeting.day.isoformat()}"),
        home_id=matter.home_id,
        meeting=meeting,
        matter=matter,
        verb=Verb(verb),
        text=text,
        day=meeting.day,
        remove_on=remove_on,
        confirmed_on=today,
        is_example=matter.is_example or meeting.is_example,
    )
    with record(matter, verb="decided", by=by, also=[meeting]) as recording:
        recording.add(decision)
        if closes:
            recording.change(matter, state=MatterState.CLOSED, closed=meeting.day)
    return decision


def _refuse_decision(matter: Matter, meeting: Meeting, remove_on: date | None, today: date) -> None:
    if matter.state != MatterState.OPEN:
        raise Refused(_("The matter is closed; reopen it first."))
    if meeting.state != MeetingState.HELD:
        raise Refused(_("A decision is recorded of a meeting that has been held."))
    if meeting.home_id != matter.home_id:
        raise Refused(_("The meeting belongs to another area than the matter."))
    if matter.body_id and matter.body_id != meeting.body_id:
        raise Refused(_("The matter belongs to another body than the meeting."))
    if matter.opened and meeting.day < matter.opened:
        raise Refused(_("The meeting was before the matter was opened."))
    if meeting.is_example and not matter.is_example:
        raise Refused(_("An invented example meeting cannot decide in a real matter."))
    if remove_on is not None and remove_on <= max(meeting.day, today):
        raise Refused(_("The day of removal from the net has to be later than today and the meeting."))


@transaction.atomic
def close_matter(matter: Matter, *, version: int, day: date, by: Principal, today: date) -> Matter:
    """Close a matter on a day."""
    require(by, EDIT, matter)
    matter = lock(matter, version=version)
    if matter.state == MatterState.CLOSED:
        raise Refused(_("The matter is already closed."))
    if day > today:
        raise Refused(_("The day of closing is in the future."))
    if matter.opened and day < matter.opened:
        raise Refused(_("The matter would close before it was opened."))
    last = matter.decisions.filter(withdrawn_on__isnull=True).order_by("-day").first()
    if last is not None and day < last.day:
        raise Refused(
            _("The matter has a later decision, of %(day)s.") % {"day": date_format(last.day, "SHORT_DATE_FORMAT")}
        )
    with record(matter, verb="matter closed", by=by) as recording:
        recording.change(matter, state=MatterState.CLOSED, closed=day)
    return matter


@transaction.atomic
def reopen_matter(matter: Matter, *, version: int, reason: str, by: Principal) -> Matter:
    """Open a closed matter again, with the reason."""
    require(by, EDIT, matter)
    matter = lock(matter, version=version)
    if matter.state == MatterState.OPEN:
        raise Refused(_("The matter is already open."))
    if not reason:
        raise Refused(_("Say why the matter is opened again."))
    with record(matter, verb="matter reopened", by=by, reason=reason) as recording:
        recording.change(matter, state=MatterState.OPEN, closed=None)
    return matter


@transaction.atomic
def record_evidence(
    subject: Any,
    *,
    day: date,
    title: str,
    link: str = "",
    file: StoredFile | None = None,
    is_public: bool = False,
    by: Principal,
    today: date,
) -> Evidence:
    """Record what proves that something was done about a record on a day."""
    require(by, EVIDENCE, subject)
    if subject.withdrawn_on:
        raise Refused(_("The record has been withdrawn, so nothing is recorded about it."))
    if day > today:
        raise Refused(_("The day is in the future; evidence is of what has been done."))
    if file is not None and (file.withdrawn_on or file.home_id != subject.home_id):
        raise Refused(_("The file is not among the files of the record's area."))
    evidence = Evidence(
        key=_free_key(Evidence, f"naytto-{cut_key(subject.key, 70)}-{day.isoformat()}"),
        home_id=subject.home_id,
        model=subject._meta.label_lower,
        object_id=subject.pk,
        record_key=subject.key,
        day=day,
        title=title,
        link=link,
        file=file,
        confirmed_on=today,
        is_example=subject.is_example,
    )
    with record(subject, verb="evidence recorded", by=by) as recording:
        recording.add(evidence)
    return publish_evidence(evidence, version=evidence.version, by=by) if is_public else evidence


@transaction.atomic
def publish_evidence(evidence: Evidence, *, version: int, is_public: bool = True, by: Principal) -> Evidence:
    """Show evidence to everyone, or only to the area's workers again."""
    require(by, EVIDENCE, evidence)
    evidence = lock(evidence, version=version)
    if evidence.withdrawn_on:
        raise Refused(_("The evidence has been withdrawn."))
    if is_public and evidence.file is not None and evidence.file.publicity != Publicity.PUBLIC:
        raise Refused(_("The attached file is not public; make the file public first or give a link instead."))
    with record(evidence, verb="evidence published" if is_public else "evidence hidden", by=by) as recording:
        recording.change(evidence, is_public=is_public)
    return evidence


@transaction.atomic
def withdraw_evidence(evidence: Evidence, *, version: int, reason: str, by: Principal, today: date) -> Evidence:
    """Withdraw evidence that was recorded by mistake, with the reason."""
    require(by, EVIDENCE, evidence)
    evidence = lock(evidence, version=version)
    if evidence.withdrawn_on:
        raise Refused(_("The evidence has already been withdrawn."))
    if not reason:
        raise Refused(_("Say why the evidence is withdrawn."))
    with record(evidence, verb="evidence withdrawn", by=by, reason=reason) as recording:
        recording.change(evidence, withdrawn_on=today, withdrawn_reason=reason)
    return evidence
