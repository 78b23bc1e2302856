"""Two bodies side by side: which pairs are worth comparing, and what the comparison says."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from hyte.core.search.language import normalise

from .profiles import Profile, Weights
from .rows import Overlap, Reason
from .vocabulary import Meaning, is_broad, is_wide, names_audience

_WIDEST_BLOCK = 40
_WINDOW = 6
_LEAST_SCORE = 0.44
_SAME_SUBJECT = 0.84
_CONTAINED = 0.18
_JOINERS = (" sekä ", " ja ", " & ", ", ", "-", " och ", " samt ")


def candidate_pairs(profiles: Sequence[Profile]) -> Iterator[tuple[Profile, Profile]]:
    """Yield each pair that shares an informative word, a member or a rare party, once.

    A word that very many bodies carry is not a block of its own: its bodies are sorted by all they are about
    and each is compared with its nearest neighbours only, so the work stays proportional to the number of bodies.
    """
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for position, found in enumerate(profiles):
        for sort, values in (
            ("word", found.concepts),
            ("member", found.members),
            ("party", found.parties),
            ("aim", found.aim),
        ):
            for value in values:
                blocks[sort, value].append(position)
    order = [(sorted(found.concepts), sorted(found.places), found.row.key) for found in profiles]
    seen: set[int] = set()
    for (sort, _), positions in sorted(blocks.items()):
        for i, j in _within(positions, order, sort):
            number = min(i, j) * len(profiles) + max(i, j)
            if number not in seen:
                seen.add(number)
                yield profiles[min(i, j)], profiles[max(i, j)]


def _within(positions: list[int], order: list[tuple], sort: str) -> Iterator[tuple[int, int]]:
    if len(positions) <= _WIDEST_BLOCK:
        yield from combinations(positions, 2)
    elif sort in ("word", "member"):
        ranked = sorted(positions, key=lambda position: order[position])
        for rank, position in enumerate(ranked):
            yield from ((position, other) for other in ranked[rank + 1 : rank + 1 + _WINDOW])


def compare(a: Profile, b: Profile, weights: Weights) -> Overlap | None:
    """Judge one pair; None when nothing worth a reader's time joins them."""
    if a.is_organ or b.is_organ or _work_elsewhere(a, b):
        return None
    return _joined_places(a, b) or _joined_places(b, a) or _judge_by_words(a, b, weights)


def closeness(a: Profile, b: Profile, weights: Weights) -> tuple[float, frozenset[str]]:
    """Give how close two bodies are by any of their names, from 0 to 1, and the words that join them."""
    expected = a.heading_concepts & b.heading_concepts
    best: tuple[float, frozenset[str]] = (0.0, frozenset())
    for one in a.meanings:
        for other in b.meanings:
            found = _closeness(one, other, weights, expected)
            best = max(best, found, key=lambda pair: (pair[0], sorted(pair[1])))
    return best


def _closeness(
    one: Meaning, other: Meaning, weights: Weights, expected: frozenset[str]
) -> tuple[float, frozenset[str]]:
    mine, theirs = frozenset(one.concepts), frozenset(other.concepts)
    shared = mine & theirs
    if not shared:
        return 0.0, shared
    weight = weights.total(shared, expected=expected)
    together = weights.total(mine | theirs, expected=expected)
    smaller = min(weights.total(mine, expected=expected), weights.total(theirs, expected=expected))
    likeness = 0.5 * weight / together + 0.5 * weight / smaller
    told = weight / (weight + 1.0)
    return likeness * told * (0.35 if _serve_others(mine, theirs) else 1.0), shared


def _serve_others(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Say whether each names its own people and none are the same: schools and students, not schools and everyone."""
    one, other = ({concept for concept in concepts if names_audience(concept)} for concepts in (mine, theirs))
    return bool(one and other and not one & other)


def _work_elsewhere(a: Profile, b: Profile) -> bool:
    """Say whether the places rule an overlap out: two towns' own groups, or two regions'."""
    if a.places and b.places and not a.places & b.places:
        return True
    mine, theirs = ({place for place in found.covered if is_wide(place)} for found in (a, b))
    return bool(mine and theirs and not mine & theirs and not a.covered & b.covered)


def _joined_places(joined: Profile, alone: Profile) -> Overlap | None:
    """Find a row that joins several towns while one of them also has a row of its own about the same."""
    name = joined.row.name
    if not (alone.places < joined.places and alone.places and joined.meanings[0].concepts):
        return None
    if set(joined.meanings[0].concepts) != set(alone.meanings[0].concepts) or not any(
        sign in name for sign in _JOINERS
    ):
        return None
    places = Reason("joins-places", {"joined": _listed(joined.places, joined), "alone": _listed(alone.places, alone)})
    same = Reason("same-words", {"words": ", ".join(alone.meanings[0].concepts)})
    return _overlap("joined-row", joined, alone, 0.96, [places, same, *_surroundings(joined, alone)[1]])


def _judge_by_words(a: Profile, b: Profile, weights: Weights) -> Overlap | None:
    a, b = sorted((a, b), key=lambda found: (found.row.name, found.row.key))
    score, shared = closeness(a, b, weights)
    expected = a.heading_concepts & b.heading_concepts
    told = any(not is_broad(concept) for concept in shared - expected)
    extra, surroundings = _surroundings(a, b, told=told)
    one = _judge_as_one(a, b, score + extra, shared, expected)
    if one:
        return replace(one, reasons=(*one.reasons, *surroundings))
    if bool(a.places) != bool(b.places):
        score *= 0.5
    members, same_members = _shared_members(a, b)
    aim, same_aim = _shared_aim(a, b, weights)
    score += extra + members + aim
    if told and a.places == b.places and not _serve_others(a.concepts, b.concepts):
        score = _weigh_subjects(a, b, score)
    if not (shared or members or aim) or score < _LEAST_SCORE:
        return None
    reasons = [Reason("shared-words", {"words": ", ".join(sorted(shared))})] if shared else []
    kind = "same" if members > 0.25 and _say_the_same(a, b, shared) else "shared-field"
    return _overlap(kind, a, b, min(score, 0.85), [*reasons, *same_members, *same_aim, *surroundings])


def _judge_as_one(
    a: Profile, b: Profile, score: float, shared: frozenset[str], expected: frozenset[str]
) -> Overlap | None:
    """Judge whether two bodies are one: by a common name, the circle both speak for, or all their telling words."""
    if _shares_name(a, b):
        alias = min(a.plain_names & b.plain_names)
        return _overlap("same", a, b, 0.97, [Reason("other-name", {"alias": alias})])
    if shared <= expected or a.places != b.places or not _say_the_same(a, b, shared):
        return None
    words = {"words": ", ".join(sorted(shared))}
    if a.is_voice and b.is_voice:
        return _overlap("predecessor", a, b, 0.9, [Reason("both-speak-for", words)])
    if _written_alike(a, b, shared) and not all(map(is_broad, shared)):
        return _overlap("same", a, b, max(0.88, score), [Reason("same-words", words)])
    return None


def _say_the_same(a: Profile, b: Profile, shared: frozenset[str]) -> bool:
    """Say whether some name of each is about exactly the shared words."""
    return bool(shared) and any(
        set(one.concepts) == set(other.concepts) == shared for one in a.meanings for other in b.meanings
    )


def _weigh_subjects(a: Profile, b: Profile, score: float) -> float:
    """Raise the score of two groups with one subject, or with one's subject inside the other's under one heading."""
    mine, theirs = _subjects(a), _subjects(b)
    if mine == theirs:
        return max(score, _SAME_SUBJECT)
    inside = mine <= theirs or theirs <= mine
    return score + _CONTAINED if inside and a.row.heading == b.row.heading and min(len(mine), len(theirs)) else score


def _subjects(found: Profile) -> frozenset[str]:
    """Give what a body works on by its own name, without whom it works for and what the whole field shares."""
    return frozenset(concept for concept in found.meanings[0].concepts if not is_broad(concept))


def _surroundings(a: Profile, b: Profile, *, told: bool = True) -> tuple[float, list[Reason]]:
    """Give what the rows around the names add: heading, focus area, parties."""
    extra, reasons = 0.0, []
    if a.row.heading and b.row.heading and told:
        same = a.row.heading == b.row.heading
        extra += 0.08 if same else 0.05
        reasons.append(
            Reason("same-heading", {"heading": a.row.heading})
            if same
            else Reason("other-headings", {"a": a.row.heading, "b": b.row.heading})
        )
    focus = sorted(set(a.row.focus_areas) & set(b.row.focus_areas))
    if focus and a.row.heading != b.row.heading:
        reasons.append(Reason("same-focus", {"focus": ", ".join(focus)}))
    parties = sorted(a.parties & b.parties)
    if parties:
        extra += 0.04
        reasons.append(Reason("shared-parties", {"parties": ", ".join(parties)}))
    if a.places & b.places:
        reasons.append(Reason("same-places", {"places": _listed(a.places & b.places, a)}))
    return extra, reasons


def _shared_members(a: Profile, b: Profile) -> tuple[float, list[Reason]]:
    smaller = min(len(a.members), len(b.members))
    count = len(a.members & b.members)
    if count < 2 or count / smaller < 0.5:
        return 0.0, []
    return 0.6 * count / smaller * min(1.0, count / 4), [Reason("shared-members", {"count": count, "of": smaller})]


def _shared_aim(a: Profile, b: Profile, weights: Weights) -> tuple[float, list[Reason]]:
    shared = a.aim & b.aim
    if len(shared) < 3:
        return 0.0, []
    part = weights.total(shared) / weights.total(a.aim | b.aim)
    return (0.6 * part, [Reason("shared-aim", {"words": ", ".join(sorted(shared))})]) if part >= 0.4 else (0.0, [])


def _shares_name(a: Profile, b: Profile) -> bool:
    return bool(a.concepts & b.concepts) and a.places == b.places and bool(a.plain_names & b.plain_names)


def _written_alike(a: Profile, b: Profile, shared: frozenset[str]) -> bool:
    """Say whether the shared words stand in both names as such, not only by a synonym."""
    mine, theirs = (set(f"{text.base} {text.parts}".split()) for text in (normalise(a.names[0]), normalise(b.names[0])))
    return bool(shared & mine & theirs)


def _listed(places: frozenset[str], found: Profile) -> str:
    written = {place: name for one in found.meanings for place, name in one.place_names}
    return ", ".join(written.get(place, place).title() for place in sorted(places))


def _overlap(kind: str, a: Profile, b: Profile, score: float, reasons: list[Reason]) -> Overlap:
    return Overlap(kind, a.row.name, b.row.name, a.row.key, b.row.key, round(min(score, 0.99), 3), tuple(reasons))
