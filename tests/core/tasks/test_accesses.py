"""Accesses: invite, accept, confirm, change, end; rights of other organisations; what makes no sense is refused."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hyte.core.accounts import limits
from hyte.core.accounts.choices import Role
from hyte.core.accounts.limits import register_limit
from hyte.core.accounts.models import Invitation, Membership, RightGrant, User
from hyte.core.accounts.rules import OPERATIONS, SYSTEM, NotAllowed, may
from hyte.core.areas.models import Organisation
from hyte.core.areas.text import shown_day
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Conflict, Refused
from hyte.core.tasks.duties import ask_for_confirmations
from hyte.core.tasks.models import Task
from hyte.core.tasks.operations import create_task
from hyte.core.tasks.operations.accesses import change_membership, confirm_accesses, end_access, end_right, give_right
from hyte.core.tasks.operations.invitations import accept_invitation, cancel_invitation, invite
from hyte.core.tasks.queries import accesses_of
from tests.core.people import DAY, PASSWORD, a_member, a_user, acting, an_area, an_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return an_area()


@pytest.fixture
def city(area):
    return an_organisation(area)


@pytest.fixture
def admin(city):
    return a_member(city, "administrator", "hallinta@lahti.example")


@pytest.fixture
def stranger():
    return a_member(an_organisation(an_area("heinola")), "administrator", "hallinta@heinola.example")


def send(client, organisation, by, **values):
    """Invite and return the address that the mail told."""
    with_commit = values.pop("capture")
    values = {"email": "uusi@lahti.example", "role": "coordinator", **values}
    with with_commit(execute=True):
        invite(organisation, by=acting(by), today=timezone.localdate(), **values)
    return re.search(r"http://127\.0\.0\.1:8000(\S+)", mail.outbox[-1].body)[1]


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if name.startswith("accounts.")])
@pytest.mark.parametrize("role", list(Role))
def test_only_the_areas_own_administrator_manages_accesses(area, city, operation, role, stranger):
    person = a_member(city, role)
    expected = role == Role.ADMINISTRATOR or (operation == "accounts.see_accesses" and role == Role.AUDITOR)

    assert may(acting(person), operation, area) == expected
    assert not may(acting(stranger), operation, area)


def test_an_invitation_is_mailed_and_its_token_is_nowhere_else(client, city, admin, django_capture_on_commit_callbacks):
    address = send(client, city, admin, capture=django_capture_on_commit_callbacks)

    token = address.rstrip("/").rsplit("/", 1)[-1]
    assert mail.outbox[0].to == ["uusi@lahti.example"]
    assert token not in str(list(Invitation.objects.values())) + str(list(AuditEntry.objects.values()))


def test_opening_an_invitation_changes_nothing(client, city, admin, django_capture_on_commit_callbacks):
    address = send(client, city, admin, capture=django_capture_on_commit_callbacks)
    before = (list(Invitation.objects.values()), User.objects.count(), Membership.objects.count())

    statuses = [client.get(address).status_code, client.head(address).status_code]

    assert statuses == [200, 200]
    assert (list(Invitation.objects.values()), User.objects.count(), Membership.objects.count()) == before


def test_a_new_person_makes_an_account_and_is_in(client, city, admin, django_capture_on_commit_callbacks):
    address = send(client, city, admin, capture=django_capture_on_commit_callbacks)
    words = {"name": "Uusi Ihminen", "password": PASSWORD, "password_again": PASSWORD}

    weak = client.post(address, {**words, "password": "lyhyt", "password_again": "lyhyt"})
    differing = client.post(address, {**words, "password_again": "toinen-salasana"})
    response = client.post(address, words)

    user = User.objects.get(email="uusi@lahti.example")
    assert (weak.status_code, differing.status_code, response.status_code) == (422, 422, 302)
    assert [(m.organisation, m.role) for m in user.active_memberships] == [(city, "coordinator")]
    assert user.emailaddress_set.get().verified
    assert client.get(reverse("tasks:desk")).status_code == 200
    assert client.get(address).status_code == 410


def test_an_existing_account_joins_after_signing_in(client, city, admin, django_capture_on_commit_callbacks):
    user = a_user("uusi@lahti.example")
    address = send(client, city, admin, capture=django_capture_on_commit_callbacks)

    before = client.get(address)
    refused = client.post(address, {"name": "X", "password": PASSWORD, "password_again": PASSWORD})
    client.force_login(user)
    client.get(address)
    assert Membership.objects.filter(user=user).count() == 0
    client.post(address)

    assert "/tili/login/?next=" in before.content.decode()
    assert refused.status_code == 200
    assert Membership.objects.get(user=user).organisation == city


def test_another_person_cannot_use_the_invitation(client, city, admin, stranger, django_capture_on_commit_callbacks):
    address = send(client, city, admin, capture=django_capture_on_commit_callbacks)
    client.force_login(stranger)

    client.post(address)

    assert not Membership.objects.filter(user=stranger, organisation=city).exists()
    with pytest.raises(Refused):
        accept_invitation(Invitation.objects.get(), by=acting(stranger), today=DAY, now=timezone.now())


def test_expired_and_cancelled_invitations_are_closed(client, city, admin, django_capture_on_commit_callbacks):
    address = send(client, city, admin, capture=django_capture_on_commit_callbacks)
    cancel_invitation(Invitation.objects.get(), by=acting(admin), now=timezone.now())

    assert client.get(address).status_code == 410
    assert client.post(address, {"name": "X"}).status_code == 410


@pytest.mark.parametrize(
    "values",
    [
        {"email": "ei osoite"},
        {"role": "kuningas"},
        {"valid_until": DAY - timedelta(days=1)},
        {"email": "hallinta@lahti.example", "role": "administrator"},
        {"limit_model": "structure.body", "limit_key": "olematon"},
    ],
)
def test_invite_refuses_what_makes_no_sense(city, admin, values):
    with pytest.raises(Refused):
        invite(city, by=acting(admin), today=DAY, **{"email": "a@b.fi", "role": "official", **values})
    assert Invitation.objects.count() == 0


def test_an_association_has_no_administrator(area, city, admin):
    association = an_organisation(area, "association", "Seura")

    invite(association, email="a@b.fi", role="association", by=acting(admin), today=DAY)
    with pytest.raises(Refused):
        invite(association, email="c@d.fi", role="administrator", by=acting(admin), today=DAY)


def test_the_same_person_is_not_invited_twice(city, admin):
    invite(city, email="a@b.fi", role="official", by=acting(admin), today=timezone.localdate())

    with pytest.raises(Refused):
        invite(city, email="A@B.fi", role="official", by=acting(admin), today=timezone.localdate())


def test_a_limited_access_covers_its_record_alone(area, city, admin, monkeypatch):
    monkeypatch.setattr(limits, "_limits", {})
    register_limit(
        Organisation, "organisation", lambda home: [(row.key, str(row)) for row in Organisation.objects.of(home)]
    )
    member = a_member(city, "administrator", "rajattu@lahti.example")
    row = Membership.objects.get(user=member)

    change_membership(
        row,
        version=row.version,
        valid_until=None,
        limit_model="areas.organisation",
        limit_key=city.key,
        by=acting(admin),
        today=DAY,
    )

    assert may(acting(member), "accounts.invite", city)
    assert not may(acting(member), "accounts.invite", area)


def test_lists_name_the_record_that_an_access_is_limited_to(client, area, city, admin, monkeypatch):
    read = []
    monkeypatch.setattr(limits, "_limits", {})
    register_limit(
        Organisation,
        "organisation",
        lambda home: read.append(home) or [(row.key, str(row)) for row in Organisation.objects.of(home)],
    )
    limit = {"limit_model": "areas.organisation", "limit_key": city.key}
    for name in ("yksi", "kaksi"):
        Membership.objects.filter(user=a_member(city, "secretary", f"{name}@lahti.example")).update(**limit)
    gone = {"limit_model": "areas.organisation", "limit_key": "poistunut"}
    Membership.objects.filter(user=a_member(city, "secretary", "kolme@lahti.example")).update(**gone)
    invite(city, email="uusi@lahti.example", role="secretary", by=acting(admin), today=timezone.localdate(), **limit)
    read.clear()

    found = accesses_of(area, by=acting(admin), day=DAY, now=timezone.now())
    names = sorted(row.limit_name for row in found.current if row.limit_key)

    assert names == sorted(["poistunut", str(city), str(city)])
    assert [row.limit_name for row in found.invitations] == [str(city)]
    assert len(read) == 2
    client.force_login(admin)
    assert f"vain {city}" in client.get(reverse("accounts:accesses", args=[area])).content.decode()


def test_confirming_marks_the_seen_rows_and_a_stale_page_is_a_conflict(area, city, admin):
    row = Membership.objects.get(user=admin)

    confirm_accesses(area, versions={row.pk: row.version}, by=acting(admin), today=DAY)
    with pytest.raises(Conflict):
        confirm_accesses(area, versions={row.pk: row.version}, by=acting(admin), today=DAY)

    assert Membership.objects.get(pk=row.pk).confirmed_on == DAY


def test_another_areas_rows_are_not_confirmed(area, city, admin, stranger):
    row = Membership.objects.get(user=stranger)

    with pytest.raises(Refused):
        confirm_accesses(area, versions={row.pk: row.version}, by=acting(admin), today=DAY)


def test_a_year_later_the_administrators_get_a_task(area, city, admin):
    a_member(city, "official", confirmed_on=DAY - timedelta(days=366))

    counts = [ask_for_confirmations(DAY), ask_for_confirmations(DAY)]

    task = Task.objects.get()
    assert counts == [1, 1]
    assert (task.home, task.role, task.address) == (area, "administrator", "/lahti/kayttooikeudet/")


def test_ending_an_access_ends_all_of_it_and_hands_over_the_tasks(area, city, admin):
    leaver = a_member(city, "coordinator", "lahtija@lahti.example")
    a_member(city, "official", "lahtija@lahti.example")
    a_member(city, "analyst", "lahtija@lahti.example", valid_from=DAY + timedelta(days=30))
    a_member(an_organisation(an_area("hollola")), "coordinator", "lahtija@lahti.example")
    task = create_task("Kutsu koolle", area=area, by=SYSTEM, today=DAY, person=leaver)
    yesterday = DAY - timedelta(days=1)

    end_access(leaver, area=area, last_day=yesterday, by=acting(admin), today=DAY, successor=admin, reason="muutti")

    assert set(Membership.objects.filter(user=leaver).values_list("organisation__key", "role", "valid_until")) == {
        ("lahti-municipality", "coordinator", yesterday),
        ("lahti-municipality", "official", yesterday),
        ("hollola-municipality", "coordinator", None),
    }
    assert Task.objects.get(pk=task.pk).person == admin
    assert AuditEntry.objects.filter(verb="access ended", reason="muutti").count() == 1


def test_ending_an_access_cancels_the_persons_waiting_invitations(area, city, admin):
    leaver = a_member(city, "coordinator", "lahtija@lahti.example")
    invite(city, email="Lahtija@lahti.example", role="official", by=acting(admin), today=timezone.localdate())
    invite(city, email="toinen@lahti.example", role="official", by=acting(admin), today=timezone.localdate())
    hollola = an_organisation(an_area("hollola"))
    other = acting(a_member(hollola, "administrator"))
    invite(hollola, email="lahtija@lahti.example", role="official", by=other, today=timezone.localdate())

    end_access(leaver, area=area, by=acting(admin), today=timezone.localdate())

    open_ones = {(one.organisation, one.email) for one in Invitation.objects.filter(expires_at__gt=timezone.now())}
    assert open_ones == {(city, "toinen@lahti.example"), (hollola, "lahtija@lahti.example")}
    undo(AuditEntry.objects.get(verb="access ended"), by=acting(admin))
    assert Invitation.objects.filter(expires_at__gt=timezone.now()).count() == 3


def test_without_a_successor_the_tasks_fall_to_the_coordinators(area, city, admin):
    leaver = a_member(city, "official")
    create_task("Kutsu koolle", area=area, by=SYSTEM, today=DAY, person=leaver)

    end_access(leaver, area=area, last_day=DAY, by=acting(admin), today=DAY)

    assert Task.objects.values_list("person", "role").get() == (None, "coordinator")


def test_an_access_ended_at_once_bites_at_once_in_a_session_that_is_open(client, area, city, admin):
    leaver, stays = a_member(city, "administrator", "lahtija@lahti.example"), a_member(city, "official")
    others, own, page = Client(), Client(), reverse("accounts:accesses", args=[area])
    own.force_login(leaver)
    others.force_login(stays)
    client.force_login(admin)
    before = own.get(page).status_code

    answer = client.post(reverse("accounts:end", args=[area, leaver.pk]), {}, follow=True)

    after = own.get(page)
    assert (before, after.status_code) == (200, 302)
    assert after["Location"].startswith(reverse("account_login"))
    assert others.get(reverse("tasks:desk")).status_code == 200
    assert "Lahtija" in answer.content.decode()
    own.force_login(leaver)
    assert own.get(page).status_code == 403


def test_an_access_that_ends_on_a_day_lasts_to_the_end_of_it(client, area, city, admin):
    leaver = a_member(city, "official", "lahtija@lahti.example")
    own, today = Client(), timezone.localdate()
    own.force_login(leaver)
    client.force_login(admin)

    answer = client.post(reverse("accounts:end", args=[area, leaver.pk]), {"last_day": today}, follow=True)

    assert shown_day(today) in answer.content.decode()
    assert own.get(reverse("tasks:desk")).status_code == 200
    assert User.objects.get(pk=leaver.pk).worker_areas == {area.pk}


def test_an_ended_access_is_given_back_by_an_administrator_alone(area, city, admin):
    leaver, coordinator = a_member(city, "official"), a_member(city, "coordinator")
    end_access(leaver, area=area, last_day=DAY, by=acting(admin), today=DAY)
    entry = AuditEntry.objects.get(verb="access ended")

    with pytest.raises(NotAllowed):
        undo(entry, by=acting(coordinator))
    undo(entry, by=acting(admin))

    assert Membership.objects.get(user=leaver).valid_until is None


def test_the_last_administrator_stays(area, city, admin):
    row = Membership.objects.get(user=admin)

    with pytest.raises(Refused, match="Lahti"):
        end_access(admin, area=area, last_day=DAY, by=acting(admin), today=DAY)
    with pytest.raises(Refused):
        change_membership(row, version=row.version, valid_until=DAY, by=acting(admin), today=DAY)

    assert Membership.objects.get(user=admin).valid_until is None
    a_member(city, "administrator", "toinen@lahti.example")
    end_access(admin, area=area, last_day=DAY, by=acting(admin), today=DAY)


def test_ending_refuses_what_makes_no_sense(area, city, admin, stranger):
    leaver = a_member(city, "official")

    for values in ({"last_day": DAY - timedelta(days=10)}, {"successor": leaver}, {"successor": stranger}):
        with pytest.raises(Refused):
            end_access(leaver, **{"area": area, "last_day": DAY, "by": acting(admin), "today": DAY, **values})
    with pytest.raises(Refused):
        end_access(a_user("asukas@example.fi"), area=area, last_day=DAY, by=acting(admin), today=DAY)
    with pytest.raises(NotAllowed):
        end_access(leaver, area=area, last_day=DAY, by=acting(stranger), today=DAY)
    assert Membership.objects.get(user=leaver).valid_until is None


def test_change_refuses_an_end_before_the_start(city, admin):
    row = Membership.objects.get(user=a_member(city, "official"))

    with pytest.raises(Refused):
        change_membership(row, version=row.version, valid_until=date(2024, 1, 1), by=acting(admin), today=DAY)


def give(area, organisation, by, operation="tasks.create", first=DAY, last=DAY + timedelta(days=30)):
    return give_right(
        operation, area=area, organisation=organisation, valid_from=first, valid_until=last, by=acting(by), today=DAY
    )


def test_a_right_reaches_another_area_until_it_is_ended(area, city, admin, stranger):
    today = timezone.localdate()
    grant = give(area, Organisation.objects.get(home__key="heinola"), admin, last=today + timedelta(days=30))

    assert may(acting(stranger), "tasks.create", area)
    end_right(grant, version=grant.version, by=acting(admin), today=today)
    assert not may(acting(stranger), "tasks.create", area)


def test_rights_over_people_are_never_given_away(area, city, admin, stranger):
    heinola = Organisation.objects.get(home__key="heinola")

    for values in (
        {"operation": "accounts.invite"},
        {"operation": "audit.undo"},
        {"operation": "olematon"},
        {"first": DAY, "last": DAY - timedelta(days=1)},
        {"first": DAY - timedelta(days=9), "last": DAY - timedelta(days=1)},
    ):
        with pytest.raises(Refused):
            give(area, heinola, admin, **values)
    with pytest.raises(Refused):
        give(area, city, admin)
    RightGrant.objects.create(
        area=area, organisation=heinola, operation="accounts.invite", valid_from=DAY, valid_until=date(2099, 1, 1)
    )
    assert not may(acting(stranger), "accounts.invite", area)


PAGES = ["accounts:accesses", "accounts:invite", "accounts:give-right"]


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_are_for_the_areas_administrator(client, area, city, admin, stranger, page):
    address = reverse(page, args=[area])

    assert "/tili/login/" in client.get(address).url
    for user, status in ((stranger, 403), (a_member(city, "coordinator"), 403), (admin, 200)):
        client.force_login(user)
        assert client.get(address).status_code == status


def test_an_auditor_reads_the_list_and_changes_nothing(client, area, city, admin):
    client.force_login(a_member(city, "auditor"))
    row = Membership.objects.get(user=admin)

    page = client.get(reverse("accounts:accesses", args=[area]))
    refused = client.post(reverse("accounts:confirm", args=[area]), {"access": f"{row.pk}:{row.version}"})

    assert page.status_code == 200
    assert "/paata/" not in page.content.decode()
    assert refused.status_code == 403


def test_the_administrators_round_on_the_pages(client, area, city, admin):
    leaver = a_member(city, "official", "lahtija@lahti.example")
    client.force_login(admin)
    row = Membership.objects.get(user=leaver)
    today = timezone.localdate()

    nothing = client.post(reverse("accounts:confirm", args=[area]))
    client.post(reverse("accounts:confirm", args=[area]), {"access": [f"{row.pk}:{row.version}"]})
    shown = client.get(reverse("accounts:membership", args=[area, row.pk]))
    client.post(
        reverse("accounts:membership", args=[area, row.pk]),
        {"version": row.version + 1, "valid_until": today + timedelta(days=30)},
    )
    bad = client.post(reverse("accounts:end", args=[area, leaver.pk]), {"last_day": "2020-01-01"})
    client.post(reverse("accounts:end", args=[area, leaver.pk]), {"last_day": today, "successor": admin.pk})

    assert (nothing.status_code, shown.status_code, bad.status_code) == (422, 200, 422)
    row.refresh_from_db()
    assert (row.confirmed_on, row.valid_until) == (today, today)


def test_another_areas_person_has_no_page_here(client, area, city, admin, stranger):
    client.force_login(admin)
    other = Membership.objects.get(user=stranger)

    assert client.get(reverse("accounts:end", args=[area, stranger.pk])).status_code == 404
    assert client.get(reverse("accounts:membership", args=[area, other.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_a_fixed_number_of_queries(client, area, city, admin, count, django_assert_max_num_queries):
    for number in range(count):
        a_member(city, "official", f"virkailija{number}@lahti.example")
    client.force_login(admin)

    with django_assert_max_num_queries(14):
        client.get(reverse("accounts:accesses", args=[area]))
