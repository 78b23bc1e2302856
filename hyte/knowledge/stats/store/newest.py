"""The newest number of each area and indicator with its verdict, trend and short series. Expression."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import reduce

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from hyte.knowledge.stats.choices import Direction, Flag, Polarity, Withheld
from hyte.knowledge.stats.methods.comparison import compare
from hyte.knowledge.stats.methods.trend import trend_of_shares, trend_of_values
from hyte.knowledge.stats.store.shape import KEY, NUMBERS, SCHEMA

SHORT = 10  # periods in the short series
GROUP = [name for name in KEY if not name.startswith("period_")]
ORDER = ("area", "indicator", "dataset", "sex", "age_group", "breakdown")
_OF_NEWEST = (*GROUP, "period_start", "period_end", *NUMBERS, "missing_reason", "flags", "release")

LATEST_SCHEMA = pa.schema(
    [
        *(SCHEMA.field(name) for name in _OF_NEWEST),
        *(
            pa.field(name, kind, metadata={"description": text})
            for name, kind, text in (
                ("later_missing", pa.string(), "why a still newer period has no value; null where there is none"),
                ("reference", pa.float64(), "the reference area's value of the same period"),
                ("relation", pa.string(), "higher, lower or similar to the reference, or no comparison"),
                ("verdict", pa.string(), "the relation by polarity: better, worse; by its words where there is none"),
                ("no_verdict", pa.string(), "why no comparison is made"),
                ("direction", pa.string(), "the recent trend of five years"),
                ("change", pa.float64(), "change a year over them, or of the logit for a share"),
                ("no_direction", pa.string(), "why the trend cannot be judged"),
                ("short_periods", pa.list_(pa.date32()), "last days of up to ten latest periods of the same length"),
                ("short_values", pa.list_(pa.float64()), "their values, oldest first; null where missing"),
            )
        ),
    ]
)


@dataclass(frozen=True)
class Reading:
    """How an indicator's numbers are read: which are good, and whether they are shares of persons."""

    polarity: Polarity = Polarity.NONE
    is_share: bool = False


def newest_numbers(series: ir.Table, *, readings: Mapping[str, Reading], reference: str) -> ir.Table:
    """Of rows in the store's shape, one row for each area and indicator (and sex, age group, breakdown). Expression.

    It is the newest period with a value (of two that end together, the longer), or the newest at all where none has one. The verdict is
    `compare`'s against the area `reference` in the same period, the trend that of the calendar years (or other twelve
    months from the same month) since the last break; both at 95 %. Lists are fixed in length here, with empty places first.
    """
    newest = _newest(series)
    fields = [*GROUP, "period_start", "period_end"]
    level = series.filter(series.area == reference).select(
        *(name for name in fields if name != "area"), reference=series.value
    )
    newest = newest.left_join(level, [name for name in fields if name != "area"])
    newest = newest.select(*_OF_NEWEST, "later_missing", "months", "reference")
    # An area is no reference for itself.
    newest = newest.mutate(reference=(newest.area == reference).ifelse(ibis.null("float64"), newest.reference))
    alike = _alike(series, newest)
    judged = _joined(_compared(newest, readings), _directions(alike, readings))
    # A number of no yearly series is in no trend at all.
    judged = judged.mutate(
        direction=judged.direction.fill_null(str(Direction.UNKNOWN)),
        no_direction=judged.direction.isnull().ifelse(str(Withheld.FEW_YEARS), judged.no_direction),
    )
    return _joined(judged, _short(alike)).select(LATEST_SCHEMA.names)


def _joined(left: ir.Table, right: ir.Table) -> ir.Table:
    return left.left_join(right, GROUP).select(*left.columns, *(name for name in right.columns if name not in GROUP))


def _months(rows: ir.Table) -> ir.Value:
    start, end = rows.period_start, rows.period_end
    return (end.year() - start.year()) * 12 + end.month() - start.month() + 1


def _newest(series: ir.Table) -> ir.Table:
    rows = series.mutate(months=_months(series), absent=series.value.isnull().cast("int8"))
    newest_first = [ibis.desc("period_end"), rows.period_start]
    rows = rows.mutate(
        place=ibis.row_number().over(ibis.window(group_by=GROUP, order_by=["absent", *newest_first])),
        place_of_all=ibis.row_number().over(ibis.window(group_by=GROUP, order_by=newest_first)),
    )
    top = rows.filter((rows.place == 0) | (rows.place_of_all == 0))
    reasons = top.group_by(GROUP).mutate(last_reason=ibis._.missing_reason.max(where=ibis._.place_of_all == 0))
    found = reasons.filter(reasons.place == 0)
    return found.mutate(later_missing=(found.place_of_all == 0).ifelse(ibis.null("string"), found.last_reason))


def _alike(series: ir.Table, newest: ir.Table) -> ir.Table:
    """The rows of periods like the newest one (as long; years that begin in the same month), up to the newest."""
    last = newest.select(*GROUP, newest_end="period_end", newest_start="period_start", newest_months="months")
    rows = series.mutate(months=_months(series)).inner_join(last, GROUP)
    same = (rows.months == rows.newest_months) & (rows.period_end <= rows.newest_end)
    whole = (rows.months % 12 == 0).ifelse(rows.period_start.month() == rows.newest_start.month(), True)
    return rows.filter(same & whole)


def _compared(newest: ir.Table, readings: Mapping[str, Reading]) -> ir.Table:
    """With the verdict of each row by its indicator's polarity."""
    parts = []
    for polarity in Polarity:
        keys = [key for key, reading in readings.items() if reading.polarity is polarity]
        if polarity is Polarity.NONE:
            others = [key for key, reading in readings.items() if reading.polarity is not polarity]
            part = newest.filter(~_among(newest, others))
        elif keys:
            part = newest.filter(_among(newest, keys))
        else:
            continue
        parts.append(compare(part, polarity=polarity))
    rows = reduce(lambda left, right: left.union(right), parts)
    verdicts = rows.select(*GROUP, "relation", "verdict", no_verdict=rows.withheld)
    return _joined(newest, verdicts)


def _among(rows: ir.Table, keys: Collection[str]) -> ir.BooleanValue:
    return rows.indicator.isin(sorted(keys)) if keys else ibis.literal(False)


def _directions(alike: ir.Table, readings: Mapping[str, Reading]) -> ir.Table:
    """The recent trend of each group that has years; groups of other periods are left out."""
    years = alike.filter(alike.months == 12)
    broken = years.flags.contains(str(Flag.BREAK)).fill_null(False)
    years = years.mutate(year=years.period_end.year(), broken=broken.ifelse(years.period_end, ibis.null("date")))
    years = years.group_by(GROUP).mutate(last_break=ibis._.broken.max())
    years = years.filter(years.last_break.isnull() | (years.period_end >= years.last_break))
    shares = _among(years, [key for key, reading in readings.items() if reading.is_share])
    columns = ["value", "lower", "upper", "denominator"]
    years = years.mutate(is_share=shares).select(*GROUP, "year", *columns, "is_share", count=years.numerator)
    of_values = trend_of_values(years.filter(~years.is_share), by=GROUP)
    of_shares = trend_of_shares(years.filter(years.is_share), by=GROUP)
    rows = of_values.select(*GROUP, "direction", "value", "withheld").union(
        of_shares.select(*GROUP, "direction", "value", "withheld")
    )
    return rows.select(*GROUP, "direction", change=rows.value.round(9), no_direction=rows.withheld)


def _short(alike: ir.Table) -> ir.Table:
    """The latest values as lists of a fixed length, oldest first."""
    rows = alike.mutate(place=ibis.row_number().over(ibis.window(group_by=GROUP, order_by=ibis.desc("period_end"))))
    rows = rows.filter(rows.place < SHORT)
    places = range(SHORT - 1, -1, -1)
    found = rows.aggregate(
        by=GROUP,
        **{f"end_{place}": rows.period_end.max(where=rows.place == place) for place in places},
        **{f"value_{place}": rows.value.max(where=rows.place == place) for place in places},
    )
    return found.select(
        *GROUP,
        short_periods=ibis.array([found[f"end_{place}"] for place in places]),
        short_values=ibis.array([found[f"value_{place}"] for place in places]),
    )
