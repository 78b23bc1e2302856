"""Jobs: queued with the caller's save, run once by the worker, followed on a page, always ended with a sentence."""

import signal
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from hyte.core.accounts.rules import Principal
from hyte.core.audit.models import Seal
from hyte.core.audit.recording import Refused
from hyte.core.tasks import duties, jobs
from hyte.core.tasks.duties import run_duties
from hyte.core.tasks.jobs import close_interrupted_jobs, register_work, run_job, start_job
from hyte.core.tasks.models import Job, JobState
from hyte.core.tasks.progress import read_progress, write_progress
from tests.core.people import DAY, a_user, acting, an_area

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def works(monkeypatch):
    monkeypatch.setattr(jobs, "_works", {})


@pytest.fixture(autouse=True)
def kept_signals():
    """The worker takes the signals of its process; here it is only a guest."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture
def owner():
    return a_user("omistaja@example.fi")


def count(*, progress, by, upto):
    for number in range(upto):
        progress(number + 1, upto)
    return {"summary": f"{upto} riviä", "address": "/lahti/"}


@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_what_is_queued(owner):
    register_work("count", count)
    job = start_job("count", title="Laske", by=acting(owner), upto=3)

    call_command("work", once=True, no_periodic=True)

    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.result["summary"]) == ("done", 3, 3, "3 riviä")


def refuse(*, progress, by):
    raise Refused("Rivi 3: nimi puuttuu.")


def break_down(*, progress, by):
    raise ValueError("secret detail")


def test_a_refusal_is_told_and_a_failure_hides_its_detail(owner):
    register_work("refuse", refuse)
    register_work("break", break_down)
    first, second = (Job.objects.create(owner=owner, title="Työ") for _ in range(2))

    run_job.call(first.pk, "refuse", {})
    run_job.call(second.pk, "break", {})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.result["summary"]) == (JobState.REFUSED, "Rivi 3: nimi puuttuu.")
    assert second.state == JobState.FAILED
    assert "secret" not in str(second.result)


def test_a_job_runs_once(owner):
    runs = []
    register_work("once", lambda *, progress, by: runs.append(by))
    job = Job.objects.create(owner=owner, title="Työ")

    run_job.call(job.pk, "once", {})
    run_job.call(job.pk, "once", {})

    assert runs == [Principal(user=owner, via="job")]


def test_progress_is_seen_while_the_work_has_its_transaction(owner):
    job = Job.objects.create(owner=owner, title="Työ", state=JobState.RUNNING)

    write_progress(job, 40, 100)

    from django.db import connection

    if connection.vendor == "sqlite":
        assert (read_progress(job).done, job.total) == (40, 100)


def test_only_the_owner_follows(client, owner):
    job = Job.objects.create(owner=owner, title="Tuonti", state=JobState.RUNNING)

    client.force_login(a_user("muu@example.fi"))
    assert client.get(reverse("tasks:job", args=[job.pk])).status_code == 404
    client.force_login(owner)
    whole = client.get(reverse("tasks:job", args=[job.pk])).content.decode()
    part = client.get(reverse("tasks:job", args=[job.pk]), headers={"HX-Request": "true"}).content.decode()

    assert "<h1" in whole
    assert 'hx-trigger="every 2s"' in part
    assert "<h1" not in part


def test_a_job_that_is_over_asks_no_more(client, owner):
    job = Job.objects.create(owner=owner, title="Tuonti", state=JobState.DONE, result={"summary": "Valmis."})
    client.force_login(owner)

    page = client.get(reverse("tasks:job", args=[job.pk])).content.decode()

    assert "Valmis." in page
    assert "hx-trigger" not in page


def test_an_unknown_work_is_not_queued(owner):
    with pytest.raises(KeyError):
        start_job("olematon", title="Työ", by=acting(owner))
    assert Job.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_worker_told_to_stop_breaks_off_what_saves_nothing_and_the_next_one_does_it(owner):
    began, saved = [], []

    def read_long(*, progress, by):
        began.append(by)
        if len(began) == 1:
            signal.raise_signal(signal.SIGTERM)
            began.append("went on")
        return {"summary": "Luettu."}

    def save_long(*, progress, by):
        with transaction.atomic():
            signal.raise_signal(signal.SIGINT)
            saved.append(by)
        return {"summary": "Tallennettu."}

    register_work("read", read_long)
    register_work("save", save_long)
    reading = start_job("read", title="Lue", by=acting(owner))

    call_command("work", once=True, no_periodic=True)
    reading.refresh_from_db()
    assert (len(began), reading.state) == (1, JobState.QUEUED)
    call_command("work", once=True, no_periodic=True)
    reading.refresh_from_db()
    assert (len(began), reading.state, reading.result["summary"]) == (2, JobState.DONE, "Luettu.")

    saving = start_job("save", title="Tallenna", by=acting(owner))
    call_command("work", once=True, no_periodic=True)
    saving.refresh_from_db()
    assert (len(saved), saving.state) == (1, JobState.DONE)


@pytest.mark.django_db(transaction=True)
def test_a_worker_leaves_its_duties_at_once(monkeypatch):
    after = []
    monkeypatch.setattr(
        duties, "_duties", {"long": lambda day: signal.raise_signal(signal.SIGTERM), "next": after.append}
    )

    with pytest.raises(SystemExit) as end:
        call_command("work", once=True)

    assert (end.value.code, after) == (0, [])


def test_interrupted_jobs_are_closed(owner):
    job = Job.objects.create(owner=owner, title="Työ", state=JobState.RUNNING)
    Job.objects.update(created_at=timezone.now() - timedelta(hours=7))

    assert close_interrupted_jobs() == 1
    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_periodic_duties_seal_and_one_failure_does_not_stop_the_rest(owner, monkeypatch, caplog):
    from hyte.core.accounts.rules import SYSTEM
    from hyte.core.tasks.operations import create_task

    create_task("Tehtävä", area=an_area(), by=SYSTEM, today=DAY, role="official")
    monkeypatch.setattr(duties, "_duties", {"bad": lambda day: 1 / 0, **duties._duties})

    done = run_duties(DAY)

    assert done["bad"] == "failed"
    assert done["seals"] == Seal.objects.get().entry_count == 1
