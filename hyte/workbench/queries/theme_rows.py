"""A theme as the council's page tells it: how it goes, its numbers, what was promised for it, what came of that, the money."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from hyte.governance.structure.models import Theme
from hyte.planning.plans.choices import PathState
from hyte.workbench.choices import Turn
from hyte.workbench.queries.money import Spent
from hyte.workbench.queries.numbers import ThemeNumber
from hyte.workbench.queries.own_counts import OwnCount
from hyte.workbench.queries.promises import Promise, PromisedAction
from hyte.workbench.states import Judged

# All of the page is one sheet of A4: so many lines of it are for the themes, and a line of a column has so many letters.
LINES, LETTERS = 24, 46
MOST_PHENOMENA = 2
Listed = TypeVar("Listed")


@dataclass(frozen=True)
class ThemeRow:
    """A theme with all that is told of it; `lines` is how much room each of its columns has."""

    theme: Theme | None
    judged: Judged
    numbers: list[ThemeNumber]
    promises: list[Promise]
    counts: list[OwnCount] = field(default_factory=list)
    spent: list[Spent] = field(default_factory=list)
    lines: int = LINES

    @cached_property
    def actions(self) -> list[PromisedAction]:
        """Every action once."""
        return list({key: one for promise in self.promises for key, one in promise.actions.items()}.values())

    def count(self, turn: Turn) -> int:
        return sum(one.turn == turn for one in self.numbers)

    @property
    def better(self) -> int:
        return self.count(Turn.BETTER)

    @property
    def worse(self) -> int:
        return self.count(Turn.WORSE)

    @property
    def unchanged(self) -> int:
        return self.count(Turn.SAME)

    @property
    def fresh(self) -> int:
        return sum(one.is_fresh for one in self.numbers)

    @property
    def done(self) -> int:
        return sum(one.is_done for one in self.actions)

    @property
    def late(self) -> int:
        return sum(one.now.is_late for one in self.actions)

    @property
    def pursued(self) -> int:
        return sum(one.is_pursued for one in self.actions)

    @property
    def behind(self) -> list[OwnCount]:
        """Own counts that are behind their path; milestones are late instead."""
        return [one for one in self.counts if one.is_count and one.path == PathState.BEHIND]

    @property
    def money(self) -> Decimal | None:
        """The euros of its actions together; none where no action tells of money, which is not zero."""
        told = [one.money for one in self.actions if one.money is not None]
        euros = sum(told, Decimal(0))
        # Cents are told only where there are some.
        whole = euros.to_integral_value()
        return (whole if whole == euros else euros) if told else None

    @property
    def with_money(self) -> int:
        return sum(one.money is not None for one in self.actions)

    @property
    def shown_spent(self) -> list[Spent]:
        return self.spent[:MOST_PHENOMENA]

    @property
    def more_spent(self) -> int:
        return len(self.spent) - len(self.shown_spent)

    @cached_property
    def shown_numbers(self) -> list[ThemeNumber]:
        """Numbers of today, or one older; own counts get a part of their room, where there are any."""
        rows = [one for one in self.numbers if one.is_fresh] or self.numbers[:1]
        return fitting(rows, self.lines - (self.lines // 3 if self.counts else 0), _length_of_number)

    @property
    def more_numbers(self) -> int:
        return len(self.numbers) - len(self.shown_numbers)

    @cached_property
    def shown_counts(self) -> list[OwnCount]:
        used = sum(lines_of(_length_of_number(one)) for one in self.shown_numbers)
        return fitting(self.counts, self.lines - used, lambda one: len(one.name) + len(one.told) + 20)

    @property
    def more_counts(self) -> int:
        return len(self.counts) - len(self.shown_counts)

    @cached_property
    def shown_actions(self) -> list[PromisedAction]:
        """As many actions as there is room for: the late ones first, then the unfinished ones."""
        rows = sorted(self.actions, key=lambda one: (not one.now.is_late, not one.is_open))
        return fitting(rows, self.lines, lambda one: len(one.name) + 35)

    @property
    def more_actions(self) -> int:
        return len(self.actions) - len(self.shown_actions)

    @cached_property
    def shown_promises(self) -> list[tuple[Promise, list[PromisedAction]]]:
        """Objectives with those of their actions that are shown, and others while there is room."""
        left = {one.key for one in self.shown_actions}
        room = self.lines - sum(lines_of(len(one.name) + 35) for one in self.shown_actions)
        shown: list[tuple[Promise, list[PromisedAction]]] = []
        for promise in self.promises:
            rows = [one for key, one in promise.actions.items() if key in left]
            left -= {one.key for one in rows}
            room -= lines_of(len(promise.name))
            if rows or room >= 0 or not shown:
                shown.append((promise, sorted(rows, key=lambda one: (not one.now.is_late, not one.is_open))))
        return shown

    @property
    def more_objectives(self) -> int:
        return len(self.promises) - len(self.shown_promises)


def lines_of(letters: int) -> int:
    """How many lines so many letters take in a column."""
    return -(-letters // LETTERS)


def fitting(rows: Sequence[Listed], lines: int, length: Callable[[Listed], int]) -> list[Listed]:
    """The first rows that go into so many lines; the very first always does."""
    shown: list[Listed] = []
    for row in rows:
        lines -= lines_of(length(row))
        if lines < 0 and shown:
            break
        shown.append(row)
    return shown


def each_once(rows: Iterable[ThemeRow]) -> list[ThemeNumber]:
    """The numbers of all the themes."""
    return list({one.indicator.pk: one for row in rows for one in row.numbers}.values())


def _length_of_number(one: ThemeNumber) -> int:
    return len(str(one.indicator)) + 45
