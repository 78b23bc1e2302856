"""The demo's start: quick the second time, and stopped without a traceback."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command

from hyte.portal import page_files
from hyte.portal.management.commands import demo


def test_page_files_are_gathered_again_only_when_one_has_changed(settings, tmp_path, monkeypatch):
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("a {}")
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "static"
    gathered = []
    monkeypatch.setattr(page_files, "call_command", lambda *args, **options: gathered.append(args))

    assert page_files.collect_static()
    assert not page_files.collect_static()
    (source / "page.css").write_text("a { color: red }")
    assert page_files.collect_static()
    assert len(gathered) == 2


def test_ctrl_c_while_loading_is_told_in_a_sentence(monkeypatch, capsys):
    def interrupted(_command):
        raise KeyboardInterrupt

    monkeypatch.setattr(demo.Command, "prepare", interrupted)
    monkeypatch.setattr(demo.signal, "signal", lambda *_: None)
    call_command("demo", prepare_only=True)
    assert "make demo" in capsys.readouterr().out


STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""
OBEDIENT = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: (print(time.time(), flush=True), sys.exit(0)))
print("up", flush=True)
time.sleep(60)
"""


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_all_are_asked_to_end_at_once_and_none_outlives_the_grace():
    stubborn, obedient = (
        subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True, start_new_session=True)
        for text in (STUBBORN, OBEDIENT)
    )
    child = int(stubborn.stdout.readline())
    assert obedient.stdout.readline() == "up\n"
    asked = time.time()

    demo.stop_all([stubborn, obedient], grace=3)

    assert (stubborn.returncode, obedient.returncode) == (-signal.SIGKILL, 0)
    assert float(obedient.stdout.readline()) - asked < 2.5  # it did not wait for the first one
    deadline = time.time() + 5
    while is_running(child) and time.time() < deadline:
        time.sleep(0.05)
    assert not is_running(child)
    stubborn.stdout.close()
    obedient.stdout.close()


@pytest.mark.parametrize("word", ["nosuch", "verify-nothing"])
def test_a_command_that_is_not_there_is_a_bad_argument(word):
    done = subprocess.run([sys.executable, "-m", "hyte.cli", word], capture_output=True, text=True)
    assert done.returncode == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_a_command_that_is_there_reads_its_own_arguments():
    done = subprocess.run([sys.executable, "-m", "hyte.cli", "structure-changes"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "--area" in done.stderr


def test_a_reader_that_has_had_enough_gets_no_traceback():
    words = [sys.executable, "-u", "-m", "hyte.cli", "help"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as done:
        done.stdout.close()
        assert done.stderr.read() == ""
