"""The weekly digest: on the person's weekday, grouped by record, in their language, once, and nothing for nothing."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command

from hyte.core.accounts.rules import SYSTEM
from hyte.core.tasks.digest import last_digest_day, send_digests
from hyte.core.tasks.models import Digest
from hyte.core.tasks.operations import create_task
from tests.core.people import DAY, a_member, an_area, an_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return an_area()


@pytest.fixture
def person(area):
    return a_member(an_organisation(area), "coordinator", "koordinoija@lahti.example")


def a_task(area, title, days, **values):
    due = None if days is None else DAY + timedelta(days=days)
    return create_task(title, area=area, by=SYSTEM, today=DAY, due=due, **{"role": "coordinator", **values})


def test_nothing_is_sent_when_nothing_is_due(area, person):
    a_task(area, "Joskus", None)
    a_task(area, "Keväällä", 60)

    assert send_digests(day=DAY) == 0
    assert mail.outbox == []


def test_one_mail_a_week_on_the_persons_weekday(area, person):
    a_task(area, "Vahvista verkosto", 3)
    days = [DAY + timedelta(days=number) for number in range(14)]

    sent = [send_digests(day=day) + send_digests(day=day) for day in days]

    assert sent == [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]


def test_a_week_whose_day_was_missed_is_made_up(area, person):
    a_task(area, "Vahvista verkosto", 3)
    send_digests(day=DAY)

    assert send_digests(day=DAY + timedelta(days=9)) == 1
    assert Digest.objects.get().handled_on == DAY + timedelta(days=7)


def test_the_weekday_is_the_persons_choice(area, person):
    person.digest_weekday = 3
    person.save()
    a_task(area, "Vahvista verkosto", 3)

    assert [send_digests(day=DAY + timedelta(days=number)) for number in range(5)] == [0, 0, 0, 1, 0]
    assert last_digest_day(person, DAY) == DAY - timedelta(days=4)


def test_tasks_about_one_record_stand_together(area, person):
    a_task(area, "Ensimmäinen", -2, about=area)
    a_task(area, "Toinen", 1)
    a_task(area, "Kolmas", 5, about=area)

    send_digests(day=DAY)

    text = mail.outbox[0].body
    assert text.index("Ensimmäinen") < text.index("Kolmas") < text.index("Toinen")
    assert text.count("http://127.0.0.1:8000/lahti/\n") == 1


def test_the_mail_speaks_the_persons_language(area, person):
    person.language = "en"
    person.save()
    a_task(area, "Vahvista verkosto", 3, about=area)

    send_digests(day=DAY)

    assert mail.outbox[0].subject == "Hyte-työpöytä: 1 task is due"
    assert "http://127.0.0.1:8000/en/lahti/" in mail.outbox[0].body
    assert "&" not in mail.outbox[0].body


def test_another_areas_tasks_and_ended_roles_do_not_leak(area, person):
    heinola = an_area("heinola")
    a_task(heinola, "Heinolan asia", 1)
    a_task(area, "Lahden asia", 1)
    person.memberships.update(valid_until=DAY - timedelta(days=1))

    send_digests(day=DAY)

    assert mail.outbox == []


def test_the_accounts_of_the_demo_get_their_digest_too(area, person):
    person.is_example = True
    person.save()
    a_task(area, "Vahvista verkosto", 3)

    assert send_digests(day=DAY) == 1


def test_a_closed_account_gets_no_mail(area, person):
    a_task(area, "Vahvista verkosto", 1)
    person.is_active = False
    person.save()

    assert send_digests(day=DAY) == 0


def test_the_command_prints_how_many_it_sent(area, person, capsys):
    a_task(area, "Vahvista verkosto", 1)

    call_command("send_digests", day=DAY)

    assert capsys.readouterr().out == "1\n"


def test_whoever_wants_no_digest_chooses_so_and_gets_none(area, person, client):
    a_task(area, "Vahvista verkosto", 3)
    client.force_login(person)

    page = client.get("/tili/oma/").content.decode()
    client.post("/tili/oma/", {"name": person.name, "language": "fi", "digest_weekday": ""})

    person.refresh_from_db()
    assert (page.count("<option"), person.digest_weekday) == (3 + 8, None)
    assert [send_digests(day=DAY + timedelta(days=number)) for number in range(7)] == [0] * 7
    client.post("/tili/oma/", {"name": person.name, "language": "fi", "digest_weekday": "4"})
    assert [send_digests(day=DAY + timedelta(days=number)) for number in range(7)] == [0, 0, 0, 0, 1, 0, 0]
