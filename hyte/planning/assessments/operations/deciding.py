"""From being made to decided and followed: what was decided on is frozen under its hash, with its PDF."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.choices import AUTHORITIES
from hyte.core.areas.models import Organisation
from hyte.core.audit.recording import Conflict, Refused, lock, record
from hyte.core.files.models import Publicity, StoredFile
from hyte.core.files.operations import store_file, withdraw_file
from hyte.governance.meetings.choices import Verb
from hyte.governance.structure.operations.keys import part_key
from hyte.planning.assessments.choices import NEXT, AssessmentState, Depth
from hyte.planning.assessments.models import Assessment, AssessmentSnapshot, Effect
from hyte.planning.assessments.operations.predictions import close_tasks, give_tasks
from hyte.planning.assessments.queries.content import Decided, content_of, invented_in
from hyte.planning.assessments.queries.following import asked_again, unanswered
from hyte.planning.assessments.rules import EDIT, HANDLE

DECIDING = {Verb.APPROVED, Verb.DECIDED, Verb.REJECTED}


@transaction.atomic
def move_assessment(assessment: Assessment, *, version: int, state: str, reason: str = "", by: Principal) -> Assessment:
    """Take an assessment a step on or back; recording the decision and taking it back have their own operations."""
    to_or_from_decided = {AssessmentState.DECIDED, AssessmentState.FOLLOWED}
    require(by, HANDLE if state in to_or_from_decided else EDIT, assessment)
    assessment = lock(assessment, version=version)
    now = AssessmentState(assessment.state)
    crosses = (now in to_or_from_decided) != (state in to_or_from_decided)
    if assessment.withdrawn_on or state not in NEXT[now] or crosses:
        words = {"now": now.label, "next": AssessmentState(state).label}
        raise Refused(_("An assessment that is %(now)s cannot become %(next)s.") % words)
    if state == AssessmentState.READY:
        _refuse_unready(assessment)
    if state == AssessmentState.FOLLOWED:
        left = unanswered(assessment).count()
        if left:
            raise Refused(_("%(number)s predictions have not been asked again yet.") % {"number": left})
    if state in {AssessmentState.DRAFT, AssessmentState.DECIDED} and not reason.strip():
        raise Refused(_("Give the reason."))
    with record(assessment, verb="assessment moved", by=by, reason=reason.strip()) as recording:
        recording.change(assessment, state=AssessmentState(state))
    return assessment


def _refuse_unready(assessment: Assessment) -> None:
    """A decision maker gets a choice, something assessed of each way to change, and who was heard."""
    alternatives = list(assessment.alternatives.live())
    if len(alternatives) < 2:
        raise Refused(_("Besides that nothing changes there is no alternative. Add at least one."))
    assessed = set(Effect.objects.live().filter(alternative__in=alternatives).values_list("alternative", flat=True))
    blank = [str(row) for row in alternatives if row.pk not in assessed and not row.is_no_change]
    if blank:
        raise Refused(_("Nothing has been assessed yet of: %(names)s.") % {"names": ", ".join(blank)})
    if assessment.depth == Depth.FULL and not assessment.hearings.live().exists():
        raise Refused(_("Say who was heard, or why somebody was not asked."))


@transaction.atomic
def decide_assessment(
    assessment: Assessment,
    *,
    version: int,
    decided: Decided,
    pdf: bytes,
    made_of: str,
    by: Principal,
    today: date,
) -> AssessmentSnapshot:
    """Record what was decided, and freeze the assessment with its PDF, which was made of the content under `made_of`."""
    require(by, HANDLE, assessment)
    assessment = lock(assessment, version=version)
    if assessment.state != AssessmentState.READY or assessment.withdrawn_on:
        raise Refused(_("Only an assessment that is ready for the decision can be decided on."))
    _refuse_decision(assessment, decided, today=today)
    content = content_of(assessment, decided=decided)
    if content.sha256 != made_of:
        raise Conflict(assessment)
    snapshot = AssessmentSnapshot(
        key=part_key(assessment.key, "paatettaessa", assessment.snapshots.count() + 1, model=AssessmentSnapshot),
        home_id=assessment.home_id,
        assessment=assessment,
        number=(assessment.snapshots.aggregate(last=Max("number"))["last"] or 0) + 1,
        day=decided.day,
        decision=decided.decision,
        content=content.canonical,
        sha256=content.sha256,
        pdf=_stored(assessment, pdf, by=by, today=today),
        is_example=assessment.is_example,
    )
    with record(assessment, verb="assessment decided on", by=by) as recording:
        recording.add(snapshot)
        recording.change(
            assessment,
            state=AssessmentState.DECIDED,
            decided_on=decided.day,
            decision=decided.decision,
            decided_by_fi=decided.by_words.strip(),
            decided_by_sv=decided.by_words_sv.strip(),
            chosen=decided.alternative,
            confirmed_on=today,
        )
        for prediction in asked_again(assessment):
            give_tasks(recording, prediction, by=by, today=today)
    return snapshot


def _refuse_decision(assessment: Assessment, decided: Decided, *, today: date) -> None:
    if decided.day > today:
        raise Refused(_("The day is in the future."))
    if decided.alternative.assessment_id != assessment.pk or decided.alternative.withdrawn_on:
        raise Refused(_("The alternative belongs to another assessment or has been taken away."))
    decision = decided.decision
    if decision is None and not decided.by_words.strip():
        raise Refused(_("Say who decided: choose the decision, or write it in words."))
    if decision is not None:
        if decision.home_id != assessment.home_id or decision.withdrawn_on:
            raise Refused(_("The decision was made in another area or has been withdrawn."))
        if assessment.matter_id and decision.matter_id != assessment.matter_id:
            raise Refused(_("The decision was made in another matter."))
        if decision.verb not in DECIDING:
            raise Refused(
                _("The decision does not settle the matter: it says “%(verb)s”.")
                % {"verb": decision.get_verb_display()}
            )
    invented = [*invented_in(assessment), *([str(decision)] if decision and decision.is_example else [])]
    if invented and not assessment.is_example:
        names = ", ".join(invented)
        raise Refused(_("It stands on invented examples, so it cannot be decided on: %(names)s.") % {"names": names})


def _stored(assessment: Assessment, pdf: bytes, *, by: Principal, today: date) -> StoredFile:
    """The PDF among the area's files, for everyone to read."""
    owners = Organisation.objects.live().filter(home=assessment.home_id, kind__in=AUTHORITIES)
    owner = owners.order_by("pk").first()
    if owner is None:
        raise Refused(_("The area has no organisation that could own the file."))
    name = f"{assessment.key[:100]}.pdf"
    return store_file(
        SimpleUploadedFile(name, pdf, content_type="application/pdf"),
        home=assessment.home,
        owner=owner,
        by=by,
        today=today,
        name=name,
        publicity=Publicity.PUBLIC,
        is_example=assessment.is_example,
    )


@transaction.atomic
def take_decision_back(assessment: Assessment, *, version: int, reason: str, by: Principal, today: date) -> Assessment:
    """Take back a decision that was recorded by mistake: the assessment is ready for its decision again."""
    require(by, HANDLE, assessment)
    assessment = lock(assessment, version=version)
    if assessment.state != AssessmentState.DECIDED:
        raise Refused(_("No decision has been recorded, or its follow-up has ended."))
    if not reason.strip():
        raise Refused(_("Give the reason."))
    if any(prediction.answers.live().exists() for prediction in asked_again(assessment)):
        raise Refused(_("Predictions have been judged already, so the decision stays."))
    snapshot = assessment.snapshots.live().order_by("-number").first()
    with record(assessment, verb="assessed decision taken back", by=by, reason=reason) as recording:
        close_tasks(recording, asked_again(assessment), by=by)
        if snapshot is not None:
            recording.change(snapshot, withdrawn_on=today, withdrawn_reason=reason.strip()[:300])
        values = {"decided_on": None, "decision": None, "decided_by_fi": "", "decided_by_sv": "", "chosen": None}
        recording.change(assessment, state=AssessmentState.READY, **values)
    if snapshot is not None and snapshot.pdf is not None and snapshot.pdf.withdrawn_on is None:
        withdraw_file(snapshot.pdf, version=snapshot.pdf.version, reason=reason, by=by, today=today)
    return assessment


@transaction.atomic
def withdraw_assessment(assessment: Assessment, *, version: int, reason: str, by: Principal, today: date) -> Assessment:
    """Withdraw an assessment that was begun by mistake; one that was decided on stays."""
    require(by, EDIT, assessment)
    assessment = lock(assessment, version=version)
    if not assessment.is_open:
        raise Refused(_("The decision has been made or the assessment withdrawn, so it is not changed any more."))
    if not reason.strip():
        raise Refused(_("Give the reason."))
    with record(assessment, verb="withdrawn", by=by, reason=reason) as recording:
        recording.change(assessment, withdrawn_on=today, withdrawn_reason=reason.strip()[:300])
    return assessment
