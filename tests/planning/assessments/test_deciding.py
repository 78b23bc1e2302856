"""What was decided on is frozen; what was predicted is asked again."""

import contextlib
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hyte.core.accounts.rules import SYSTEM, NotAllowed, Principal
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Conflict, Refused
from hyte.core.tasks.models import Task
from hyte.core.thread.gaps import gaps_of
from hyte.governance.meetings.models import Decision, Matter, Meeting
from hyte.planning.assessments.content import AssessmentContent
from hyte.planning.assessments.models import AssessmentSnapshot, PredictionAnswer
from hyte.planning.assessments.operations import assessing, deciding, hearing, predictions
from hyte.planning.assessments.queries.content import content_of
from hyte.planning.assessments.queries.following import due_predictions
from tests.factories import DAY, AreaFactory, BodyFactory, acting
from tests.factories.assessments import (
    PDF,
    TODAY,
    alternative_of,
    assessment_of,
    decide,
    decided_of,
    effect_of,
    made_ready,
    prediction_of,
    reread,
)

pytestmark = pytest.mark.django_db
LATER = date(2027, 6, 1)


def ready_of(**values):
    assessment = assessment_of(**values)
    effect_of(alternative_of(assessment))
    return made_ready(assessment)


def test_only_what_has_alternatives_with_effects_is_ready():
    alone = assessment_of(alternatives=())
    blank = assessment_of()

    for assessment in (alone, blank):
        with pytest.raises(Refused):
            made_ready(assessment)


def test_a_full_assessment_says_who_was_heard():
    assessment = assessment_of(depth="full")
    effect_of(alternative_of(assessment))

    with pytest.raises(Refused):
        made_ready(assessment)
    fresh = reread(assessment)
    hearing.add_hearing(fresh, version=fresh.version, who="Lapset", not_asked_reason="Ei koske", by=SYSTEM, today=TODAY)

    assert made_ready(assessment).state == "ready"


def test_a_decision_freezes_what_was_said_with_its_pdf():
    assessment = ready_of()

    snapshot = reread(decide(assessment))

    content = AssessmentContent.model_validate_json(snapshot.content)
    fresh = reread(assessment)
    assert (fresh.state, fresh.decided_on, fresh.chosen) == ("decided", DAY, alternative_of(assessment))
    assert (content.canonical, content.sha256) == (snapshot.content, snapshot.sha256)
    assert (content.decision.alternative, content.decision.by) == (alternative_of(assessment).key, {"fi": "Valtuusto"})
    assert (snapshot.pdf.publicity, snapshot.pdf.is_intact(), snapshot.pdf.open().read()) == ("public", True, PDF)


def test_a_decision_is_not_made_on_another_content_than_its_pdf_shows():
    assessment = ready_of()

    with pytest.raises(Conflict):
        decide(assessment, made_of="0" * 64)

    assert list(AssessmentSnapshot.objects.all()) == []


def test_an_official_may_record_a_decision_and_a_reader_may_not():
    assessment = ready_of()

    with pytest.raises(NotAllowed):
        decide(assessment, by=acting(assessment.home, "reader"))

    assert decide(assessment, by=acting(assessment.home, "official")).number == 1


def decision_of(area, verb="decided", **values):
    body = BodyFactory(home=area)
    number = Matter.objects.count()
    matter = Matter.objects.create(key=f"asia-{number}", home=area, title_fi="Kouluverkko", valid_from=DAY)
    meeting = Meeting.objects.create(key=f"kokous-{number}", home=area, body=body, day=DAY, state="held")
    return Decision.objects.create(
        key=f"paatos-{number}", home=area, meeting=meeting, matter=matter, verb=verb, day=DAY, **values
    )


def test_the_decision_is_of_the_same_matter_and_settles_it():
    area = AreaFactory(kind="municipality")
    right = decision_of(area)
    assessment = ready_of(area=area, matter=right.matter)

    for wrong in (decision_of(area), decision_of(AreaFactory()), decision_of(area, verb="noted")):
        with pytest.raises(Refused):
            decide(assessment, decision=wrong)

    assert decide(assessment, decision=right, by_words="").decision == right


def test_nobody_decides_in_the_future_or_without_a_name():
    assessment = ready_of()

    for values in ({"day": LATER}, {"by_words": ""}):
        with pytest.raises(Refused):
            decide(assessment, **values)


def test_invented_evidence_keeps_a_real_assessment_from_its_decision():
    area = AreaFactory(kind="municipality")
    assessment = ready_of(area=area)

    with pytest.raises(Refused):
        decide(assessment, decision=decision_of(area, is_example=True))


def test_a_decision_recorded_by_mistake_is_taken_back_with_a_reason():
    assessment = decided_of()
    stored = assessment.snapshots.get()

    deciding.take_decision_back(assessment, version=assessment.version, reason="Väärä asia", by=SYSTEM, today=TODAY)
    again = decide(assessment)

    assert (reread(stored).withdrawn_on, reread(stored.pdf).withdrawn_on) == (TODAY, TODAY)
    assert (again.number, reread(assessment).state) == (2, "decided")


def test_a_decision_cannot_be_undone_in_the_history():
    decided_of()
    entry = AuditEntry.objects.filter(verb="assessment decided on").get()

    with pytest.raises(Refused):
        undo(entry, by=SYSTEM)

    assert AssessmentSnapshot.objects.count() == 1


ACTS = st.lists(st.sampled_from(["light", "rename", "template", "body", "back", "decide", "remove"]), max_size=6)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_follows_what_was_decided_on_stays(acts):
    assessment = decided_of()
    kept = assessment.snapshots.get()

    for act in acts:
        fresh = reread(assessment)
        with contextlib.suppress(Refused):
            _do(act, fresh)

    now = reread(kept)
    assert (now.content, now.sha256, now.pdf_id) == (kept.content, kept.sha256, kept.pdf_id)
    assert AssessmentContent.model_validate_json(now.content).sha256 == now.sha256


def _do(act, assessment):
    values = {"version": assessment.version, "by": SYSTEM}
    if act == "light":
        assessing.save_grid(assessment, cells={}, recommendation="Uusi", today=TODAY, **values)
    elif act == "rename":
        assessing.describe_assessment(assessment, recommended=None, title_fi="Uusi nimi", today=TODAY, **values)
    elif act == "template":
        type(assessment.template).objects.filter(pk=assessment.template_id).update(name_fi="Toinen pohja")
    elif act == "body":
        assessing.add_alternative(assessment, name_fi="Kolmas", **values)
    elif act == "back":
        deciding.take_decision_back(assessment, reason="Virhe", today=TODAY, **values)
    elif act == "decide":
        decide(assessment)
    else:
        row = alternative_of(assessment)
        assessing.remove_alternative(row, version=row.version, reason="x", by=SYSTEM, today=TODAY)


def predicted(*, ask_on=date(2027, 5, 1), number=1, **values):
    """A decided assessment with a prediction of one of its alternatives; the first one was decided."""
    assessment = assessment_of(alternatives=("Suljetaan", "Yhdistetään"), **values)
    for one in (1, 2):
        effect = effect_of(alternative_of(assessment, one))
        if one == number:
            prediction = prediction_of(effect, ask_on=ask_on)
    made_ready(assessment)
    decide(assessment)
    return reread(prediction)


def test_a_prediction_of_what_was_decided_is_asked_again_as_a_task_and_a_gap():
    prediction = predicted()
    user = acting(prediction.home).user

    task = Task.objects.get()
    before = gaps_of(prediction.home, day=TODAY, user=user)
    found = gaps_of(prediction.home, day=LATER, user=user)

    assert (task.due, task.role, task.object_id) == (prediction.ask_on, "coordinator", prediction.pk)
    assert [gap.kind for gap in before if gap.model == "assessments.prediction"] == []
    assert [(gap.kind, gap.strength, gap.due) for gap in found if gap.model == "assessments.prediction"] == [
        ("prediction_due", "missing", prediction.ask_on)
    ]


def test_a_prediction_of_what_was_not_decided_is_not_asked():
    prediction = predicted(number=2)

    assert Task.objects.count() == 0
    assert list(due_predictions(prediction.home, user=acting(prediction.home).user, day=LATER)) == []


def test_a_judged_prediction_is_done():
    prediction = predicted()
    by = acting(prediction.home, "analyst")

    answer = predictions.answer_prediction(
        prediction, version=prediction.version, grade="partly", note="Matka piteni 20 minuuttia", by=by, today=LATER
    )

    assert (answer.grade, answer.day) == ("partly", LATER)
    assert Task.objects.get().done_at is not None
    assert list(due_predictions(prediction.home, user=by.user, day=LATER)) == []


def test_what_cannot_be_judged_yet_is_asked_again():
    prediction = predicted()

    predictions.answer_prediction(
        prediction,
        version=prediction.version,
        grade="cannot_say",
        note="Lukua ei ole vielä",
        ask_again=date(2028, 5, 1),
        by=SYSTEM,
        today=LATER,
    )

    assert reread(prediction).ask_on == date(2028, 5, 1)
    assert list(Task.objects.filter(done_at=None).values_list("due", flat=True)) == [date(2028, 5, 1)]


def test_a_prediction_is_not_judged_before_its_day_nor_twice():
    prediction = predicted()
    values = {"grade": "came_true", "note": "Näin kävi", "by": SYSTEM}

    with pytest.raises(Refused):
        predictions.answer_prediction(prediction, version=prediction.version, today=TODAY, **values)
    predictions.answer_prediction(prediction, version=prediction.version, today=LATER, **values)
    fresh = reread(prediction)
    with pytest.raises(Refused):
        predictions.answer_prediction(fresh, version=fresh.version, today=LATER, **values)

    assert PredictionAnswer.objects.count() == 1


def test_following_ends_when_everything_has_been_judged():
    prediction = predicted()
    assessment = reread(prediction.assessment)

    with pytest.raises(Refused):
        deciding.move_assessment(assessment, version=assessment.version, state="followed", by=SYSTEM)
    predictions.answer_prediction(
        prediction, version=prediction.version, grade="not", note="Ei muutosta", by=SYSTEM, today=LATER
    )
    fresh = reread(assessment)

    assert deciding.move_assessment(fresh, version=fresh.version, state="followed", by=SYSTEM).state == "followed"


def test_a_matter_without_an_assessment_is_a_gap_only_where_somebody_said_so():
    area = AreaFactory(kind="municipality")
    user = acting(area).user
    silent, needed, waived = (decision_of(area).matter for _ in range(3))
    hearing.judge_need(needed, version=1, verdict="needed", by=SYSTEM, today=TODAY)
    hearing.judge_need(waived, version=1, verdict="waived", reason="Pieni asia", by=SYSTEM, today=TODAY)

    def found():
        return [gap.record for gap in gaps_of(area, day=LATER, user=user) if gap.kind == "assessment_needed"]

    assert found() == [str(needed)]
    assert silent.assessment_needs.count() == 0
    assessment_of(area, matter=needed)
    assert found() == []


def test_a_hearing_past_its_day_is_a_gap_until_it_is_answered():
    assessment = assessment_of()
    heard = hearing.add_hearing(
        assessment, version=assessment.version, who="Lapset", asked_on=DAY, due=date(2026, 4, 1), by=SYSTEM, today=TODAY
    )
    user = acting(assessment.home).user

    def kinds():
        return [gap.kind for gap in gaps_of(assessment.home, day=TODAY, user=user) if gap.model.endswith("hearing")]

    assert kinds() == ["hearing_unanswered"]
    values = {"asked_on": DAY, "due": date(2026, 4, 1), "answered_on": TODAY, "statement_fi": "Ei huomautettavaa"}
    hearing.note_hearing(heard, version=heard.version, by=SYSTEM, today=TODAY, **values)
    assert kinds() == []


def test_a_visitor_judges_nothing():
    prediction = predicted()

    with pytest.raises(NotAllowed):
        predictions.answer_prediction(
            prediction, version=prediction.version, grade="not", note="x", by=Principal(), today=LATER
        )


@pytest.mark.parametrize("verb", ["effect assessed", "alternative added", "assessment described", "hearing added"])
def test_no_undo_changes_what_was_decided_on(verb):
    assessment = assessment_of()
    effect_of(alternative_of(assessment))
    fresh = reread(assessment)
    hearing.add_hearing(fresh, version=fresh.version, who="Lapset", asked_on=DAY, by=SYSTEM, today=TODAY)
    fresh = reread(assessment)
    assessing.describe_assessment(
        fresh, version=fresh.version, recommended=None, title_fi="Uusi", by=SYSTEM, today=TODAY
    )
    made_ready(assessment)
    decide(assessment)
    kept = content_of(reread(assessment)).sha256

    with pytest.raises(Refused):
        undo(AuditEntry.objects.filter(verb=verb).order_by("-pk").first(), by=SYSTEM)

    assert content_of(reread(assessment)).sha256 == kept


def test_a_judgement_given_by_mistake_is_undone_and_given_anew():
    prediction = predicted()
    values = {"note": "Näin kävi", "by": SYSTEM, "today": LATER}
    predictions.answer_prediction(prediction, version=prediction.version, grade="not", **values)

    undo(AuditEntry.objects.filter(verb="prediction judged").get(), by=SYSTEM)
    fresh = reread(prediction)
    predictions.answer_prediction(fresh, version=fresh.version, grade="came_true", **values)

    assert list(PredictionAnswer.objects.values_list("grade", flat=True)) == ["came_true"]
    assert Task.objects.get().done_at is not None
