"""Confidence limits of counts and of proportions, as Ibis expressions.

Sources: Garwood 1936 (exact), Breslow and Day 1987 (Byar), Wilson 1927, Dobson, Kuulasmaa, Eberle and Scherer 1991; the
choice of each follows the technical guidance of Fingertips (Office for Health Improvement and Disparities).
"""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist

from hyte.knowledge.stats.lazily import ibis, ir
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
    return (part >= 0).ifelse(some * part**3, ibis.null("float64"))


def byar_upper(count: ir.NumericValue, *, confidence: float) -> ir.NumericValue:
    """(x+1) (1 - 1/(9(x+1)) + z/(3 sqrt(x+1)))^3."""
    more = count.cast("float64") + 1
    part = 1 - 1 / (9 * more) + z_of(confidence) / (3 * root(more))
    return more * part**3


# Made by scipy, as the function below makes any other: loading scipy for the two usual levels would take longer than the method.
_USUAL: dict[float, tuple[tuple[float, ...], tuple[float, ...]]] = {
    0.95: (
        (
            0.0,
            0.025317807984289897,
            0.24220927854396507,
            0.6186721228956015,
            1.089865373626325,
            1.623486390118421,
            2.201894253490851,
            2.814363051519867,
            3.4538321767485023,
            4.115373097378334,
        ),
        (
            3.6888794541139354,
            5.571643390938898,
            7.22468766772396,
            8.767273069742323,
            10.241588675403694,
            11.66833207932267,
            13.059474022518685,
            14.422675361702376,
            15.763189220193313,
            17.084803451419166,
        ),
    ),
    0.998: (
        (
            0.0,
            0.0010005003335835346,
            0.045402017769489565,
            0.19053337756840327,
            0.42855241362842295,
            0.7393717319178327,
            1.1071046602556396,
            1.5203362603988093,
            1.9708139217403662,
            2.452424404363775,
        ),
        (
            6.907755278982137,
            9.233413476451585,
            11.228872242412661,
            13.06224077918807,
            14.79414922253721,
            16.454745203680105,
            18.061636840199064,
            19.626177395384232,
            21.15619816583998,
            22.65737330906293,
        ),
    ),
}


@lru_cache(maxsize=16)
def exact_limits(confidence: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Exact Poisson limits of 0 to 9 events: half of chi-square quantiles with 2x and 2x + 2 degrees of freedom."""
    return _USUAL.get(confidence) or made_exact_limits(confidence)


def made_exact_limits(confidence: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The same, from scipy's inverse gamma functions."""
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


def dobson_scale(squared: ir.NumericValue, weights: ir.NumericValue, count: ir.NumericValue) -> ir.NumericValue:
    """sqrt(variance/O) of a weighted rate, where variance = sum((W/n)^2 x) / (sum W)^2 and O is its count."""
    return root(squared / (weights * weights * count).nullif(0))


def dobson(
    rate: ir.NumericValue, scale: ir.NumericValue, count: ir.NumericValue, *, count_limit: ir.NumericValue
) -> ir.NumericValue:
    """A limit of a weighted rate from the same limit of its count O: rate + sqrt(variance/O) (limit(O) - O)."""
    return rate + scale * (count_limit - count)
