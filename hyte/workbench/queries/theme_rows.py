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
MONEY_LETTERS = 28  # in a line of the narrow column of money
# More themes are told in whole lines of the sheet, after their sums what there is room for.
SIDE_BY_SIDE, SHEET_LINES, WIDE_LETTERS, SUMMED_LETTERS, HEAD_LINES = 5, 38, 125, 225, 1.5
SHORT_NAME, SHORT_HEAD, LONG_HEAD = 40, 60, 80
MONEY_BESIDE = 135  # letters of the amounts and of what the actions tell, in the column of money
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
    is_dense: bool = False

    @property
    def letters(self) -> int:
        """How long a name may be before it is cut short; whole it is behind its link."""
        return SHORT_NAME if self.is_dense else max(SHORT_NAME, LETTERS * self.lines // 3 - 8)

    @property
    def money_letters(self) -> int:
        return SHORT_NAME if self.is_dense else max(SHORT_NAME, MONEY_LETTERS * self.lines - MONEY_BESIDE)

    @property
    def head_letters(self) -> int:
        return SHORT_HEAD if self.is_dense else LONG_HEAD

    @property
    def least(self) -> int:
        """How many of each are shown even where there is no room."""
        return 0 if self.is_dense else 1

    def length(self, name: object, beside: int) -> int:
        """How many letters a name and what stands beside it take."""
        return min(len(str(name)), self.letters) + beside

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

    @cached_property
    def shown_spent(self) -> list[Spent]:
        least = 1 if self.lines else 0
        return fitting(self.spent, self.lines, self._length_of_money, letters=MONEY_LETTERS, least=least)

    def _length_of_money(self, one: Spent) -> int:
        return min(len(str(one.phenomenon)), self.money_letters) + (75 if one.is_estimated else 45)

    @property
    def more_spent(self) -> int:
        return len(self.spent) - len(self.shown_spent)

    @cached_property
    def shown_numbers(self) -> list[ThemeNumber]:
        """Numbers of today, or one older; own counts get a part of their room, where there are any."""
        rows = [one for one in self.numbers if one.is_fresh] or self.numbers[:1]
        return fitting(
            rows, self.lines - (self.lines // 3 if self.counts else 0), self._length_of_number, least=self.least
        )

    def _length_of_number(self, one: ThemeNumber) -> int:
        return self.length(one.indicator, 45)

    @property
    def more_numbers(self) -> int:
        return len(self.numbers) - len(self.shown_numbers)

    @cached_property
    def shown_counts(self) -> list[OwnCount]:
        used = sum(lines_of(self._length_of_number(one)) for one in self.shown_numbers)
        room = self.lines - used
        return fitting(self.counts, room, lambda one: self.length(one.name, len(one.told) + 20), least=self.least)

    @property
    def more_counts(self) -> int:
        return len(self.counts) - len(self.shown_counts)

    @cached_property
    def shown_actions(self) -> list[PromisedAction]:
        """As many actions as there is room for: the late ones first, then the unfinished ones."""
        rows = sorted(self.actions, key=lambda one: (not one.now.is_late, not one.is_open))
        of = {key: promise for promise in reversed(self.promises) for key in promise.actions}
        named: set[str] = set()

        def length(one: PromisedAction) -> int:
            """The first action of an objective stands behind the objective's name."""
            promise = of[one.key]
            beside = 0 if promise.key in named else self.length(promise.name, 0)
            named.add(promise.key)
            return self.length(one.name, 35 + beside)

        return fitting(rows, self.lines, length, least=self.least)

    @property
    def more_actions(self) -> int:
        return len(self.actions) - len(self.shown_actions)

    @cached_property
    def shown_promises(self) -> list[tuple[Promise, list[PromisedAction]]]:
        """Objectives with those of their actions that are shown, and others while there is room."""
        left = {one.key for one in self.shown_actions}
        room = self.lines - sum(lines_of(self.length(one.name, 35)) for one in self.shown_actions)
        shown: list[tuple[Promise, list[PromisedAction]]] = []
        for promise in self.promises:
            rows = [one for key, one in promise.actions.items() if key in left]
            left -= {one.key for one in rows}
            room -= lines_of(self.length(promise.name, 0))
            if rows or room >= 0 or len(shown) < self.least:
                shown.append((promise, sorted(rows, key=lambda one: (not one.now.is_late, not one.is_open))))
        return shown

    @property
    def more_objectives(self) -> int:
        return len(self.promises) - len(self.shown_promises)


def lines_for(themes: int) -> tuple[int, bool]:
    """How many lines each column of so many themes has, and whether they are told in whole lines instead."""
    if themes <= SIDE_BY_SIDE:
        return LINES // max(1, themes), False
    letters = (SHEET_LINES / themes - HEAD_LINES) * WIDE_LETTERS - SUMMED_LETTERS
    return max(0, int(letters / 2 // LETTERS)), True


def lines_of(length: int, letters: int = LETTERS) -> int:
    """How many lines so many letters take in a column."""
    return -(-length // letters)


def fitting(
    rows: Sequence[Listed], lines: int, length: Callable[[Listed], int], *, letters: int = LETTERS, least: int = 1
) -> list[Listed]:
    """The first rows that go into so many lines; the very first one always, where at least that is shown."""
    shown: list[Listed] = []
    for row in rows:
        lines -= lines_of(length(row), letters)
        if lines < 0 and len(shown) >= least:
            break
        shown.append(row)
    return shown


def each_once(rows: Iterable[ThemeRow]) -> list[ThemeNumber]:
    """The numbers of all the themes."""
    return list({one.indicator.pk: one for row in rows for one in row.numbers}.values())
