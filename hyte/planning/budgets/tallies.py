"""Sums of cents that remember what is not known: planned, amended and actual apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from hyte.planning.budgets.choices import Stage
from hyte.planning.budgets.shares import euros_of

STAGES = tuple(stage.value for stage in Stage)
Cents = tuple[int | None, ...]  # one for each stage


@dataclass
class Tally:
    """Cents that are known, of how many lines, and of how many lines the amount is not known."""

    cents: int = 0
    known: int = 0
    unknown: int = 0

    def add(self, cents: int | None) -> None:
        if cents is None:
            self.unknown += 1
        else:
            self.cents += cents
            self.known += 1

    @property
    def euros(self) -> Decimal | None:
        """The sum; none where nothing is known, which is not zero."""
        return euros_of(self.cents) if self.known else None


@dataclass
class Money:
    """The tallies of the three stages."""

    planned: Tally = field(default_factory=Tally)
    amended: Tally = field(default_factory=Tally)
    actual: Tally = field(default_factory=Tally)

    def __getitem__(self, stage: str) -> Tally:
        tally: Tally = getattr(self, stage)
        return tally

    def add(self, cents: Cents) -> None:
        for stage, amount in zip(STAGES, cents, strict=True):
            self[stage].add(amount)

    def take(self, other: Money, sign: int = 1) -> None:
        """Add another sum to this one, or take it away; what is not known is told by the larger of the two."""
        for stage in STAGES:
            mine, others = self[stage], other[stage]
            mine.cents += sign * others.cents
            if sign > 0:
                mine.known += others.known
                mine.unknown += others.unknown

    @property
    def tallies(self) -> list[Tally]:
        return [self.planned, self.amended, self.actual]

    @property
    def unknown(self) -> int:
        """The most lines of a stage of which the amount is not known, where the stage is known at all."""
        return max((tally.unknown for tally in self.tallies if tally.known), default=0)


def sum_of(parts: Iterable[Money]) -> Money:
    """Several sums as one."""
    total = Money()
    for part in parts:
        total.take(part)
    return total
