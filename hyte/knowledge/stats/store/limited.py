"""Limits for numbers that came with the counts behind them and without an interval, by the method of their indicator."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hyte.knowledge.stats.engines import Engine, compiled
from hyte.knowledge.stats.lazily import ibis, ir
from hyte.knowledge.stats.methods.rates import crude_rate, proportion
from hyte.knowledge.stats.store.newest import Reading
from hyte.knowledge.stats.store.shape import SERIES_SCHEMA

_COUNTED = "counted"
_DECIMALS = 9  # a value that is its own limit up to here is held by it
COUNTED_SCHEMA = pa.schema(
    [
        ("place", pa.int64()),
        ("told", pa.float64()),
        ("numerator", pa.float64()),
        ("denominator", pa.float64()),
        ("per", pa.float64()),
        ("is_share", pa.bool_()),
    ]
)


def limits_of_counts(counted: ir.Table) -> ir.Table:
    """Of rows of COUNTED_SCHEMA the `place`, `lower`, `upper` and `method`, at 95 %. Expression.

    Shares have Wilson's limits, rates exact ones below 10 events and Byar's from 10: those of `proportion` and `crude_rate`, times
    `per`. What is told stays as it is. Where the limits do not hold it the counts are not those behind it (another base, a
    standardised rate), and the row is left out.
    """
    shares = proportion(counted.filter(counted.is_share), count="numerator", denominator="denominator")
    rates = crude_rate(counted.filter(~counted.is_share), count="numerator", population="denominator", per=1)
    columns = ["place", "told", "per", "lower", "upper", "method"]
    rows = shares.select(columns).union(rates.select(columns))
    rows = rows.select("place", "told", "method", lower=rows.lower * rows.per, upper=rows.upper * rows.per)
    told = rows.told.round(_DECIMALS)
    holds = (rows.lower.round(_DECIMALS) <= told) & (told <= rows.upper.round(_DECIMALS))
    rows = rows.filter(holds.fill_null(False))
    # A share of all, or of none, is its own limit: rounding errors do not put it outside.
    return rows.select(
        "place", "method", lower=ibis.least(rows.lower, rows.told), upper=ibis.greatest(rows.upper, rows.told)
    )


def with_limits(rows: pa.Table, *, readings: Mapping[str, Reading], engine: Engine) -> pa.Table:
    """The store's rows with `method`, and with limits where they had counts and none. Kernel around `limits_of_counts`.

    The limits that a source gives stay as they are and have no method here, for it is the source's.
    """
    counted = _counted(rows, readings)
    if counted.num_rows == 0:
        return _with_columns(rows, rows["lower"], rows["upper"], pa.nulls(rows.num_rows, pa.string()))
    engine.table(counted, name=_COUNTED)
    found = engine.run(_statement(engine.dialect))
    # Each row takes what stands on the line that tells its place, or nothing.
    lines = np.full(rows.num_rows, -1, np.int64)
    lines[found["place"].to_numpy()] = np.arange(found.num_rows)
    taken = pa.array(lines, mask=lines < 0)
    lower, upper, method = (found[name].combine_chunks().take(taken) for name in ("lower", "upper", "method"))
    return _with_columns(rows, pc.coalesce(rows["lower"], lower), pc.coalesce(rows["upper"], upper), method)


def _counted(rows: pa.Table, readings: Mapping[str, Reading]) -> pa.Table:
    """The rows whose limits may be computed, each with its place among all."""
    counted = {key: reading for key, reading in readings.items() if reading.per is not None}
    keys = pa.array(list(counted), pa.string())
    lacks = pc.and_(pc.is_null(rows["lower"]), pc.is_null(rows["upper"]))
    for name in ("value", "numerator", "denominator"):
        lacks = pc.and_(lacks, pc.is_valid(rows[name]))
    places = pc.indices_nonzero(pc.and_(lacks, pc.is_in(rows["indicator"], value_set=keys)))
    chosen = rows.select(["indicator", "value", "numerator", "denominator"]).take(places)
    which = pc.index_in(chosen["indicator"], value_set=keys)
    columns = [
        places.cast(pa.int64()),
        *(chosen[name] for name in ("value", "numerator", "denominator")),
        pa.array([reading.per for reading in counted.values()], pa.float64()).take(which),
        pa.array([reading.is_share for reading in counted.values()], pa.bool_()).take(which),
    ]
    return pa.table(columns, schema=COUNTED_SCHEMA)


def _with_columns(rows: pa.Table, lower: pa.Array, upper: pa.Array, method: pa.Array) -> pa.Table:
    told = {"lower": lower, "upper": upper, "method": method}
    columns = [told[name] if name in told else rows[name] for name in SERIES_SCHEMA.names]
    return pa.table(columns, schema=SERIES_SCHEMA)


@cache
def _statement(dialect: str) -> str:
    """What `limits_of_counts` does to the engine's table; compiled once."""
    counted = ibis.table(ibis.Schema.from_pyarrow(COUNTED_SCHEMA), name=_COUNTED)
    return compiled(limits_of_counts(counted), dialect=dialect)
