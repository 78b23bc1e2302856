"""Potential years of life lost (PYLL)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from hyte.knowledge.stats.choices import Method, Withheld
from hyte.knowledge.stats.lazily import ibis, ir
from hyte.knowledge.stats.limits import dobson, dobson_scale, with_poisson_limits
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.results import fault_reasons, real, with_result, worst_fault

DEFAULT_DRAWS = 100_000
FEWEST_DRAWS = 1000


def lost_years(
    table: ir.Table,
    *,
    by: Sequence[str],
    limit: float,
    lower_age: float = 0,
    standard: str,
    per: float = 100_000,
    age: str = "age",
    mean_age: str = "mean_age",
    deaths: str = "deaths",
    population: str = "population",
    weight: str = "weight",
    confidence: float = 0.95,
) -> ir.Table:
    """Years lost before age `limit` per `per` persons, standardised with the weights W. Expression.

    One row of the table is one band; those from `lower_age` and below `limit` count. R = sum k d with
    k = W / sum W (limit - mean age) / n, Var = sum k^2 d, limits R + sqrt(Var / O) (limit(O) - O), O = sum d, where limit(O) is
    exact below 10 deaths and Byar's from 10. `years` are the years themselves, `crude` their sum per `per` persons.
    Limit, lower age and the standard's name come with every row: figures that differ in one are never one series.
    Withheld where a number is missing or negative or a band has no population; no deaths give a value and no limits.
    Source: OECD's definition; scaling of limits after Dobson et al. 1991.
    """
    bands = table.filter((table[age] < limit) & (table[age] >= lower_age))
    d, n, w = (bands[name].cast("float64") for name in (deaths, population, weight))
    left = ibis.greatest(limit - bands[mean_age].cast("float64"), real(0))
    sums = _sums(bands, d, n, w, left, by=list(by))
    rows = with_poisson_limits(sums, "events", confidence=confidence)
    rate = rows.weighted / rows.weights.nullif(0)
    scale = dobson_scale(rows.squared, rows.weights, rows.events)
    result = with_result(
        rows,
        value=rate * per,
        lower=dobson(rate, scale, rows.events, count_limit=rows.count_lower) * per,
        upper=dobson(rate, scale, rows.events, count_limit=rows.count_upper) * per,
        confidence=confidence,
        method=rows.count_is_exact.ifelse(str(Method.DOBSON_EXACT), str(Method.DOBSON_BYAR)),
        withheld=fault_reasons(rows.fault),
        unlimited=[
            (rows.events == 0, Withheld.NO_EVENTS),
            (rows.count_lower.isnull(), Withheld.NO_LOWER_LIMIT),
        ],
    )
    return _with_years(result, per=per).mutate(
        limit=real(limit), lower_age=real(lower_age), standard=ibis.literal(standard)
    )


def _sums(
    bands: ir.Table, d: ir.NumericValue, n: ir.NumericValue, w: ir.NumericValue, left: ir.NumericValue, *, by: list[str]
) -> ir.Table:
    """What the rate and its variance are made of, for each group."""
    k = w * left / n.nullif(0)
    return bands.aggregate(
        by=by,
        events=d.sum().cast("float64"),
        years=(d * left).sum(),
        people=n.sum(),
        weights=w.sum(),
        weighted=(k * d).sum(),
        squared=(k * k * d).sum(),
        fault=worst_fault([d], [n]),
    )


def _with_years(result: ir.Table, *, per: float) -> ir.Table:
    """With the years themselves and their crude rate, where they are known; no deaths have no limits."""
    known = result.value.notnull()
    absent = ibis.null("float64")
    return result.mutate(
        upper=(result.events == 0).ifelse(absent, result.upper),
        events=known.ifelse(result.events, absent),
        years=known.ifelse(result.years, absent),
        crude=known.ifelse(result.years / result.people.nullif(0) * per, absent),
    ).drop("people", "weights", "weighted", "squared", "count_lower", "count_upper", "count_is_exact", "fault")


def simulated_limits(
    deaths: Sequence[float], factors: Sequence[float], *, confidence: float, seed: int, draws: int = DEFAULT_DRAWS
) -> tuple[float, float]:
    """Percentiles of sum k d* with d* ~ Poisson(d) in each band. Kernel, seeded.

    `factors` are k = W / sum W (limit - mean age) / n, times the size of the population the figure is given for. A band
    without deaths stays 0 in every draw. Raises InputRefused with fewer than 1000 draws.
    Source: the method that THL names for its own figures.
    """
    if draws < FEWEST_DRAWS:
        raise InputRefused(
            _("At least %(least)s draws are needed; %(draws)s were asked."), least=FEWEST_DRAWS, draws=draws
        )
    generator = np.random.default_rng(seed)
    total = np.zeros(draws)
    for mean, factor in zip(deaths, factors, strict=True):
        if mean > 0:
            total += factor * generator.poisson(mean, draws)
    tail = (1 - confidence) / 2
    lower, upper = np.quantile(total, [tail, 1 - tail])
    return float(lower), float(upper)


def with_simulated_limits(
    result: pa.Table, bands: pa.Table, *, by: Sequence[str], limit: float, lower_age: float = 0, per: float = 100_000,
    confidence: float = 0.95, seed: int = 1, draws: int = DEFAULT_DRAWS,
) -> pa.Table:  # fmt: skip
    """The rows of `lost_years` with Monte Carlo limits in place of Dobson's. Kernel, seeded.

    `bands` are the rows that it was computed from (age, mean_age, deaths, population, weight). Each group draws from a stream
    of its own name, so that neither the order of rows nor another group changes its limits.
    """
    groups: dict[tuple[object, ...], list[Mapping[str, float]]] = {}
    for row in bands.to_pylist():
        if lower_age <= row["age"] < limit:
            groups.setdefault(tuple(row[name] for name in by), []).append(row)
    rows = result.to_pylist()
    for row in rows:
        if row["lower"] is None:
            continue
        own = sorted(groups[tuple(row[name] for name in by)], key=lambda band: band["age"])
        total = sum(band["weight"] for band in own)
        factors = [band["weight"] / total * max(limit - band["mean_age"], 0) / band["population"] * per for band in own]
        row["lower"], row["upper"] = simulated_limits(
            [band["deaths"] for band in own],
            factors,
            confidence=confidence,
            seed=stream_seed(seed, *(row[name] for name in by)),
            draws=draws,
        )
        row["method"] = str(Method.MONTE_CARLO)
    return pa.Table.from_pylist(rows, schema=result.schema)


def stream_seed(seed: int, *names: object) -> int:
    """A seed for one group's own stream of random numbers."""
    from zlib import crc32

    return (seed << 32) + crc32("\x1f".join(map(str, names)).encode())


def check_shares(shares: Sequence[Mapping[str, object]], *, headings: Sequence[str]) -> None:
    """Refuse a list of causes whose shares are outside 0 to 1, add up to more than 1 for a code, or whose ranges are reversed.

    A row has `first` and `last` (codes of ICD-10, three characters) and one share for each heading, such as `preventable` and
    `treatable`. Two ranges may name the same code as long as its shares add up to 1 or less.
    """
    codes: dict[str, float] = {}
    edges = sorted({str(row[end])[:3] for row in shares for end in ("first", "last")})
    for row in shares:
        first, last = str(row["first"])[:3], str(row["last"])[:3]
        parts = [float(str(row[heading])) for heading in headings]
        if first > last or min(parts) < 0 or sum(parts) > 1 + 1e-9:
            raise InputRefused(
                _("The causes %(first)s–%(last)s need codes in order and shares of 0 to 1 that add up to 1 at most."),
                first=first,
                last=last,
            )
        for edge in edges:
            if first <= edge <= last:
                codes[edge] = codes.get(edge, 0.0) + sum(parts)
    above = [code for code, total in codes.items() if total > 1 + 1e-9]
    if above:
        raise InputRefused(_("The shares of the cause %(code)s add up to more than 1."), code=above[0])


def deaths_by_cause(
    deaths: ir.Table, shares: ir.Table, *, by: Sequence[str], heading: str, code: str = "code", age: str = "age"
) -> ir.Table:
    """Deaths of each group that belong under a heading, each cause with its share. Expression.

    `deaths` has a code of ICD-10 in each row, `shares` the columns `first`, `last`, `age_limit` and the heading's share, from
    the publisher's list (checked with `check_shares`). Only ages below the cause's limit count. Shares of 0.5 keep two headings
    from counting a death twice. Source: OECD and Eurostat, lists of preventable and treatable causes of death.
    """
    short = deaths.mutate(cause_code=deaths[code].substr(0, 3))
    found = short.join(
        shares,
        [
            short.cause_code >= shares.first.substr(0, 3),
            short.cause_code <= shares.last.substr(0, 3),
            short[age] < shares.age_limit,
        ],
    )
    return found.aggregate(by=list(by), deaths=(found.deaths * found[heading]).sum())
