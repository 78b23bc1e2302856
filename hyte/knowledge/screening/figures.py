"""Sums of counts and the shares made of them, with their limits."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from hyte.core.audit.recording import Refused
from hyte.knowledge.screening.ages import ALL, bounds
from hyte.knowledge.screening.choices import Sex

MEASURES = ("screened", "at_or_above", "brief_interventions", "refused")
TOTAL = "total"


class Counted(Protocol):
    """One row of counts."""

    rule_set_id: int
    sex: str
    age_group: str
    screened: int
    at_or_above: int
    brief_interventions: int | None
    refused: int | None


@dataclass(frozen=True)
class Sums:
    """The four numbers of a group; None where they are not known, or not shown."""

    screened: int | None = 0
    at_or_above: int | None = 0
    brief_interventions: int | None = None
    refused: int | None = None

    def as_dict(self) -> dict[str, int | None]:
        return asdict(self)


@dataclass(frozen=True)
class Share:
    """A share with its limits, 0 to 1, and the method's name."""

    value: float
    lower: float
    upper: float
    method: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class RuleSetsDiffer(Refused):
    """Counts made by different rule sets say different things and are not added up."""

    def __init__(self) -> None:
        super().__init__(
            _("These counts were made by different rule sets. Their limits differ, so they are not added up.")
        )


def sum_up(rows: Iterable[Counted]) -> Sums:
    """Add up counts of one rule set; a number that some rows lack is not known of their sum."""
    rows = list(rows)
    if len({row.rule_set_id for row in rows}) > 1:
        raise RuleSetsDiffer
    return Sums(*(_sum([getattr(row, measure) for row in rows]) for measure in MEASURES)) if rows else Sums()


def _sum(numbers: Sequence[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None


def by_groups(rows: Iterable[Counted]) -> dict[str, Sums]:
    """The total, each sex and each age group; a breakdown that only repeats the total is left out."""
    rows = list(rows)
    groups = {TOTAL: sum_up(rows)}
    sexes: dict[str, list[Counted]] = {}
    ages: dict[str, list[Counted]] = {}
    for row in rows:
        sexes.setdefault(row.sex, []).append(row)
        ages.setdefault(row.age_group, []).append(row)
    if set(sexes) - {Sex.ALL}:
        order = [Sex.WOMEN.value, Sex.MEN.value, Sex.ALL.value]
        groups |= {f"sex:{sex}": sum_up(sexes[sex]) for sex in sorted(sexes, key=order.index)}
    if set(ages) - {ALL}:
        ordered = sorted(ages, key=lambda age: (age == ALL, bounds(age)))
        groups |= {f"age:{age}": sum_up(ages[age]) for age in ordered}
    return groups


@functools.cache
def _engine() -> Any:
    """One small engine a process, for the limits of a handful of shares."""
    from hyte.knowledge.stats.engines import open_engine

    return open_engine(memory_limit="128MB", threads=1)


def shares(pairs: Sequence[tuple[int | None, int | None]]) -> list[Share | None]:
    """The share of each count in its denominator with Wilson's limits; none where either is missing or there is nobody."""
    known = tuple((count, base) for count, base in pairs if count is not None and base)
    made = iter(_shares(known) if known else ())
    return [next(made) if count is not None and base else None for count, base in pairs]


@functools.lru_cache(maxsize=1024)
def _shares(known: tuple[tuple[int, int], ...]) -> tuple[Share, ...]:
    """Of the same counts always the same, so worked out once: an expression takes longer to compile than to run."""
    import ibis

    from hyte.knowledge.stats.methods.rates import proportion

    # The rows stand in the expression itself, so that nothing is kept in the engine.
    number = ibis.range(0, len(known)).unnest().name("number").as_table()
    table = number.select(
        "number",
        count=ibis.array([count for count, _base in known])[number.number],
        denominator=ibis.array([base for _count, base in known])[number.number],
    )
    found = {row["number"]: row for row in _engine().evaluate(proportion(table)).to_pylist()}
    return tuple(Share(*(found[n][name] for name in ("value", "lower", "upper", "method"))) for n in range(len(known)))
