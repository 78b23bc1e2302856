"""What a name is about: its informative words, with the field's synonyms and general words known (`words.csv`)."""

import csv
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from hyte.core.search.language import Word, analyse, words

_CACHED_NAMES = 32_768
_LONG_TERM = 10
_LONGEST_ENDING = 5


@dataclass(frozen=True, slots=True)
class Meaning:
    """A name taken apart: what it is about in the order of the name, where, and what sort of group it says it is."""

    concepts: tuple[str, ...]
    places: frozenset[str] = frozenset()
    place_names: tuple[tuple[str, str], ...] = ()
    is_voice: bool = False
    is_organ: bool = False
    is_group: bool = False


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, str]]:
    """Read the word table: kind → term → meaning."""
    kinds: dict[str, dict[str, str]] = defaultdict(dict)
    text = files(__package__).joinpath("words.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        kinds[row["kind"]][row["term"]] = row["meaning"]
    return dict(kinds)


@lru_cache(maxsize=1)
def _replacements() -> dict[str, tuple[str, ...]]:
    """Map a term to the concepts it stands for; a general word stands for none."""
    table = _table()
    found: dict[str, tuple[str, ...]] = {}
    for kind in ("generic", "group", "organ", "voice", "synonym"):
        found.update({term: tuple(meaning.split()) for term, meaning in table[kind].items()})
    for kind in ("audience", "broad"):
        found.update({term: found.get(term, (term,)) for term in table[kind]})
    return found


@lru_cache(maxsize=65536)
def names_audience(concept: str) -> bool:
    """Say whether a concept names whom a group works for rather than what it works on."""
    return concept in _table()["audience"]


@lru_cache(maxsize=65536)
def is_broad(concept: str) -> bool:
    """Say whether a concept is shared by so much of the field that it tells little."""
    return concept in _table()["broad"] or names_audience(concept)


def is_general(word: Word) -> bool:
    """Say whether a word as a whole tells nothing of what a group is about."""
    return any(_replacements().get(base, ("",)) == () for base in word.bases)


def field_of(concept: str) -> str:
    """Give the field of services a concept belongs to, empty when none is known."""
    return _table()["field"].get(concept, "")


def is_wide(place: str) -> bool:
    """Say whether a place is a region rather than a municipality."""
    return place in _wide_places()


@lru_cache(maxsize=1)
def _wide_places() -> frozenset[str]:
    return frozenset(fold(term) for term in _table()["region"])


def fold(text: str) -> str:
    """Write a place the way keys are written: "Päijät-Häme" and "paijat-hame" are one."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).replace(" ", "-")


@lru_cache(maxsize=_CACHED_NAMES)
def meaning(text: str) -> Meaning:
    """Take a name apart into concepts and places."""
    table = _table()
    concepts: dict[str, None] = {}
    places: dict[str, str] = {}
    said: set[str] = set()
    last: set[str] = set()
    for word in words(text):
        last = {*word.bases, *word.parts}
        if word.is_place or any(base in table["region"] for base in word.bases):
            places.update((fold(name), name) for name in _places(word))
            continue
        said |= last
        concepts.update(dict.fromkeys(_concepts(word)))
    return Meaning(
        concepts=tuple(concepts),
        places=frozenset(places),
        place_names=tuple(places.items()),
        is_voice=bool(said & table["voice"].keys()),
        is_organ=bool(last & table["organ"].keys()),
        is_group=bool(said & (table["group"].keys() | table["voice"].keys())),
    )


def _places(word: Word) -> list[str]:
    if any(base in _table()["region"] for base in word.bases):
        return list(word.bases)
    pieces = [analyse(piece.capitalize(), "fi") for piece in word.surface.split("-")]
    if len(pieces) > 1 and all(piece.is_place for piece in pieces):
        return [piece.bases[-1] for piece in pieces]
    return [word.bases[-1]]


def _concepts(word: Word) -> list[str]:
    """Replace the longest known terms inside a word first, then its single parts."""
    known = _replacements()
    stem = _stem(word.bases[-1]) if not any(form in known for form in word.bases) else ""
    if stem:
        return list(known[stem])
    terms = sorted({form for form in (*word.bases, *word.parts) if form in known}, key=lambda form: (-len(form), form))
    left = list(word.leaves if len(word.leaves) > 1 else (_one_base(word, known),))
    found: list[str] = []
    for term in terms:
        leaves = analyse(term, "fi").leaves if term not in left else (term,)
        if term in word.bases and len(word.leaves) < 2:
            leaves = tuple(left)
        if all(leaf in left for leaf in leaves):
            found.extend(known[term])
            for leaf in leaves:
                left.remove(leaf)
    for leaf in left:
        term = leaf if leaf in known else _stem(leaf)
        if not term and len(leaf) > 1 and not leaf[0].isdigit():
            found.append(leaf)
        elif term and leaf not in known:
            found.extend(known[term])
    return found


@lru_cache(maxsize=_CACHED_NAMES)
def _stem(word: str) -> str:
    """Give the long term a word no dictionary could bring to its base form begins with, empty for none."""
    for term in _long_terms():
        if word.startswith(term[:-1]) and len(word) - len(term) <= _LONGEST_ENDING:
            return term
    return ""


@lru_cache(maxsize=1)
def _long_terms() -> tuple[str, ...]:
    return tuple(
        sorted((term for term in _replacements() if len(term) >= _LONG_TERM), key=lambda term: (-len(term), term))
    )


def _one_base(word: Word, known: dict[str, tuple[str, ...]]) -> str:
    """Choose among the base forms of an ambiguous word the one the field uses."""
    return next((base for base in word.bases if base in known), word.bases[0])
