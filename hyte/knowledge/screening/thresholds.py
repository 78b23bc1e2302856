"""Which limit of a rule set a person's points are held against. Nothing here is stored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from hyte.knowledge.screening.ages import bounds
from hyte.knowledge.screening.choices import Sex


class Line(Protocol):
    """A line of a rule set."""

    @property
    def sex(self) -> str: ...

    @property
    def at_least(self) -> int: ...

    @property
    def ages(self) -> str: ...


AnyLine = TypeVar("AnyLine", bound=Line)


def limits_for(lines: Iterable[AnyLine], *, sex: str, age: int, is_pregnant: bool = False) -> list[AnyLine]:
    """The lines for a sex and an age, the lowest limit first; none outside the set's ages and in pregnancy."""
    if is_pregnant:
        return []
    found = [
        line for line in lines if line.sex in (Sex.ALL, sex) and bounds(line.ages)[0] <= age <= bounds(line.ages)[1]
    ]
    return sorted(found, key=lambda line: line.at_least)


def has_limit(lines: Iterable[Line], *, sex: str, age_group: str) -> bool:
    """Whether every person of a counted group has a limit in the set."""
    low, high = bounds(age_group)
    wanted = (Sex.MEN, Sex.WOMEN) if sex == Sex.ALL else (sex,)
    if age_group == "all":
        # Everybody who was screened: each was held against the limit of the own age, where the set has one.
        return any(True for _line in lines)
    rows = list(lines)
    return all(
        any(
            line.sex in (Sex.ALL, one) and bounds(line.ages)[0] <= low and high <= bounds(line.ages)[1] for line in rows
        )
        for one in wanted
    )


def groups_of(lines: Iterable[Line]) -> list[tuple[str, str]]:
    """The groups that a form asks for: each sex and age that a line names, in the order of ages."""
    found = dict.fromkeys(
        (one, line.ages)
        for line in lines
        for one in ((Sex.MEN.value, Sex.WOMEN.value) if line.sex == Sex.ALL else (line.sex,))
    )
    return sorted(found, key=lambda group: (bounds(group[1]), group[0] != Sex.WOMEN))
