"""Of how many persons a number is told, as its Finnish unit says it."""

from __future__ import annotations

import re

_PERCENT = re.compile(r"%|prosent", re.IGNORECASE)
_PER = re.compile(r"/\s*(\d{1,3}(?:[ .\u00a0\u202f]\d{3})+|\d+)\b")
# As Sotkanet writes them; the longer ones end in the shorter.
_PER_ONE = re.compile(r"/|%|‰|\b(?:kohden|kohti|per)\b", re.IGNORECASE)
_WORDS = {"sataa tuhatta": 100_000, "kymmentä tuhatta": 10_000, "tuhatta": 1_000, "sataa": 100}


def is_told_per(unit: str) -> bool:
    """Whether a unit is of something for each of something: “euroa / asukas”, “euroa asukasta kohti”; not “euroa”."""
    return bool(_PER_ONE.search(unit))


def per_of(unit: str) -> float | None:
    """100 for “%”, 1,000 for “/ 1 000” and for “tuhatta asukasta kohden”, 1 for no unit; none where the unit does not tell."""
    text = unit.strip().casefold()
    if not text:
        return 1
    if _PERCENT.search(text):
        return 100
    if "‰" in text:
        return 1_000
    found = _PER.search(text)
    if found:
        return float(re.sub(r"\D", "", found[1])) or None
    return next((number for words, number in _WORDS.items() if text.startswith(words)), None)
