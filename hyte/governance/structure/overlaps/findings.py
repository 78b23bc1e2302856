"""All findings of one area on one day, best first."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date

from . import heading_findings, single_findings
from .pairs import candidate_pairs, compare
from .profiles import Profile, Weights, profile
from .rows import KINDS, BodyRow, FocusRow, Overlap, PartyRow, Reason

_MOST_PAIRS_A_BODY = 5
_REPEATED = 0.05
_KIND_ORDER = {kind: rank for rank, kind in enumerate(KINDS)}
Succession = tuple[str, str, str]


def find_overlaps(
    bodies: Collection[BodyRow],
    *,
    parties: Collection[PartyRow] = (),
    focus_areas: Collection[FocusRow] = (),
    day: date,
    kept_apart: frozenset[frozenset[str]] = frozenset(),
    successions: Collection[Succession] = (),
) -> list[Overlap]:
    """Find what overlaps among bodies on a day, best first, the same for any order of input.

    `kept_apart` holds pairs of keys (`a_key`, `b_key` of an earlier finding) that someone has decided to keep;
    `successions` are recorded facts (earlier key, later key, note).
    """
    ordered = sorted(bodies, key=lambda body: body.key)
    profiles = [profile(body) for body in ordered]
    weights = Weights(profiles)
    found = [
        *_recorded(profiles, successions),
        *single_findings.missing_from_list(profiles, weights),
        *_pairs(profiles, weights),
        *single_findings.rows_of_several(profiles),
        *single_findings.ended_parties(ordered, parties, day=day),
        *single_findings.drifted_aliases(profiles, weights),
        *heading_findings.unmatched_headings(profiles, sorted(focus_areas, key=lambda focus: (focus.order, focus.key))),
        *heading_findings.split_fields(profiles),
        *heading_findings.uneven_loads(profiles),
    ]
    return sorted(_each_once(found, kept_apart), key=_rank)


def _rank(overlap: Overlap) -> tuple[float, int, str, str, str, str]:
    return -overlap.score, _KIND_ORDER[overlap.kind], overlap.a, overlap.b, overlap.a_key, overlap.b_key


def _each_once(found: Sequence[Overlap], kept_apart: frozenset[frozenset[str]]) -> Iterator[Overlap]:
    """Drop what is kept apart, and a pair already said by a stronger rule; a fact recorded comes before a guess."""
    said: set[frozenset[str]] = set()
    for overlap in found:
        keys = frozenset((overlap.a_key, overlap.b_key))
        if keys in kept_apart or (keys in said and overlap.kind not in ("split-field", "uneven-load")):
            continue
        said.add(keys)
        yield overlap


def _recorded(profiles: Sequence[Profile], successions: Collection[Succession]) -> Iterator[Overlap]:
    rows = {found.row.key: found.row for found in profiles}
    for earlier, later, note in sorted(successions):
        if earlier in rows and later in rows and earlier != later:
            reason = Reason("succession", {"note": note})
            yield Overlap("predecessor", rows[earlier].name, rows[later].name, earlier, later, 0.95, (reason,))


def _pairs(profiles: Sequence[Profile], weights: Weights) -> Iterator[Overlap]:
    """Yield judged pairs; a body keeps its best few, so one common word cannot fill the list."""
    off_list = {found.row.key for found in profiles if single_findings.is_off_list(found)}
    judged = []
    for a, b in candidate_pairs(profiles):
        if (a.row.key in off_list and b.row.heading) or (b.row.key in off_list and a.row.heading):
            continue  # said by off-list, which names the nearest row
        overlap = compare(a, b, weights)
        if overlap:
            judged.append(overlap)
    count: Counter[str] = Counter()
    for overlap in sorted(judged, key=_rank):
        if max(count[overlap.a_key], count[overlap.b_key]) < _MOST_PAIRS_A_BODY:
            earlier = max(count[overlap.a_key], count[overlap.b_key])
            count.update((overlap.a_key, overlap.b_key))
            yield _lowered(overlap, earlier) if overlap.kind == "shared-field" else overlap


def _lowered(overlap: Overlap, earlier: int) -> Overlap:
    """Lower a pair whose body has stronger pairs already: the second neighbour tells less than the first."""
    return replace(overlap, score=round(overlap.score * (1 - _REPEATED * earlier), 3))
