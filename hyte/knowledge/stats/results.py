"""What every method gives: value, lower, upper, confidence, method and the reason when withheld."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir

from hyte.knowledge.stats.choices import Withheld

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


Reason = tuple[ir.BooleanValue, Withheld]


def first_reason(reasons: Sequence[Reason]) -> ir.StringValue:
    """The first reason whose condition holds, otherwise null."""
    if not reasons:
        return ibis.null("string")
    return ibis.cases(*((condition, str(reason)) for condition, reason in reasons), else_=ibis.null("string"))


def fault_sums(counts: Sequence[ir.NumericValue], populations: Sequence[ir.NumericValue]) -> dict[str, ir.Value]:
    """What is wrong with the numbers of a group, as sums to be made with its others; read with `fault_reasons`.

    A group may have any population of zero but one it is divided by, so the `populations` are the divisors.
    """
    return {
        "no_count": _any([number.isnull() for number in counts]),
        "no_population": _any([number.isnull() for number in populations]),
        "negative": _any([number < 0 for number in (*counts, *populations)]),
        "empty": _any([number == 0 for number in populations]),
    }


def _any(conditions: Sequence[ir.BooleanValue]) -> ir.Value:
    return reduce(or_, conditions).sum()


def fault_reasons(sums: ir.Table) -> list[Reason]:
    """The reasons that follow from `fault_sums`."""
    return [
        (sums.no_count > 0, Withheld.COUNT_MISSING),
        (sums.no_population > 0, Withheld.POPULATION_MISSING),
        (sums.negative > 0, Withheld.NEGATIVE),
        (sums.empty > 0, Withheld.NO_POPULATION),
    ]


FAULTS = ("no_count", "no_population", "negative", "empty")


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
