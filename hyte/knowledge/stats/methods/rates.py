"""Crude rates, proportions and means. Expressions: the rows come back with a result in each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from hyte.knowledge.stats.choices import Method, Withheld
from hyte.knowledge.stats.lazily import ibis, ir
from hyte.knowledge.stats.limits import wilson, with_poisson_limits, z_of
from hyte.knowledge.stats.results import root, with_result


def crude_rate(
    table: ir.Table,
    *,
    count: str = "count",
    population: str = "population",
    per: float = 100_000,
    confidence: float = 0.95,
) -> ir.Table:
    """Events per `per` persons: x / n * per, with exact limits of x below 10 events and Byar's from 10. Expression.

    One row is one group. Withheld where a number is missing or negative, or the population is zero.
    Source: limits as in `limits`; technical guidance of Fingertips.
    """
    rows = with_poisson_limits(table, count, confidence=confidence)
    base = rows[population].cast("float64").nullif(0)
    return with_result(
        rows,
        value=rows[count] / base * per,
        lower=rows.count_lower / base * per,
        upper=rows.count_upper / base * per,
        confidence=confidence,
        method=rows.count_is_exact.ifelse(str(Method.EXACT), str(Method.BYAR)),
        withheld=[
            (rows[count].isnull(), Withheld.COUNT_MISSING),
            (rows[population].isnull(), Withheld.POPULATION_MISSING),
            ((rows[count] < 0) | (rows[population] < 0), Withheld.NEGATIVE),
            (rows[population] == 0, Withheld.NO_POPULATION),
        ],
        unlimited=[(rows.count_lower.isnull(), Withheld.NO_LOWER_LIMIT)],
    ).drop("count_lower", "count_upper", "count_is_exact")


def proportion(
    table: ir.Table, *, count: str = "count", denominator: str = "denominator", confidence: float = 0.95
) -> ir.Table:
    """The share x / n, from 0 to 1, with Wilson's limits. Expression.

    One row is one group. Withheld where a number is missing or negative, the denominator is zero, or the count is above it.
    Source: Wilson 1927.
    """
    x, n = table[count], table[denominator]
    lower, upper = wilson(x, n, confidence=confidence)
    return with_result(
        table,
        value=x.cast("float64") / n.cast("float64").nullif(0),
        lower=lower,
        upper=upper,
        confidence=confidence,
        method=ibis.literal(str(Method.WILSON)),
        withheld=[
            (x.isnull(), Withheld.COUNT_MISSING),
            (n.isnull(), Withheld.POPULATION_MISSING),
            ((x < 0) | (n < 0), Withheld.NEGATIVE),
            (n == 0, Withheld.NO_POPULATION),
            (x > n, Withheld.COUNT_ABOVE_DENOMINATOR),
        ],
    )


def mean(table: ir.Table, *, by: Sequence[str], value: str = "value", confidence: float = 0.95) -> ir.Table:
    """The mean of the values of each group, in their own unit, with limits mean -+ t s / sqrt(n). Expression.

    Missing values refuse the group rather than shrink it. One value has a mean and no limits.
    Source: Student's t; its quantile for n - 1 degrees of freedom joins a table, and beyond it a series in 1/df.
    """
    number = table[value].cast("float64")
    sums = table.aggregate(
        by=list(by),
        number=number.count(),
        mean=number.mean(),
        deviation=number.std(how="sample"),
        missing=number.isnull().sum(),
    )
    quantiles = _t_table(confidence)
    sums = sums.left_join(quantiles, sums.number == quantiles.t_number)
    t = sums.t_quantile.coalesce(_t_series((sums.number - 1).nullif(0).cast("float64"), confidence=confidence))
    spread = t * sums.deviation / root(sums.number.cast("float64").nullif(0))
    return with_result(
        sums,
        value=sums["mean"],
        lower=sums["mean"] - spread,
        upper=sums["mean"] + spread,
        confidence=confidence,
        method=ibis.literal(str(Method.STUDENT)),
        withheld=[((sums.missing > 0) | (sums.number == 0), Withheld.VALUE_MISSING)],
        unlimited=[(sums.number < 2, Withheld.FEW_VALUES)],
    ).drop("mean", "deviation", "missing", "t_number", "t_quantile")


_T_ROWS = 400  # beyond it the series agrees with the quantile to 1e-12


@lru_cache(maxsize=16)
def _t_quantiles(confidence: float) -> tuple[float, ...]:
    from scipy.special import stdtrit

    z_of(confidence)
    return tuple(float(stdtrit(number - 1, 1 - (1 - confidence) / 2)) for number in range(2, _T_ROWS + 1))


def _t_table(confidence: float) -> ir.Table:
    numbers = ibis.range(2, _T_ROWS + 1).unnest().name("t_number").as_table()
    return numbers.mutate(t_quantile=ibis.array(list(_t_quantiles(confidence)))[numbers.t_number - 2])


def _t_series(df: ir.NumericValue, *, confidence: float) -> ir.NumericValue:
    """Hill's expansion of the quantile of Student's t around the normal one (Abramowitz and Stegun 26.7.5)."""
    z = z_of(confidence)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    fourth = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    return z + (first + (second + (third + fourth / df) / df) / df) / df
