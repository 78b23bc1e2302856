from datetime import date

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hyte.core.audit.models import AuditEntry
from hyte.core.search.index import reindex
from hyte.governance.structure.models import Body, Confirmation
from hyte.governance.structure.operations.bodies import rename_body
from tests.factories import AreaFactory, BodyFactory, FocusAreaFactory, PersonFactory, SeatFactory, acting, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return AreaFactory()


def act(area, body, word):
    return reverse("structure:body-act", args=[area, body.key, word])


def test_the_list_takes_the_same_queries_for_one_body_and_for_thirty(client, area):
    counts = []
    client.get(reverse("structure:bodies", args=[area]))
    for number in (1, 29):
        for _ in range(number):
            body = BodyFactory(home=area, period__parent=BodyFactory(home=area) if number == 1 else None)
            body.focus_areas.add(FocusAreaFactory(home=area))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("structure:bodies", args=[area]))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_page_takes_the_same_queries_for_one_seat_and_for_thirty(client, area):
    counts = []
    for number in (1, 30):
        body = BodyFactory(home=area)
        for _ in range(number):
            SeatFactory(body=body)
        client.get(body.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(body.get_absolute_url())
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_words_in_any_form_narrow_the_list(client, area):
    found = BodyFactory(home=area, period__name_fi="Pelihaittojen ehkäisyn asiantuntijaryhmä")
    other = BodyFactory(home=area, period__name_fi="Liikkuva koulu -verkosto")
    reindex()

    page = client.get(reverse("structure:bodies", args=[area]), {"q": "pelihaitat"}).content.decode()

    assert found.get_absolute_url() in page
    assert other.get_absolute_url() not in page


@pytest.mark.parametrize("odd", ['"', "' OR 1=1 --", "*", "(", "a AND", "\x00x", "%", "å" * 500, "&|!:"])
def test_odd_words_do_no_harm(client, area, odd):
    assert client.get(reverse("structure:bodies", args=[area]), {"q": odd}).status_code == 200


def test_a_list_is_of_its_day(client, area):
    body = BodyFactory(home=area, period__valid_until=date(2024, 6, 30))
    address = reverse("structure:bodies", args=[area])

    assert body.key in client.get(address, {"pvm": "2024-06-30"}).content.decode()
    assert body.key not in client.get(address, {"pvm": "2024-07-01"}).content.decode()


def test_the_file_holds_what_the_list_shows(client, area):
    BodyFactory(home=area, key="verkosto-a", period__kind="network")
    BodyFactory(home=area, key="lautakunta-b", period__kind="committee")

    address = reverse("exchange:download", args=[area, "bodies"])
    text = client.get(address, {"muoto": "csv", "laji": "committee"}).content.decode()

    assert "lautakunta-b" in text
    assert "verkosto-a" not in text


def test_a_merged_bodys_address_leads_to_the_one_kept(client, area):
    kept = BodyFactory(home=area)
    merged = BodyFactory(home=area, merged_into=kept, period__valid_until=date(2024, 1, 1))

    assert client.get(merged.get_absolute_url()).headers["Location"] == kept.get_absolute_url()


def test_an_id_of_another_area_is_not_found(client, area):
    body = BodyFactory()

    assert client.get(reverse("structure:body", args=[area, body.key])).status_code == 404


def test_rename_form_saves_and_tells(client, area):
    body = BodyFactory(home=area)
    client.force_login(member(area))
    today = timezone.localdate()

    response = client.post(act(area, body, "nimea"), {"version": 1, "name": "Uusi nimi", "day": today}, follow=True)

    assert "Uusi nimi" in response.content.decode()
    assert Body.objects.get(pk=body.pk).period.name_fi == "Uusi nimi"


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("word", ["nimea", "paata", "muuta", "nimita"])
def test_a_form_takes_no_day_that_a_record_cannot_have(client, area, word, day):
    body = BodyFactory(home=area)
    client.force_login(member(area))
    form = {"version": 1, "name": "Uusi nimi", "kind": "network", "role": "member", "day": day}

    response = client.post(act(area, body, word), form)

    assert response.status_code == 422
    assert "1800" in response.content.decode()


def test_the_second_of_two_savers_is_told_and_loses_nothing(client, area):
    body = BodyFactory(home=area)
    rename_body(body, version=1, name="Ehdin ensin", day=timezone.localdate(), by=acting(area))
    client.force_login(member(area))

    response = client.post(
        act(area, body, "nimea"), {"version": 1, "name": "Kirjoitin tämän", "day": timezone.localdate()}
    )

    assert response.status_code == 409
    assert "Kirjoitin tämän" in response.content.decode()
    assert "Ehdin ensin" in response.content.decode()


def test_a_refusal_is_told_in_the_form(client, area):
    body = BodyFactory(home=area)
    client.force_login(member(area))

    response = client.post(act(area, body, "paata"), {"version": 1, "day": "2020-01-01", "reason": ""})

    assert response.status_code == 422
    assert Body.objects.get(pk=body.pk).period.valid_until is None


@pytest.mark.parametrize("word", ["muuta", "kuvaa", "nimea", "nimita", "kysy", "yhdista", "jaa", "paata", "peru"])
def test_each_acts_form_opens_for_a_coordinator_only(client, area, word):
    body = BodyFactory(home=area)

    assert client.get(act(area, body, word)).status_code == 302
    client.force_login(member(area, "reader"))
    assert client.get(act(area, body, word)).status_code == 403
    client.force_login(member(area))
    assert client.get(act(area, body, word)).status_code == 200


def test_the_chair_answers_by_a_link_once_and_the_owner_can_undo_it(client, area, django_capture_on_commit_callbacks):
    body = BodyFactory(home=area, confirmed_on=None)
    client.force_login(member(area))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(act(area, body, "kysy"), {"version": 1, "email": "pj@example.org", "asked_as": "puheenjohtaja"})
    client.logout()
    link = next(word for word in mail.outbox[0].body.split() if "/linkki/" in word)
    path = "/" + link.split("/", 3)[3]

    assert client.get(path).status_code == 200
    assert Confirmation.objects.count() == 0
    client.post(path, {"answer": "lives", "note": ""})
    client.post(path, {"answer": "ended", "note": ""})

    body.refresh_from_db()
    assert (body.confirmed_on, Confirmation.objects.count()) == (timezone.localdate(), 1)
    entry = AuditEntry.objects.get(verb="answered for")
    assert (entry.is_verified, entry.via) == (False, "link")
    client.force_login(member(area))
    client.post(reverse("audit:undo", args=[area, entry.pk]), {"back": body.get_absolute_url()})
    body.refresh_from_db()
    assert (body.confirmed_on, Confirmation.objects.count()) == (None, 0)


def test_a_list_is_confirmed_at_once(client, area):
    bodies = [BodyFactory(home=area, confirmed_on=None) for _ in range(20)]
    client.force_login(member(area))

    client.post(reverse("structure:bodies-confirm", args=[area]), {"body": [b.key for b in bodies], "back": "//evil"})

    assert Body.objects.filter(confirmed_on=timezone.localdate()).count() == 20


def test_history_is_for_the_areas_workers_and_shows_before_and_after(client, area):
    body = BodyFactory(home=area, period__name_fi="Vanha nimi")
    rename_body(body, version=1, name="Uusi nimi", day=timezone.localdate(), by=acting(area))
    address = reverse("audit:history", args=[area, "structure.body", body.key])

    client.force_login(member(AreaFactory()))
    assert client.get(address).status_code == 404
    client.force_login(member(area))
    assert "Uusi nimi" in client.get(address).content.decode()
    assert client.get(reverse("audit:history", args=[area, "accounts.user", "1"])).status_code == 404


def test_a_finding_fills_in_the_body_to_merge(client, area):
    kept, duplicate = BodyFactory(home=area), BodyFactory(home=area)
    client.force_login(member(area, "coordinator"))

    page = client.get(act(area, kept, "yhdista"), {"merged": duplicate.pk})

    assert page.context["form"]["merged"].value() == str(duplicate.pk)


def test_all_chairs_of_unconfirmed_bodies_are_asked_once(client, area, django_capture_on_commit_callbacks):
    def chaired(**person):
        body = BodyFactory(home=area, confirmed_on=None)
        SeatFactory(body=body, role="chair", person=PersonFactory(home=area, **person))
        return body

    asked = chaired(email="pj@example.org")
    chaired(email="")
    chaired(email="vanha@example.org", contact_expires_on=date(2020, 1, 1))
    client.force_login(member(area))

    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("structure:bodies-ask", args=[area]))

    assert [message.to for message in mail.outbox] == [["pj@example.org"]]
    assert str(asked) in mail.outbox[0].subject
