from datetime import date, timedelta

import pytest
from django.urls import reverse

from hyte.core.audit.recording import Refused
from hyte.core.thread.gaps import MISSING, UNKNOWN, gaps_of
from hyte.core.thread.operations import accept_gap
from hyte.governance.structure.models import Body, Post, SteeringDocument, Theme
from tests.factories import (
    DAY,
    AreaFactory,
    BodyFactory,
    DutyFactory,
    FocusAreaFactory,
    PersonFactory,
    SeatFactory,
    acting,
    member,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return AreaFactory()


@pytest.fixture
def user(area):
    return member(area)


def kinds(area, user, strength=None, day=DAY):
    found = gaps_of(area, day=day, user=user)
    return [gap.kind for gap in found if strength in (None, gap.strength)]


def test_a_confirmed_body_without_a_mandate_is_missing_it(area, user):
    BodyFactory(home=area, confirmed_on=DAY)

    assert set(kinds(area, user, MISSING)) == {"body_without_mandate", "body_without_owner", "body_without_seats"}
    assert kinds(area, user, UNKNOWN) == []


def test_what_nobody_has_confirmed_is_not_known_and_is_one_line_a_kind(area, user):
    for _ in range(5):
        BodyFactory(home=area, confirmed_on=None)
    BodyFactory(home=area, confirmed_on=DAY - timedelta(days=400))

    unknown = [gap for gap in gaps_of(area, day=DAY, user=user) if gap.strength == UNKNOWN]

    assert kinds(area, user, MISSING) == []
    assert sorted((gap.kind, gap.count) for gap in unknown) == [
        ("body_without_mandate", 6),
        ("body_without_owner", 6),
        ("body_without_seats", 6),
        ("unconfirmed", 6),
    ]
    assert all(gap.verb for gap in unknown)


def test_each_gap_of_the_register_is_found(area, user):
    person = PersonFactory(home=area, email="a@example.org", contact_expires_on=date(2025, 1, 1))
    body = BodyFactory(
        home=area, period__permanence="fixed_term", period__ends_on=date(2025, 12, 31), period__mandate_fi="x"
    )
    SeatFactory(body=body, confirmed_on=DAY)
    Post.objects.create(
        key="virka", home=area, title_fi="Virka", is_fixed_term=True, valid_from="2025-01-01", valid_until=DAY
    )
    DutyFactory(home=area, confirmed_on=DAY, frequency="yearly")
    FocusAreaFactory(home=area, confirmed_on=DAY)
    SteeringDocument.objects.create(
        key="vanha", home=area, name_fi="Vanha", kind="plan", valid_from="2020-01-01", period_end=date(2025, 12, 31)
    )
    Theme.objects.create(
        key="karki", home=area, name_fi="Kärki", set_name="Kärjet", valid_from="2020-01-01", valid_until="2025-12-31"
    )

    found = set(kinds(area, user, MISSING))

    assert found >= {
        "body_past_its_end",
        "vacant_seat",
        "post_ending",
        "duty_without_body",
        "duty_without_evidence",
        "focus_without_network",
        "focus_without_counterpart",
        "document_out_of_period",
        "themes_without_successor",
        "personal_data_expired",
    }
    assert person.pk in [gap.object_id for gap in gaps_of(area, day=DAY, user=user)]


def test_missing_comes_first_then_the_nearest_day_then_the_law(area, user):
    DutyFactory(home=area, confirmed_on=DAY, frequency="yearly")
    BodyFactory(home=area, period__permanence="fixed_term", period__ends_on=date(2025, 12, 31))
    BodyFactory(home=area, confirmed_on=None)

    found = gaps_of(area, day=DAY, user=user)

    assert found[0].kind == "body_past_its_end"
    assert found[1].kind == "duty_without_evidence"
    assert found[-1].strength == UNKNOWN


def test_an_accepted_gap_is_off_the_list_until_its_day(area, user):
    by = acting(area)
    body = BodyFactory(home=area, confirmed_on=DAY)
    until = DAY + timedelta(days=30)
    with pytest.raises(Refused):
        accept_gap(area, kind="x", model="structure.body", object_id=body.pk, reason=" ", until=until, by=by, today=DAY)

    accept_gap(
        area,
        kind="body_without_mandate",
        model="structure.body",
        object_id=body.pk,
        reason="Toimeksianto päätetään syksyllä",
        until=until,
        by=by,
        today=DAY,
    )

    assert "body_without_mandate" not in kinds(area, user)
    assert "body_without_mandate" in kinds(area, user, day=until + timedelta(days=1))


def test_gaps_of_another_area_are_not_told(area):
    BodyFactory(home=area, confirmed_on=DAY)

    assert kinds(AreaFactory(), member(AreaFactory())) == []


def test_the_page_is_for_the_areas_workers(client, area, user):
    address = reverse("thread:gaps", args=[area])
    Body.objects.all().delete()

    assert client.get(address).status_code == 302
    client.force_login(member(AreaFactory()))
    assert client.get(address).status_code == 403
    client.force_login(user)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_takes_the_same_queries_for_one_body_and_for_thirty(area, user, number, django_assert_max_num_queries):
    for _ in range(number):
        body = BodyFactory(home=area, confirmed_on=DAY)
        SeatFactory(body=body)
        DutyFactory(home=area, body=body)
        FocusAreaFactory(home=area)

    with django_assert_max_num_queries(24):
        gaps_of(area, day=DAY, user=user)
