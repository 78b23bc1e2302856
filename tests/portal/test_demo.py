"""The demo's start: quick the second time, and stopped without a traceback."""

import subprocess
import sys

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
