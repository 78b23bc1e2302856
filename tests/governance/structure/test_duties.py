"""Duties: provision, carrier, next due day; who sees and does what."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from hyte.core.accounts.rules import NotAllowed
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.recording import Conflict, Refused
from hyte.governance.meetings.operations import record_evidence
from hyte.governance.structure.models import Provision
from hyte.governance.structure.operations.duties import change_carrier, mark_provision, set_next_due
from tests.factories import DAY, AreaFactory, BodyFactory, DutyFactory, acting, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return AreaFactory(key="paijat-hame")


def a_provision(area, **values):
    values = {"key": "laki-7", "act": "Laki", "section": "7 §", "kind": "law", "valid_from": date(2023, 1, 1)} | values
    return Provision.objects.create(home=area, **values)


def test_mark_provision_read_and_then_confirmed_by_a_role(area):
    provision, by = a_provision(area), acting(area)

    mark_provision(provision, version=1, status="read", day=DAY, by=by, today=DAY)
    mark_provision(provision, version=2, status="confirmed", day=DAY, role="lakimies", by=by, today=DAY)

    provision.refresh_from_db()
    assert (provision.status, provision.status_on, provision.status_by) == ("confirmed", DAY, "lakimies")
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["provision read", "provision confirmed"]


@pytest.mark.parametrize(
    "values",
    [
        {"status": "confirmed", "day": DAY, "role": "lakimies"},
        {"status": "read", "day": DAY + timedelta(days=1)},
        {"status": "cited", "day": DAY},
    ],
)
def test_mark_provision_refuses_what_makes_no_sense(area, values):
    provision = a_provision(area)

    with pytest.raises(Refused) as refusal:
        mark_provision(provision, version=1, by=acting(area), today=DAY, **values)

    assert str(refusal.value).endswith(".")
    assert not AuditEntry.objects.exists()


def test_set_next_due_waits_until_the_provision_is_read(area):
    provision, by = a_provision(area), acting(area)
    duty = DutyFactory(home=area, provision=provision)
    due = DAY + timedelta(days=100)

    with pytest.raises(Refused):
        set_next_due(duty, version=1, day=due, by=by, today=DAY)
    mark_provision(provision, version=1, status="read", day=DAY, by=by, today=DAY)
    set_next_due(duty, version=1, day=due, by=by, today=DAY)

    duty.refresh_from_db()
    assert duty.next_due == due


def test_set_next_due_refuses_a_past_day_and_a_stale_version(area):
    by = acting(area)
    duty = DutyFactory(home=area, provision=a_provision(area, status="read"))

    with pytest.raises(Refused):
        set_next_due(duty, version=1, day=DAY - timedelta(days=1), by=by, today=DAY)
    set_next_due(duty, version=1, day=DAY, by=by, today=DAY)
    with pytest.raises(Conflict):
        set_next_due(duty, version=1, day=DAY, by=by, today=DAY)


def test_change_carrier_refuses_nobody_an_ended_body_and_the_same(area):
    by, duty = acting(area), DutyFactory(home=area)
    ended = BodyFactory(home=area, period__valid_until=date(2024, 1, 1))
    body = BodyFactory(home=area)

    for carrier in (None, ended):
        with pytest.raises(Refused):
            change_carrier(duty, version=1, body=carrier, by=by, today=DAY)
    change_carrier(duty, version=1, body=body, by=by, today=DAY)
    with pytest.raises(Refused):
        change_carrier(duty, version=2, body=body, by=by, today=DAY)

    duty.refresh_from_db()
    assert duty.body == body


@pytest.mark.parametrize("role", ["reader", "analyst", "professional", "auditor"])
def test_only_keepers_of_the_same_area_change_duties(area, role):
    duty, body = DutyFactory(home=area), BodyFactory(home=area)

    for by in (acting(area, role), acting(AreaFactory())):
        with pytest.raises(NotAllowed):
            change_carrier(duty, version=1, body=body, by=by, today=DAY)


def test_state_of_evidence_is_for_the_areas_own_workers(area, client):
    duty = DutyFactory(home=area)
    sentence = "no evidence in this system"
    texts = {}
    for name, user in {"visitor": None, "other": member(AreaFactory()), "own": member(area)}.items():
        client.logout()
        if user:
            client.force_login(user)
        texts[name] = client.get("/en/paijat-hame/tehtavat/").content.decode()

    assert {name: sentence in text for name, text in texts.items()} == {
        "visitor": False,
        "other": False,
        "own": True,
    }
    assert all(str(duty) in text for text in texts.values())


def test_duties_list_has_a_fixed_number_of_queries(area, client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(member(area))
    provision = a_provision(area)
    counts = []
    for more in (1, 29):
        for _number in range(more):
            duty = DutyFactory(home=area, provision=provision, body=BodyFactory(home=area))
            record_evidence(
                duty,
                day=DAY,
                title="Muistio",
                link="https://example.org/a",
                by=acting(area),
                today=timezone.localdate(),
            )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/paijat-hame/tehtavat/").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_filters_keep_what_matches_and_what_stands_above_it(area, client):
    body = BodyFactory(home=area)
    parent = DutyFactory(home=area, title_fi="Ylempi")
    DutyFactory(home=area, title_fi="Alempi", parent=parent, body=body)
    DutyFactory(home=area, title_fi="Muu")

    text = client.get(f"/paijat-hame/tehtavat/?toteuttaja=body:{body.key}").content.decode()

    assert ("Ylempi" in text, "Alempi" in text, ">Muu<" in text) == (True, True, False)


def test_duty_form_shows_the_refusal_in_words(area, client):
    client.force_login(member(area))
    duty = DutyFactory(home=area)

    answer = client.post(f"/paijat-hame/tehtavat/{duty.key}/maaraaika/", {"version": 1, "day": "2030-01-01"})

    assert answer.status_code == 422
    duty.refresh_from_db()
    assert duty.next_due is None
