"""Parquet files whose row groups each hold one key, read without a look at the others."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet

GROUP = 16_384  # rows; one key that has more is in several row groups


class KeyedFile:
    """A file ordered by two columns, kept open: any thread may read at once, also when it has been removed from its folder."""

    def __init__(self, path: Path, *, first: str, second: str) -> None:
        self.first, self.second = first, second
        self._file = pa.OSFile(str(path))
        self._footer = parquet.read_metadata(self._file)
        self._ranges = [_ranges(self._footer.row_group(group)) for group in range(self._footer.num_row_groups)]

    def read(self, first: Collection[str], *, second: Collection[str] | None = None, **others: object) -> pa.Table:
        """The rows that have one of the `first` keys, one of the `second` and, of other columns, the value told.

        A value of None is any value. The rows come in the file's order.
        """
        keys = {self.first: first, self.second: second}
        keys |= {name: [value] for name, value in others.items() if isinstance(value, str)}
        wanted = {name: set(values) for name, values in keys.items() if values is not None}
        groups = [group for group, ranges in enumerate(self._ranges) if _may_hold(ranges, wanted)]
        file = parquet.ParquetFile(self._file, metadata=self._footer)
        rows = file.read_row_groups(groups, use_threads=False)
        for name, values in wanted.items():
            rows = rows.filter(pc.is_in(rows[name], value_set=_words(values)))
        for name, value in others.items():
            if value is not None and name not in wanted:
                rows = rows.filter(pc.equal(rows[name], pa.scalar(value, rows.schema.field(name).type)))
        return rows


def _ranges(group: parquet.RowGroupMetaData) -> dict[str, tuple[str, str]]:
    """The least and the greatest value of each column that statistics were kept of."""
    columns = [group.column(place) for place in range(group.num_columns)]
    told = [(column.path_in_schema, column.statistics) for column in columns if column.is_stats_set]
    return {name: (found.min, found.max) for name, found in told if found.has_min_max}


def _may_hold(ranges: Mapping[str, tuple[str, str]], wanted: Mapping[str, Collection[str]]) -> bool:
    for name, values in wanted.items():
        if name not in ranges:
            continue
        low, high = ranges[name]
        # Most groups hold one key: to look it up is quicker than to compare it with each one wanted.
        if not (low in values if low == high else any(low <= value <= high for value in values)):
            return False
    return True


def _words(values: Collection[str]) -> pa.Array:
    return pa.array(np.array(list(values), dtype=object), pa.string())


def slices(rows: pa.Table, name: str) -> Iterator[pa.Table]:
    """Rows ordered by a column as one table for each of its values."""
    places = rows[name].combine_chunks().dictionary_encode().indices.to_numpy()
    starts = np.flatnonzero(np.concatenate([[True], places[1:] != places[:-1]]))
    for start, end in zip(starts, [*starts[1:], rows.num_rows], strict=True):
        yield rows.slice(start, end - start)


def open_keyed(path: Path, schema: pa.Schema, *, told: Collection[str]) -> parquet.ParquetWriter:
    """A writer for tables that each hold one key, for `KeyedFile`; statistics are kept of the columns told, by which it skips."""
    return parquet.ParquetWriter(
        path, schema, version="2.6", compression="zstd", compression_level=3, use_dictionary=True,
        write_statistics=list(told),
    )  # fmt: skip
