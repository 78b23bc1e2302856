"""Personal data: given out whole, erased also from history without breaking the seals, expired by declaration."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from hyte.core.accounts.models import Invitation, Membership, User
from hyte.core.accounts.personal_data import declarations
from hyte.core.accounts.rules import SYSTEM, NotAllowed
from hyte.core.audit.models import Actor, AuditEntry, Change
from hyte.core.audit.operations import seal_entries, undo_blockers, verify_audit
from hyte.core.audit.recording import Refused
from hyte.core.tasks.models import Task
from hyte.core.tasks.operations import complete_task, create_task
from hyte.core.tasks.operations.accesses import end_access
from hyte.core.tasks.operations.invitations import accept_as_new_person, invite
from hyte.core.tasks.operations.personal_data import erase_expired, erase_person, export_personal_data
from hyte.core.tasks.personal_data_page import personal_data_page
from tests.core.people import DAY, a_member, a_user, acting, an_area, an_organisation

pytestmark = pytest.mark.django_db
EMAIL = "mielikki@lahti.example"


@pytest.fixture
def city():
    return an_organisation(an_area())


@pytest.fixture
def admin(city):
    return a_member(city, "administrator", "hallinta@lahti.example")


@pytest.fixture
def mielikki(city, admin):
    """A person with an invitation, a membership, a task done and one open, all of it in history and sealed."""
    now = timezone.now()
    today = timezone.localdate()
    invitation = invite(city, email=EMAIL, role="coordinator", by=acting(admin), today=today)
    person = accept_as_new_person(
        invitation, name="Mielikki Metsä", password="seitsemän-veljestä", language="fi", today=today, now=now
    )
    task = create_task("Kutsu koolle", area=city.home, by=acting(admin), today=today, person=person)
    create_task("Avoin", area=city.home, by=acting(admin), today=today, person=person)
    complete_task(task, by=acting(person), now=now)
    seal_entries()
    return person


def history() -> str:
    rows = [list(Change.objects.values()), list(AuditEntry.objects.values())]
    return json.dumps(rows, default=str, ensure_ascii=False)


def test_the_export_holds_every_declared_model_and_no_secret(mielikki):
    data = export_personal_data(mielikki, by=acting(mielikki))

    assert set(data) == {model._meta.label for model, _declared in declarations()}
    assert [row["email"] for row in data["accounts.User"]] == [EMAIL]
    assert len(data["tasks.Task"]) == 2
    assert not {"password", "salt", "token_hash"} & set(json.dumps(data).split('"'))


def test_only_the_person_takes_out_or_erases(mielikki, admin):
    for act in (
        lambda: export_personal_data(mielikki, by=acting(admin)),
        lambda: erase_person(mielikki, by=acting(admin), today=DAY),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_erasure_leaves_no_trace_of_the_person_and_keeps_the_seals(mielikki):
    assert EMAIL in history()
    assert "Mielikki Metsä" in history()

    erase_person(mielikki, by=acting(mielikki), today=DAY)

    person = User.objects.get(pk=mielikki.pk)
    assert "ielikki" not in history()
    assert (person.name, person.is_active, person.email) == ("", False, f"erased-{person.pk}@invalid")
    assert not Membership.objects.filter(user=person).exists()
    assert not Invitation.objects.filter(email=EMAIL).exists()
    assert not Task.objects.filter(person=person).exists()
    assert not Actor.objects.filter(user=person).exists()
    assert verify_audit().faults == ()


def test_no_change_points_at_the_erased_person(mielikki):
    erase_person(mielikki, by=SYSTEM, today=DAY)

    values = [v for change in Change.objects.all() for v in (change.before, change.after) if v]
    assert not [v for v in values if mielikki.pk in (v.get("user_id"), v.get("person_id"), v.get("done_by_id"))]


def test_history_of_removed_rows_forgets_too(city, admin, mielikki):
    future = timezone.localdate() + timedelta(days=30)
    a_member(city, "official", EMAIL, valid_from=future, confirmed_on=None)
    end_access(mielikki, area=city.home, last_day=timezone.localdate(), by=acting(admin), today=timezone.localdate())

    erase_person(mielikki, by=SYSTEM, today=DAY)

    removed = Change.objects.filter(model="accounts.membership", after__isnull=True)
    assert [change.before["user_id"] for change in removed] == [None]
    assert verify_audit().faults == ()


def test_an_erased_act_is_not_undone(mielikki):
    erase_person(mielikki, by=SYSTEM, today=DAY)

    assert all(undo_blockers(entry) for entry in AuditEntry.objects.filter(verb="invitation accepted"))


def test_the_last_administrator_is_not_erased(admin):
    with pytest.raises(Refused):
        erase_person(admin, by=acting(admin), today=timezone.localdate())
    assert User.objects.get(pk=admin.pk).name


def test_expire_erases_by_declaration(city, mielikki):
    Membership.objects.filter(user=mielikki).update(
        valid_until=DAY - timedelta(days=800), valid_from=DAY - timedelta(days=900)
    )
    User.objects.filter(pk=mielikki.pk).update(last_login=timezone.now() - timedelta(days=800))

    counts = erase_expired(today=timezone.localdate())

    assert counts["accounts.User"] == 1
    assert counts["accounts.Membership"] == 1
    assert User.objects.get(pk=mielikki.pk).name == ""
    assert verify_audit().faults == ()
    assert erase_expired(today=timezone.localdate()) == {}


def test_an_account_in_use_does_not_expire(mielikki, admin):
    User.objects.update(last_login=None, created_at=timezone.now() - timedelta(days=2000))
    asukas = a_user("asukas@example.fi", last_login=timezone.now())

    erase_expired(today=timezone.localdate())

    assert User.objects.exclude(name="").count() == 3
    assert User.objects.get(pk=asukas.pk).is_active


def test_the_commands(mielikki, capsys, monkeypatch):
    call_command("personal_data", "export", email=EMAIL)
    assert json.loads(capsys.readouterr().out)["accounts.User"][0]["name"] == "Mielikki Metsä"

    monkeypatch.setattr("sys.stdin", StringIO("yes\n"))
    with pytest.raises(CommandError) as refusal:
        call_command("personal_data", "erase", email=EMAIL)
    assert refusal.value.returncode == 2

    call_command("personal_data", "erase", email=EMAIL, yes=True)
    assert json.loads(capsys.readouterr().out)["accounts.User"] == 1
    call_command("personal_data", "expire")
    with pytest.raises(CommandError):
        call_command("personal_data", "export", email=EMAIL)


def test_the_committed_page_lists_what_the_models_declare():
    page = Path(__file__).parents[3] / "docs" / "personal-data.md"

    assert page.read_text() == personal_data_page()


def test_own_page_saves_exports_and_erases(client, mielikki):
    client.force_login(mielikki)
    own = reverse("accounts:account")

    shown = client.get(own)
    client.post(own, {"name": "Mielikki M.", "language": "sv", "digest_weekday": "3"})
    mielikki.refresh_from_db()
    exported = client.post(reverse("accounts:export"))
    wrong = client.post(reverse("accounts:erase"), {"email": "muu@example.fi"})
    erased = client.post(reverse("accounts:erase"), {"email": EMAIL})

    assert shown.status_code == 200
    assert (mielikki.name, mielikki.language, mielikki.digest_weekday) == ("Mielikki M.", "sv", 3)
    assert exported.json()["accounts.User"][0]["email"] == EMAIL
    assert (wrong.status_code, erased.status_code) == (422, 200)
    assert "/tili/login/" in client.get(own).url


def test_getting_the_pages_erases_nothing(client, mielikki):
    client.force_login(mielikki)

    statuses = [client.get(reverse(name)).status_code for name in ("accounts:erase", "accounts:export")]

    assert statuses == [200, 405]
    assert User.objects.get(pk=mielikki.pk).email == EMAIL
