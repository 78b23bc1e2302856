"""Age groups as they are written: all, 20-64, 65-."""

from __future__ import annotations

import re

ALL = "all"
_WRITTEN = re.compile(r"(\d{1,3})\s*[-–]\s*(\d{1,3})?")
_OPEN = re.compile(r"(\d{1,3})\s*\+")
_ALL_WORDS = frozenset({"", "all", "kaikki", "alla"})
OLDEST = 150


def parse_ages(text: str) -> str:
    """An age group's code; raises ValueError for what is none."""
    word = text.strip().casefold()
    if word in _ALL_WORDS:
        return ALL
    found = _OPEN.fullmatch(word)
    if found:
        return f"{int(found[1])}-"
    found = _WRITTEN.fullmatch(word)
    if found is None:
        raise ValueError(text)
    low, high = int(found[1]), found[2] and int(found[2])
    if high is not None and not low <= int(high) <= OLDEST:
        raise ValueError(text)
    return f"{low}-" if high is None else f"{low}-{int(high)}"


def bounds(code: str) -> tuple[int, int]:
    """The youngest and the oldest age of a group."""
    if code == ALL:
        return 0, OLDEST
    low, _dash, high = code.partition("-")
    return int(low), int(high) if high else OLDEST


def code_of(low: int, high: int | None) -> str:
    """The code of a group from its youngest and its oldest age."""
    return f"{low}-" if high is None else f"{low}-{high}"


def shown_ages(code: str, *, everyone: str = "") -> str:
    """A group as people write it: 20–64, 65+."""
    if code == ALL:
        return everyone
    low, _dash, high = code.partition("-")
    return f"{low}–{high}" if high else f"{low}+"


def overlap(one: str, other: str) -> bool:
    """Whether two groups share an age."""
    (a, b), (c, d) = bounds(one), bounds(other)
    return a <= d and c <= b
