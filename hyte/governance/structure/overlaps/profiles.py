"""Bodies prepared for comparing: what each is about, where, and how much each word tells."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hyte.core.search.language import normalise

from .rows import BodyRow
from .vocabulary import Meaning, fold, is_broad, is_wide, meaning

_BROAD_WEIGHT = 0.4
_HEADING_WEIGHT = 0.35
_MOST_NAMES = 8
_ORGAN_KINDS = frozenset(
    {"council", "board", "committee", "section", "enterprise", "management", "participation_council"}
)


@dataclass(frozen=True, slots=True)
class Profile:
    """One body taken apart once, so that each comparison is only set arithmetic."""

    row: BodyRow
    names: tuple[str, ...]
    plain_names: frozenset[str]
    meanings: tuple[Meaning, ...]
    concepts: frozenset[str]
    heading_concepts: frozenset[str]
    places: frozenset[str]
    covered: frozenset[str]
    parties: frozenset[str]
    members: frozenset[str]
    aim: frozenset[str]

    @property
    def is_voice(self) -> bool:
        """Whether it speaks for a circle: an advisory council or a forum."""
        return any(found.is_voice for found in self.meanings)

    @property
    def is_organ(self) -> bool:
        """Whether it decides by law or rule; such a body is no double of a network."""
        return self.row.kind in _ORGAN_KINDS or self.meanings[0].is_organ


def profile(row: BodyRow) -> Profile:
    """Take a body apart."""
    head, tails = split_name(row.name)
    names = (head, *row.aliases[: _MOST_NAMES - 1])
    meanings = tuple(meaning(name) for name in names)
    named = frozenset(place for found in meanings for place in found.places)
    covered = frozenset(fold(area) for area in row.areas)
    alone = covered if len(covered) == 1 else frozenset()
    return Profile(
        row=row,
        names=names,
        plain_names=frozenset(normalise(name).base for name in names),
        meanings=meanings,
        concepts=frozenset(concept for found in meanings for concept in found.concepts),
        heading_concepts=frozenset(meaning(row.heading).concepts) if row.heading else frozenset(),
        places=frozenset(place for place in named | alone if not is_wide(place)),
        covered=covered | named,
        parties=frozenset(party.casefold() for party in (*row.parties, *tails)),
        members=frozenset(row.members),
        aim=frozenset(meaning(row.aim).concepts) if row.aim else frozenset(),
    )


def split_name(name: str) -> tuple[str, tuple[str, ...]]:
    """Part a name from what stands after a slash: the organisation behind, or only another word for a group."""
    head, *tails = (piece.strip() for piece in name.split("/"))
    if not head:
        return name, ()
    return head, tuple(tail for tail in tails if tail and (meaning(tail).concepts or not meaning(tail).is_group))


class Weights:
    """How much each word tells: much when few bodies carry it, little when many do or when it names the whole field."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self._bodies = max(len(profiles), 2)
        self._counts = Counter(concept for found in profiles for concept in found.concepts | found.aim)
        self._known: dict[str, float] = {}
        self._totals: dict[tuple[frozenset[str], frozenset[str]], float] = {}

    def of(self, concept: str) -> float:
        """Weigh one word; kept, since the same few words are weighed for every pair."""
        known = self._known.get(concept)
        if known is None:
            known = math.log(1 + self._bodies / max(self._counts[concept], 1))
            known = self._known[concept] = known * _BROAD_WEIGHT if is_broad(concept) else known
        return known

    def total(self, concepts: Iterable[str], *, expected: frozenset[str] = frozenset()) -> float:
        """Weigh several; a word that stands in the heading of both is expected and tells less."""
        asked = (frozenset(concepts), expected)
        known = self._totals.get(asked)
        if known is None:
            known = sum(self.of(one) * (_HEADING_WEIGHT if one in expected else 1.0) for one in sorted(asked[0]))
            self._totals[asked] = known
        return known


def by_heading(profiles: Iterable[Profile]) -> dict[str, list[Profile]]:
    """Group the rows of the list under their headings, both in a stable order."""
    groups: dict[str, list[Profile]] = defaultdict(list)
    for found in profiles:
        if found.row.heading:
            groups[found.row.heading].append(found)
    return dict(sorted(groups.items()))
