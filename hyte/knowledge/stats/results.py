"""What every method gives: value, lower, upper, confidence, method and the reason when withheld."""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from hyte.knowledge.stats.choices import Withheld

RESULT = ("value", "lower", "upper", "confidence", "method", "withheld")

def real(number: float) -> ir.FloatingValue:
    """A number of the program as a double: an engine would read a bare 0.95 as an exact decimal."""
    return ibis.literal(repr(float(number))).cast("float64")


Reason = tuple[ir.BooleanValue, Withheld]


def first_reason(reasons: Sequence[Reason]) -> ir.StringValue:
    """The first reason whose condition holds, otherwise null."""
    if not reasons:
        return ibis.null("string")
    return ibis.cases(*((condition, str(reason)) for condition, reason in reasons), else_=ibis.null("string"))


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
