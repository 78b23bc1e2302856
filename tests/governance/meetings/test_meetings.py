"""Meetings, matters, decisions and evidence: what is allowed, refused, recorded, and shown to whom."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hyte.core.accounts.rules import NotAllowed
from hyte.core.areas.text import shown_day
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Conflict, Refused
from hyte.core.thread.facts import latest_evidence
from hyte.governance.meetings.models import Evidence
from hyte.governance.meetings.operations import (
    cancel_meeting,
    close_matter,
    decide,
    hold_meeting,
    open_matter,
    plan_meeting,
    publish_evidence,
    record_evidence,
    reopen_matter,
    replan_meeting,
    withdraw_evidence,
)
from tests.factories import DAY, AreaFactory, BodyFactory, DutyFactory, acting, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return AreaFactory(key="paijat-hame")


@pytest.fixture
def body(area):
    return BodyFactory(home=area)


def a_held_meeting(body, by, day=DAY):
    meeting = plan_meeting(body, day=day, by=by, today=day)
    return hold_meeting(meeting, version=meeting.version, by=by, today=day)


def a_matter(area, by, **values):
    return open_matter(area, by=by, today=DAY, **({"title": "Asia", "opened": DAY} | values))


def test_meeting_goes_from_planned_to_held_and_no_further(body, area):
    by = acting(area)
    meeting = a_held_meeting(body, by)

    assert meeting.state == "held"
    with pytest.raises(Refused):
        cancel_meeting(meeting, version=meeting.version, by=by)
    with pytest.raises(Refused):
        replan_meeting(meeting, version=meeting.version, day=DAY, by=by)
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["meeting planned", "meeting held"]


def test_meeting_refuses_two_on_a_day_a_future_held_and_an_ended_body(body, area):
    by = acting(area)
    meeting = plan_meeting(body, day=DAY, by=by, today=DAY)
    ended = BodyFactory(home=area, period__valid_until=date(2024, 1, 1))

    with pytest.raises(Refused):
        plan_meeting(body, day=DAY, by=by, today=DAY)
    with pytest.raises(Refused):
        plan_meeting(ended, day=DAY, by=by, today=DAY)
    with pytest.raises(Refused):
        hold_meeting(meeting, version=1, by=by, today=DAY - timedelta(days=1))
    cancel_meeting(meeting, version=1, reason="este", by=by)
    with pytest.raises(Conflict):
        replan_meeting(meeting, version=1, day=DAY, by=by)
    meeting.refresh_from_db()
    assert replan_meeting(meeting, version=meeting.version, day=DAY, by=by).state == "planned"


def test_a_secretary_limited_to_a_body_keeps_only_its_meetings(body, area):
    by = acting(area, "secretary", limit_model="structure.body", limit_key=body.key)

    assert a_held_meeting(body, by).state == "held"
    assert a_matter(area, by, body=body).body == body
    with pytest.raises(NotAllowed):
        plan_meeting(BodyFactory(home=area), day=DAY, by=by, today=DAY)
    with pytest.raises(NotAllowed):
        a_matter(area, by)


def test_decide_closes_the_matter_and_reopening_needs_a_reason(body, area):
    by = acting(area)
    matter, meeting = a_matter(area, by, body=body, case_number="D/1/2026"), a_held_meeting(body, by)

    decision = decide(
        matter, version=1, meeting=meeting, verb="approved", text="Hyväksyttiin", closes=True, by=by, today=DAY
    )

    matter.refresh_from_db()
    assert (decision.day, matter.state, matter.closed) == (DAY, "closed", DAY)
    with pytest.raises(Refused):
        decide(matter, version=matter.version, meeting=meeting, verb="noted", by=by, today=DAY)
    with pytest.raises(Refused):
        reopen_matter(matter, version=matter.version, reason="", by=by)
    assert reopen_matter(matter, version=matter.version, reason="uusi tieto", by=by).state == "open"


def test_decide_refuses_what_makes_no_sense(body, area):
    by = acting(area)
    matter = a_matter(area, by, body=body)
    planned = plan_meeting(body, day=DAY, by=by, today=DAY)
    others = a_held_meeting(BodyFactory(home=area), by)
    early = a_held_meeting(body, by, DAY - timedelta(days=10))

    for meeting in (planned, others, early):
        with pytest.raises(Refused):
            decide(matter, version=1, meeting=meeting, verb="approved", by=by, today=DAY)
    held = hold_meeting(planned, version=1, by=by, today=DAY)
    with pytest.raises(Refused):
        decide(matter, version=1, meeting=held, verb="approved", remove_on=DAY, by=by, today=DAY)


def test_matter_refuses_a_future_day_a_used_number_and_closing_before_opening(area):
    by = acting(area)
    matter = a_matter(area, by, case_number="D/1/2026")

    with pytest.raises(Refused):
        a_matter(area, by, case_number="d/1/2026")
    with pytest.raises(Refused):
        a_matter(area, by, opened=DAY + timedelta(days=1))
    with pytest.raises(Refused):
        close_matter(matter, version=1, day=DAY - timedelta(days=1), by=by, today=DAY)
    assert close_matter(matter, version=1, day=DAY, by=by, today=DAY).closed == DAY


def test_a_removed_decision_is_shown_to_workers_only(body, area, client):
    by, today = acting(area), timezone.localdate()
    matter, meeting = a_matter(area, by, body=body), a_held_meeting(body, by)
    decision = decide(matter, version=1, meeting=meeting, verb="approved", text="Poistuva teksti", by=by, today=DAY)
    type(decision).objects.update(remove_on=today)
    pages = [f"/paijat-hame/asiat/{matter.key}/", f"/paijat-hame/kokoukset/{meeting.key}/", "/paijat-hame/paatokset/"]
    seen = {}
    for name, user in {"visitor": None, "other": member(AreaFactory()), "own": member(area)}.items():
        client.logout()
        if user:
            client.force_login(user)
        seen[name] = {"Poistuva teksti" in client.get(page).content.decode() for page in pages}

    assert seen == {"visitor": {False}, "other": {False}, "own": {True}}


def test_evidence_is_for_workers_until_published_and_gone_when_withdrawn(area, client):
    duty, by = DutyFactory(home=area), acting(area)
    own, other = member(area), member(AreaFactory())
    evidence = record_evidence(duty, day=DAY, title="Muistio", link="https://example.org/m", by=by, today=DAY)

    def known(user):
        return [fact.title for fact in latest_evidence(user, "structure.duty", [duty.pk]).values()]

    assert (known(own), known(other), known(None)) == (["Muistio"], [], [])
    evidence = publish_evidence(evidence, version=1, by=by)
    assert (known(other), known(None)) == (["Muistio"], ["Muistio"])
    evidence = withdraw_evidence(evidence, version=2, reason="väärä tehtävä", by=by, today=DAY)
    assert known(own) == []
    undo(AuditEntry.objects.get(verb="evidence withdrawn"), by=by)
    assert known(own) == ["Muistio"]


def test_invented_evidence_and_meetings_are_marked_wherever_they_are_told_of(area, body, client):
    duty, by = DutyFactory(home=area, body=body), acting(area)
    Evidence.objects.filter(
        pk=record_evidence(duty, day=DAY, title="Muistio", link="https://example.org/m", by=by, today=DAY).pk
    ).update(is_example=True)
    meeting = a_held_meeting(body, by)
    type(meeting).objects.update(is_example=True)
    client.force_login(member(area))
    mark = 'data-color="warning" data-variant="outline"'

    def marks(address, *, after):
        page = client.get(address).content.decode()
        return [mark in rest[:200] for rest in page.split(after)[1:]]

    assert marks(body.get_absolute_url(), after=f"Muistio, {shown_day(DAY)}</a>") == [True]
    assert marks(duty.get_absolute_url(), after=f"Muistio</a>, {shown_day(DAY)}") == [True]
    assert marks(duty.home.get_absolute_url() + "tehtavat/", after=f"Muistio</a>, {shown_day(DAY)}") == [True]
    assert marks(body.get_absolute_url(), after=f"{shown_day(DAY)}</a></dd>") == []
    assert marks(body.get_absolute_url(), after='<span class="quiet">kokous</span>') == [True]


def test_evidence_refuses_the_future_strangers_and_a_missing_reason(area):
    duty, by = DutyFactory(home=area), acting(area)

    with pytest.raises(Refused):
        record_evidence(duty, day=DAY + timedelta(days=1), title="Muistio", by=by, today=DAY)
    for stranger in (acting(AreaFactory()), acting(area, "reader")):
        with pytest.raises(NotAllowed):
            record_evidence(duty, day=DAY, title="Muistio", by=stranger, today=DAY)
    evidence = record_evidence(duty, day=DAY, title="Muistio", by=by, today=DAY)
    with pytest.raises(Refused):
        withdraw_evidence(evidence, version=1, reason="", by=by, today=DAY)
    with pytest.raises(Conflict):
        publish_evidence(evidence, version=7, by=by)


def test_evidence_form_keeps_a_file_for_workers(area, client):
    duty = DutyFactory(home=area)
    client.force_login(member(area))
    address = f"/paijat-hame/naytto/uusi/tehtava/{duty.key}/"
    upload = SimpleUploadedFile("muistio.txt", b"Muistio", content_type="text/plain")

    answer = client.post(address, {"title": "Muistio", "day": "2026-03-01", "file": upload})

    assert answer.status_code == 302
    evidence = Evidence.objects.get()
    assert evidence.file.name == "muistio.txt"
    page = f"/paijat-hame/tehtavat/{duty.key}/"
    assert evidence.file.key in client.get(page).content.decode()
    client.logout()
    assert evidence.file.key not in client.get(page).content.decode()


@pytest.mark.parametrize("address", ["kokoukset", "asiat", "paatokset"])
def test_lists_have_a_fixed_number_of_queries(area, client, address):
    by = acting(area)
    client.force_login(member(area))
    counts = []
    for more in (1, 29):
        for _number in range(more):
            body = BodyFactory(home=area)
            matter = a_matter(area, by, body=body)
            decide(matter, version=1, meeting=a_held_meeting(body, by), verb="noted", by=by, today=DAY)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/paijat-hame/{address}/").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]
