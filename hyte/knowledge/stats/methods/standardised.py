"""Directly and indirectly standardised figures. Expressions: one row for each group of bands."""

from __future__ import annotations

from collections.abc import Sequence

from hyte.knowledge.stats.choices import Method, Withheld
from hyte.knowledge.stats.lazily import ibis, ir
from hyte.knowledge.stats.limits import byar_lower, byar_upper, dobson, dobson_scale, with_poisson_limits
from hyte.knowledge.stats.results import as_result, fault_reasons, first_reason, with_result, worst_fault

FEWEST_EVENTS = 10


def directly_standardised_rate(
    table: ir.Table,
    *,
    by: Sequence[str],
    count: str = "count",
    population: str = "population",
    weight: str = "weight",
    per: float = 100_000,
    confidence: float = 0.95,
) -> ir.Table:
    """Events per `per` persons, had the group the standard's age structure. Expression.

    One row of the table is one band with its weight W: rate = sum(W x/n) / sum W, variance = sum((W/n)^2 x) / (sum W)^2,
    limits by Dobson's scaling of Byar's limits of O = sum x. Bands are to be checked with `standards.match_bands` first.
    Withheld, value and limits both, with fewer than 10 events (a rule of reliability, not of privacy), and where a number is
    missing or negative or a band has no population.
    Source: Dobson et al. 1991; technical guidance of Fingertips.
    """
    x, n, w = (table[name].cast("float64") for name in (count, population, weight))
    share = w / n.nullif(0)
    events, weights = x.sum(), w.sum()
    rows = table.aggregate(
        by=list(by),
        events=events,
        rate=(share * x).sum() / weights.nullif(0),
        scale=dobson_scale((share * share * x).sum(), weights, events),
        withheld=first_reason([*fault_reasons(worst_fault([x], [n])), (events < FEWEST_EVENTS, Withheld.FEW_EVENTS)]),
    )
    lower, upper = (
        dobson(rows.rate, rows.scale, rows.events, count_limit=limit(rows.events, confidence=confidence))
        for limit in (byar_lower, byar_upper)
    )
    return as_result(
        rows,
        keep=[*by, "events"],
        value=rows.rate * per,
        lower=lower * per,
        upper=upper * per,
        confidence=confidence,
        method=ibis.literal(str(Method.DOBSON_BYAR)),
    )


def indirectly_standardised_ratio(
    table: ir.Table,
    *,
    by: Sequence[str],
    count: str = "count",
    population: str = "population",
    reference_count: str = "reference_count",
    reference_population: str = "reference_population",
    per: float = 100_000,
    confidence: float = 0.95,
) -> ir.Table:
    """Observed events over those expected with the reference's rates, O / E with E = sum(n X/N); 1 is as expected. Expression.

    Limits of O (exact below 10 events, Byar's from 10) over E. `rate` is the ratio times the reference's crude rate per
    `per`. Withheld where a number is missing or negative, a reference band has no population, or nothing is expected.
    Source: Breslow and Day 1987; technical guidance of Fingertips.
    """
    numbers = (table[name].cast("float64") for name in (count, population, reference_count, reference_population))
    sums = _expected(table, *numbers, by=list(by), per=per)
    rows = with_poisson_limits(sums, "observed", confidence=confidence)
    expected = rows.expected.nullif(0)
    result = with_result(
        rows,
        value=rows.observed / expected,
        lower=rows.count_lower / expected,
        upper=rows.count_upper / expected,
        confidence=confidence,
        method=rows.count_is_exact.ifelse(str(Method.RATIO_EXACT), str(Method.RATIO_BYAR)),
        withheld=[
            (rows.no_reference > 0, Withheld.REFERENCE_MISSING),
            (rows.no_people > 0, Withheld.POPULATION_MISSING),
            *fault_reasons(rows.fault),
            (rows.expected == 0, Withheld.NO_EXPECTED),
        ],
        unlimited=[(rows.count_lower.isnull(), Withheld.NO_LOWER_LIMIT)],
    )
    # What counts are missing from is no sum either.
    known = result.value.notnull()
    return result.mutate(
        rate=result.value * result.reference_rate,
        observed=known.ifelse(result.observed, ibis.null("float64")),
        expected=known.ifelse(result.expected, ibis.null("float64")),
    ).drop("count_lower", "count_upper", "count_is_exact", "no_reference", "no_people", "reference_rate", "fault")


def _expected(
    table: ir.Table,
    x: ir.NumericValue,
    n: ir.NumericValue,
    ref_x: ir.NumericValue,
    ref_n: ir.NumericValue,
    *,
    by: list[str],
    per: float,
) -> ir.Table:
    """What each group has and what it would have with the reference's rates."""
    return table.aggregate(
        by=by,
        observed=x.sum().cast("float64"),
        expected=(n * ref_x / ref_n.nullif(0)).sum(),
        reference_rate=ref_x.sum() / ref_n.sum().nullif(0) * per,
        no_reference=(ref_x.isnull() | ref_n.isnull()).sum(),
        no_people=n.isnull().sum(),
        fault=worst_fault([x, n.fill_null(0), ref_x.fill_null(0)], [ref_n.fill_null(1)]),
    )
