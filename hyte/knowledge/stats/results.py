"""What every method gives: value, lower, upper, confidence, method and the reason when withheld."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import TypeAlias

from hyte.knowledge.stats.choices import Withheld
from hyte.knowledge.stats.lazily import ibis, ir

RESULT = ("value", "lower", "upper", "confidence", "method", "withheld")


def real(number: float) -> ir.FloatingValue:
    """A number of the program as a double: an engine would read a bare 0.95 as an exact decimal."""
    return ibis.literal(repr(float(number))).cast("float64")


def root(number: ir.NumericValue) -> ir.FloatingValue:
    """The square root, null of a negative number: DuckDB raises, Spark gives NaN."""
    return (number >= 0).ifelse(number, ibis.null("float64")).sqrt()


def log(number: ir.NumericValue) -> ir.FloatingValue:
    """The natural logarithm, null of zero and less."""
    return (number > 0).ifelse(number, ibis.null("float64")).ln()


Reason: TypeAlias = "tuple[ir.BooleanValue, Withheld]"


def first_reason(reasons: Sequence[Reason]) -> ir.StringValue:
    """The first reason whose condition holds, otherwise null."""
    if not reasons:
        return ibis.null("string")
    return ibis.cases(*((condition, str(reason)) for condition, reason in reasons), else_=ibis.null("string"))


_FAULTS = (Withheld.NO_POPULATION, Withheld.NEGATIVE, Withheld.POPULATION_MISSING, Withheld.COUNT_MISSING)


def worst_fault(counts: Sequence[ir.NumericValue], populations: Sequence[ir.NumericValue]) -> ir.NumericValue:
    """What is wrong with the numbers of a group, to be found with its sums; 0 where nothing is, read by `fault_reasons`.

    A group may have any population of zero but one it is divided by, so the `populations` are the divisors.
    """
    found = {
        Withheld.COUNT_MISSING: [number.isnull() for number in counts],
        Withheld.POPULATION_MISSING: [number.isnull() for number in populations],
        Withheld.NEGATIVE: [number < 0 for number in (*counts, *populations)],
        Withheld.NO_POPULATION: [number == 0 for number in populations],
    }
    # One number for all of them: a sum for each would take as long as the method's own.
    cases = ((reduce(or_, conditions), _FAULTS.index(fault) + 1) for fault, conditions in found.items())
    return ibis.cases(*cases, else_=0).max()


def fault_reasons(fault: ir.NumericValue) -> list[Reason]:
    """The reasons that follow from `worst_fault`."""
    return [(fault == place, reason) for place, reason in enumerate(_FAULTS, start=1)]


def with_result(
    table: ir.Table,
    *,
    value: ir.NumericValue,
    confidence: float,
    method: ir.StringValue,
    withheld: Sequence[Reason] = (),
    lower: ir.NumericValue | None = None,
    upper: ir.NumericValue | None = None,
    unlimited: Sequence[Reason] = (),
) -> ir.Table:
    """The table with the six columns of a result.

    A reason in `withheld` takes the value and its limits away; one in `unlimited` takes only the limits.
    """
    absent = ibis.null("float64")
    reason = first_reason([*withheld, *unlimited])
    hidden = first_reason(withheld).notnull() if withheld else ibis.literal(False)
    return table.mutate(
        value=hidden.ifelse(absent, value.cast("float64")),
        lower=absent if lower is None else reason.notnull().ifelse(absent, lower),
        upper=absent if upper is None else hidden.ifelse(absent, upper),
        confidence=real(confidence),
        method=method,
        withheld=reason,
    )


def as_result(
    table: ir.Table,
    *,
    keep: Sequence[str],
    value: ir.NumericValue,
    lower: ir.NumericValue,
    upper: ir.NumericValue,
    confidence: float,
    method: ir.StringValue,
) -> ir.Table:
    """The columns to keep and the six of a result, of a table whose column `withheld` tells already what is withheld.

    For what is computed for very many groups: an engine finds the reason once, and writes what is asked for alone.
    """
    known, absent = table.withheld.isnull(), ibis.null("float64")
    return table.select(
        *keep,
        value=known.ifelse(value, absent),
        lower=known.ifelse(lower, absent),
        upper=known.ifelse(upper, absent),
        confidence=real(confidence),
        method=method,
        withheld="withheld",
    )
