"""What pages ask of `series` and `latest`: expressions compiled once in a process to DuckDB's SQL with `$names` in it."""

import re
from functools import cache

import ibis
import ibis.expr.types as ir

from hyte.knowledge.stats.engines import compiled
from hyte.knowledge.stats.store.newest import LATEST_SCHEMA
from hyte.knowledge.stats.store.shape import SCHEMA

SERIES_COLUMNS = tuple(SCHEMA.names)
LATEST_COLUMNS = (*SERIES_COLUMNS, *(name for name in LATEST_SCHEMA.names if name not in SERIES_COLUMNS))
_PARTS = ("sex", "age_group", "breakdown")


@cache
def latest_of_areas(areas: int) -> str:
    """Of `latest`: the `$indicators` of so many areas, `$area_0` and on; a part of the population that is null is any."""
    rows = ibis.table(ibis.Schema.from_pyarrow(LATEST_SCHEMA), name="latest")
    wanted = _given("indicators").cast("array<string>").contains(rows.indicator)
    rows = rows.filter(_among(rows, areas), wanted, *_of_parts(rows))
    return _compiled(rows.select(LATEST_COLUMNS).order_by(["area", "indicator", "dataset", *_PARTS]))


@cache
def series_of_areas(areas: int) -> str:
    """Of `series`: every row of `$indicator` in so many areas, `$area_0` and on."""
    rows = _series()
    return _in_order(rows.filter(rows.indicator == _given("indicator"), _among(rows, areas)))


@cache
def all_areas() -> str:
    """Of `series`: the rows of `$indicator` in every area for `$period_start` to `$period_end`; null is any part."""
    rows = _series()
    period = [rows[name] == _given(name).cast("date") for name in ("period_start", "period_end")]
    return _in_order(rows.filter(rows.indicator == _given("indicator"), *period, *_of_parts(rows)))


@cache
def newest_of_each() -> str:
    """Of `latest`: the newest period that has a value, by data set and indicator, and in how many areas it has one."""
    rows = ibis.table(ibis.Schema.from_pyarrow(LATEST_SCHEMA), name="latest")
    groups = ["dataset", "indicator"]
    found = rows.aggregate(
        by=[*groups, "period_start", "period_end"], areas=rows.area.nunique(where=rows.value.notnull())
    )
    newest_first = [(found.areas == 0).cast("int8"), ibis.desc("period_end"), found.period_start]
    found = found.mutate(place=ibis.row_number().over(ibis.window(group_by=groups, order_by=newest_first)))
    return _compiled(found.filter(found.place == 0).drop("place").order_by(groups))


def _series() -> ir.Table:
    return ibis.table(ibis.Schema.from_pyarrow(SCHEMA), name="series")


def _given(name: str) -> ir.StringValue:
    """A value that is told when the statement is run: a mark that `_compiled` turns into a parameter."""
    return ibis.literal(f"?{name}?")


def _among(rows: ir.Table, areas: int) -> ir.BooleanValue:
    # Compared one by one, since an engine skips what a file's statistics rule out for these, but not for a list.
    return rows.area.isin([_given(f"area_{place}") for place in range(areas)])


def _of_parts(rows: ir.Table) -> list[ir.BooleanValue]:
    return [_given(name).isnull() | (rows[name] == _given(name)) for name in _PARTS]


def _in_order(rows: ir.Table) -> str:
    return _compiled(rows.select(SERIES_COLUMNS).order_by(["area", "period_end", "period_start", "dataset", *_PARTS]))


def _compiled(expression: ir.Table) -> str:
    return re.sub(r"'\?([a-z_0-9]+)\?'", r"$\1", compiled(expression, dialect="duckdb"))
