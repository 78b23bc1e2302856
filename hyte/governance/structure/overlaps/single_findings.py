"""Findings about one body: two names in one row, ended parties, a name that hides, a row missing from the list."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache

from hyte.core.search.language import normalise, words

from .pairs import closeness
from .profiles import Profile, Weights
from .rows import BodyRow, Overlap, PartyRow, Reason
from .vocabulary import is_general, meaning

_ACRONYM = re.compile(r"\b[A-ZÅÄÖ]{2,6}\b")
_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_FORMAL_KINDS = frozenset({"advisory_council", "cooperation_body", "leadership_group"})
_REPEATED = 0.12


def rows_of_several(profiles: Iterable[Profile]) -> Iterator[Overlap]:
    """Yield rows whose name lists two groups, each with a word for a group of its own."""
    for found in profiles:
        pieces = [piece.strip() for piece in found.names[0].split(",")]
        if len(pieces) > 1 and all(meaning(piece).is_group and not _is_short(piece) for piece in pieces):
            reason = Reason("joins-groups", {"groups": "; ".join(pieces)})
            row = found.row
            yield Overlap("joined-row", row.name, pieces[1], row.key, f"part:{pieces[1]}", 0.8, (reason,))


def ended_parties(bodies: Iterable[BodyRow], parties: Iterable[PartyRow], *, day: date) -> Iterator[Overlap]:
    """Yield bodies tied to what has ended; each further one of the same party scores less than the one before."""
    for party in sorted(parties, key=lambda party: party.key):
        if party.valid_until is None or party.valid_until >= day:
            continue
        tied = defaultdict(list)
        for body in bodies:
            how = _tie(body, party)
            if how:
                tied[how].append(body)
        ranked = [(how, body) for how in ("party-in-name", "party-listed") for body in sorted(tied[how], key=_by_name)]
        for rank, (how, body) in enumerate(ranked):
            start = 0.9 if how == "party-in-name" else 0.82
            reasons = [
                Reason(how, {"party": party.name}),
                Reason("party-ended", {"party": party.name, "day": party.valid_until.isoformat()}),
            ]
            if party.source:
                reasons.append(Reason("party-source", {"source": party.source}))
            score = round(max(start - _REPEATED * rank, 0.5), 3)
            yield Overlap("ended-party", body.name, party.name, body.key, party.key, score, tuple(reasons))


def _by_name(body: BodyRow) -> tuple[str, str]:
    return body.name, body.key


def _tie(body: BodyRow, party: PartyRow) -> str:
    """Say how a body is tied to a party: by its name, by its listed parties, or not at all."""
    if any(_mentions(name, called) for name in (body.name, *body.aliases) for called in _called(party)):
        return "party-in-name"
    listed = {called.casefold() for called in body.parties}
    if party.key.casefold() in listed or any(
        _mentions(name, called) for name in body.parties for called in _called(party)
    ):
        return "party-listed"
    return ""


def _called(party: PartyRow) -> Iterator[str]:
    """Yield each name of a party, and the acronym in it: ELY for ELY-keskus."""
    for name in (party.name, *party.aliases):
        yield name
        yield from _ACRONYM.findall(name)


def _mentions(text: str, called: str) -> bool:
    if _ACRONYM.fullmatch(called):
        # An acronym counts only as written and alone: ARA is not the word "ara", TE alone is not "TE-palvelut".
        return called in _TOKEN.findall(text)
    found = normalise(text)
    said = {*found.base.split(), *found.parts.split()}
    wanted = _telling_words(called)
    return bool(wanted) and all(said.intersection(bases) for bases in wanted)


@lru_cache(maxsize=4096)
def _telling_words(called: str) -> tuple[tuple[str, ...], ...]:
    """Give the base forms of the words of a party's name, without places and words like "seutu" when more is left."""
    every = words(called)
    telling = [word for word in every if not meaning(word.surface).places and not is_general(word)]
    return tuple(word.bases for word in telling or every)


def drifted_aliases(profiles: Iterable[Profile], weights: Weights) -> Iterator[Overlap]:
    """Yield bodies whose other name hides them; on the picture also those only written differently."""
    for found in profiles:
        for position, alias in enumerate(found.names[1:], start=1):
            if _is_short(alias) or found.is_organ or _differs_in_place_only(found.names[0], alias):
                continue
            mine, other = frozenset(found.meanings[0].concepts), frozenset(found.meanings[position].concepts)
            together = weights.total(mine | other)
            alike = weights.total(mine & other) / together if together else 1.0
            contained = mine <= other or other <= mine
            hides = not contained and alike < 0.5 and not _spells_out(found.names[0], alias)
            if not hides and not found.row.on_picture:
                continue
            score = 0.88 - 0.2 * alike if hides else 0.52
            reason = Reason("names-differ" if hides else "names-vary")
            row = found.row
            yield Overlap("alias-drift", row.name, alias, row.key, f"alias:{alias}", round(score, 3), (reason,))


def _differs_in_place_only(name: str, alias: str) -> bool:
    mine, other = ([word.bases for word in words(text) if not meaning(word.surface).places] for text in (name, alias))
    return mine == other


def _spells_out(name: str, alias: str) -> bool:
    """Say whether an acronym of one name is opened in the other: OPS, opetussuunnitelma."""
    for short, long in ((name, alias), (alias, name)):
        for acronym in _ACRONYM.findall(short):
            letters = iter(long.lower())
            if acronym not in long and all(sign in letters for sign in acronym.lower()):
                return True
    return False


def _is_short(name: str) -> bool:
    """Say whether a name is an acronym or a nickname that hides nothing (OOOT, SoTeKo)."""
    return " " not in name.strip() and sum(sign.isupper() for sign in name) > 1


def missing_from_list(profiles: Sequence[Profile], weights: Weights) -> Iterator[Overlap]:
    """Yield networks that are on the picture but not in the list, each with the nearest row of the list."""
    listed = [found for found in profiles if found.row.heading]
    if not listed:
        return
    by_word: dict[str, list[Profile]] = defaultdict(list)
    for found in listed:
        for concept in found.concepts:
            by_word[concept].append(found)
    for found in profiles:
        if not is_off_list(found):
            continue
        near = {other.row.key: other for concept in found.concepts for other in by_word[concept]}
        ranked = sorted(
            near.values(), key=lambda other: (-closeness(found, other, weights)[0], other.row.name, other.row.key)
        )
        yield _off_list(found, ranked[0] if ranked else None, weights)


def is_off_list(found: Profile) -> bool:
    """Say whether a body is a network of the picture without a row in the list."""
    row = found.row
    formal = row.kind in _FORMAL_KINDS or found.is_organ
    council = found.is_voice and not found.row.heading
    return row.on_picture and not row.heading and not formal and not council


def _off_list(found: Profile, nearest: Profile | None, weights: Weights) -> Overlap:
    reasons = [Reason("not-in-list")]
    if nearest is None:
        return Overlap("off-list", found.row.name, "", found.row.key, "", 0.8, (*reasons, Reason("nothing-near")))
    score, shared = closeness(found, nearest, weights)
    reasons.append(Reason("nearest-by-words", {"words": ", ".join(sorted(shared))}))
    # The less the list has of it, the surer that the list is missing something.
    value = round(0.86 - 0.12 * score, 3)
    return Overlap("off-list", found.row.name, nearest.row.name, found.row.key, nearest.row.key, value, tuple(reasons))
