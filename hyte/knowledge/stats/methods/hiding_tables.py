"""Tables for the hiding of small counts: which cells they have, and which add up to which. Kernel."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from hyte.knowledge.stats.methods.hiding import Cell, Relation, Role, check_threshold, hidden_cells
from hyte.knowledge.stats.refusals import InputRefused, refuse
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.standards import band_ages

TOTAL_WORDS = frozenset(
    {
        "total", "all", "both", "both sexes", "sum", "sss", "yhteensä", "kaikki", "molemmat", "molemmat sukupuolet", "summa",
        "totalt", "alla", "båda", "båda könen", "sammanlagt",
    }
)  # fmt: skip

_OLDEST = 130
_SUM_WEIGHT = 3.0  # sums are kept before their parts …
_BASE_WEIGHT = 8.0  # … and the people behind a share before the count


@dataclass(frozen=True)
class TableRow:
    """One row: its place in each dimension, its count, and for a share the people it is a share of."""

    place: tuple[str, ...]
    count: int | None
    denominator: int | None = None


@dataclass(frozen=True)
class Layout:
    """What the dimensions mean.

    `nested` tells values that are sums of others in the same dimension: (dimension, sum, parts); a part that the table lacks
    is understood. In `cumulative` each value includes the one before it; in `releases` each replaces the one before it, which
    is public already. The word *total* (or another of `TOTAL_WORDS`) in any other dimension is the sum of all values that are
    part of no other. Where no such word stands, a value that is the sum of the others wherever it stands is their total.
    """

    dimensions: tuple[str, ...]
    nested: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    cumulative: str | None = None
    releases: str | None = None


@dataclass
class _Equations:
    cells: dict[str, Cell] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    faults: list[InputRefused] = field(default_factory=list)


def hide_table(
    rows: Sequence[TableRow], layout: Layout, *, threshold: int = 5, hide_zeros: bool = False
) -> list[tuple[bool, bool]]:
    """For each row, whether to hide its count and whether to hide its denominator. Kernel.

    Safe against adding and subtracting shown totals, periods and releases, against a rate times its base (hide the rate with
    either), and against what is left of a denominator: a count that is all of it, or all but a few, is hidden as a small one
    is. Earlier releases and periods are judged first and then stand as published. A correction of 0 is taken to be known, so
    what one release hides unchanged, the next hides too. Raises InputRefused where parts do not add up to their total, a
    cumulative count falls, or what is public already gives a cell away.
    """
    check_threshold(threshold)
    hidden: set[str] = set()
    done: list[TableRow] = []
    for stage in _stages(rows, layout):
        equations = _equations([*done, *stage], layout)
        for row in done:
            for kind in ("count", "denominator"):
                _settle(equations.cells, _key(row.place, kind), hidden)
        hidden |= hidden_cells(equations.cells, equations.relations, threshold=threshold, hide_zeros=hide_zeros)
        done += stage
    return [(_key(row.place, "count") in hidden, _key(row.place, "denominator") in hidden) for row in rows]


def nested_ages(labels: Iterable[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Which ages are sums of others: each with the largest inside it, and with what these leave of it where they leave some.

    Nothing where a value that is no total is no age: the dimension tells something else then.
    """
    named = [label for label in labels if label.casefold() not in TOTAL_WORDS]
    ages = {label: _years_of(label) for label in named}
    if not all(ages.values()):
        return []
    found: list[tuple[str, tuple[str, ...]]] = []
    for whole in named:
        inside = [label for label in named if ages[label] < ages[whole]]
        parts = [label for label in inside if not any(ages[label] < ages[other] for other in inside)]
        chain: list[str] = []
        for part in sorted(parts, key=lambda label: (min(ages[label]), label)):
            if all(ages[part].isdisjoint(ages[other]) for other in chain):
                chain.append(part)
            else:
                found.append((whole, (part, f"{whole} − {part}")))
        if chain:
            is_whole = frozenset[int]().union(*(ages[part] for part in chain)) == ages[whole]
            rest = () if is_whole else (f"{whole} − {' − '.join(chain)}",)
            found.append((whole, (*chain, *rest)))
    return found


def _years_of(label: str) -> frozenset[int]:
    """The years of age that a label names; none where it names no ages. A bare number is one year."""
    ages = band_ages(label)
    if ages is None:
        return frozenset()
    first, last = ages
    return frozenset(range(first, (first if label.strip().isdecimal() else _OLDEST) + 1 if last is None else last + 1))


def equations_of(rows: Sequence[TableRow], layout: Layout) -> tuple[dict[str, Cell], list[Relation]]:
    """The cells and relations of a whole table, for whoever wants to check what can be worked out from it."""
    equations = _equations(rows, layout)
    return equations.cells, equations.relations


def cell_key(row: TableRow, kind: str = "count") -> str:
    """The key of a row's count or denominator among the cells."""
    return _key(row.place, kind)


def _key(place: Sequence[str], kind: str) -> str:
    name = " / ".join(place)
    return name if kind == "count" else f"{name} ({kind})"


def _settle(cells: dict[str, Cell], key: str, hidden: set[str]) -> None:
    """An earlier number is public, or hidden for good."""
    if key in cells and cells[key].role is Role.OPEN:
        cells[key] = replace(cells[key], role=Role.HIDDEN if key in hidden else Role.PUBLIC)


def _stages(rows: Sequence[TableRow], layout: Layout) -> Iterator[list[TableRow]]:
    """The rows by release and period, in order of first appearance."""
    stages: dict[tuple[int, ...], list[TableRow]] = {}
    orders = [_order(rows, layout, column) for column in (layout.releases, layout.cumulative) if column]
    columns = [layout.dimensions.index(column) for column in (layout.releases, layout.cumulative) if column]
    for row in rows:
        key = tuple(order.index(row.place[column]) for order, column in zip(orders, columns, strict=True))
        stages.setdefault(key, []).append(row)
    for key in sorted(stages):
        yield stages[key]


def _order(rows: Sequence[TableRow], layout: Layout, column: str) -> list[str]:
    place = layout.dimensions.index(column)
    return list(dict.fromkeys(row.place[place] for row in rows))


def _equations(rows: Sequence[TableRow], layout: Layout) -> _Equations:
    found = _Equations()
    for row in rows:
        _add_row(found, row)
    numbers = {row.place: row for row in rows}
    for kind in ("count", "denominator"):
        known = {
            place: getattr(row, kind)
            for place, row in numbers.items()
            if kind == "count" or row.denominator is not None
        }
        for column in layout.dimensions:
            if column in (layout.cumulative, layout.releases):
                _add_differences(found, known, kind, layout, column, _order(rows, layout, column))
            else:
                _add_sums(found, known, kind, layout, column)
    refuse(found.faults)
    for relation in found.relations:
        cell = found.cells[relation.total]
        found.cells[relation.total] = replace(cell, weight=cell.weight + _SUM_WEIGHT)
    return found


def _add_row(found: _Equations, row: TableRow) -> None:
    key, base, rest = (_key(row.place, kind) for kind in ("count", "denominator", "others"))
    # A count that is missing is nobody's to hide, but an unknown in the equations.
    found.cells[key] = Cell(row.count, role=Role.IMPLIED if row.count is None else Role.OPEN)
    if row.denominator is None:
        return
    found.cells[base] = Cell(row.denominator, weight=_BASE_WEIGHT)
    if row.count is None:
        return
    left = row.denominator - row.count
    # Where nobody could have been counted there is nobody to tell of.
    found.cells[rest] = Cell(left, role=Role.IMPLIED, tells_all_at_zero=row.denominator > 0)
    found.relations.append(Relation(base, (key, rest)))


Known = Mapping[tuple[str, ...], int | None]


def _lines(known: Known, at: int) -> Iterator[dict[str, tuple[str, ...]]]:
    """The rows that differ in one dimension only, by their value there."""
    lines: dict[tuple[str, ...], dict[str, tuple[str, ...]]] = {}
    for place in known:
        lines.setdefault(place[:at] + place[at + 1 :], {})[place[at]] = place
    yield from lines.values()


def _add_sums(found: _Equations, known: Known, kind: str, layout: Layout, column: str) -> None:
    nested = [(whole, parts) for name, whole, parts in layout.nested if name == column]
    inner = {part for _whole, parts in nested for part in parts}
    lines = list(_lines(known, layout.dimensions.index(column)))
    totals = _total_words(known, lines, inner)
    for line in lines:
        outer = [value for value in line if value not in totals and value not in inner]
        for value in line:
            if value in totals and outer:
                _add_sum(found, known, kind, line[value], [line[part] for part in outer], absent=False)
        for whole, parts in nested:
            present = [line[part] for part in parts if part in line]
            if whole in line and present:
                _add_sum(found, known, kind, line[whole], present, absent=len(present) < len(parts))


def _total_words(known: Known, lines: Sequence[dict[str, tuple[str, ...]]], inner: set[str]) -> set[str]:
    """The values of a dimension that are sums of the others: by their name, or by what they are in at least two lines."""
    values = dict.fromkeys(value for line in lines for value in line)
    named = {value for value in values if value.casefold() in TOTAL_WORDS}
    return named or {value for value in values if value not in inner and _is_sum(value, known, lines, inner)}


def _is_sum(value: str, known: Known, lines: Sequence[dict[str, tuple[str, ...]]], inner: set[str]) -> bool:
    telling = 0
    for line in lines:
        others = [known[place] for other, place in line.items() if other != value and other not in inner]
        count = known[line[value]] if value in line else None
        if count is None or None in others or len(others) < 2:
            continue
        if count != sum(other for other in others if other is not None):
            return False
        telling += count > 0
    return telling > 1


def _add_sum(
    found: _Equations, known: Known, kind: str, whole: tuple[str, ...], parts: list[tuple[str, ...]], *, absent: bool
) -> None:
    total, counts = known[whole], [known[part] for part in parts]
    keys = [_key(part, kind) for part in parts]
    given = [count for count in counts if count is not None]
    is_whole = total is not None and len(given) == len(counts)
    left = total - sum(given) if total is not None else 0
    if total is not None and (left < 0 or (is_whole and not absent and left > 0)):
        found.faults.append(
            InputRefused(
                _("The parts of %(cell)s add up to %(sum)s, but it is %(count)s; a total must be the sum of its rows."),
                cell=_key(whole, kind),
                sum=sum(given),
                count=total,
            )
        )
        return
    if absent:
        rest = f"{_key(whole, kind)} − {' − '.join(keys)}"
        found.cells[rest] = Cell(left if is_whole else None, role=Role.IMPLIED)
        keys.append(rest)
    found.relations.append(Relation(_key(whole, kind), tuple(keys)))


def _add_differences(
    found: _Equations, known: Known, kind: str, layout: Layout, column: str, order: Sequence[str]
) -> None:
    is_release = column == layout.releases
    for line in _lines(known, layout.dimensions.index(column)):
        values = sorted(line, key=order.index)
        for before, after in pairwise(values):
            old, new = known[line[before]], known[line[after]]
            old_key, new_key = _key(line[before], kind), _key(line[after], kind)
            if old is not None and new is not None and new < old and not is_release:
                fault = _("The cumulative count of %(cell)s falls from %(before)s to %(after)s.")
                found.faults.append(InputRefused(fault, cell=new_key, before=old, after=new))
                continue
            if is_release and old == new:
                found.relations.append(Relation(new_key, (old_key,)))
                continue
            change = None if old is None or new is None else new - old
            difference = f"{new_key} − {old_key}"
            found.cells[difference] = Cell(change, role=Role.IMPLIED, is_signed=is_release)
            found.relations.append(Relation(new_key, (old_key, difference)))
