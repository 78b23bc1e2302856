"""Recent trend, growth, and rolling periods. Expressions."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

from hyte.knowledge.stats.choices import Direction, Method, Withheld
from hyte.knowledge.stats.lazily import ibis, ir
from hyte.knowledge.stats.limits import z_of
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.results import log, real, root, with_result

YEARS = 5
# The 99.8 % point of chi-square with one degree of freedom is the square of the normal one.
CRITICAL = NormalDist().inv_cdf(0.999) ** 2
_DECIMALS = 9

_OVERLAP = _("Rolling periods overlap, so they cannot be tested for a trend; give one row for each single year.")


def _latest(table: ir.Table, *, by: list[str], year: str) -> ir.Table:
    """The five latest rows of each group, with years counted back from the newest one (0, -1 …) for precision."""
    if "overlapping" in table.columns:
        raise InputRefused(_OVERLAP)
    newest_first = ibis.window(group_by=by, order_by=ibis.desc(year))
    rows = table.mutate(place=ibis.row_number().over(newest_first))
    rows = rows.filter(rows.place < YEARS)
    return rows.mutate(t=(rows[year] - rows[year].max().over(ibis.window(group_by=by))).cast("float64"))


def _slope(
    w: ir.NumericValue, wt: ir.NumericValue, wtt: ir.NumericValue, wy: ir.NumericValue, wty: ir.NumericValue
) -> ir.NumericValue:
    return (w * wty - wt * wy) / (w * wtt - wt * wt).nullif(0)


def trend_of_values(table: ir.Table, *, by: Sequence[str], year: str = "year", confidence: float = 0.95) -> ir.Table:
    """Change of a value a year over its five latest years, and whether it is a trend. Expression.

    Rows have value, lower and upper at `confidence`. Weighted regression with w = 1 / se^2, se = (upper - lower) / 2z;
    chi_squared = slope^2 / variance. *Increasing* or *decreasing* when chi_squared is above 9.5495 (99.8 %, one degree of freedom)
    and the slope keeps its sign when each year in turn is left out; otherwise *no significant change*. `lower` and `upper`
    are the slope's own. Withheld, direction *cannot be judged*: fewer than five years, years not successive, a missing
    value, one without an interval, an interval without width. Raises InputRefused for rolling periods, which overlap.
    Source: trend markers of Fingertips.
    """
    groups = list(by)
    z = z_of(confidence)
    sums = _sums_of_values(_latest(table, by=groups, year=year), by=groups, z=z)
    slope = _slope(*(sums[f"s_{name}"] for name in _WEIGHTED))
    variance = sums.s_w / (sums.s_w * sums.s_wtt - sums.s_wt * sums.s_wt).nullif(0)
    error = root(variance)
    result = with_result(
        sums.mutate(chi_squared=slope * slope / variance.nullif(0), sign=slope / error.nullif(0)),
        value=slope,
        lower=slope - z * error,
        upper=slope + z * error,
        confidence=confidence,
        method=ibis.literal(str(Method.TREND_VALUES)),
        withheld=[
            (sums.points < YEARS, Withheld.FEW_YEARS),
            (sums.missing > 0, Withheld.VALUE_MISSING),
            (sums.span != 1 - YEARS, Withheld.NOT_YEARLY),
            (sums.unlimited > 0, Withheld.NO_LIMITS),
            (sums.flat > 0, Withheld.ZERO_WIDTH),
            (sums.inverted > 0, Withheld.NO_LIMITS),
        ],
    )
    return _with_direction(result).select(*groups, *_SHOWN)


_WEIGHTED = ("w", "wt", "wtt", "wy", "wty")


def _sums_of_values(rows: ir.Table, *, by: list[str], z: float) -> ir.Table:
    """The weighted sums of each group, its least and greatest slope with a year left out, and what is wrong with it."""
    width = rows.upper.cast("float64") - rows.lower.cast("float64")
    rows = rows.mutate(w=4 * z * z / (width * width).nullif(0), y=rows.value.cast("float64"))
    rows = rows.mutate(
        wt=rows.w * rows.t, wtt=rows.w * rows.t * rows.t, wy=rows.w * rows.y, wty=rows.w * rows.t * rows.y
    )
    whole = ibis.window(group_by=by)
    rest = [rows[name].sum().over(whole) - rows[name] for name in _WEIGHTED]
    # The slope over its own standard error is rounded, so that rounding errors have no sign.
    left_w, left_wt, left_wtt = rest[:3]
    scale = root((left_w * left_wtt - left_wt * left_wt) / left_w.nullif(0))
    rows = rows.mutate(without=(_slope(*rest) * scale).round(_DECIMALS))
    return rows.aggregate(
        by=by,
        **{f"s_{name}": rows[name].sum() for name in _WEIGHTED},
        **_of_points(rows),
        missing=rows.value.isnull().sum(),
        unlimited=(rows.lower.isnull() | rows.upper.isnull()).sum(),
        flat=(width == 0).sum(),
        inverted=(width < 0).sum(),
    )


def _of_points(rows: ir.Table) -> dict[str, ir.Value]:
    return {
        "points": rows.count(),
        "span": rows.t.min(),
        "least": rows.without.min(),
        "greatest": rows.without.max(),
    }


def trend_of_shares(table: ir.Table, *, by: Sequence[str], year: str = "year", confidence: float = 0.95) -> ir.Table:
    """The trend of a proportion over its five latest years, from counts and denominators. Expression.

    chi_squared = N (N Sct - C Snt)^2 / (C (N - C) (N Sntt - Snt^2)) with sums over the years; the value is the slope of
    ln(c / (n - c)) a year, unweighted, and has no limits. The rule is that of `trend_of_values`. Counts that are all 0, or all
    equal to their denominators, do not change: chi_squared 0. Withheld besides: a denominator of zero, a count above it, and a
    share of 0 or 1 among others, which has no logit. Raises InputRefused for rolling periods.
    Source: trend markers of Fingertips.
    """
    groups = list(by)
    z_of(confidence)
    sums = _sums_of_shares(_latest(table, by=groups, year=year), by=groups)
    cross = sums.s_n * sums.s_ct - sums.s_c * sums.s_nt
    below = sums.s_c * (sums.s_n - sums.s_c) * (sums.s_n * sums.s_ntt - sums.s_nt * sums.s_nt)
    still = (sums.s_c == 0) | (sums.s_c == sums.s_n)
    nothing = real(0)
    result = with_result(
        sums.mutate(
            chi_squared=still.ifelse(nothing, sums.s_n * cross * cross / below.nullif(0)),
            sign=still.ifelse(nothing, sums.slope),
        ),
        value=still.ifelse(nothing, sums.slope),
        confidence=confidence,
        method=ibis.literal(str(Method.TREND_SHARES)),
        withheld=[
            (sums.points < YEARS, Withheld.FEW_YEARS),
            (sums.missing > 0, Withheld.COUNT_MISSING),
            (sums.span != 1 - YEARS, Withheld.NOT_YEARLY),
            (sums.empty > 0, Withheld.NO_POPULATION),
            (sums.above > 0, Withheld.COUNT_ABOVE_DENOMINATOR),
            ((sums.no_logit > 0) & ~still, Withheld.NO_LOGIT),
        ],
    )
    return _with_direction(result).select(*groups, *_SHOWN)


def _sums_of_shares(rows: ir.Table, *, by: list[str]) -> ir.Table:
    """The sums of each group, its slopes with all years and with one left out, and what is wrong with it."""
    c, n, t = rows["count"].cast("float64"), rows.denominator.cast("float64"), rows.t
    share = c / n.nullif(0)
    rows = rows.mutate(c=c, n=n, ct=c * t, nt=n * t, ntt=n * t * t, logit=log(share / (1 - share).nullif(0)))
    t, y = rows.t, rows.logit
    parts = (t, t * t, y, t * y)
    whole = ibis.window(group_by=by)
    rest = [part.sum().over(whole) - part for part in parts]
    rows = rows.mutate(without=_slope((t.count().over(whole) - 1).cast("float64"), *rest).round(_DECIMALS))
    return rows.aggregate(
        by=by,
        **{f"s_{name}": rows[name].sum() for name in ("c", "n", "ct", "nt", "ntt")},
        **_of_points(rows),
        missing=(rows["count"].isnull() | rows.denominator.isnull()).sum(),
        empty=(rows.n == 0).sum(),
        above=(rows.c > rows.n).sum(),
        no_logit=rows.logit.isnull().sum(),
        slope=_slope(
            rows.count().cast("float64"),
            rows.t.sum(),
            (rows.t * rows.t).sum(),
            rows.logit.sum(),
            (rows.t * rows.logit).sum(),
        ),
    )


_SHOWN = ("value", "lower", "upper", "confidence", "method", "withheld", "chi_squared", "direction", "significance")


def _with_direction(rows: ir.Table) -> ir.Table:
    known = rows.withheld.isnull()
    significant = rows.chi_squared > CRITICAL
    rising = significant & (rows.sign > 0) & (rows.least > 0)
    falling = significant & (rows.sign < 0) & (rows.greatest < 0)
    return rows.mutate(
        chi_squared=known.ifelse(rows.chi_squared, ibis.null("float64")),
        significance=real(0.998),
        direction=ibis.cases(
            (~known, str(Direction.UNKNOWN)),
            (rising, str(Direction.INCREASING)),
            (falling, str(Direction.DECREASING)),
            else_=str(Direction.NO_CHANGE),
        ),
    )


def rolling_periods(
    table: ir.Table,
    *,
    by: Sequence[str],
    years: int = 3,
    year: str = "year",
    count: str = "count",
    population: str = "population",
) -> ir.Table:
    """Counts and populations summed over each `years` successive years, named by the first and the last. Expression.

    Only whole periods come out, and a missing count makes its periods missing. Every row is marked `overlapping`, and the trend
    test refuses rows so marked. Use the sums with any method for counts.
    """
    groups = list(by)
    window = ibis.window(group_by=groups, order_by=year, preceding=years - 1, following=0)
    rows = table.mutate(
        first_year=table[year].min().over(window),
        rows_in=ibis._[year].count().over(window),
        counts_in=ibis._[count].count().over(window),
        people_in=ibis._[population].count().over(window),
        count_sum=table[count].cast("float64").sum().over(window),
        population_sum=table[population].cast("float64").sum().over(window),
    )
    whole = rows.filter((rows.rows_in == years) & (rows[year] - rows.first_year == years - 1))
    return whole.select(
        *groups,
        first_year=whole.first_year,
        last_year=whole[year],
        **{
            count: (whole.counts_in == years).ifelse(whole.count_sum, ibis.null("float64")),
            population: (whole.people_in == years).ifelse(whole.population_sum, ibis.null("float64")),
        },
        overlapping=ibis.literal(True),
    )


def growth(table: ir.Table, *, by: Sequence[str], year: str = "year", confidence: float = 0.95) -> ir.Table:
    """Relative change of each group's value from its first to its latest year, and the even yearly growth behind it. Expression.

    value = latest / first - 1; `yearly` = (latest / first)^(1 / years) - 1. Where rows have lower and upper (at `confidence`),
    the limits come from the logarithm's standard errors, which are added as independent: ln limits of latest and of first.
    Withheld where an end is missing, there is one year only, or the first value is not above zero.
    """
    groups = list(by)
    z = z_of(confidence)
    first = table.aggregate(by=groups, first_year=table[year].min(), last_year=table[year].max())
    joined = table.inner_join(first, groups) if groups else table.cross_join(first)
    limited = {"lower", "upper"} <= set(table.columns)
    absent = ibis.null("float64")
    error = (log(joined.upper) - log(joined.lower)) / (2 * z) if limited else absent
    joined = joined.mutate(ln_error=error)
    at_first, at_last = joined[year] == joined.first_year, joined[year] == joined.last_year
    ends = joined.aggregate(
        by=[*groups, "first_year", "last_year"],
        first_value=joined.value.max(where=at_first),
        last_value=joined.value.max(where=at_last),
        squared=(joined.ln_error * joined.ln_error).max(where=at_first)
        + (joined.ln_error * joined.ln_error).max(where=at_last),
    )
    ratio = ends.last_value / ends.first_value.nullif(0)
    spread = z * root(ends.squared)
    span = (ends.last_year - ends.first_year).nullif(0).cast("float64")
    result = with_result(
        ends,
        value=ratio - 1,
        lower=ratio * (-spread).exp() - 1,
        upper=ratio * spread.exp() - 1,
        confidence=confidence,
        method=ibis.literal(str(Method.GROWTH)),
        withheld=[
            (ends.first_value.isnull() | ends.last_value.isnull(), Withheld.VALUE_MISSING),
            (ends.last_year == ends.first_year, Withheld.FEW_YEARS),
            (ends.first_value <= 0, Withheld.NO_FIRST_VALUE),
        ],
        unlimited=[(ends.squared.isnull() | (ends.last_value <= 0), Withheld.NO_LIMITS)],
    )
    yearly = (result.value + 1) ** (1 / span) - 1
    return result.mutate(yearly=yearly).drop("squared", "first_value", "last_value")
