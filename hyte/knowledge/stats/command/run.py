"""From words to printed results and an exit status."""

import gettext
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

from hyte.knowledge.stats.command.arguments import parser
from hyte.knowledge.stats.refusals import ArgumentRefused, InputRefused

_LOCALE = Path(__file__).resolve().parents[3] / "locale"

DATA_REFUSED, ARGUMENTS_REFUSED = 1, 2


def main(words: Sequence[str]) -> int:
    """Run `hyte stats` with these words: 0, 1 where the data are refused, 2 where arguments or a file cannot be used.

    Results go to standard output, every sentence about a fault to standard error.
    """
    options = parser().parse_args(words)
    translate = _translation(options.language)
    try:
        print(_results(options, translate), flush=True)  # noqa: T201 -- this is what the command is for
    except InputRefused as refusal:
        for fault in (refusal, *refusal.others):
            print(fault.sentence(translate), file=sys.stderr)  # noqa: T201
        return ARGUMENTS_REFUSED if isinstance(refusal, ArgumentRefused) else DATA_REFUSED
    except BrokenPipeError:
        # Whoever reads has seen enough (`| head`); the rest goes nowhere, without complaint.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _results(options: Namespace, translate: Callable[[str], str]) -> str:
    # Imported here, so that a wrong argument or a wrong file is told without loading the engines.
    from hyte.knowledge.stats.command.files import read_raw
    from hyte.knowledge.stats.command.printing import PRINTERS

    table = read_raw(options.file)
    if options.method == "hide":
        from hyte.knowledge.stats.command.hiding import hide

        results = hide(table, options)
    else:
        from hyte.knowledge.stats.command.runs import RUNS
        from hyte.knowledge.stats.engines import open_engine

        with open_engine(options.spark) as engine:
            results = RUNS[options.method](table, options, engine)
    return PRINTERS[options.format](results, translate)


def _translation(language: str) -> Callable[[str], str]:
    """The product's own catalogue; what it lacks is said in English."""
    return gettext.translation("django", _LOCALE, languages=[language], fallback=True).gettext
