from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from hyte.core.accounts.rules import NotAllowed, Principal
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.recording import Conflict, Refused
from hyte.core.tasks.models import Task
from hyte.portal import operations
from hyte.portal.jobs import send_answer
from hyte.portal.models import Feedback
from tests.core.people import a_member, acting, an_area, an_organisation

pytestmark = pytest.mark.django_db
WORDS = {"subject": "accessibility", "text": "Kuvan teksti puuttuu.", "page": "/lahti/", "email": "asukas@example.fi"}


@pytest.fixture
def lahti():
    return an_area("lahti")


@pytest.fixture
def administrator(lahti):
    return a_member(an_organisation(lahti), "administrator")


@pytest.fixture
def feedback(lahti):
    return operations.give_feedback(lahti, by=Principal(), now=timezone.now(), **WORDS)


def sign_in(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def test_a_visitor_gives_feedback_and_is_told_when_it_is_answered(client, lahti):
    address = reverse("portal:feedback", args=[lahti])
    assert "/lahti/osallistu/" in client.get(f"{address}?sivu=/lahti/osallistu/").content.decode()
    response = client.post(address, WORDS)
    given = Feedback.objects.get()
    assert response.status_code == 200
    assert given.due == timezone.localdate() + timedelta(days=14)
    assert given.email == "asukas@example.fi"


def test_feedback_becomes_the_administrators_task(feedback, lahti, administrator):
    task = Task.objects.get()
    assert (task.home, task.role, task.due, task.object_id) == (lahti, "administrator", feedback.due, feedback.pk)
    assert task in Task.objects.mine(administrator)


def test_the_audit_log_does_not_repeat_the_writers_words_in_its_title(feedback):
    entry = AuditEntry.objects.get(verb="feedback_given")
    assert "Kuvan" not in entry.title
    assert "asukas" not in entry.title


def test_a_robot_that_fills_every_field_is_thanked_and_forgotten(client, lahti):
    response = client.post(reverse("portal:feedback", args=[lahti]), {**WORDS, "website": "http://spam.example"})
    assert response.status_code == 302
    assert not Feedback.objects.exists()


def test_feedback_without_words_is_not_taken(client, lahti):
    response = client.post(reverse("portal:feedback", args=[lahti]), {"subject": "other", "text": ""})
    page = response.content.decode()
    assert not Feedback.objects.exists()
    assert "ds-error-summary" in page
    assert 'aria-invalid="true"' in page


def test_only_the_areas_workers_read_feedback(client, feedback, administrator):
    elsewhere = a_member(an_organisation(an_area("hollola")), "administrator")
    pages = [reverse("portal:feedback-list", args=["lahti"]), feedback.get_absolute_url()]
    assert all(client.get(page).status_code == 302 for page in pages)
    sign_in(client, elsewhere)
    assert [client.get(page).status_code for page in pages] == [403, 404]
    sign_in(client, administrator)
    assert all(client.get(page).status_code == 200 for page in pages)


def test_an_answer_is_sent_and_ends_the_task(feedback, administrator, django_capture_on_commit_callbacks):
    operations.answer_feedback(
        feedback, answer="Kiitos.", version=feedback.version, by=acting(administrator), now=timezone.now()
    )
    assert send_answer.func(feedback.pk, "fi") is True
    [letter] = mail.outbox
    assert letter.to == ["asukas@example.fi"]
    assert "Kiitos." in letter.body
    assert Task.objects.get().done_by == administrator


def test_the_worker_answers_on_the_page(client, feedback, administrator):
    sign_in(client, administrator)
    response = client.post(feedback.get_absolute_url(), {"version": feedback.version, "answer": "Korjattu."})
    feedback.refresh_from_db()
    assert response.status_code == 302
    assert feedback.answer == "Korjattu."
    assert feedback.answered_by == administrator


def test_nothing_is_mailed_without_an_address(feedback):
    Feedback.objects.filter(pk=feedback.pk).update(email="", answered_at=timezone.now())
    assert send_answer.func(feedback.pk) is False
    assert not mail.outbox


def test_a_second_answer_is_refused_and_a_stale_one_is_a_conflict(feedback, administrator):
    by = acting(administrator)
    operations.answer_feedback(feedback, answer="Kiitos.", version=feedback.version, by=by, now=timezone.now())
    with pytest.raises(Conflict):
        operations.answer_feedback(feedback, answer="Uusi", version=feedback.version, by=by, now=timezone.now())
    feedback.refresh_from_db()
    with pytest.raises(Refused):
        operations.answer_feedback(feedback, answer="Uusi", version=feedback.version, by=by, now=timezone.now())


@pytest.mark.parametrize("role", ["reader", "analyst", "secretary", "auditor", "association"])
def test_other_roles_may_not_answer(feedback, lahti, role):
    other = a_member(an_organisation(lahti, name="Toinen"), role)
    with pytest.raises(NotAllowed):
        operations.answer_feedback(feedback, answer="x", version=1, by=acting(other), now=timezone.now())


def test_the_words_are_erased_two_years_after_the_answer(feedback):
    declared = Feedback.personal_data
    Feedback.objects.filter(pk=feedback.pk).update(answered_at=timezone.now())
    day = timezone.localdate()
    assert not declared.expired(day).exists()
    later = date.fromordinal(day.toordinal() + 732)
    declared.erase(declared.expired(later).get())
    feedback.refresh_from_db()
    assert feedback.email == ""
    assert "Kuvan" not in feedback.text
    assert not declared.expired(later).exists()


def test_the_list_is_a_fixed_number_of_queries(client, lahti, administrator, django_assert_max_num_queries):
    sign_in(client, administrator)
    address = reverse("portal:feedback-list", args=[lahti])

    def count() -> int:
        with django_assert_max_num_queries(30) as captured:
            client.get(address)
        return len(captured)

    operations.give_feedback(lahti, by=Principal(), now=timezone.now(), **WORDS)
    few = count()
    for _number in range(29):
        operations.give_feedback(lahti, by=Principal(), now=timezone.now(), **WORDS)
    assert count() == few
