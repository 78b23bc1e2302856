"""Who is heard about a decision, crossing effects, and which matters need an assessment."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.text import cut_key
from hyte.core.audit.recording import Refused, lock, record
from hyte.governance.meetings.models import Matter
from hyte.governance.structure.models import Body
from hyte.governance.structure.operations.keys import numbered_key
from hyte.planning.assessments.choices import Verdict
from hyte.planning.assessments.models import (
    Assessment,
    AssessmentNeed,
    AssessmentTemplate,
    Crossing,
    Hearing,
    Perspective,
)
from hyte.planning.assessments.operations.assessing import open_assessment
from hyte.planning.assessments.rules import HANDLE


@transaction.atomic
def add_hearing(
    assessment: Assessment,
    *,
    version: int,
    body: Body | None = None,
    who: str = "",
    who_sv: str = "",
    asked_on: date | None = None,
    due: date | None = None,
    not_asked_reason: str = "",
    not_asked_reason_sv: str = "",
    by: Principal,
    today: date,
) -> Hearing:
    """Note who is heard and when they were asked, or why they are not."""
    assessment = open_assessment(assessment, version=version, by=by)
    if body is None and not who.strip():
        raise Refused(_("Say who is heard: choose the body, or write the group in words."))
    if body is not None and (body.withdrawn_on or body.merged_into_id):
        raise Refused(_("The body has been withdrawn or merged into another."))
    if body is not None and assessment.hearings.live().filter(body=body).exists():
        raise Refused(_("%(body)s is among those heard already.") % {"body": body})
    _refuse_asking(asked_on, due, not_asked_reason or not_asked_reason_sv, today)
    last = assessment.hearings.aggregate(last=Max("order"))["last"] or 0
    hearing = Hearing(
        key=numbered_key(f"{cut_key(assessment.key, 90)}-kuuleminen", model=Hearing),
        home_id=assessment.home_id,
        assessment=assessment,
        body=body,
        who_fi="" if body else who.strip(),
        who_sv="" if body else who_sv.strip(),
        asked_on=asked_on,
        due=due,
        not_asked_reason_fi=not_asked_reason.strip(),
        not_asked_reason_sv=not_asked_reason_sv.strip(),
        order=last + 1,
        is_example=assessment.is_example,
    )
    with record(assessment, verb="hearing added", by=by) as recording:
        return recording.add(hearing)


def _refuse_asking(asked_on: date | None, due: date | None, not_asked_reason: str, today: date) -> None:
    if asked_on is not None and asked_on > today:
        raise Refused(_("The day of asking is in the future."))
    if asked_on is not None and not_asked_reason.strip():
        raise Refused(_("Those who were asked have no reason for not asking them."))
    if due is not None and (asked_on is None or due < asked_on):
        raise Refused(_("The answer is due on or after the day of asking."))


@transaction.atomic
def note_hearing(hearing: Hearing, *, version: int, by: Principal, today: date, **values: Any) -> Hearing:
    """Write down when they were asked, what they stated and what that changed, in Finnish and perhaps in Swedish; or why not."""
    open_assessment(hearing.assessment, version=None, by=by)
    hearing = lock(hearing, version=version)
    if hearing.withdrawn_on:
        raise Refused(_("The hearing has been withdrawn."))
    asked_on, answered_on = values.get("asked_on"), values.get("answered_on")
    excuse = values.get("not_asked_reason_fi") or values.get("not_asked_reason_sv") or ""
    _refuse_asking(asked_on, values.get("due"), excuse, today)
    if answered_on is not None and (asked_on is None or not asked_on <= answered_on <= today):
        raise Refused(_("The answer comes on or after the day of asking, and not in the future."))
    if answered_on is not None and not values.get("statement_fi", "").strip():
        raise Refused(_("Write what they stated; “no remarks” will do."))
    with record(hearing, verb="hearing noted", by=by, also=[hearing.assessment]) as recording:
        recording.change(hearing, **values)
    return hearing


@transaction.atomic
def withdraw_hearing(hearing: Hearing, *, version: int, reason: str, by: Principal, today: date) -> Hearing:
    """Take away a hearing that was noted by mistake."""
    open_assessment(hearing.assessment, version=None, by=by)
    hearing = lock(hearing, version=version)
    if hearing.withdrawn_on:
        raise Refused(_("The hearing has been withdrawn already."))
    if not reason.strip():
        raise Refused(_("Give the reason."))
    with record(hearing, verb="hearing withdrawn", by=by, reason=reason, also=[hearing.assessment]) as recording:
        recording.change(hearing, withdrawn_on=today, withdrawn_reason=reason.strip()[:300])
    return hearing


@transaction.atomic
def note_crossing(
    assessment: Assessment,
    *,
    first: Perspective,
    second: Perspective,
    version: int,
    note: str,
    note_sv: str = "",
    by: Principal,
    today: date,
) -> Crossing | None:
    """Say what effects from one perspective bring about from another; an empty note takes the earlier one away."""
    assessment = open_assessment(assessment, version=version, by=by)
    if {first.template_id, second.template_id} != {assessment.template_id}:
        raise Refused(_("The perspective belongs to another template."))
    if first.pk == second.pk:
        raise Refused(_("A crossing effect is between two perspectives."))
    row = assessment.crossings.live().filter(first=first, second=second).first()
    with record(assessment, verb="crossing effect noted", by=by) as recording:
        if row is None and not note.strip():
            return None
        if row is None:
            return recording.add(
                Crossing(
                    key=numbered_key(f"{cut_key(assessment.key, 90)}-risti", model=Crossing),
                    home_id=assessment.home_id,
                    assessment=assessment,
                    first=first,
                    second=second,
                    note_fi=note.strip(),
                    note_sv=note_sv.strip(),
                    is_example=assessment.is_example,
                )
            )
        if not note.strip():
            return recording.change(row, withdrawn_on=today, withdrawn_reason=_("the note was emptied"))
        return recording.change(row, note_fi=note.strip(), note_sv=note_sv.strip())


@transaction.atomic
def judge_need(
    matter: Matter,
    *,
    version: int,
    verdict: str,
    reason: str = "",
    reason_sv: str = "",
    template: AssessmentTemplate | None = None,
    due: date | None = None,
    by: Principal,
    today: date,
) -> AssessmentNeed:
    """Say of a matter that its effects are assessed, or why they are not; what was said before is replaced."""
    require(by, HANDLE, matter)
    matter = lock(matter, version=version)
    if matter.withdrawn_on:
        raise Refused(_("The matter has been withdrawn."))
    if verdict == Verdict.WAIVED and not reason.strip():
        raise Refused(_("Give the reason why no assessment is made."))
    is_needed = verdict == Verdict.NEEDED
    values = {
        "verdict": Verdict(verdict),
        "reason_fi": reason.strip(),
        "reason_sv": reason_sv.strip(),
        "template": template if is_needed else None,
        "due": due if is_needed else None,
        "day": today,
        "confirmed_on": today,
    }
    row = AssessmentNeed.objects.filter(matter=matter, withdrawn_on__isnull=True).first()
    with record(matter, verb="need of an assessment judged", by=by, reason=reason.strip()) as recording:
        if row is not None:
            return recording.change(row, **values, version=row.version + 1)
        return recording.add(
            AssessmentNeed(
                key=numbered_key(f"{cut_key(matter.key, 90)}-arviointitarve", model=AssessmentNeed),
                home_id=matter.home_id,
                matter=matter,
                is_example=matter.is_example,
                **values,
            )
        )
