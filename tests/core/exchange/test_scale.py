"""A file of ten thousand rows: loaded by the worker while others save, and all or nothing when the worker is killed."""

import os
import sqlite3
import subprocess
import sys
import textwrap
import time
from datetime import date
from urllib.parse import quote

import pytest
from django.db import connection

from hyte.core.audit.models import AuditEntry
from hyte.core.exchange.models import Upload
from hyte.core.exchange.operations import start_applying, take_file
from hyte.core.exchange.sheets import sheet_named
from hyte.core.tasks.progress import read_progress
from hyte.governance.structure.models import Body
from hyte.governance.structure.operations.bodies import rename_body
from tests import factories as make

ROWS = 10_000
MOST_WAIT = 2.0
DEADLINE = 600

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]


@pytest.fixture
def shared_database(transactional_db, tmp_path):
    """A database that another process can open: on SQLite a file with the test database's contents."""
    if connection.vendor == "postgresql":
        at = connection.settings_dict
        yield f"postgres://{quote(at['USER'])}:{quote(at['PASSWORD'])}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
        return
    connection.ensure_connection()
    in_memory, name = connection.connection, connection.settings_dict["NAME"]
    path = tmp_path / "shared.sqlite3"
    with sqlite3.connect(path) as copy:
        in_memory.backup(copy)
    copy.close()
    connection.connection, connection.settings_dict["NAME"] = None, str(path)
    yield f"sqlite:///{path}"
    connection.close()
    connection.connection, connection.settings_dict["NAME"] = in_memory, name


@pytest.fixture
def worker(shared_database, tmp_path):
    """Start a worker process; it runs what is queued and stops."""
    running = []

    def start(before=""):
        environment = {
            **os.environ,
            "DATABASE_URL": shared_database,
            "HYTE_DATA": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "hyte.settings",
        }
        program = f"import django\ndjango.setup()\n{textwrap.dedent(before)}\n"
        program += (
            "from django.core.management import call_command\ncall_command('work', once=True, no_periodic=True)\n"
        )
        running.append(subprocess.Popen([sys.executable, "-c", program], env=environment))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()


@pytest.fixture
def area(shared_database):
    return make.AreaFactory()


def a_file():
    rows = (f"rivi-{number},Verkosto {number},network,2024-01-01" for number in range(ROWS))
    return "\n".join(["key,name,kind,valid_from", *rows]).encode()


def follow(job, process, *, save):
    """What the job's page shows while the worker works, and how long each save by another user takes."""
    seen, waits = [], []
    deadline = time.monotonic() + DEADLINE
    while process.poll() is None:
        assert time.monotonic() < deadline, "the worker did not end"
        begun = time.monotonic()
        save()
        waits.append(time.monotonic() - begun)
        job.refresh_from_db()
        done = read_progress(job).done
        if done and (not seen or done != seen[-1]):
            seen.append(done)
        time.sleep(0.2)
    assert process.returncode == 0
    job.refresh_from_db()
    assert job.state == "done", job.result
    return seen, waits


def test_ten_thousand_rows_are_loaded_while_another_user_saves(area, worker):
    by, other = make.acting(area), make.acting(area)
    make.BodyFactory(home=area, key="toisen-oma")
    names = iter(range(10**6))

    def save():
        body = Body.objects.get(key="toisen-oma")
        rename_body(body, version=body.version, name=f"Nimi {next(names)}", day=date(2026, 3, 2), by=other)

    upload = take_file(area, sheet=sheet_named("bodies"), name="verkostot.csv", content=a_file(), by=by)
    upload.refresh_from_db()
    checked, check_waits = follow(upload.job, worker(), save=save)
    upload.refresh_from_db()
    assert (upload.report["created"], upload.report["error_count"]) == (ROWS, 0)
    assert Body.objects.count() == 1

    loaded, load_waits = follow(start_applying(upload, by=by), worker(), save=save)

    assert Body.objects.count() == ROWS + 1
    for waits in (check_waits, load_waits):
        assert len(waits) >= 5, "too few saves fell into the load to say anything"
    saved = Body.objects.get(key="toisen-oma")
    assert saved.period_at(date(2026, 3, 2)).name_fi == f"Nimi {next(names) - 1}"
    for seen in (checked, loaded):
        assert seen  # how many steps are seen depends on how quick the machine is
        assert seen == sorted(seen)
    assert max(check_waits + load_waits) < MOST_WAIT


def test_a_worker_killed_in_the_middle_of_a_load_leaves_nothing_and_the_load_can_be_done_again(area, worker, tmp_path):
    by, marker = make.acting(area), tmp_path / "in-the-middle"
    upload = Upload.objects.create(home=area, owner=by.user, sheet="bodies", name="verkostot.csv", content=a_file())
    # The rows are written and not yet saved for good when the worker stops to wait for its end.
    stop_inside = f"""
        import pathlib, time
        from hyte.core.exchange import loading
        from hyte.governance.structure.models import Body
        def wait(*_arguments, **_named):
            pathlib.Path({str(marker)!r}).write_text(f"{{Body.objects.count()}} rows")
            time.sleep(600)
        loading.write_entry = wait
    """
    start_applying(upload, by=by)
    process = worker(stop_inside)
    deadline = time.monotonic() + DEADLINE
    while not (marker.exists() and marker.read_text()):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert (marker.read_text(), Body.objects.count()) == (f"{ROWS} rows", 0)  # the worker sees its rows, others do not

    process.kill()
    process.wait()

    upload.refresh_from_db()
    assert (Body.objects.count(), AuditEntry.objects.filter(verb="loaded").count(), upload.applied_at) == (0, 0, None)
    job = start_applying(upload, by=by)
    assert worker().wait(timeout=DEADLINE) == 0
    job.refresh_from_db()
    assert (job.state, Body.objects.count(), AuditEntry.objects.filter(verb="loaded").count()) == ("done", ROWS, 1)
