"""Which compiled numbers stay hidden, so that no sum, group, period or earlier compilation gives a small one back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hyte.knowledge.screening.figures import MEASURES, TOTAL, Sums
from hyte.knowledge.stats.methods.hiding import Cell, Relation, Role, hidden_cells

# The total is kept before the groups, and the number screened before what is a part of it.
_WEIGHTS = {"screened": 8.0, "at_or_above": 3.0, "brief_interventions": 1.0, "refused": 1.0}


@dataclass(frozen=True)
class Earlier:
    """What was shown of an earlier period by the same rule set; a number that was hidden is None."""

    name: str
    first: date
    last: date
    groups: Mapping[str, Sums]


@dataclass
class _Table:
    cells: dict[str, Cell]
    relations: list[Relation]


def hide_groups(
    groups: Mapping[str, Sums],
    *,
    first: date,
    last: date,
    earlier: Iterable[Earlier] = (),
    threshold: int,
    hide_zeros: bool,
) -> dict[str, Sums]:
    """The groups with None for each number that has to stay hidden.

    Hidden is what is below the threshold, and what would give such a number back: by the groups' total, by what is left of
    the screened or of those at or above the limit, or by what has been shown earlier of a period that holds this one, lies
    in it or is the same. Raises InputRefused where what was shown earlier gives a number away already.
    """
    table = _Table({}, [])
    for group, sums in groups.items():
        _add_group(table, group, sums)
    for kind in ("sex:", "age:"):
        parts = [group for group in groups if group.startswith(kind)]
        for measure in MEASURES:
            if parts and all(getattr(groups[group], measure) is not None for group in (TOTAL, *parts)):
                keys = tuple(f"{group}/{measure}" for group in parts)
                table.relations.append(Relation(f"{TOTAL}/{measure}", keys))
    known = list(earlier)
    for one in known:
        _add_earlier(table, one, groups, first, last)
    _add_sum_of_earlier(table, known, groups, first, last)
    hidden = hidden_cells(table.cells, table.relations, threshold=threshold, hide_zeros=hide_zeros)
    return {
        group: Sums(*(None if f"{group}/{m}" in hidden else getattr(sums, m) for m in MEASURES))
        for group, sums in groups.items()
    }


def _add_group(table: _Table, group: str, sums: Sums) -> None:
    for measure in MEASURES:
        number = getattr(sums, measure)
        if number is not None:
            weight = _WEIGHTS[measure] * (3.0 if group == TOTAL else 1.0)
            table.cells[f"{group}/{measure}"] = Cell(number, weight=weight)
    for whole, part in (("screened", "at_or_above"), ("at_or_above", "brief_interventions")):
        base, count = getattr(sums, whole), getattr(sums, part)
        if base is None or count is None:
            continue
        rest = f"{group}/{whole} − {part}"
        # Zero left over means that everybody is in the count, and tells as much of each.
        table.cells[rest] = Cell(base - count, role=Role.IMPLIED, tells_all_at_zero=base > 0 and whole == "screened")
        table.relations.append(Relation(f"{group}/{whole}", (f"{group}/{part}", rest)))


def _add_earlier(table: _Table, earlier: Earlier, groups: Mapping[str, Sums], first: date, last: date) -> None:
    """What one earlier period leaves of this one, or this one of it."""
    inside = first <= earlier.first and earlier.last <= last
    around = earlier.first <= first and last <= earlier.last
    if not (inside or around):
        return
    for group, sums in groups.items():
        shown = earlier.groups.get(group)
        for measure in MEASURES:
            new, old = getattr(sums, measure), getattr(shown, measure, None)
            if new is None or old is None:
                continue
            key, old_key = f"{group}/{measure}", f"{earlier.name}/{group}/{measure}"
            table.cells[old_key] = Cell(old, role=Role.PUBLIC)
            whole, part, rest = (key, old_key, new - old) if inside else (old_key, key, old - new)
            _add_rest(table, whole, (part,), rest)


def _add_sum_of_earlier(
    table: _Table, earlier: Sequence[Earlier], groups: Mapping[str, Sums], first: date, last: date
) -> None:
    """What several earlier periods that do not overlap leave of this one together."""
    inside: list[Earlier] = []
    for one in sorted(earlier, key=lambda one: (one.first, one.last)):
        if first <= one.first and one.last <= last and (not inside or inside[-1].last < one.first):
            inside.append(one)
    if len(inside) < 2:
        return
    for group, sums in groups.items():
        for measure in MEASURES:
            keys = [key for one in inside if (key := f"{one.name}/{group}/{measure}") in table.cells]
            new = getattr(sums, measure)
            if new is not None and len(keys) > 1:
                rest = new - sum(table.cells[key].count or 0 for key in keys)
                _add_rest(table, f"{group}/{measure}", tuple(keys), rest)


def _add_rest(table: _Table, whole: str, parts: tuple[str, ...], rest: int) -> None:
    if rest == 0:
        table.relations.append(Relation(whole, parts))
        return
    name = f"{whole} − {' − '.join(parts)}"
    # Counts are corrected too, so what is left may be below zero.
    table.cells[name] = Cell(rest, role=Role.IMPLIED, is_signed=True)
    table.relations.append(Relation(whole, (*parts, name)))


def hide_sites(screened: Mapping[str, int], *, threshold: int) -> dict[str, int | None]:
    """How many each site screened, None where it stays hidden. That a site screened nobody says nothing of anybody."""
    some = {site: number for site, number in screened.items() if number}
    cells = {f"site/{site}": Cell(number) for site, number in some.items()}
    cells[TOTAL] = Cell(sum(some.values()), role=Role.PUBLIC)
    hidden = hidden_cells(
        cells, [Relation(TOTAL, tuple(cells)[:-1])] if some else [], threshold=threshold, hide_zeros=False
    )
    return {site: None if f"site/{site}" in hidden else number for site, number in screened.items()}
