"""Two sets of plain rows → what began, ended, was renamed and moved. Nothing here reads the database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import fuzz

from hyte.governance.structure.picture.rows import Slot, StructureRow, Type

# What a source states together: a draft that names one of a group states the whole group, and silence elsewhere means
# only that the draft does not speak of it.
GROUPS: tuple[frozenset[Slot], ...] = (
    frozenset({Slot.COUNTY_BODY, Slot.INTERFACE_BODY, Slot.ASSOCIATION_BODY}),
    frozenset({Slot.COORDINATORS, Slot.HYTE_NETWORK, Slot.PREVENTION_NETWORK}),
    frozenset({Slot.PRESENTER, Slot.HYTE_POST}),
    frozenset({Slot.UNIT, Slot.GROUPING}),
)
# Names this alike differ only in spelling or a joint, once their numbers are the same.
DRIFTED = 90
# A network of this name grew into a place of its own on the picture.
_GREW_INTO = {Slot.PREVENTION_NETWORK: "ehkäisev"}
Pair = tuple[StructureRow, StructureRow]


@dataclass(frozen=True)
class Change:
    """One thing that changed: its row, what it was and is, and a note."""

    row: StructureRow
    before: str = ""
    after: str = ""
    note: str = ""
    successors: tuple[str, ...] = ()

    @property
    def is_first_attested(self) -> bool:
        """Whether the first day is not known, only the day on which the thing is first told of."""
        return self.row.start is None


@dataclass
class Comparison:
    """The outcome, each list in the order of the rows."""

    began: list[Change] = field(default_factory=list)
    ended: list[Change] = field(default_factory=list)
    renamed: list[Change] = field(default_factory=list)
    moved: list[Change] = field(default_factory=list)
    aliases: list[Change] = field(default_factory=list)
    off_picture: list[Change] = field(default_factory=list)
    not_known: list[Change] = field(default_factory=list)
    not_compared: list[tuple[Slot, int]] = field(default_factory=list)
    counts: dict[Type, tuple[int | None, int | None]] = field(default_factory=dict)
    places: dict[Slot, tuple[int, int]] = field(default_factory=dict)

    # Against a draft, what it does not have is new, whenever it began; between two days a beginning has a day.
    is_from_draft: bool = False

    @property
    def began_on_a_day(self) -> list[Change]:
        return [change for change in self.began if self.is_from_draft or not change.is_first_attested]

    @property
    def first_told(self) -> list[Change]:
        """What sources first tell of between the two days, so that it is not known when it began."""
        return [change for change in self.began if not self.is_from_draft and change.is_first_attested]

    @cached_property
    def is_unchanged(self) -> bool:
        return not (self.began or self.ended or self.renamed or self.moved)


def compare(
    before: Sequence[StructureRow],
    after: Sequence[StructureRow],
    *,
    from_draft: bool = False,
    elsewhere: Iterable[StructureRow] = (),
    later: Sequence[StructureRow] = (),
    successors: Mapping[str, Sequence[str]] | None = None,
) -> Comparison:
    """Compare two days of the register, or a draft with the picture of a day.

    Two days match by key alone, since the register knows what is the same thing. A draft matches by key, then by
    another name, then by likeness; what it does not state is left out and said. `elsewhere` are rows of the later day
    that are in force but not on the picture; `later` are rows that sources tell of only after the later day, so that it is
    not known whether they were in force on it, and none of their type is then not known to be none; `successors` are
    names of what a body of a key became.
    """
    result = Comparison(is_from_draft=from_draft)
    if from_draft:
        after, result.not_compared = _stated(before, after)
    counts = _counts(before, after, lambda row: row.type)
    result.places = _counts(before, after, lambda row: row.slot)
    pairs, gone, new = _match(before, after, by_name=from_draft)
    living = {_identity(row): row for row in elsewhere}
    names = {row.key: row.name for row in (*before, *living.values(), *after)}
    for old, now in pairs:
        _compare_pair(result, old, now, names, from_draft=from_draft)
    if from_draft:
        unknown, gone, _new = _match(gone, later, by_name=True)
        result.not_known = [Change(now, before=old.name, after=now.name) for old, now in unknown]
    for row in gone:
        if from_draft and _identity(row) in living:
            result.off_picture.append(
                Change(living[_identity(row)], before=row.name, after=living[_identity(row)].name)
            )
        else:
            became = tuple((successors or {}).get(row.key, ())) or _grew_into(row, result.places, new)
            result.ended.append(Change(row, before=row.name, successors=became))
    result.began = [Change(row, after=row.name) for row in new]
    first_told, told_later = {change.row.type for change in result.first_told}, {row.type for row in later}
    result.counts = {
        kind: (
            None if not earlier and kind in first_told else earlier,
            None if not now and kind in told_later else now,
        )
        for kind, (earlier, now) in counts.items()
    }
    return result


def group_of(slot: Slot) -> frozenset[Slot]:
    """The slots that a source states together with this one."""
    return next((group for group in GROUPS if slot in group), frozenset({slot}))


def _stated(
    before: Sequence[StructureRow], after: Sequence[StructureRow]
) -> tuple[list[StructureRow], list[tuple[Slot, int]]]:
    stated = {slot for row in before for slot in group_of(row.slot)}
    silent: dict[Slot, int] = {}
    for row in after:
        if row.slot not in stated:
            silent[row.slot] = silent.get(row.slot, 0) + 1
    return [row for row in after if row.slot in stated], list(silent.items())


def _counts(before: Sequence[StructureRow], after: Sequence[StructureRow], of) -> dict:  # type: ignore[no-untyped-def,type-arg]
    kinds = list(dict.fromkeys(of(row) for row in (*before, *after)))
    return {kind: tuple(sum(of(row) == kind for row in rows) for rows in (before, after)) for kind in kinds}


def _identity(row: StructureRow) -> tuple[str, str]:
    """A key is unique among things of a model; bodies and networks are of one."""
    return ("body" if row.type == Type.NETWORK else str(row.type), row.key)


def _match(
    before: Sequence[StructureRow], after: Sequence[StructureRow], *, by_name: bool
) -> tuple[list[Pair], list[StructureRow], list[StructureRow]]:
    now = {_identity(row): row for row in after}
    pairs = [(row, now[_identity(row)]) for row in before if _identity(row) in now]
    matched = {_identity(row) for row, _row in pairs}
    gone = [row for row in before if _identity(row) not in matched]
    new = [row for row in after if _identity(row) not in matched]
    if by_name:
        for is_same in (_share_name, _are_alike):
            for row in list(gone):
                match = next(
                    (other for other in new if _identity(other)[0] == _identity(row)[0] and is_same(row, other)), None
                )
                if match is not None:
                    pairs.append((row, match))
                    gone.remove(row)
                    new.remove(match)
    return pairs, gone, new


def _compare_pair(
    result: Comparison, old: StructureRow, now: StructureRow, names: Mapping[str, str], *, from_draft: bool
) -> None:
    if old.matched != now.matched:
        change = Change(now, before=old.name, after=now.name)
        # The register's own renames are acts with a day; a draft's other wording may be no act at all.
        is_drift = from_draft and (_share_name(old, now) or _are_alike(old, now))
        (result.aliases if is_drift else result.renamed).append(change)
    # A draft that gives no parent does not state one.
    if old.parent != now.parent and (old.parent or not from_draft):
        result.moved.append(
            Change(now, before=names.get(old.parent, old.parent), after=names.get(now.parent, now.parent))
        )


def _names(row: StructureRow) -> set[str]:
    """The row's names in one spelling; `a / b` names the thing both ways."""
    names = {row.matched, *row.aliases, *row.matched.split(" / ")}
    return {_spelling(name) for name in names if name.strip()}


def _spelling(name: str) -> str:
    return re.sub(r"[^\w]+", "", name.casefold())


def _share_name(a: StructureRow, b: StructureRow) -> bool:
    return not _names(a).isdisjoint(_names(b))


def _are_alike(a: StructureRow, b: StructureRow) -> bool:
    if re.findall(r"\d+", a.matched) != re.findall(r"\d+", b.matched):
        return False
    return fuzz.ratio(_spelling(a.matched), _spelling(b.matched)) >= DRIFTED


def _grew_into(
    row: StructureRow, places: Mapping[Slot, tuple[int, int]], new: Sequence[StructureRow]
) -> tuple[str, ...]:
    for slot, stem in _GREW_INTO.items():
        if row.slot != slot and stem in row.matched.casefold() and places.get(slot, (1, 0))[0] == 0:
            return tuple(other.name for other in new if other.slot == slot)
    return ()
