"""People, posts, units and endings: who sees whom."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hyte.core.audit.recording import Refused
from hyte.governance.structure.models import CooperationLevel, CooperationMeans, Post, Unit, UnitPeriod
from hyte.governance.structure.operations.people import set_contact
from tests.factories import (
    DAY,
    AreaFactory,
    BodyFactory,
    OrganisationFactory,
    PersonFactory,
    SeatFactory,
    acting,
    member,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return AreaFactory(key="paijat-hame")


def test_people_are_for_those_signed_in_each_as_far_as_they_may_know(area, client):
    person, named = PersonFactory(home=area), PersonFactory(home=area, name="Nimetty Jäsen")
    SeatFactory(body=BodyFactory(home=area), person=named, publicity="name")
    Post.objects.create(key="virka", home=area, title_fi="Salainen virka", holder=named, valid_from=date(2023, 1, 1))
    pages = ["/paijat-hame/henkilot/", *(f"/paijat-hame/henkilot/{one.key}/" for one in (person, named))]
    codes, shown = {}, {}
    for name, user in {
        "visitor": None,
        "reader": member(area, "reader"),
        "other": member(AreaFactory()),
        "own": member(area),
    }.items():
        client.logout()
        if user:
            client.force_login(user)
        answers = [client.get(page) for page in pages]
        codes[name] = [answer.status_code for answer in answers]
        text = " ".join(answer.content.decode() for answer in answers)
        shown[name] = [word in text for word in (person.name, "Nimetty Jäsen", "Salainen virka")]

    assert codes == {
        "visitor": [302, 302, 302],
        "reader": [200, 404, 200],
        "other": [200, 404, 200],
        "own": [200, 200, 200],
    }
    assert shown == {
        "visitor": [False, False, False],
        "reader": [False, True, False],
        "other": [False, True, True],
        "own": [True, True, True],
    }


def test_a_seat_whose_holder_is_not_public_does_not_show_on_the_persons_page_elsewhere(area, client):
    person = PersonFactory(home=area)
    body = BodyFactory(home=area, period__name_fi="Hiljainen ryhmä")
    SeatFactory(body=body, person=person, publicity="role")
    seen = {}
    for name, user in {"own": member(area), "other": member(AreaFactory())}.items():
        client.force_login(user)
        pages = ["/paijat-hame/henkilot/", f"/paijat-hame/henkilot/{person.key}/"]
        seen[name] = {"Hiljainen ryhmä" in client.get(page).content.decode() for page in pages}

    assert seen == {"own": {True}, "other": {False}}


def test_a_minor_is_seen_only_at_home(area, client):
    person = PersonFactory(home=area, is_minor=True)
    client.force_login(member(AreaFactory()))

    assert client.get(f"/paijat-hame/henkilot/{person.key}/").status_code == 404


def test_contact_is_kept_with_purpose_and_end_and_not_shown_after_it(area, client):
    person, by, today = PersonFactory(home=area), acting(area), timezone.localdate()
    values = {"email": "nimi@example.org", "phone": "", "by": by, "today": today}

    for purpose, until in (("", today), ("yhteistyö", None), ("yhteistyö", today + timedelta(days=900))):
        with pytest.raises(Refused):
            set_contact(person, version=1, purpose=purpose, expires_on=until, **values)
    set_contact(person, version=1, purpose="yhteistyö", expires_on=today, **values)
    client.force_login(member(area))
    address = f"/paijat-hame/henkilot/{person.key}/"

    assert "nimi@example.org" in client.get(address).content.decode()
    later = (today + timedelta(days=1)).isoformat()
    assert "nimi@example.org" not in client.get(address, {"pvm": later}).content.decode()


def test_post_is_public_by_title_and_its_holder_is_for_workers(area, client):
    holder = PersonFactory(home=area, name="Keksitty Nimi")
    organisation = OrganisationFactory(home=area)
    unit = Unit.objects.create(key="yksikko", home=area, organisation=organisation)
    UnitPeriod.objects.create(of=unit, name_fi="Hyte-yksikkö", kind="unit", valid_from=date(2023, 1, 1))
    Post.objects.create(
        key="virka", home=area, title_fi="Päällikkö", unit=unit, holder=holder, valid_from=date(2023, 1, 1)
    )
    pages = ["/paijat-hame/virat/virka/", "/paijat-hame/yksikot/yksikko/"]
    seen = {}
    for name, user in {"visitor": None, "own": member(area)}.items():
        if user:
            client.force_login(user)
        texts = [client.get(page).content.decode() for page in pages]
        assert all("Päällikkö" in text for text in texts)
        seen[name] = {"Keksitty Nimi" in text for text in texts}

    assert seen == {"visitor": {False}, "own": {True}}


def test_people_list_has_a_fixed_number_of_queries(area, client):
    client.force_login(member(area))
    counts = []
    for more in (1, 29):
        for _number in range(more):
            SeatFactory(body=BodyFactory(home=area), person=PersonFactory(home=area))
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/paijat-hame/henkilot/").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_endings_are_shown_by_days_left_and_within_the_days_asked(area, client):
    for days, title in ((10, "Pian"), (200, "Myöhemmin")):
        Post.objects.create(
            key=f"virka-{days}",
            home=area,
            title_fi=title,
            is_fixed_term=True,
            valid_from=date(2023, 1, 1),
            valid_until=DAY + timedelta(days=days),
        )
    address = "/paijat-hame/paattyvat/"
    usual = client.get(address, {"pvm": DAY.isoformat()}).content.decode()
    longer = client.get(address, {"pvm": DAY.isoformat(), "paivia": "300"}).content.decode()
    wrong = client.get(address, {"pvm": DAY.isoformat(), "paivia": "-5"})

    assert ("Pian" in usual, "Myöhemmin" in usual) == (True, False)
    assert longer.index("Pian") < longer.index("Myöhemmin")
    assert wrong.status_code == 200


def test_cooperation_model_shows_levels_with_their_means(area, client):
    level = CooperationLevel.objects.create(
        key="taso", home=area, name_fi="Sopimukset", order=2, valid_from=date(2023, 1, 1)
    )
    CooperationMeans.objects.create(key="keino", home=area, level=level, name_fi="Aiesopimus")

    text = client.get("/paijat-hame/yhteistyomalli/").content.decode()

    assert text.index("2. Sopimukset") < text.index("Aiesopimus")
