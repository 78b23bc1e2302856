"""Writing `series` and `latest` by portions of whole indicators, so that memory stays bounded whatever the store's size.

While one thread reads and writes a portion's series, another judges its newest numbers. Each part of the work is done in
one order, so that the same releases give the same bytes.
"""

from __future__ import annotations

import tempfile
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, reduce
from itertools import accumulate
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet

from hyte.knowledge.stats.engines import Engine, compiled
from hyte.knowledge.stats.lazily import ibis
from hyte.knowledge.stats.store.groups import GROUP, open_keyed, slices
from hyte.knowledge.stats.store.limited import with_limits
from hyte.knowledge.stats.store.newest import (
    LATEST_SCHEMA,
    NEWEST_SCHEMA,
    ORDER,
    READINGS_SCHEMA,
    SHORT,
    Reading,
    newest_numbers,
    readings_table,
)
from hyte.knowledge.stats.store.releases import Stored, write_parquet
from hyte.knowledge.stats.store.shape import FILE_SCHEMA, KEY, PARTS, SCHEMA, SERIES_SCHEMA, TOTAL

AT_ONCE = 500_000  # rows handled together
_SERIES_ORDER = ("indicator", "area", *(name for name in KEY if name not in ("indicator", "area")))


def write_derived(
    series: Path,
    latest: Path,
    newest: Path,
    releases: Sequence[Stored],
    *,
    readings: Mapping[str, Reading],
    reference: str,
    engine: Engine,
) -> None:
    """Write the three files from releases of different data sets."""
    counts = [(release, _indicators(release)) for release in releases]
    statement = _statement(reference, dialect=engine.dialect)
    with (
        tempfile.TemporaryDirectory(prefix=".parts-", dir=latest.parent) as parts,
        open_keyed(series, SERIES_SCHEMA, told=("indicator", "area")) as writer,
        ThreadPoolExecutor(1) as judge,
    ):
        # The engine's tables are those of the thread that made them.
        judge.submit(engine.table, readings_table(readings), name="readings").result()
        judged: list[Future[pa.Table]] = []
        for first, last in _portions(counts):
            rows = _rows(counts, first, last)
            for one in judged[-1:]:
                one.result()
            rows = judge.submit(with_limits, rows, readings=readings, engine=engine).result()
            place = Path(parts) / f"{len(judged):05}.parquet"
            judged.append(judge.submit(_judge, rows, place, statement=statement, engine=engine))
            for of_one in slices(rows, "indicator"):
                writer.write_table(of_one, row_group_size=GROUP)
        periods = pa.concat_tables([one.result() for one in judged])
        write_parquet(newest, periods.sort_by([("dataset", "ascending"), ("indicator", "ascending")]).combine_chunks())
        _gather(sorted(Path(parts).iterdir()), latest)


def _indicators(release: Stored) -> Counter[str]:
    """How many rows each indicator has in a release."""
    found: Counter[str] = Counter()
    for batch in parquet.ParquetFile(release.path, read_dictionary=["indicator"]).iter_batches(columns=["indicator"]):
        for one in pc.value_counts(batch["indicator"]).to_pylist():
            found[one["values"]] += one["counts"]
    return found


def _portions(counts: Sequence[tuple[Stored, Counter[str]]]) -> Iterator[tuple[str, str]]:
    """The first and last of successive indicators whose rows are handled together."""
    total: Counter[str] = sum((of_one for _release, of_one in counts), Counter())
    first, last, held = "", "", 0
    for indicator in sorted(total):
        if held and held + total[indicator] > AT_ONCE:
            yield first, last
            held = 0
        first = indicator if not held else first
        last, held = indicator, held + total[indicator]
    yield first, last


def _rows(counts: Sequence[tuple[Stored, Counter[str]]], first: str, last: str) -> pa.Table:
    """The rows of a portion in the order of the series."""
    wanted = [("indicator", ">=", first), ("indicator", "<=", last)]
    tables = []
    for release, of_one in counts:
        if any(first <= indicator <= last for indicator in of_one):
            rows = parquet.read_table(release.path, filters=wanted, schema=FILE_SCHEMA)
            release_of_each = pa.repeat(release.hash, rows.num_rows)
            tables.append(rows.append_column(SCHEMA.field("release"), release_of_each).cast(SCHEMA))
    rows = pa.concat_tables(tables)
    # A release is one data set, whose rows are in this order already.
    return rows.combine_chunks() if len(tables) == 1 else rows.sort_by([(name, "ascending") for name in _SERIES_ORDER])


@cache
def _statement(reference: str, *, dialect: str) -> str:
    """What `newest_numbers` does to the engine's table `portion`: compiling it takes longer than a small store does."""
    rows = ibis.table(ibis.Schema.from_pyarrow(SERIES_SCHEMA), name="portion")
    readings = ibis.table(ibis.Schema.from_pyarrow(READINGS_SCHEMA), name="readings")
    return compiled(newest_numbers(rows, readings=readings, reference=reference), dialect=dialect)


def _judge(rows: pa.Table, place: Path, *, statement: str, engine: Engine) -> pa.Table:
    """Write the newest numbers of a portion, by area; gives the newest period of each of its indicators."""
    engine.table(rows, name="portion")
    found = _without_empty_places(engine.run(statement).select(LATEST_SCHEMA.names)).cast(LATEST_SCHEMA)
    parquet.write_table(_in_order(found), place, compression="lz4", row_group_size=GROUP)
    return _newest_periods(found)


def _newest_periods(rows: pa.Table) -> pa.Table:
    """Of the newest numbers, the newest period that has a value for each data set and indicator, and in how many areas."""
    groups, period = ["dataset", "indicator"], ["period_start", "period_end"]
    rows = rows.set_column(rows.column_names.index("value"), "absent", pc.is_null(rows["value"]))
    there = pc.if_else(rows["absent"], pa.scalar(None, pa.string()), rows["area"])
    found = rows.append_column("areas", there).group_by([*groups, *period]).aggregate([("areas", "count_distinct")])
    found = found.rename_columns([*groups, *period, "areas"])
    found = found.append_column("absent", pc.equal(found["areas"], 0))
    newest_first = [("absent", "ascending"), ("period_end", "descending"), ("period_start", "ascending")]
    found = found.sort_by([*((name, "ascending") for name in groups), *newest_first])
    first = found.group_by(groups, use_threads=False).aggregate([(name, "first") for name in (*period, "areas")])
    return first.rename_columns(NEWEST_SCHEMA.names).cast(NEWEST_SCHEMA)


def _in_order(rows: pa.Table) -> pa.Table:
    return rows.sort_by([(name, "ascending") for name in ORDER]).combine_chunks()


def _without_empty_places(rows: pa.Table) -> pa.Table:
    """The short series, whose lists have the length SHORT, without the places before their first period."""
    rows = rows.combine_chunks()
    is_there = pc.is_valid(_flat(rows["short_periods"]))
    sizes = is_there.to_numpy(zero_copy_only=False).reshape(-1, SHORT).sum(axis=1)
    offsets = pa.array(np.concatenate([[0], np.cumsum(sizes)]), pa.int32())
    for name in ("short_periods", "short_values"):
        lists = pa.ListArray.from_arrays(offsets, _flat(rows[name]).filter(is_there))
        rows = rows.set_column(rows.column_names.index(name), name, lists)
    return rows


def _flat(column: pa.ChunkedArray) -> pa.Array:
    return pc.list_flatten(column).combine_chunks()


def _gather(parts: Sequence[Path], latest: Path) -> None:
    """Write the parts, each ordered by area, as one file ordered by area."""
    sizes: Counter[str] = Counter()
    for part in parts:
        for one in pc.value_counts(parquet.read_table(part, columns=["area"])["area"]).to_pylist():
            sizes[one["values"]] += one["counts"]
    with open_keyed(latest, LATEST_SCHEMA, told=("area", "indicator", *PARTS)) as writer:
        for areas in _batches(sizes):
            wanted = [("area", ">=", areas[0]), ("area", "<=", areas[-1])]
            rows = pa.concat_tables([parquet.read_table(part, filters=wanted, schema=LATEST_SCHEMA) for part in parts])
            for of_one in slices(_in_order(rows), "area"):
                # Whole populations lie by themselves: a profile reads them alone, and there are many more rows of parts.
                is_whole = _is_whole(of_one)
                for rows_of_kind in (of_one.filter(is_whole), of_one.filter(pc.invert(is_whole))):
                    writer.write_table(rows_of_kind, row_group_size=GROUP)


def _is_whole(rows: pa.Table) -> pa.ChunkedArray:
    totals = [pc.equal(rows[name], TOTAL) for name in PARTS]
    return reduce(pc.and_, totals)


def _batches(sizes: Counter[str]) -> Iterator[list[str]]:
    """Successive areas whose rows are handled together."""
    areas = sorted(sizes)
    ends = list(accumulate(sizes[area] for area in areas))
    first, before = 0, 0
    while first < len(areas):
        last = max(first + 1, bisect_left(ends, before + AT_ONCE // 2 + 1))
        yield areas[first:last]
        first, before = last, ends[last - 1]
