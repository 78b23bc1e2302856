"""The newest number of each area and indicator with its verdict, trend and short series. Expression."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from hyte.knowledge.stats.choices import Direction, Flag, Polarity, Withheld
from hyte.knowledge.stats.lazily import ibis, ir
from hyte.knowledge.stats.methods.comparison import compare
from hyte.knowledge.stats.methods.trend import YEARS, trend_of_shares, trend_of_values
from hyte.knowledge.stats.store.shape import KEY, NUMBERS, SERIES_SCHEMA

SHORT = 10  # periods in the short series
GROUP = [name for name in KEY if not name.startswith("period_")]
ORDER = ("area", "indicator", "dataset", "sex", "age_group", "breakdown")
_FAR = 100_000  # more months than any year has passed
_OF_NEWEST = (*GROUP, "period_start", "period_end", *NUMBERS, "missing_reason", "flags", "release", "method")

LATEST_SCHEMA = pa.schema(
    [
        *(SERIES_SCHEMA.field(name) for name in _OF_NEWEST),
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


# One row for each data set and indicator, by indicator; see `reading.Newest`.
NEWEST_SCHEMA = pa.schema(
    [
        *(SERIES_SCHEMA.field(name) for name in ("dataset", "indicator", "period_start", "period_end")),
        pa.field("areas", pa.int64(), metadata={"description": "how many areas have a value for the period"}),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """How an indicator's numbers are read: which are good, whether they are shares of persons, and of how many they are told.

    `per` is 100 for a percentage, 1,000 for a rate per thousand. With it limits are computed where the counts came and
    limits did not (`limited`): a share's by Wilson, others' as a rate's. Without it they are not. What does not compare
    (a count, which follows the size of the area) is held against no reference.
    """

    polarity: Polarity = Polarity.NONE
    is_share: bool = False
    per: float | None = None
    compares: bool = True


READINGS_SCHEMA = pa.schema(
    [("indicator", pa.string()), ("polarity", pa.string()), ("is_share", pa.bool_()), ("compares", pa.bool_())]
)


def readings_table(readings: Mapping[str, Reading]) -> pa.Table:
    """The readings as rows, as `newest_numbers` takes them."""
    rows = [
        {
            "indicator": key,
            "polarity": str(reading.polarity),
            "is_share": reading.is_share,
            "compares": reading.compares,
        }
        for key, reading in sorted(readings.items())
    ]
    return pa.Table.from_pylist(rows, schema=READINGS_SCHEMA)


def newest_numbers(series: ir.Table, *, readings: ir.Table, reference: str) -> ir.Table:
    """Of rows in the shape of the series, one row for each area and indicator (and sex, age group, breakdown). Expression.

    It is the newest period with a value (of two that end together, the longer), or the newest at all where none has one. The verdict is
    `compare`'s against the area `reference` in the same period, the trend that of the calendar years (or other twelve
    months from the same month) since the last break; both at 95 %. `readings` are `readings_table`'s rows; an indicator
    without one has no polarity, is no share and compares. Lists are fixed in length here, with empty places first.
    """
    rows = _numbered(series)
    newest = _newest(rows)
    alike = _alike(rows, newest)
    told = _read(newest, readings)
    judged = _compared(_with_reference(told, series, reference))
    judged = _joined(judged, _directions(alike, told))
    # A number of no yearly series is in no trend at all.
    judged = judged.mutate(
        direction=judged.direction.fill_null(str(Direction.UNKNOWN)),
        no_direction=judged.direction.isnull().ifelse(str(Withheld.FEW_YEARS), judged.no_direction),
    )
    return _joined(judged, _short(alike)).select(LATEST_SCHEMA.names)


def _joined(left: ir.Table, right: ir.Table) -> ir.Table:
    return left.left_join(right, "number").select(*left.columns, *(name for name in right.columns if name != "number"))


def _numbered(series: ir.Table) -> ir.Table:
    """The rows with a number for their group and one for their period, which are compared faster than seven columns.

    Later periods have greater ones; of those that end together, the longer.
    """
    groups = series.select(GROUP).distinct()
    groups = groups.mutate(number=ibis.row_number().over(ibis.window(order_by=GROUP)))
    rows = series.inner_join(groups, GROUP).select(*series.columns, "number")
    start, end = rows.period_start, rows.period_end
    first = start.year().cast("int64") * 12 + start.month()
    last = end.year().cast("int64") * 12 + end.month()
    return rows.mutate(months=last - first + 1, first_month=start.month(), period=last * _FAR - first)


def _newest(rows: ir.Table) -> ir.Table:
    found = rows.aggregate(by="number", valued=rows.period.max(where=rows.value.notnull()), last=rows.period.max())
    found = found.mutate(period=found.valued.coalesce(found.last))
    newest = rows.inner_join(found, ["number", "period"]).select(*rows.columns, "valued", "last")
    later = newest.filter(newest.valued < newest["last"]).select("number", period="last")
    reasons = rows.inner_join(later, ["number", "period"]).select("number", later_missing="missing_reason")
    return _joined(newest, reasons)


def _alike(rows: ir.Table, newest: ir.Table) -> ir.Table:
    """The rows of periods like the newest one (as long; years that begin in the same month), up to it, and how far back."""
    last = newest.select("number", newest_period="period", newest_months="months", newest_first="first_month")
    found = rows.inner_join(last, "number")
    same = (found.months == found.newest_months) & (found.period <= found.newest_period)
    found = found.filter(same & ((found.months % 12 != 0) | (found.first_month == found.newest_first)))
    newest_first = ibis.window(group_by="number", order_by=ibis.desc("period"))
    found = found.select("number", "months", "period", "period_end", "flags", *NUMBERS)
    return found.mutate(place=ibis.row_number().over(newest_first)).filter(ibis._.place < SHORT)


def _read(newest: ir.Table, readings: ir.Table) -> ir.Table:
    """With the polarity of each row's indicator, whether it is a share, and whether it is compared."""
    rows = newest.left_join(readings, "indicator").select(*newest.columns, "polarity", "is_share", "compares")
    return rows.mutate(
        polarity=rows.polarity.fill_null(str(Polarity.NONE)),
        is_share=rows.is_share.fill_null(False),
        compares=rows.compares.fill_null(True),
    )


def _with_reference(newest: ir.Table, series: ir.Table, reference: str) -> ir.Table:
    fields = [name for name in KEY if name != "area"]
    level = series.filter(series.area == reference).select(*fields, reference="value")
    rows = newest.left_join(level, fields).select(*newest.columns, "reference")
    # An area is no reference for itself, and nothing is one for what follows the area's size.
    has_none = (rows.area == reference) | ~rows.compares
    return rows.mutate(reference=has_none.ifelse(ibis.null("float64"), rows.reference))


def _compared(newest: ir.Table) -> ir.Table:
    """With the verdict of each row by its indicator's polarity."""
    rows = compare(newest, polarity=newest.polarity)
    follows_size = (rows.withheld == str(Withheld.REFERENCE_MISSING)) & ~rows.compares
    reason = follows_size.ifelse(str(Withheld.FOLLOWS_SIZE), rows.withheld)
    verdicts = rows.select("number", "relation", "verdict", no_verdict=reason)
    return _joined(newest, verdicts)


def _directions(alike: ir.Table, told: ir.Table) -> ir.Table:
    """The recent trend of each group that has years; groups of other periods are left out."""
    years = alike.filter((alike.months == 12) & (alike.place < YEARS))
    broken = years.filter(years.flags.contains(str(Flag.BREAK)))
    breaks = broken.aggregate(by="number", last_break=broken.place.min())
    years = _joined(_joined(years, breaks), told.select("number", "is_share"))
    years = years.filter(years.last_break.isnull() | (years.place <= years.last_break))
    columns = ["number", "value", "lower", "upper", "denominator", "is_share"]
    years = years.select(*columns, year=years.period_end.year(), count=years.numerator)
    of_values = trend_of_values(years.filter(~years.is_share), by=["number"])
    of_shares = trend_of_shares(years.filter(years.is_share), by=["number"])
    rows = of_values.select("number", "direction", "value", "withheld").union(
        of_shares.select("number", "direction", "value", "withheld")
    )
    return rows.select("number", "direction", change=rows.value.round(9), no_direction=rows.withheld)


def _short(alike: ir.Table) -> ir.Table:
    """The latest values as lists of a fixed length, oldest first."""
    places = range(SHORT - 1, -1, -1)
    found = alike.aggregate(
        by="number",
        **{f"end_{place}": alike.period_end.max(where=alike.place == place) for place in places},
        **{f"value_{place}": alike.value.max(where=alike.place == place) for place in places},
    )
    return found.select(
        "number",
        short_periods=ibis.array([found[f"end_{place}"] for place in places]),
        short_values=ibis.array([found[f"value_{place}"] for place in places]),
    )
