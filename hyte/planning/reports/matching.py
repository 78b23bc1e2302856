"""Which section of a report an old heading belongs to, by base forms of words; and which tables are lists of actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from hyte.core.search.language import normalise
from hyte.planning.reports.earlier_documents import EarlierPart, Table, bare

ALIKE = 80  # of 100: from here on a heading is taken to mean the same
CONTAINED = 0.9  # a heading that only holds the other's words is a weaker match than the same words
HEAD_ROWS = 3  # of a table, among which its head is looked for
SHORTEST = 4  # letters of a word by which headings may be matched

# Words in the head of a column, as base forms, by what the column tells of an action.
NAME_WORDS = {"toimenpide", "toiminta", "toimi", "tehtävä", "keino", "åtgärd", "action"}
OTHER_WORDS = {
    *("vastuu", "vastuutaho", "vastuuhenkilö", "vastuutahot", "aikataulu", "mittari", "seuranta", "tavoite"),
    *("resurssi", "toteutuminen", "toteuma", "tilanne", "ansvar", "tidtabell", "mätare", "mål"),
}


@dataclass(frozen=True)
class Place:
    """A section with the headings that mean it."""

    key: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class EarlierAction:
    """A row of a table of actions: what is done, and everything else that the row says of it."""

    name: str
    rest: str


def matched(parts: Sequence[EarlierPart], places: Iterable[Place], *, language: str = "fi") -> list[str]:
    """The key of the section for each part; an inner heading without a match of its own follows the one above it."""
    known = [(place.key, _bases(name, language)) for place in places for name in place.names if name.strip()]
    found: list[str] = []
    above: list[tuple[int, str]] = []
    for part in parts:
        above = [(level, key) for level, key in above if level < part.level]
        key = _best(_bases(bare(part.heading), language), known) if part.heading else ""
        if not key and above:
            key = above[-1][1]
        if part.level:
            above.append((part.level, key))
        found.append(key)
    return found


def _bases(words: str, language: str) -> str:
    return normalise(words, language=language).base


def _best(heading: str, known: list[tuple[str, str]]) -> str:
    best, score = "", float(ALIKE)
    for key, name in known:
        # Long compounds look alike by their letters and mean different things, so one whole word has to be the same.
        if not any(len(word) >= SHORTEST for word in set(heading.split()) & set(name.split())):
            continue
        alike = max(fuzz.token_sort_ratio(heading, name), CONTAINED * fuzz.token_set_ratio(heading, name))
        if alike > score or (alike == score and not best):
            best, score = key, alike
    return best


def actions_in(table: Table, *, language: str = "fi") -> list[EarlierAction]:
    """The rows of a table of actions; none where no row of its head says that it is one.

    A row without a name of its own, as under a cell that several rows share, tells more of the action above it.
    """
    found: list[EarlierAction] = []
    head, at, first = _parts_of(table, language)
    for row in table[first:]:
        name, rest = _named(row, at), _rest(head, row, at)
        if name:
            found.append(EarlierAction(name, rest))
        else:
            found[-1] = replace(found[-1], rest="\n".join(filter(None, [found[-1].rest, rest])))
    return found


def words_around(table: Table, *, language: str = "fi") -> Table:
    """The rows of a table of actions that are in no action: those above its head, and below it before the first action."""
    head, _at, first = _parts_of(table, language)
    return [row for row in table[:first] if row is not head]


def _parts_of(table: Table, language: str) -> tuple[list[str], int, int]:
    """The head of a table of actions, the column that names them and the row of the first; its end where it is none."""
    for number, row in enumerate(table[:HEAD_ROWS]):
        words = [set(_bases(cell, language).split()) for cell in row]
        at = next((place for place, one in enumerate(words) if one & NAME_WORDS), None)
        if at is not None and any(one & OTHER_WORDS for place, one in enumerate(words) if place != at):
            below = range(number + 1, len(table))
            return row, at, next((place for place in below if _named(table[place], at)), len(table))
    return [], 0, len(table)


def _named(row: list[str], at: int) -> str:
    return " ".join(row[at].split()) if at < len(row) else ""


def _rest(head: list[str], row: list[str], at: int) -> str:
    """Everything that a row says besides the name, each cell under its heading."""
    return "\n".join(
        f"{head[place]}: {cell}" if place < len(head) and head[place] else cell
        for place, cell in enumerate(row)
        if place != at and cell.strip()
    )
