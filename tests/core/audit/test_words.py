import re
from pathlib import Path

from hyte.core.audit.words import VERBS

PACKAGE = Path(__file__).resolve().parents[3] / "hyte"


def test_every_recorded_verb_has_its_words():
    written = {
        verb
        for file in PACKAGE.rglob("*.py")
        if "tests" not in file.parts
        for verb in re.findall(r'\bverb="([^"]+)"', file.read_text())
    }

    assert written - VERBS.keys() == set()
