"""Hiding of small counts, and of what would give them back. Kernel.

A set of published numbers is a set of equations. A hidden count is safe when the equations leave it a range at least as wide
as the threshold; the kernel hides further numbers until that holds for every hidden one, each time those that lose least.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, floor, inf, log1p, nan
from typing import Any

import numpy as np

from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.refusals import marked as _

_EPSILON = 1e-7
_LACKING = 1e6  # the price of a unit that no cells can give, above what any way of giving it costs
_AT_ONCE = 100  # cells that join a task together


class Role(StrEnum):
    OPEN = "to be published unless it must be hidden"
    PUBLIC = "published already"
    HIDDEN = "hidden already, when the table was published"
    IMPLIED = "never printed, but others add up to it"


@dataclass(frozen=True)
class Cell:
    """One number of the equations. `count` is null where nobody knows it; `weight` is how much its loss hurts."""

    count: int | None
    role: Role = Role.OPEN
    weight: float = 1.0
    is_signed: bool = False  # a difference may be below zero
    tells_all_at_zero: bool = False  # zero left over means that everybody is in the count
    is_safe: bool = False  # says nothing of anybody, however small


@dataclass(frozen=True)
class Relation:
    """`total` is the sum of `parts`."""

    total: str
    parts: tuple[str, ...]


def hidden_cells(
    cells: Mapping[str, Cell], relations: Iterable[Relation], *, threshold: int, hide_zeros: bool = False
) -> frozenset[str]:
    """The keys of the open cells to hide. Kernel, without chance: the same cells give the same answer in any order.

    Hidden are counts of 1 to threshold - 1 (and 0, with `hide_zeros`), and as many others as it takes to leave each hidden
    cell, and each small implied one, a range of whole numbers at least `threshold` wide (threshold + 1 numbers or more).
    Who reads the table is taken to know every published number, every relation, that counts are not negative, and the rule.
    Raises InputRefused where what is public already gives a cell away. Source: linear programming as in Kelly, Golden and
    Assad 1992 and Fischetti and Salazar 2001.
    """
    task = _Task(cells, relations, threshold=threshold, hide_zeros=hide_zeros)
    sensitive = [place for place in range(len(task.keys)) if task.is_sensitive(place)]
    task.hide(place for place in sensitive if task.roles[place] is Role.OPEN)
    # What was hidden before stays safe too, whatever is published now.
    waiting = [*sensitive, *(place for place, role in enumerate(task.roles) if role is Role.HIDDEN)]
    done: set[int] = set()
    while waiting:
        place = waiting.pop(0)
        if place not in done:
            done.add(place)
            waiting += task.protect(place)
    return frozenset(
        key
        for key, is_hidden, role in zip(task.keys, task.is_hidden, task.roles, strict=True)
        if is_hidden and role is Role.OPEN
    )


def range_of(
    key: str, cells: Mapping[str, Cell], relations: Iterable[Relation], hidden: Iterable[str], *, threshold: int,
    hide_zeros: bool = False,
) -> tuple[float, float]:  # fmt: skip
    """The least and the greatest whole number that a cell can be, for one who reads the table with `hidden` cells left out."""
    task = _Task(cells, relations, threshold=threshold, hide_zeros=hide_zeros)
    task.hide(task.places[name] for name in hidden)
    return task.range(task.places[key])


class _Task:
    """The equations of one table, with what is hidden so far."""

    def __init__(
        self, cells: Mapping[str, Cell], relations: Iterable[Relation], *, threshold: int, hide_zeros: bool
    ) -> None:
        self.keys = sorted(cells)
        self.places = {key: place for place, key in enumerate(self.keys)}
        self.cells = [cells[key] for key in self.keys]
        self.roles = [cell.role for cell in self.cells]
        self.threshold, self.hide_zeros = threshold, hide_zeros
        every = range(len(self.keys))
        self.is_hidden = np.array([role in (Role.IMPLIED, Role.HIDDEN) for role in self.roles])
        self.is_unknown = self.is_hidden | np.array([cell.count is None for cell in self.cells])
        self.is_coverable = np.array([self.can_hide(place) for place in every])
        self.costs = np.array([self._cost(place) for place in every])
        self.floors = np.array([self.floor_of(place) for place in every], dtype=float)
        self.room = np.array([self._room(place) for place in every], dtype=float)
        self.relations = sorted({(relation.total, tuple(sorted(relation.parts))) for relation in relations})
        self.cells_of = [[self.places[key] for key in (total, *parts)] for total, parts in self.relations]
        self.matrix = self._matrix()
        # The least and greatest that tables have shown each cell to be, of those that a reader cannot tell from the true one.
        # They stay such when more is hidden, so a cell that has been seen far enough apart need not be looked at again.
        self.counts = np.array([nan if cell.count is None else float(cell.count) for cell in self.cells])
        self.lowest = self.counts.copy()
        self.highest = self.counts.copy()

    def _see(self, places: Any, numbers: Any) -> None:
        """Take note of a table in which these cells have these numbers, as far as they are whole."""
        whole = np.round(numbers)
        is_whole = np.abs(numbers - whole) < _EPSILON
        seen, whole = places[is_whole], whole[is_whole]
        self.lowest[seen] = np.minimum(self.lowest[seen], whole)
        self.highest[seen] = np.maximum(self.highest[seen], whole)

    def _matrix(self) -> Any:
        from scipy.sparse import csr_matrix  # here and below: loading scipy takes longer than starting all the rest

        rows, columns, signs = [], [], []
        for row, members in enumerate(self.cells_of):
            rows += [row] * len(members)
            columns += members
            signs += [-1.0] + [1.0] * (len(members) - 1)  # the total first, then its parts
        return csr_matrix((signs, (rows, columns)), shape=(len(self.relations), len(self.keys)))

    def is_sensitive(self, place: int) -> bool:
        cell = self.cells[place]
        if cell.count is None or cell.is_safe or cell.role is Role.PUBLIC:
            return False
        if cell.count == 0:
            return cell.tells_all_at_zero or (self.hide_zeros and not cell.is_signed)
        return abs(cell.count) < self.threshold

    def hide(self, places: Iterable[int]) -> None:
        chosen = list(places)
        self.is_hidden[chosen] = True
        self.is_unknown[chosen] = True

    def can_hide(self, place: int) -> bool:
        """Zeros are shown unless zeros are hidden too, so a zero is no cover for others."""
        cell = self.cells[place]
        return cell.role is Role.OPEN and cell.count is not None and (self.hide_zeros or cell.count != 0)

    def floor_of(self, place: int) -> float:
        """The least that a reader must allow for: a hidden count is not 0 where zeros are shown."""
        cell = self.cells[place]
        if cell.is_signed:
            return -inf
        return 1 if cell.role in (Role.OPEN, Role.HIDDEN) and cell.count is not None and not self.hide_zeros else 0

    def protect(self, place: int) -> list[int]:
        """Hide what it takes to leave the cell a range wide enough; gives what was hidden for it."""
        wanted = self.threshold
        added: list[int] = []
        while not self._is_seen_wide(place):
            partners = self._partners(place, wanted)
            if partners is None:
                raise InputRefused(
                    _("%(cell)s cannot be hidden: what is published already gives it back."), cell=self.keys[place]
                )
            self.hide(partners)
            added += partners
            if not self._is_narrow(place):
                break
            wanted += 1
        return added

    def _is_seen_wide(self, place: int) -> bool:
        return bool(self.highest[place] - self.lowest[place] >= self.threshold)

    def _is_narrow(self, place: int) -> bool:
        if self._is_seen_wide(place):
            return False
        low, high = self.range(place)
        return high - low < self.threshold

    def range(self, place: int) -> tuple[float, float]:
        from scipy.optimize import linprog

        if not self.is_hidden[place]:
            count = self.cells[place].count
            return (-inf, inf) if count is None else (count, count)
        unknown, rows = self._reached(place)
        matrix = self.matrix[rows][:, unknown]
        known = self.matrix[rows] @ np.where(self.is_unknown, 0.0, self.counts)
        bounds = [(None if self.floors[other] == -inf else self.floors[other], None) for other in unknown]
        ends = []
        for sign in (1.0, -1.0):
            cost = np.where(unknown == place, sign, 0.0)
            found = linprog(cost, A_eq=matrix, b_eq=-known, bounds=bounds, method="highs")
            ends.append(sign * found.fun if found.status == 0 else -sign * inf)
            if found.status == 0:
                self._see(unknown, found.x)
        return ceil(ends[0] - _EPSILON) if ends[0] > -inf else -inf, floor(ends[1] + _EPSILON) if ends[1] < inf else inf

    def _reached(self, place: int) -> tuple[Any, Any]:
        """The unknown cells that equations tie to this one, directly or through each other, and those equations."""
        from scipy.sparse import block_array
        from scipy.sparse.csgraph import connected_components

        unknown = np.flatnonzero(self.is_unknown)
        ties = self.matrix[:, unknown]
        _number, group = connected_components(block_array([[None, ties], [ties.T, None]]), directed=False)
        of_rows, of_cells = group[: ties.shape[0]], group[ties.shape[0] :]
        own = of_cells[np.searchsorted(unknown, place)]
        return unknown[of_cells == own], np.flatnonzero(of_rows == own)

    def _partners(self, place: int, wanted: int) -> list[int] | None:
        """The cheapest cells to hide so that the cell may move by `wanted`: up by one solution, down by another.

        Few cells take part in the answer, so the rest join the task only when the prices of its equations say that they would
        make it cheaper; the answer is that of all cells.
        """
        costs = np.where(self.is_unknown, 0.0, self.costs)
        chosen = self.is_unknown.copy()
        while True:
            cells = np.flatnonzero(chosen)
            moves, prices = self._cheapest_moves(place, wanted, cells=cells, costs=costs[cells])
            missed = self._missed(prices, costs=costs, chosen=chosen)
            if not missed.size:
                break
            chosen[missed] = True
        if moves is None:
            return None
        for up, down in ((moves[0], moves[1]), (moves[2], moves[3])):
            self._see(cells, self.counts[cells] + up - down)
        moved = cells[moves.max(axis=0) > _EPSILON]
        return [int(other) for other in moved if not self.is_unknown[other]]

    def _cheapest_moves(self, place: int, wanted: int, *, cells: Any, costs: Any) -> tuple[Any, Any]:
        """What goes up and down in the upper solution and in the lower one, of these cells; and the prices of the equations.

        No moves where these cells do not suffice: what is lacking has been bought at a price above that of any cells.
        """
        from scipy.optimize import linprog
        from scipy.sparse import block_diag, hstack

        matrix = self.matrix[:, cells]
        rows = np.flatnonzero(np.diff(matrix.indptr))
        both = hstack([matrix[rows], -matrix[rows]])
        equal = block_diag([both, both])
        size, target = len(cells), int(np.searchsorted(cells, place))
        move = np.zeros(4 * size + 1)
        move[[target, 3 * size + target, 4 * size]] = -1
        move[[size + target, 2 * size + target]] = 1
        found = linprog(
            [*np.tile(costs, 4), _LACKING],
            A_ub=move[None, :],
            b_ub=[-wanted],
            A_eq=hstack([equal, np.zeros((equal.shape[0], 1))]),
            b_eq=np.zeros(equal.shape[0]),
            bounds=np.column_stack([np.zeros(4 * size + 1), [*np.tile([*[inf] * size, *self.room[cells]], 2), inf]]),
            method="highs",
        )
        prices = np.zeros((2, self.matrix.shape[0]))
        prices[:, rows] = found.eqlin.marginals.reshape(2, -1)
        return None if found.x[-1] > _EPSILON else found.x[:-1].reshape(4, size), prices

    def _missed(self, prices: Any, *, costs: Any, chosen: Any) -> Any:
        """The cells that would make the answer cheaper, those first that promise most."""
        worth = prices @ self.matrix
        gain = np.maximum(worth.max(axis=0), np.where(self.room > 0, -worth.min(axis=0), -inf)) - costs
        gain[chosen | ~self.is_coverable] = -inf
        best = np.argsort(-gain, kind="stable")[:_AT_ONCE]
        return best[gain[best] > _EPSILON]

    def _cost(self, place: int) -> float:
        """Its weight, more for large counts, and never quite equal."""
        cell = self.cells[place]
        return cell.weight * (1 + log1p(abs(cell.count or 0))) * (1 + 1e-5 * place / len(self.keys))

    def _room(self, place: int) -> float:
        cell, least = self.cells[place], self.floor_of(place)
        return inf if cell.count is None or least == -inf else max(cell.count - least, 0)


def check_threshold(threshold: int) -> None:
    """Refuse a threshold that hides nothing."""
    if threshold < 2:
        raise InputRefused(_("The threshold %(threshold)s hides nothing; give 2 or more."), threshold=threshold)
