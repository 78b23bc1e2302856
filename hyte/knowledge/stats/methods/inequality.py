"""Slope and relative index of inequality (kernel), and quantiles of areas (expression)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from hyte.knowledge.stats.choices import Method, Polarity, SlopeKind, Withheld
from hyte.knowledge.stats.lazily import ibis, ir
from hyte.knowledge.stats.limits import z_of
from hyte.knowledge.stats.methods.lost_years import DEFAULT_DRAWS, FEWEST_DRAWS, stream_seed
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.results import with_result

Numbers = npt.NDArray[np.float64]
Row = Mapping[str, object]

FEWEST_GROUPS, MOST_GROUPS = 5, 100
_CHUNK = 10_000  # draws at a time, so that a hundred groups stay within a few megabytes

_BACK: dict[SlopeKind, Callable[[Numbers], Numbers]] = {
    SlopeKind.PLAIN: lambda y: y,
    SlopeKind.LOG: np.exp,
    SlopeKind.LOGIT: lambda y: 1 / (1 + np.exp(-y)),
}


def slope_index(
    table: pa.Table,
    *,
    by: Sequence[str],
    kind: SlopeKind = SlopeKind.PLAIN,
    confidence: float = 0.95,
    seed: int = 1,
    draws: int = DEFAULT_DRAWS,
) -> pa.Table:
    """Difference (SII) and ratio (RII) between the most and the least advantaged end of a population. Kernel, seeded.

    One row of the table is one ranked group: rank (from least to most advantaged), population, and value with its standard
    error `se` (null where unknown); kind logit takes count and denominator. With a = share of the population and b = the
    cumulative share up to the group's middle, Y sqrt(a) is fitted on sqrt(a) and b sqrt(a); the first coefficient is the
    intercept, the second the SII, RII = (intercept + SII) / intercept. Kinds log and logit fit ln Y and logit Y and turn
    both ends of the line back, so that intercept and SII are in the value's own unit. Limits are percentiles of refits with
    Y drawn from N(Y, se), where se of ln Y is se / Y and of logit Y sqrt(1/x + 1/(n-x)).
    Withheld with fewer than 5 or more than 100 groups, a missing number, no population, a logarithm of zero or less, or a
    share of 0 or 1 under logit. Raises InputRefused with fewer than 1000 draws.
    Source: Low and Low 2004; technical guidance of Fingertips.
    """
    z_of(confidence)
    if draws < FEWEST_DRAWS:
        raise InputRefused(
            _("At least %(least)s draws are needed; %(draws)s were asked."), least=FEWEST_DRAWS, draws=draws
        )
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in table.to_pylist():
        groups.setdefault(tuple(row[name] for name in by), []).append(row)
    results = []
    for names, rows in groups.items():
        ordered = sorted(rows, key=lambda row: _number(row, "rank"))
        result = _slope_of(ordered, kind=kind, confidence=confidence, seed=stream_seed(seed, *names), draws=draws)
        results.append(dict(zip(by, names, strict=True)) | result)
    return pa.Table.from_pylist(results)


def _slope_of(rows: list[Row], *, kind: SlopeKind, confidence: float, seed: int, draws: int) -> dict[str, object]:
    result: dict[str, object] = dict.fromkeys(
        ("value", "lower", "upper", "intercept", "rii", "rii_lower", "rii_upper", "withheld")
    )
    result |= {"confidence": confidence, "method": str(Method.SLOPE), "groups": len(rows), "kind": str(kind)}
    reason = _reason(rows, kind=kind)
    if reason:
        return result | {"withheld": str(reason)}
    values, errors = _scaled(rows, kind=kind)
    solver = _solver(np.array([_number(row, "population") for row in rows]))
    intercept, slope, ratio = (float(part[0]) for part in _ends(values[None, :], solver, kind=kind))
    result |= {"value": slope, "intercept": intercept, "rii": ratio if np.isfinite(ratio) else None}
    if errors is None:
        return result | {"withheld": str(Withheld.NO_ERRORS)}
    limits = _simulated(values, errors, solver, kind=kind, confidence=confidence, seed=seed, draws=draws)
    if result["rii"] is None:
        return result | limits | {"rii_lower": None, "rii_upper": None}
    return result | limits


def _reason(rows: list[Row], *, kind: SlopeKind) -> Withheld | None:
    """Why no line is fitted, if it is not."""
    names = ("population", "count", "denominator") if kind is SlopeKind.LOGIT else ("population", "value")
    if not FEWEST_GROUPS <= len(rows) <= MOST_GROUPS:
        return Withheld.GROUP_COUNT
    if any(row.get(name) is None for row in rows for name in names):
        return Withheld.VALUE_MISSING
    if any(_number(row, "population") <= 0 for row in rows):
        return Withheld.NO_POPULATION
    if kind is SlopeKind.LOG and any(_number(row, "value") <= 0 for row in rows):
        return Withheld.NO_LOG
    if kind is SlopeKind.LOGIT:
        if any(_number(row, "denominator") <= 0 for row in rows):
            return Withheld.NO_POPULATION
        if any(not 0 < _number(row, "count") < _number(row, "denominator") for row in rows):
            return Withheld.NO_LOGIT
    return None


def _scaled(rows: list[Row], *, kind: SlopeKind) -> tuple[Numbers, Numbers | None]:
    """The values on the scale of the fit, and their standard errors there."""
    if kind is SlopeKind.LOGIT:
        x = np.array([_number(row, "count") for row in rows])
        n = np.array([_number(row, "denominator") for row in rows])
        return np.log(x / (n - x)), np.sqrt(1 / x + 1 / (n - x))
    values = np.array([_number(row, "value") for row in rows])
    has_errors = all(row.get("se") is not None for row in rows)
    errors = np.array([_number(row, "se") for row in rows]) if has_errors else None
    if kind is SlopeKind.LOG:
        return np.log(values), None if errors is None else errors / values
    return values, errors


def _number(row: Row, name: str) -> float:
    return float(row[name])  # type: ignore[arg-type]


def _solver(population: Numbers) -> Numbers:
    """The matrix that turns values into (intercept, slope): weighted least squares written out."""
    a = population / population.sum()
    b = np.cumsum(a) - a / 2
    design = np.column_stack([np.sqrt(a), b * np.sqrt(a)])
    solved: Numbers = np.linalg.solve(design.T @ design, design.T * np.sqrt(a))
    return solved


def _ends(values: Numbers, solver: Numbers, *, kind: SlopeKind) -> tuple[Numbers, Numbers, Numbers]:
    """Intercept, SII and RII of each row of values, in the values' own unit."""
    start, slope = solver @ values.T
    least, most = _BACK[kind](start), _BACK[kind](start + slope)
    ratio = np.divide(most, least, out=np.full_like(least, np.nan), where=least != 0)
    return least, most - least, ratio


def _simulated(
    values: Numbers, errors: Numbers, solver: Numbers, *, kind: SlopeKind, confidence: float, seed: int, draws: int
) -> dict[str, object]:
    generator = np.random.default_rng(seed)
    slopes, ratios = np.empty(draws), np.empty(draws)
    for start in range(0, draws, _CHUNK):
        end = min(start + _CHUNK, draws)
        drawn = values + errors * generator.standard_normal((end - start, len(values)))
        _intercept, slopes[start:end], ratios[start:end] = _ends(drawn, solver, kind=kind)
    tail = (1 - confidence) / 2
    lower, upper = np.quantile(slopes, [tail, 1 - tail])
    rii_lower, rii_upper = np.nanquantile(ratios, [tail, 1 - tail])
    return {"lower": float(lower), "upper": float(upper), "rii_lower": float(rii_lower), "rii_upper": float(rii_upper)}


def quantiles(
    table: ir.Table,
    *,
    region: Sequence[str],
    parts: int = 10,
    polarity: Polarity = Polarity.NONE,
    value: str = "value",
) -> ir.Table:
    """Each area's part (`quantile`, 1 to `parts`) among the areas of its region that have a value. Expression.

    Part 1 is the worst end: the highest values where low is good, the lowest where high is good; without polarity it is the
    lowest values. With N areas of rank r (areas that are equal within 1e-9 share the rank of the first of them):
    floor(parts + 1 - ceil((N + 1 - r) parts / N)), at least 1. Withheld with fewer areas than parts, when all values are
    equal, and for an area without a value. Source: technical guidance of Fingertips (assigning deprivation categories).
    """
    within = ibis.window(group_by=list(region))
    rounded = table[value].cast("float64").round(9)
    rows = table.mutate(q_value=-rounded if polarity is Polarity.LOW else rounded)
    # Nulls are ranked last, so the ranks of the areas with a value are their own.
    order = ibis.window(group_by=list(region), order_by=rows.q_value.asc(nulls_first=False))
    rows = rows.mutate(
        q_number=rows.q_value.count().over(within).cast("float64"), q_rank=ibis.rank().over(order).cast("float64") + 1
    )
    number = rows.q_number
    share = ((number + 1 - rows.q_rank) * parts / number.nullif(0)).round(9).ceil()
    part = ibis.greatest((parts + 1 - share).cast("int64"), ibis.literal(1)).cast("int64")
    result = with_result(
        rows.mutate(q_part=part),
        value=rows[value].cast("float64"),
        confidence=0.95,
        method=ibis.literal(str(Method.QUANTILE)),
        withheld=[(rows[value].isnull(), Withheld.VALUE_MISSING)],
        unlimited=[
            (number < parts, Withheld.FEW_AREAS),
            (rows.q_value.max().over(within) == rows.q_value.min().over(within), Withheld.ALL_EQUAL),
        ],
    )
    return result.mutate(
        quantile=result.withheld.isnull().ifelse(result.q_part, ibis.null("int64")), confidence=ibis.null("float64")
    ).drop("q_value", "q_part", "q_number", "q_rank")
