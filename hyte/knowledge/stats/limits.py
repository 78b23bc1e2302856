"""Confidence limits of counts and of proportions, as Ibis expressions.

Sources: Garwood 1936 (exact), Breslow and Day 1987 (Byar), Wilson 1927, Dobson, Kuulasmaa, Eberle and Scherer 1991; the
choice of each follows the technical guidance of Fingertips (Office for Health Improvement and Disparities).
"""

from functools import lru_cache
from statistics import NormalDist

import ibis
import ibis.expr.types as ir

from hyte.knowledge.stats.refusals import ArgumentRefused
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.results import real, root

EXACT_BELOW = 10


def z_of(confidence: float) -> float:
    """The normal quantile of 1 - (1 - confidence) / 2.

    Raises ArgumentRefused unless the confidence is above 0 and below 1.
    """
    if not 0 < confidence < 1:
        raise ArgumentRefused(
            _("The confidence %(confidence)s is not accepted; give a number above 0 and below 1, such as 0.95."),
            confidence=confidence,
        )
    return NormalDist().inv_cdf(1 - (1 - confidence) / 2)


def byar_lower(count: ir.NumericValue, *, confidence: float) -> ir.NumericValue:
    """x (1 - 1/(9x) - z/(3 sqrt x))^3; null where that is negative, and for a count of zero."""
    some = count.cast("float64").nullif(0)
    part = 1 - 1 / (9 * some) - z_of(confidence) / (3 * root(some))
    return (part >= 0).ifelse(some * part * part * part, ibis.null("float64"))


def byar_upper(count: ir.NumericValue, *, confidence: float) -> ir.NumericValue:
    """(x+1) (1 - 1/(9(x+1)) + z/(3 sqrt(x+1)))^3."""
    more = count.cast("float64") + 1
    part = 1 - 1 / (9 * more) + z_of(confidence) / (3 * root(more))
    return more * part * part * part


@lru_cache(maxsize=16)
def exact_limits(confidence: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Exact Poisson limits of 0 to 9 events: half of chi-square quantiles with 2x and 2x + 2 degrees of freedom."""
    from scipy.special import gammainccinv, gammaincinv

    tail = (1 - confidence) / 2
    lower = tuple(float(gammaincinv(x, tail)) if x else 0.0 for x in range(EXACT_BELOW))
    upper = tuple(float(gammainccinv(x + 1, tail)) for x in range(EXACT_BELOW))
    return lower, upper


def exact_table(confidence: float) -> ir.Table:
    """Ten rows: events, exact_lower, exact_upper. A plain expression, so that it runs anywhere and compiles once."""
    lower, upper = exact_limits(confidence)
    events = ibis.range(0, EXACT_BELOW).unnest().name("exact_events").as_table()
    return events.select(
        exact_events=events.exact_events.cast("float64"),
        exact_lower=ibis.array(list(lower))[events.exact_events],
        exact_upper=ibis.array(list(upper))[events.exact_events],
    )


def with_poisson_limits(table: ir.Table, count: str, *, confidence: float) -> ir.Table:
    """The table with `count_lower`, `count_upper` and `count_is_exact`.

    Exact below 10 events, Byar from 10. A derived count that is not whole has no exact limits and takes Byar's at any size.
    """
    z_of(confidence)
    exact = exact_table(confidence)
    joined = table.left_join(exact, table[count].cast("float64") == exact.exact_events)
    return joined.mutate(
        count_lower=joined.exact_lower.coalesce(byar_lower(joined[count], confidence=confidence)),
        count_upper=joined.exact_upper.coalesce(byar_upper(joined[count], confidence=confidence)),
        count_is_exact=joined.exact_events.notnull(),
    ).drop("exact_events", "exact_lower", "exact_upper")


def wilson(
    count: ir.NumericValue, denominator: ir.NumericValue, *, confidence: float
) -> tuple[ir.NumericValue, ir.NumericValue]:
    """(2x + z^2 -+ z sqrt(z^2 + 4x(1 - x/n))) / (2(n + z^2)), never outside 0 to 1."""
    z = z_of(confidence)
    count, some = count.cast("float64"), denominator.cast("float64").nullif(0)
    spread = z * root(z * z + 4 * count * (1 - count / some))
    below = 2 * (some + z * z)
    zero, one = real(0), real(1)
    return (
        ibis.greatest((2 * count + z * z - spread) / below, zero),
        ibis.least((2 * count + z * z + spread) / below, one),
    )


def dobson(
    rate: ir.NumericValue, variance: ir.NumericValue, count: ir.NumericValue, *, count_limit: ir.NumericValue
) -> ir.NumericValue:
    """A limit of a weighted rate from the same limit of its count O: rate + sqrt(variance/O) (limit(O) - O)."""
    return rate + root(variance / count.nullif(0)) * (count_limit - count)
