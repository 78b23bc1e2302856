"""A visitor's page is kept until something is recorded, and holds nothing of its reader."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hyte.core.accounts.rules import SYSTEM
from hyte.core.audit.kept import computed, state_of_records
from hyte.core.audit.models import AuditEntry
from hyte.core.search.index import index_rows
from hyte.core.tasks.operations.personal_data import erase_person
from hyte.governance.structure.models import Body, Person
from hyte.governance.structure.operations.bodies import rename_body
from tests.factories import AreaFactory, BodyFactory, PersonFactory, SeatFactory, UserFactory, acting, member

pytestmark = pytest.mark.django_db
OF_THE_STATE = 1  # the question that tells whether anything was recorded


@pytest.fixture
def visitor(settings):
    settings.KEPT_PAGES = 3
    computed.clear()
    yield Client()
    computed.clear()


def questions(client, address, **headers):
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address, headers=headers)
    assert response.status_code == 200
    return len(asked), response.content.decode()


def test_a_page_read_again_is_not_made_again_and_is_the_same(visitor):
    body = BodyFactory()
    address = body.get_absolute_url()

    _first, made = questions(visitor, address)
    again, kept = questions(visitor, address)

    assert (again, kept) == (OF_THE_STATE, made)


def test_what_is_recorded_is_seen_at_once(visitor):
    body = BodyFactory(period__name="Vanha nimi")
    visitor.get(body.get_absolute_url())

    rename_body(body, name="Uusi nimi", day=date(2026, 1, 1), by=acting(body.home), version=body.version)

    page = visitor.get(body.get_absolute_url()).content.decode()
    assert '<h1 class="ds-heading" data-size="lg">Uusi nimi</h1>' in page


def test_an_act_numbered_early_and_committed_late_changes_the_state():
    area = AreaFactory()
    entries = [AuditEntry(at="2026-01-01T00:00Z", verb="confirmed", area=area, model="m", pk=pk) for pk in (11, 12)]
    AuditEntry.objects.bulk_create(entries)
    before = state_of_records()

    AuditEntry.objects.create(at="2026-01-01T00:00Z", verb="confirmed", area=area, model="m", pk=10)

    assert state_of_records() != before


def test_a_workers_page_is_neither_kept_nor_given_to_a_visitor(visitor):
    body = BodyFactory()
    worker = Client()
    worker.force_login(member(body.home))
    address = body.get_absolute_url()

    worker.get(address)
    visitors_first, _page = questions(visitor, address)
    questions(visitor, address)
    workers_later, page = questions(worker, address)

    assert visitors_first > OF_THE_STATE
    assert workers_later > OF_THE_STATE
    assert reverse("audit:history", args=[body.home, "structure.body", body.key]) in page


def test_a_form_with_its_token_is_made_anew(visitor):
    address = reverse("portal:feedback", args=[AreaFactory()])

    questions(visitor, address)

    assert questions(visitor, address)[0] > OF_THE_STATE


def test_a_part_of_a_page_is_not_given_for_the_whole(visitor):
    body = BodyFactory()
    address = reverse("structure:bodies", args=[body.home])

    _count, part = questions(visitor, address, **{"HX-Request": "true"})
    _count, whole = questions(visitor, address)

    assert "<html" not in part
    assert "<html" in whole


def test_each_language_and_query_has_its_own(visitor):
    body = BodyFactory()
    address = reverse("structure:bodies", args=[body.home])

    pages = [visitor.get(asked).content for asked in (address, "/sv" + address, f"{address}?laji=board", address)]

    assert pages[0] == pages[3]
    assert len(set(pages)) == 3


def test_a_missing_page_is_not_kept(visitor):
    area = AreaFactory()
    address = reverse("structure:body", args=[area, "jokin"])
    assert visitor.get(address).status_code == 404

    BodyFactory(home=area, key="jokin")

    assert visitor.get(address).status_code == 200
    assert Body.objects.count() == 1


def test_the_page_unread_for_longest_gives_way(visitor):
    bodies = [BodyFactory() for _ in range(4)]
    addresses = [body.get_absolute_url() for body in bodies]

    for address in addresses:
        visitor.get(address)

    assert questions(visitor, addresses[-1])[0] == OF_THE_STATE
    assert questions(visitor, addresses[0])[0] > OF_THE_STATE


def test_nothing_is_kept_where_none_are_asked_for(settings):
    settings.KEPT_PAGES = 0
    client, body = Client(), BodyFactory()

    client.get(body.get_absolute_url())

    assert questions(client, body.get_absolute_url())[0] > OF_THE_STATE


def test_an_erased_persons_name_is_on_no_kept_page(visitor):
    seat = SeatFactory(person=PersonFactory(name="Keksitty Nimi"), publicity="name", body__key="ryhma")
    account = UserFactory()
    Person.objects.filter(pk=seat.person_id).update(user=account)
    index_rows([Person.objects.get(pk=seat.person_id)])
    address = seat.body.get_absolute_url()
    assert "Keksitty Nimi" in visitor.get(address).content.decode()

    erase_person(account, by=SYSTEM, today=date(2026, 3, 1))

    assert "Keksitty Nimi" not in visitor.get(address).content.decode()
