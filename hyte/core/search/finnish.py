"""Finnish words through Voikko: base forms, and the parts of compounds as base forms."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_BIT = re.compile(r"\+([^+(]+)(?:\(([^)]*)\))?")
_PLACE = "paikannimi"
_MOST_PARTS = 6

# A Voikko handle may not be used by two threads at once; results are cached, so one handle is enough.
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a dictionary says of one lowercase word."""

    bases: tuple[str, ...]
    parts: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    is_place: bool = False


def voikko_answers() -> bool:
    """Say whether the library and a Finnish dictionary are installed."""
    return _handle() is not None


def analyse_with_voikko(lower: str) -> Analysis | None:
    """Give every base form of a lowercase word and the parts of its compounds; None when Voikko does not know it."""
    readings = _readings(lower)
    if not readings:
        return None
    bases = dict.fromkeys(reading["BASEFORM"].lower() for reading in readings)
    parts: dict[str, None] = {}
    leaves: tuple[str, ...] = ()
    for reading in readings:
        pieces = _pieces(reading)
        parts.update(dict.fromkeys(_runs(pieces)))
        leaves = leaves or tuple(base for _, base in pieces)
    return Analysis(
        bases=tuple(bases),
        parts=tuple(part for part in parts if part not in bases),
        leaves=leaves or tuple(bases)[:1],
        is_place=any(reading["CLASS"] == _PLACE for reading in readings),
    )


@lru_cache(maxsize=1)
def _handle() -> Any | None:
    try:
        import libvoikko
    except ImportError:
        return None
    try:
        return libvoikko.Voikko("fi")
    except (OSError, libvoikko.VoikkoException):
        return None


def _analyze(word: str) -> list[dict[str, str]]:
    with _lock:
        handle = _handle()
        return list(handle.analyze(word)) if handle is not None else []


def _readings(lower: str) -> list[dict[str, str]]:
    """Read a word as written and as a name; a place hides behind many a plain word (lahti, Lahti)."""
    plain = _analyze(lower)
    if any(reading.get("STRUCTURE", "").count("=") > 1 for reading in plain):
        return plain  # a compound that is known as a plain word is no place as well; saves half of the time
    named = _analyze("-".join(piece.capitalize() for piece in lower.split("-")))
    if not plain:
        return named or _analyze(lower.upper())
    return plain + [reading for reading in named if reading["CLASS"] == _PLACE and reading not in plain]


def _pieces(reading: dict[str, str]) -> list[tuple[str, str]]:
    """Give the (surface, base form) of each part of a compound; endings that only derive a word stay in it.

    A surface ends with its hyphen where the word has one, so that runs of parts join as they are written.
    """
    starts = _starts(reading.get("STRUCTURE", ""))
    groups: list[list[tuple[str, str]]] = []
    pieces: list[tuple[str, str]] = []
    offset = 0
    for surface, base in _BIT.findall(reading.get("WORDBASES", "")):
        if surface == "-":
            groups.append([])
        else:
            if offset in starts or not groups:
                groups.append([])
            groups[-1].append((surface.lower(), base.replace("=", "").lower()))
        offset += len(surface)
    for group in groups:
        if group:
            pieces.append(_as_piece(group))
        elif pieces:
            pieces[-1] = (f"{pieces[-1][0]}-", pieces[-1][1])
    return pieces[:_MOST_PARTS]


def _starts(structure: str) -> frozenset[int]:
    offsets = set()
    position = 0
    for sign in structure:
        if sign == "=":
            offsets.add(position)
        else:
            position += 1
    return frozenset(offsets)


def _as_piece(group: list[tuple[str, str]]) -> tuple[str, str]:
    surface = "".join(bit for bit, _ in group)
    if len(group) > 1:
        return surface, _noun(surface)
    base = group[0][1]
    if surface.endswith("mis"):
        return surface, f"{surface[:-1]}nen"
    return surface, base if base and not base.startswith("+") else surface


@lru_cache(maxsize=8192)
def _noun(surface: str) -> str:
    """Give the base form of a derived part ("toiminta", "yhdistys"), the part itself when nothing better is known."""
    found = _analyze(surface)
    return found[0]["BASEFORM"].lower() if found else surface


def _runs(pieces: list[tuple[str, str]]) -> Iterator[str]:
    """Yield each part and each run of neighbouring parts: lapsi, perhe, yhdistys, lapsiperhe, perheyhdistys."""
    if len(pieces) < 2:
        return
    for first in range(len(pieces)):
        for last in range(first, len(pieces)):
            if last - first + 1 < len(pieces):
                yield "".join(surface for surface, _ in pieces[first:last]) + pieces[last][1]
