"""The bodies on a report's path."""

from datetime import date, timedelta

import pytest

from hyte.core.accounts.rules import SYSTEM, NotAllowed
from hyte.core.audit.recording import Refused
from hyte.governance.meetings.models import Matter
from hyte.governance.meetings.operations import decide, hold_meeting, open_matter, plan_meeting
from hyte.planning.reports.operations import handling
from hyte.planning.reports.queries.freezing import deciding_steps
from hyte.planning.reports.queries.handling import returned_by
from tests.factories import AreaFactory, BodyFactory, MunicipalityFactory, acting
from tests.factories.reports import TODAY, report_of

pytestmark = pytest.mark.django_db
ASKED = date(2026, 4, 1)


def reread(row):
    return type(row)._base_manager.get(pk=row.pk)


def step_of(report=None, role="heard", body=None):
    report = reread(report or report_of())
    body = body or BodyFactory(home=report.home)
    return handling.add_step(report, version=report.version, body=body, role=role, by=SYSTEM, today=TODAY)


def test_bodies_follow_one_another_on_the_path():
    report = report_of()

    steps = [step_of(report, role) for role in ("prepares", "heard", "decides")]

    assert [(step.order, step.role) for step in steps] == [(1, "prepares"), (2, "heard"), (3, "decides")]


def test_a_body_stands_on_the_path_once_in_one_part():
    report = report_of()
    body = BodyFactory(home=report.home)
    step_of(report, "heard", body)

    with pytest.raises(Refused):
        step_of(report, "heard", body)

    assert step_of(report, "decides", body).order == 2


def test_a_body_of_an_area_that_has_no_part_is_refused():
    with pytest.raises(Refused):
        step_of(report_of(), body=BodyFactory(home=MunicipalityFactory()))


def test_the_regions_report_goes_through_the_municipalities_bodies_each_kept_at_home():
    county = AreaFactory()
    municipality = MunicipalityFactory(county=county)
    report = report_of(county)

    step = step_of(report, "handles", BodyFactory(home=municipality))

    assert step.home == municipality
    asked = handling.ask_body(step, version=step.version, asked_on=ASKED, by=acting(municipality), today=TODAY)
    assert asked.asked_on == ASKED
    with pytest.raises(NotAllowed):
        handling.ask_body(asked, version=asked.version, asked_on=ASKED, by=acting(county), today=TODAY)


def test_a_body_is_asked_and_its_statement_and_effect_are_kept():
    step = step_of()
    by = acting(step.home, "secretary")
    due = ASKED + timedelta(days=14)

    asked = handling.ask_body(step, version=step.version, asked_on=ASKED, due=due, by=by, today=TODAY)
    noted = handling.note_statement(
        asked,
        version=asked.version,
        answered_on=TODAY,
        statement=" Nuoret haluavat iltabussin. ",
        effect="Lisättiin liikenteen kohta.",
        by=by,
        today=TODAY,
    )

    assert (noted.asked_on, noted.due, noted.answered_on) == (ASKED, due, TODAY)
    assert (noted.statement, noted.effect) == ("Nuoret haluavat iltabussin.", "Lisättiin liikenteen kohta.")


@pytest.mark.parametrize(("asked_on", "due"), [(TODAY + timedelta(days=1), None), (ASKED, ASKED - timedelta(days=1))])
def test_days_that_cannot_be_are_refused(asked_on, due):
    step = step_of()

    with pytest.raises(Refused):
        handling.ask_body(step, version=step.version, asked_on=asked_on, due=due, by=SYSTEM, today=TODAY)

    assert reread(step).asked_on is None


def test_a_statement_needs_words_and_a_question_before_it():
    step = step_of()
    values = {"answered_on": TODAY, "by": SYSTEM, "today": TODAY}

    with pytest.raises(Refused):
        handling.note_statement(step, version=step.version, statement="Ei huomautettavaa", **values)
    asked = handling.ask_body(step, version=step.version, asked_on=ASKED, by=SYSTEM, today=TODAY)
    with pytest.raises(Refused):
        handling.note_statement(asked, version=asked.version, statement="  ", **values)

    assert reread(step).answered_on is None


def test_why_a_body_was_not_asked_is_said_of_those_that_could_be_heard():
    heard, decides = step_of(), step_of(role="decides")

    said = handling.say_why_not_asked(
        heard, version=heard.version, reason="Lausunto saatiin jo suunnitelmasta", by=SYSTEM
    )
    with pytest.raises(Refused):
        handling.say_why_not_asked(decides, version=decides.version, reason="Kiire", by=SYSTEM)
    asked = handling.ask_body(said, version=said.version, asked_on=ASKED, by=SYSTEM, today=TODAY)

    assert said.not_asked_reason == "Lausunto saatiin jo suunnitelmasta"
    assert asked.not_asked_reason == ""  # asking makes the reason void


def test_a_body_is_taken_off_the_path_only_before_it_is_asked():
    step, asked = step_of(), step_of()
    asked = handling.ask_body(asked, version=asked.version, asked_on=ASKED, by=SYSTEM, today=TODAY)

    gone = handling.remove_step(step, version=step.version, reason="Väärä toimielin", by=SYSTEM, today=TODAY)
    with pytest.raises(Refused):
        handling.remove_step(asked, version=asked.version, reason="Väärä toimielin", by=SYSTEM, today=TODAY)

    assert gone.withdrawn_on == TODAY
    assert reread(asked).withdrawn_on is None


def test_a_step_is_tied_to_its_bodys_case_and_decision():
    step = step_of(role="decides")
    body = step.body
    matter = open_matter(
        step.home, title="Hyvinvointiraportti", body=body, opened=ASKED, case_number="12/2026", by=SYSTEM, today=TODAY
    )
    meeting = plan_meeting(body, day=ASKED + timedelta(days=7), by=SYSTEM, today=ASKED)
    meeting = hold_meeting(meeting, version=meeting.version, by=SYSTEM, today=TODAY)
    decision = decide(matter, version=matter.version, meeting=meeting, verb="approved", by=SYSTEM, today=TODAY)

    tied = handling.tie_to_case(step, version=step.version, matter=matter, decision=decision, by=SYSTEM)

    assert (tied.matter.case_number, tied.decision.verb) == ("12/2026", "approved")
    with pytest.raises(Refused):  # what was decided stays on the path
        handling.tie_to_case(tied, version=tied.version, matter=matter, by=SYSTEM)


def test_another_bodys_matter_is_not_tied():
    step = step_of(role="decides")
    other = BodyFactory(home=step.home)
    matter = open_matter(step.home, title="Muu asia", body=other, opened=ASKED, by=SYSTEM, today=TODAY)

    with pytest.raises(Refused):
        handling.tie_to_case(step, version=step.version, matter=matter, by=SYSTEM)

    assert Matter.objects.filter(report_steps=step).count() == 0


def note_decision(step, **values):
    told = {"verb": "approved", "day": TODAY, "case_number": "12/2026", "by": SYSTEM, "today": TODAY, **values}
    return handling.note_decision(step, version=step.version, **told)


def test_a_decision_written_down_brings_its_matter_and_meeting_into_the_register():
    step = step_of(role="decides")

    decided = note_decision(step, text="Hyväksyttiin.")

    decision = decided.decision
    assert (decision.verb, decision.day, decision.text, decision.matter) == (
        "approved",
        TODAY,
        "Hyväksyttiin.",
        decided.matter,
    )
    assert (decided.matter.title, decided.matter.case_number) == (str(step.report), "12/2026")
    assert (decision.meeting.state, decision.meeting.body) == ("held", step.body)


def test_a_decision_is_noted_of_the_meeting_and_in_the_matter_that_are_there():
    step = step_of(role="decides")
    matter = open_matter(
        step.home, title="Kertomus", body=step.body, opened=ASKED, case_number="12/2026", by=SYSTEM, today=TODAY
    )
    meeting = plan_meeting(step.body, day=TODAY, by=SYSTEM, today=TODAY)

    returned = note_decision(step, verb="returned", case_number="12/2026")
    approved = note_decision(returned, day=TODAY, case_number="")

    assert [one.matter for one in (returned, approved)] == [matter, matter]
    assert [one.decision.meeting for one in (returned, approved)] == [meeting, meeting]
    assert [one.decision.verb for one in (returned, approved)] == ["returned", "approved"]


def test_a_report_that_was_returned_and_approved_later_tells_both():
    step = step_of(role="decides")
    returned = note_decision(step, verb="returned", day=TODAY - timedelta(days=20))

    approved = note_decision(returned, day=TODAY, case_number="")

    path = list(step.report.steps.order_by("order"))
    assert path == [returned, approved]
    assert [(one.decision.verb, one.decision.day) for one in path] == [
        ("returned", TODAY - timedelta(days=20)),
        ("approved", TODAY),
    ]
    assert (approved.matter, approved.body, approved.role) == (returned.matter, step.body, "decides")
    assert returned_by([returned]) == [returned]
    assert returned_by(path) == []
    assert list(deciding_steps(step.report)) == [approved]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"day": TODAY + timedelta(days=1)}, Refused),
        ({"role": "reader"}, NotAllowed),
        ({"role": "official"}, NotAllowed),
    ],
)
def test_a_decision_to_come_and_one_by_whoever_does_not_keep_the_handling_are_refused(values, error):
    step = step_of(role="decides")
    by = acting(step.home, values["role"]) if "role" in values else SYSTEM

    with pytest.raises(error):
        note_decision(step, by=by, **{name: value for name, value in values.items() if name == "day"})

    assert (reread(step).decision, Matter.objects.count()) == (None, 0)
