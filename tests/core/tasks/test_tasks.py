"""Tasks: who gives, does and hands over; the desk; another area's people are refused."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import SYSTEM, NotAllowed, Principal, may
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Conflict, Refused
from hyte.core.tasks.models import Task
from hyte.core.tasks.operations import complete_task, create_task, hand_over, reopen_task
from tests.core.people import DAY, a_member, a_user, acting, an_area, an_organisation

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def area():
    return an_area()


@pytest.fixture
def city(area):
    return an_organisation(area)


def a_task(area, **values):
    values = {"by": SYSTEM, "today": DAY, "role": "" if values.get("person") else "coordinator", **values}
    return create_task(values.pop("title", "Vahvista verkosto"), area=area, **values)


GIVERS = {Role.COORDINATOR, Role.ADMINISTRATOR, Role.SECRETARY, Role.OFFICIAL}


@pytest.mark.parametrize("role", list(Role))
def test_who_may_give_a_task(area, city, role):
    person = a_member(city, role)
    elsewhere = a_member(an_organisation(an_area("heinola")), role, email="muualla@example.fi")

    assert may(acting(person), "tasks.create", area) == (role in GIVERS)
    assert not may(acting(elsewhere), "tasks.create", area)


def test_a_task_for_a_role_is_everyones_in_that_role(area, city):
    coordinator = a_member(city, "coordinator")
    official = a_member(city, "official")
    task = a_task(area)

    assert list(Task.objects.mine(coordinator)) == [task]
    assert list(Task.objects.mine(official)) == []


def test_a_task_carries_the_record_and_its_address(area, city):
    task = a_task(area, about=area)

    assert (task.model, task.object_id, task.record_title, task.address) == ("areas.area", area.pk, "Lahti", "/lahti/")


def test_the_same_open_task_is_not_given_twice(area):
    assert a_task(area) == a_task(area)


def test_a_task_needs_a_person_or_a_role_and_a_day_to_come(area, city):
    by = acting(a_member(city, "coordinator"))

    with pytest.raises(Refused):
        create_task("Tyhjä", area=area, by=by, today=DAY)
    with pytest.raises(Refused):
        create_task("Myöhässä", area=area, by=by, today=DAY, role="official", due=DAY - timedelta(days=1))
    assert Task.objects.count() == 0


def test_the_person_completes_and_opens_again(area, city):
    person = a_member(city, "professional")
    task = a_task(area, person=person)

    done = complete_task(task, by=acting(person), now=NOW, version=task.version)
    assert (done.done_at, done.done_by) == (NOW, person)
    with pytest.raises(Refused):
        complete_task(done, by=acting(person), now=NOW)

    reopen_task(done, by=acting(person))
    assert Task.objects.get().done_at is None


def test_a_stale_version_is_a_conflict(area, city):
    person = a_member(city, "professional")
    task = a_task(area, person=person)

    with pytest.raises(Conflict):
        complete_task(task, by=acting(person), now=NOW, version=task.version - 1)


def test_others_do_not_complete(area, city):
    task = a_task(area, person=a_member(city, "official"))
    outsider = a_member(an_organisation(an_area("heinola")), "administrator", email="h@example.fi")

    for by in (acting(a_member(city, "professional")), acting(outsider), Principal()):
        with pytest.raises(NotAllowed):
            complete_task(task, by=by, now=NOW)


def test_hand_over_moves_open_tasks_to_someone_who_works_here(area, city):
    lead, new = a_member(city, "coordinator"), a_member(city, "official")
    tasks = [a_task(area, title=title) for title in ("Yksi", "Kaksi")]

    moved = hand_over(tasks, to=new, area=area, by=acting(lead), today=DAY)

    assert {task.person for task in moved} == {new}
    with pytest.raises(Refused):
        hand_over(tasks, to=a_user("muu@example.fi"), area=area, by=acting(lead), today=DAY)


def test_an_act_can_be_undone(area, city):
    lead = a_member(city, "coordinator")
    complete_task(a_task(area), by=acting(lead), now=NOW)

    undo(AuditEntry.objects.latest("pk"), by=acting(lead))

    assert Task.objects.get().done_at is None


def test_desk_shows_late_first_and_one_button_completes(client, area, city):
    person = a_member(city, "official")
    today = timezone.localdate()
    for title, days in (("Myöhässä", -3), ("Pian", 3), ("Joskus", 100)):
        a_task(area, title=title, person=person, due=today + timedelta(days=days))
    client.force_login(person)

    page = client.get(reverse("tasks:desk")).content.decode()
    late = Task.objects.get(title="Myöhässä")
    response = client.post(reverse("tasks:complete", args=[late.pk]), {"version": late.version})

    assert page.index("Myöhässä") < page.index("Pian") < page.index("Joskus")
    assert response.status_code == 302
    assert Task.objects.get(pk=late.pk).done_by == person


def test_completing_by_get_is_refused_and_does_nothing(client, area, city):
    person = a_member(city, "official")
    task = a_task(area, person=person)
    client.force_login(person)

    assert client.get(reverse("tasks:complete", args=[task.pk])).status_code == 405
    assert Task.objects.get().done_at is None


def test_the_back_address_stays_on_this_site(client, area, city):
    person = a_member(city, "official")
    task = a_task(area, person=person)
    client.force_login(person)

    response = client.post(reverse("tasks:complete", args=[task.pk]), {"next": "https://paha.example/"})

    assert response.url == reverse("tasks:desk")


def test_an_empty_desk_says_what_belongs_there(client):
    client.force_login(a_user("asukas@example.fi"))

    response = client.get(reverse("tasks:desk"))

    assert response.status_code == 200
    assert 'class="empty"' in response.content.decode()


def test_the_desk_asks_to_sign_in(client):
    assert "/tili/login/" in client.get(reverse("tasks:desk")).url


@pytest.mark.parametrize("count", [1, 30])
def test_the_desk_and_the_list_take_a_fixed_number_of_queries(client, area, city, count, django_assert_max_num_queries):
    person = a_member(city, "coordinator")
    for number in range(count):
        a_task(area, title=f"Tehtävä {number}", about=area, due=DAY)
    client.force_login(person)

    with django_assert_max_num_queries(14):
        client.get(reverse("tasks:desk"))
    with django_assert_max_num_queries(14):
        client.get(reverse("tasks:tasks", args=[area]))


def test_the_list_of_the_area_is_for_its_workers(client, area, city):
    a_task(area, title="Salainen suunnitelma")
    for user, status in (
        (a_member(city, "professional"), 200),
        (a_member(city, "representative"), 403),
        (a_member(an_organisation(an_area("heinola")), "administrator", email="h@example.fi"), 403),
    ):
        client.force_login(user)
        assert client.get(reverse("tasks:tasks", args=[area])).status_code == status


def test_a_task_is_given_and_handed_over_on_pages(client, area, city):
    lead, new = a_member(city, "coordinator"), a_member(city, "official")
    client.force_login(lead)

    empty = client.post(reverse("tasks:give", args=[area]), {"title": "Kutsu koolle"})
    client.post(reverse("tasks:give", args=[area]), {"title": "Kutsu koolle", "person": lead.pk})
    task = Task.objects.get()
    client.post(reverse("tasks:pass-on", args=[area, task.pk]), {"to": new.pk})

    assert empty.status_code == 422
    assert Task.objects.get().person == new
