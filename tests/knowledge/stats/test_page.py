"""The page on statistics prints what the command prints, and knows its methods, options and reasons."""

import re
from pathlib import Path

import pytest

from hyte.knowledge.stats.choices import Withheld
from hyte.knowledge.stats.command.arguments import parser
from hyte.knowledge.stats.command.run import main

PROJECT = Path(__file__).resolve().parents[3]
PAGE = (PROJECT / "docs" / "statistics.md").read_text(encoding="utf-8")
RUNS = re.findall(r"```console\n\$ hyte stats ([^\n]+)\n(.*?)\n```", PAGE, flags=re.DOTALL)


@pytest.mark.parametrize("words, printed", RUNS)
def test_examples_print_what_the_page_shows(monkeypatch, capsys, words, printed):
    monkeypatch.chdir(PROJECT)

    assert main(words.split()) == 0
    assert capsys.readouterr().out.rstrip() == printed


def test_every_method_has_an_example_and_every_option_is_told():
    methods = next(action.choices for action in parser()._actions if action.dest == "method")
    options = {word for method in methods.values() for action in method._actions for word in action.option_strings}

    assert {run.split()[0] for run, _printed in RUNS} == set(methods)
    assert [option for option in sorted(options - {"-h", "--help"}) if option not in PAGE] == []


def test_every_reason_is_told():
    assert [str(reason) for reason in Withheld if str(reason) not in PAGE] == []
