"""Rows of a release with small counts hidden, and with them what would give them back. Kernel.

The kernel of hiding knows only cells and which add up to which. Here stored rows are made into such cells: a row is inside
another when its months, ages, sex, area or part are, and what is left of the larger one can be worked out by anyone.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from hyte.knowledge.stats.choices import MissingReason, Sex
from hyte.knowledge.stats.methods.hiding import Cell, Relation, Role, check_threshold, hidden_cells
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.store.shape import FILE_SCHEMA, TOTAL

Place = tuple[str, tuple[date, date], str, str, str]  # area, period, sex, ages, part
Extent = frozenset[Hashable]
Members = Callable[[str, date], Collection[str]]

_DIMENSIONS = range(5)
_OLDEST = 130
_SUM_WEIGHT, _BASE_WEIGHT = 3.0, 8.0  # sums are kept before their parts, the people behind a share before the count
_KINDS = ("count", "denominator")


@dataclass(frozen=True)
class Counting:
    """How an indicator's values count people: the value is the count, or so many of every `per` of its denominator.

    Neither where the count is known only from the numerator.
    """

    is_count: bool = False
    per: float | None = None


@dataclass(frozen=True)
class Earlier:
    """What has been shown of the same data set: the newest release with what stood behind it, and those before it."""

    shown: pa.Table
    counted: pa.Table
    older: Sequence[pa.Table] = ()


@dataclass(frozen=True)
class _Row:
    count: int | None
    denominator: int | None


@dataclass
class _Equations:
    cells: dict[str, Cell] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)


def with_small_hidden(
    rows: pa.Table,
    countings: Mapping[str, Counting],
    *,
    members: Members,
    threshold: int,
    earlier: Earlier | None = None,
) -> pa.Table:
    """The rows without the counts below the threshold and without what would give one back; those are said to be hidden.

    Hidden are also a count that is all of its denominator or all but a few, and a correction of a few persons to what an
    earlier release showed. What earlier releases showed and is as it was stays shown. `countings` are the indicators that count
    people, `members` the municipalities of an area on a day.
    """
    check_threshold(threshold)
    hidden: dict[tuple[str, Place], tuple[bool, bool]] = {}
    for indicator, counting in countings.items():
        now = _rows_of(rows, indicator, counting)
        before = _Before.of(earlier, indicator, counting) if earlier else None
        if before is not None and before.counted == now:
            found = before.hidden
        else:
            found = _hidden_of(now, before, members=members, threshold=threshold)
        hidden |= {(indicator, place): kinds for place, kinds in found.items()}
    return _applied(rows, hidden)


@dataclass(frozen=True)
class _Before:
    """An indicator as it stood: its counts, what of them the newest release hides, and what older ones showed of that."""

    counted: Mapping[Place, _Row]
    hidden: Mapping[Place, tuple[bool, bool]]
    seen: Mapping[Place, _Row]

    @classmethod
    def of(cls, earlier: Earlier, indicator: str, counting: Counting) -> "_Before":
        counted = _rows_of(earlier.counted, indicator, counting)
        shown = _rows_of(earlier.shown, indicator, counting)
        hidden = {}
        for place, row in counted.items():
            public = shown.get(place, _Row(None, None))
            kinds = (
                row.count is not None and public.count is None,
                row.denominator is not None and public.denominator is None,
            )
            if any(kinds):
                hidden[place] = kinds
        seen: dict[Place, _Row] = {}
        for table in earlier.older:
            older = _rows_of(table, indicator, counting)
            seen = {place: row for place, row in older.items() if row.count is not None} | seen
        return cls(counted, hidden, seen)


def _rows_of(rows: pa.Table, indicator: str, counting: Counting) -> dict[Place, _Row]:
    found = {}
    for row in rows.filter(pc.equal(rows["indicator"], indicator)).to_pylist():
        denominator = None if row["denominator"] is None else round(row["denominator"])
        found[_place(row)] = _Row(_count(row, counting), denominator)
    return found


def _place(row: Mapping[str, Any]) -> Place:
    period = (row["period_start"], row["period_end"])
    return (row["area"], period, row["sex"], row["age_group"], row["breakdown"])


def _count(row: Mapping[str, Any], counting: Counting) -> int | None:
    """How many people a row tells of, as far as anyone can work it out from the row."""
    value: float | None = row["value"]
    denominator: float | None = row["denominator"]
    numerator: float | None = row["numerator"]
    if numerator is not None:
        return round(numerator)
    if value is None:
        return None
    if counting.is_count:
        # People are counted in whole numbers; anything else is a mean or an estimate.
        return round(value) if float(value).is_integer() else None
    return None if denominator is None or counting.per is None else round(value * denominator / counting.per)


def _hidden_of(
    now: Mapping[Place, _Row], before: _Before | None, *, members: Members, threshold: int
) -> dict[Place, tuple[bool, bool]]:
    equations = _Equations()
    _add_version(equations, "", now, members)
    if before is not None:
        _add_before(equations, now, before, members)
    hidden: set[str] = set()
    for cells, relations in _apart(equations):
        if any(_may_tell(cell, threshold) for cell in cells.values()):
            hidden |= _hidden_cells(cells, relations, threshold)
    keys = {place: tuple(_key("", place, kind) in hidden for kind in _KINDS) for place in now}
    return {place: (count, base) for place, (count, base) in keys.items() if count or base}


def _hidden_cells(cells: dict[str, Cell], relations: Sequence[Relation], threshold: int) -> frozenset[str]:
    """What to hide; a cell that earlier releases give away already is no secret any more, and the rest is hidden without it."""
    while True:
        try:
            return hidden_cells(cells, relations, threshold=threshold)
        except InputRefused as fault:
            known = cells[str(fault.values["cell"])]
            if known.is_safe:
                raise
            role = Role.PUBLIC if known.role is Role.HIDDEN else known.role
            cells[str(fault.values["cell"])] = replace(known, role=role, is_safe=True)


def _may_tell(cell: Cell, threshold: int) -> bool:
    return cell.role is Role.HIDDEN or (
        cell.count is not None and abs(cell.count) < threshold and (cell.count != 0 or cell.tells_all_at_zero)
    )


def _key(version: str, place: Place, kind: str) -> str:
    area, (start, end), sex, ages, part = place
    name = f"{version}{area} / {start}–{end} / {sex} / {ages} / {part}"
    return name if kind == "count" else f"{name} ({kind})"


def _add_version(equations: _Equations, version: str, rows: Mapping[Place, _Row], members: Members) -> None:
    """The cells of one version of an indicator, and which of them add up to which."""
    for place, row in rows.items():
        _add_row(equations, version, place, row)
    for kind in _KINDS:
        known = {p: getattr(row, kind) for p, row in rows.items() if kind == "count" or row.denominator is not None}
        for at in _DIMENSIONS:
            for line in _lines(known, at):
                _add_sums(equations, version, line, known, kind, at, members)
    for relation in equations.relations:
        cell = equations.cells[relation.total]
        equations.cells[relation.total] = replace(cell, weight=cell.weight + _SUM_WEIGHT)


def _add_row(equations: _Equations, version: str, place: Place, row: _Row) -> None:
    key, base = (_key(version, place, kind) for kind in _KINDS)
    equations.cells[key] = Cell(row.count, role=Role.IMPLIED if row.count is None else Role.OPEN)
    if row.denominator is None:
        return
    equations.cells[base] = Cell(row.denominator, weight=_BASE_WEIGHT)
    if row.count is None or row.count > row.denominator:
        return
    rest = f"{base} − {key}"
    equations.cells[rest] = Cell(row.denominator - row.count, role=Role.IMPLIED, tells_all_at_zero=row.denominator > 0)
    equations.relations.append(Relation(base, (key, rest)))


def _lines(places: Iterable[Place], at: int) -> Iterator[list[Place]]:
    """The rows that differ in one dimension only."""
    lines: dict[Any, list[Place]] = {}
    for place in places:
        lines.setdefault(place[:at] + place[at + 1 :], []).append(place)
    yield from (line for line in lines.values() if len(line) > 1)


def _extent(place: Place, at: int, members: Members) -> Extent | None:
    """What a row covers in a dimension; None is everything."""
    area, (start, end), sex, ages, part = place
    if at == 0:
        return frozenset(members(area, end)) or frozenset([area])
    if at == 1:
        return frozenset(range(start.year * 12 + start.month, end.year * 12 + end.month + 1))
    if at == 2:
        return None if sex == Sex.TOTAL else frozenset([sex])
    word = ages if at == 3 else part
    if word == TOTAL:
        return None
    return _years(word) if at == 3 else frozenset([word])


def _years(ages: str) -> Extent:
    first, _dash, last = ages.rstrip("+").partition("-")
    if not first.isdecimal() or (last and not last.isdecimal()):
        return frozenset([ages])
    return frozenset(range(int(first), (_OLDEST if ages.endswith("+") else int(last or first)) + 1))


def _add_sums(
    equations: _Equations,
    version: str,
    line: Sequence[Place],
    known: Mapping[Place, int | None],
    kind: str,
    at: int,
    members: Members,
) -> None:
    """Each row of a line as what lies inside it and what is left."""
    extents = {place: _extent(place, at, members) for place in line}
    for whole in line:
        inside = [place for place in line if _is_inside(extents[place], extents[whole])]
        parts = [one for one in inside if not any(_is_inside(extents[one], extents[other]) for other in inside)]
        chain, others = _disjoint(parts, extents)
        if not _add_sum(equations, version, whole, chain, known, kind):
            others = parts
        for part in others:
            _add_sum(equations, version, whole, [part], known, kind)


def _is_inside(part: Extent | None, whole: Extent | None) -> bool:
    if part is None:
        return False
    return whole is None or part < whole


def _disjoint(parts: Sequence[Place], extents: Mapping[Place, Extent | None]) -> tuple[list[Place], list[Place]]:
    """Parts that do not overlap, the largest first, and those that do."""
    chain: list[Place] = []
    others: list[Place] = []
    covered: set[Hashable] = set()
    for part in sorted(parts, key=lambda one: (-len(extents[one] or ()), str(one))):
        extent = extents[part] or frozenset()
        (others if extent & covered else chain).append(part)
        covered |= extent if not extent & covered else set()
    return chain, others


def _add_sum(
    equations: _Equations,
    version: str,
    whole: Place,
    parts: Sequence[Place],
    known: Mapping[Place, int | None],
    kind: str,
) -> bool:
    """What the parts leave of the whole; False where they are more than it, so that nothing follows from them."""
    if not parts:
        return True
    total, counts = known[whole], [known[part] for part in parts]
    given = [count for count in counts if count is not None]
    left = None if total is None or len(given) < len(counts) else total - sum(given)
    if left is not None and left < 0:
        return False
    key, keys = _key(version, whole, kind), [_key(version, part, kind) for part in parts]
    if left != 0:
        rest = f"{key} − {' − '.join(keys)}"
        equations.cells[rest] = Cell(left, role=Role.IMPLIED)
        keys.append(rest)
    equations.relations.append(Relation(key, tuple(keys)))
    return True


def _add_before(equations: _Equations, now: Mapping[Place, _Row], before: _Before, members: Members) -> None:
    """What was shown before stands as published, what was hidden stays safe, and each is held against the row of now."""
    old = _Equations()
    _add_version(old, "before: ", before.counted, members)
    for place in before.counted:
        for kind, is_hidden in zip(_KINDS, before.hidden.get(place, (False, False)), strict=True):
            key = _key("before: ", place, kind)
            if key in old.cells and old.cells[key].role is Role.OPEN:
                old.cells[key] = replace(old.cells[key], role=Role.HIDDEN if is_hidden else Role.PUBLIC)
    equations.cells |= old.cells
    equations.relations += old.relations
    for place, row in now.items():
        earlier = before.counted.get(place)
        if earlier is not None:
            _leave_shown(equations, place, earlier, row, before.hidden.get(place, (False, False)))
            for kind in _KINDS:
                _add_correction(equations, place, kind, "before: ", getattr(earlier, kind), getattr(row, kind))
        seen = before.seen.get(place)
        if seen is not None and (earlier is None or before.hidden.get(place, (False, False))[0]):
            equations.cells[_key("seen: ", place, "count")] = Cell(seen.count, role=Role.PUBLIC)
            _add_correction(equations, place, "count", "seen: ", seen.count, row.count)


def _leave_shown(equations: _Equations, place: Place, earlier: _Row, row: _Row, hidden: tuple[bool, bool]) -> None:
    """What is as it was shown stays shown: to hide it now would hide nothing."""
    for kind, was_hidden in zip(_KINDS, hidden, strict=True):
        key, count = _key("", place, kind), getattr(row, kind)
        if not was_hidden and count is not None and count == getattr(earlier, kind):
            equations.cells[key] = replace(equations.cells[key], role=Role.PUBLIC)


def _add_correction(
    equations: _Equations, place: Place, kind: str, version: str, old: int | None, new: int | None
) -> None:
    if old is None or new is None:
        return
    key, old_key = _key("", place, kind), _key(version, place, kind)
    if old == new:
        equations.relations.append(Relation(key, (old_key,)))
        return
    difference = f"{key} − {old_key}"
    equations.cells[difference] = Cell(new - old, role=Role.IMPLIED, is_signed=True)
    equations.relations.append(Relation(key, (old_key, difference)))


def _apart(equations: _Equations) -> Iterator[tuple[dict[str, Cell], list[Relation]]]:
    """The equations in groups that share no cell: each is judged by itself."""
    leader = {key: key for key in equations.cells}

    def first(key: str) -> str:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for relation in equations.relations:
        for part in relation.parts:
            leader[first(part)] = first(relation.total)
    cells: dict[str, dict[str, Cell]] = {}
    for key, cell in equations.cells.items():
        cells.setdefault(first(key), {})[key] = cell
    relations: dict[str, list[Relation]] = {}
    for relation in equations.relations:
        relations.setdefault(first(relation.total), []).append(relation)
    yield from ((group, relations.get(key, [])) for key, group in cells.items())


def _applied(rows: pa.Table, hidden: Mapping[tuple[str, Place], tuple[bool, bool]]) -> pa.Table:
    if not hidden:
        return rows
    told = rows.to_pylist()
    for row in told:
        kinds = hidden.get((row["indicator"], _place(row)))
        if kinds is None:
            continue
        # A share is not told beside either half of it.
        row |= dict.fromkeys(("value", "numerator", "lower", "upper"))
        row["missing_reason"] = str(MissingReason.HIDDEN)
        if kinds[1]:
            row["denominator"] = None
    return pa.Table.from_pylist(told, schema=FILE_SCHEMA)
