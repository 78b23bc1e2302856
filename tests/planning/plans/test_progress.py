"""Where an action stands: reported, replaced, refused, asked by link and in the weekly mail."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from hyte.core.accounts.models import SignedLink
from hyte.core.accounts.rules import SYSTEM, NotAllowed, Principal
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Refused
from hyte.core.tasks.digest import send_digest
from hyte.governance.meetings.models import Evidence
from hyte.governance.structure.models import Post
from hyte.planning.plans.choices import Status
from hyte.planning.plans.models import Action, Progress
from hyte.planning.plans.operations.progress import issue_progress_link, report_progress
from tests.factories import DAY, AreaFactory, PersonFactory, acting
from tests.factories.plans import TODAY, action_of, objective_of, plan_of, report_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def action():
    return action_of(objective_of(plan=plan_of(state="in_use")))


def now(action):
    return Action.objects.with_status().get(pk=action.pk)


def test_the_newest_report_is_the_actions_status(action):
    by = acting(action.home, "official")

    report_progress(action, day=DAY, status="underway", forecast="on_time", stands="Alkoi", by=by, today=TODAY)
    report_progress(action, day=TODAY, status="done", stands="Valmis", by=by, today=TODAY)

    found = now(action)
    assert (found.status, found.stands, found.reported_on) == ("done", "Valmis", TODAY)
    assert [row.author for row in action.progress.all()] == [by.user, by.user]


def test_an_action_that_was_never_reported_is_planned(action):
    assert (now(action).status, now(action).reported_on) == (Status.PLANNED, None)


def test_a_second_report_of_a_day_replaces_the_first_and_history_keeps_both(action):
    by = acting(action.home)
    report_progress(action, day=DAY, status="underway", stands="Ensin", by=by, today=TODAY)

    report_progress(action, day=DAY, status="underway", stands="Sitten", by=by, today=TODAY)

    assert [row.stands for row in action.progress.all()] == ["Sitten"]
    assert AuditEntry.objects.filter(verb="progress reported").count() == 2


@pytest.mark.parametrize(
    ("day", "status"), [(TODAY + timedelta(days=1), "done"), (DAY, "planned"), (DAY - timedelta(days=60), "done")]
)
def test_a_report_that_makes_no_sense_is_refused(action, day, status):
    report_of(action, status="underway", day=DAY - timedelta(days=1))

    with pytest.raises(Refused):
        report_progress(action, day=day, status=status, by=acting(action.home), today=TODAY)

    assert action.progress.count() == 1


def test_proof_is_evidence_about_the_action(action):
    report_progress(
        action,
        day=DAY,
        status="underway",
        proof_title="Pöytäkirja",
        proof_link="https://example.org/a",
        by=acting(action.home),
        today=TODAY,
    )

    evidence = Evidence.objects.get()
    assert (evidence.record, evidence.title) == (action, "Pöytäkirja")
    assert evidence.get_absolute_url() == action.get_absolute_url()
    assert Progress.objects.get().proof == evidence


def test_evidence_is_recorded_on_the_actions_page_too(client, action):
    client.force_login(acting(action.home).user)

    page = client.get(action.get_absolute_url()).content.decode()
    address = reverse("meetings:evidence", args=[action.home, "toimenpide", action.key])

    assert address in page
    assert client.get(address).status_code == 200
    sent = client.post(address, {"day": "2026-03-01", "title": "Kuva tuvasta"})
    assert sent.status_code == 302
    assert Evidence.objects.get().record == action


def link_of(action):
    address = issue_progress_link(action, email="tekija@example.org", by=SYSTEM, today=timezone.localdate())
    return address, Principal(link=SignedLink.objects.latest("pk"), via="link")


def test_opening_a_link_changes_nothing_and_its_form_reports_unverified(client, action):
    address, _by = link_of(action)
    path = address[address.index("/", 8) :]

    opened = client.get(path)
    before = Progress.objects.count()
    sent = client.post(path, {"status": "underway", "forecast": "on_time", "stands": "Etenee"})

    assert (opened.status_code, before, sent.status_code) == (200, 0, 200)
    report = Progress.objects.get()
    assert (report.status, report.stands, report.is_verified, report.author) == ("underway", "Etenee", False, None)
    assert AuditEntry.objects.get(verb="progress reported").is_verified is False
    assert client.post(path, {"status": "done", "forecast": "on_time"}).status_code == 410


def test_a_link_is_limited_to_its_own_action(action):
    other = action_of(action.objective)
    _address, by = link_of(action)

    with pytest.raises(NotAllowed):
        report_progress(other, day=DAY, status="done", by=by, today=TODAY)


def test_a_link_never_replaces_what_somebody_signed_in_told_the_same_day(action):
    report_of(action, day=TODAY, stands="Oma sana")
    _address, by = link_of(action)

    with pytest.raises(Refused):
        report_progress(action, day=TODAY, status="done", by=by, today=TODAY)

    assert Progress.objects.get().stands == "Oma sana"


def test_the_owner_undoes_a_report_given_by_link(action):
    report_of(action, day=DAY, stands="Ennen")
    _address, by = link_of(action)
    report_progress(action, day=TODAY, status="done", by=by, today=TODAY)

    undo(AuditEntry.objects.get(verb="progress reported"), by=acting(action.home))

    assert (now(action).status, now(action).stands) == ("underway", "Ennen")


def test_the_weekly_mail_has_one_link_for_each_action_that_waits_for_word():
    plan = plan_of(state="in_use")
    objective = objective_of(plan=plan)
    by = acting(plan.home, "official")
    person = PersonFactory(home=plan.home, user=by.user)
    post = Post.objects.create(
        key="virka", home=plan.home, title_fi="Koordinaattori", holder=person, valid_from=date(2023, 1, 1)
    )
    today = timezone.localdate()
    waiting = [action_of(objective, post=post, starts=date(2026, 1, 1), confirmed_on=None) for _ in range(2)]
    heard = action_of(objective, post=post, starts=date(2026, 1, 1))
    report_of(heard, day=today)
    action_of(objective, post=post, starts=today + timedelta(days=5), name_fi="Myöhemmin alkava")

    sent = send_digest(by.user, day=today)

    assert sent is True
    assert SignedLink.objects.filter(purpose="plans.report_progress").count() == 2
    assert all(str(action) in mail.outbox[0].body for action in waiting)
    assert str(heard) not in mail.outbox[0].body
    assert send_digest(acting(plan.home).user, day=today) is False


def test_the_desk_asks_the_same_with_the_actions_own_form(client):
    plan = plan_of(state="in_use")
    by = acting(plan.home, "official")
    person = PersonFactory(home=plan.home, user=by.user)
    post = Post.objects.create(
        key="virka", home=plan.home, title_fi="Koordinaattori", holder=person, valid_from=date(2023, 1, 1)
    )
    action = action_of(objective_of(plan=plan), post=post, starts=date(2026, 1, 1))
    client.force_login(by.user)

    page = client.get(reverse("tasks:desk")).content.decode()

    assert reverse("plans:action-act", args=[plan.home, action.key, "raportoi"]) in page
    assert SignedLink.objects.count() == 0


def test_the_form_reports_in_one_page(client, action):
    by = acting(action.home, "official")
    client.force_login(by.user)
    address = reverse("plans:action-act", args=[action.home, action.key, "raportoi"])

    assert client.get(address).status_code == 200
    response = client.post(
        address, {"version": 1, "day": "2026-03-05", "status": "underway", "forecast": "at_risk", "stands": "Alkoi"}
    )

    assert response.status_code == 302
    assert (now(action).status, now(action).forecast) == ("underway", "at_risk")


def test_others_may_not_report(client, action):
    stranger = acting(AreaFactory())

    with pytest.raises(NotAllowed):
        report_progress(action, day=DAY, status="done", by=stranger, today=TODAY)
