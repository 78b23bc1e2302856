"""Whom to contact: the post's own public contact, and whom to ask next when there is none."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from hyte.core.accounts.rules import NotAllowed
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Refused
from hyte.core.exchange.planning import plan_load
from hyte.core.exchange.sheets import sheet_named
from hyte.governance.structure.models import Post, Unit
from hyte.governance.structure.operations.contacts import set_post_contact
from hyte.governance.structure.queries.contacts import contacts_of_body
from tests.factories import (
    DAY,
    AreaFactory,
    BodyFactory,
    MunicipalityFactory,
    OrganisationFactory,
    PersonFactory,
    SeatFactory,
    acting,
    member,
)

pytestmark = pytest.mark.django_db
PHONE = "+46 70 174 06 20"


@pytest.fixture
def area():
    return AreaFactory(key="paijat-hame")


@pytest.fixture
def organisation(area):
    return OrganisationFactory(home=area, hyte_page="https://alue.example/hyte")


def a_post(area, key, **values):
    return Post.objects.create(
        **{"key": key, "home": area, "title_fi": key.title(), "valid_from": date(2023, 1, 1), **values}
    )


def given(**values):
    return {"phone": "", "email": "", "contact_page": "", **values}


def test_a_contact_is_given_confirmed_seen_by_everyone_and_undone(area, client):
    today = timezone.localdate()
    post = a_post(area, "suunnittelija", holder=PersonFactory(home=area, name="Aino Esimerkki", phone="09 999"))
    by = acting(area)

    set_post_contact(post, version=1, **given(phone=PHONE, email="hyte@alue.example"), by=by, today=today)
    page = client.get(post.get_absolute_url()).content.decode()

    assert [text in page for text in ("tel:+46701740620", "mailto:hyte@alue.example", "Aino", "09 999")] == [
        True,
        True,
        False,
        False,
    ]
    post.refresh_from_db()
    assert post.contact_confirmed_on == today
    undo(AuditEntry.objects.get(verb="post contact given"), by=by)
    post.refresh_from_db()
    assert (post.has_contact, post.contact_confirmed_on) == (False, None)


def test_empty_fields_take_the_contact_away(area):
    post = a_post(area, "suunnittelija", phone=PHONE, contact_confirmed_on=DAY)

    set_post_contact(post, version=1, **given(), by=acting(area), today=DAY)

    post.refresh_from_db()
    assert (post.has_contact, post.contact_confirmed_on) == (False, None)


def test_an_ended_post_gets_no_contact(area):
    post = a_post(area, "suunnittelija", valid_until=DAY - timedelta(days=1))

    with pytest.raises(Refused):
        set_post_contact(post, version=1, **given(phone=PHONE), by=acting(area), today=DAY)


def test_another_areas_coordinator_may_not(area):
    with pytest.raises(NotAllowed):
        set_post_contact(a_post(area, "x"), version=1, **given(), by=acting(AreaFactory()), today=DAY)


def test_the_form_says_what_belongs_here_and_refuses_what_is_no_number(area, client):
    post = a_post(area, "suunnittelija")
    client.force_login(member(area, "secretary"))
    address = f"{post.get_absolute_url()}yhteystieto/"

    asked = client.get(address).content.decode()
    refused = client.post(address, {"version": 1, "phone": "soita Ainolle"})
    saved = client.post(address, {"version": 1, "email": "aino.esimerkki@alue.example"})

    assert 'name="contact_page"' in asked
    assert (refused.status_code, saved.status_code) == (422, 302)
    assert address in client.get(post.get_absolute_url()).content.decode()


@pytest.mark.parametrize("typed", ["ei osoite", "javascript:alert(1)", "ftp://alue.example/sivu"])
def test_what_is_no_address_is_told_in_one_sentence(area, client, typed):
    post = a_post(area, "suunnittelija")
    client.force_login(member(area, "secretary"))

    response = client.post(f"{post.get_absolute_url()}yhteystieto/", {"version": 1, "contact_page": typed})

    assert response.status_code == 422
    assert len(response.context["form"].errors["contact_page"]) == 1


def test_those_who_answer_come_in_order_and_those_without_a_contact_are_left_out(area, organisation):
    unit = Unit.objects.create(key="yksikko", home=area, organisation=organisation)
    presenter = a_post(area, "esittelija", email="esittelija@alue.example")
    secretary = a_post(area, "sihteeri", phone=PHONE)
    a_post(area, "muu", unit=unit)
    owner = a_post(area, "yksikon-virka", unit=unit, phone=PHONE)
    a_post(area, "paallikko", title_fi="Hyte-päällikkö", phone=PHONE)
    body = BodyFactory(home=area, period__presenter=presenter, period__owner_unit=unit, period__owner=organisation)
    seats = [
        SeatFactory(body=body, role="secretary", post=secretary),
        SeatFactory(body=body, role="member", post=owner),
    ]

    found = contacts_of_body(body, body.period_at(DAY), seats=seats, user=None, day=DAY)

    assert [contact.post for contact in found.posts] == [presenter, secretary, owner]
    assert (found.organisation, found.site) == (organisation, "https://alue.example/hyte")


def test_a_network_nobody_owns_leads_to_the_areas_coordinating_post_and_site(area, organisation, client):
    coordinator = a_post(area, "hyte", title_fi="Hyte-päällikkö", email="hyte@alue.example")
    body = BodyFactory(home=area)

    found = contacts_of_body(body, body.period_at(DAY), seats=[], user=None, day=DAY)
    page = client.get(body.get_absolute_url()).content.decode()

    assert ([contact.post for contact in found.posts], found.organisation) == ([coordinator], organisation)
    parts = [
        page.index(text) for text in ("hyte@alue.example", "https://alue.example/hyte", "/palaute/?sivu=", 'id="seats"')
    ]
    assert parts == sorted(parts)


def test_an_owner_that_has_ended_is_not_the_one_to_ask(area, organisation):
    ended = OrganisationFactory(home=area, kind="state", website="https://ely.example", valid_until=date(2025, 12, 31))
    body = BodyFactory(home=area, period__owner=ended)

    assert contacts_of_body(body, body.period_at(DAY), seats=[], user=None, day=DAY).organisation == organisation


def test_a_post_that_cannot_be_reached_is_named_when_there_is_no_other(area):
    coordinator = a_post(area, "hyte", title_fi="Hyte-päällikkö")
    body = BodyFactory(home=area)

    found = contacts_of_body(body, body.period_at(DAY), seats=[], user=None, day=DAY)

    assert [contact.post for contact in found.posts] == [coordinator]


def test_a_municipalitys_front_page_says_whom_to_contact(client):
    lahti = MunicipalityFactory(key="lahti")
    a_post(lahti, "koordinaattori", title_fi="Hyvinvointikoordinaattori", phone=PHONE)

    page = client.get("/lahti/").content.decode()

    assert page.index("tel:+46701740620") < page.index('id="aims"')


def test_a_load_names_what_is_no_contact(area):
    table = (
        "key,title,home,valid_from,phone,email,contact_confirmed_on\n"
        "a,A,paijat-hame,2023-01-01,soita,hyte(at)alue.example,2026-04-01\n"
        f"b,B,paijat-hame,2023-01-01,{PHONE},hyte@alue.example,2026-01-01\n"
    )

    plan = plan_load([(sheet_named("posts"), "posts.csv", table.encode())], by=acting(area), area=area, today=DAY)

    assert sorted((error.row, error.column) for error in plan.errors) == [
        (2, "contact_confirmed_on"),
        (2, "email"),
        (2, "phone"),
    ]


def test_the_open_data_gives_the_contact_and_never_the_holder(area, client):
    holder = PersonFactory(home=area, name="Aino Esimerkki")
    a_post(area, "suunnittelija", phone=PHONE, holder=holder, contact_confirmed_on=DAY)

    answer = client.get("/api/v1/posts?area=paijat-hame")

    assert answer.json()["items"][0]["phone"] == PHONE
    assert "Aino" not in answer.content.decode()
