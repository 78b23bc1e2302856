"""Parquet files whose row groups each hold one key, read without a look at the others."""

from collections.abc import Collection, Iterator
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
        self._ranges = [
            (group, *_range(self._footer, group, first), *_range(self._footer, group, second))
            for group in range(self._footer.num_row_groups)
        ]

    def read(self, first: Collection[str], *, second: Collection[str] | None = None, **others: object) -> pa.Table:
        """The rows that have one of the `first` keys, one of the `second` and, of other columns, the value told.

        A value of None is any value. The rows come in the file's order.
        """
        groups = [
            group
            for group, low, high, lowest, highest in self._ranges
            if _any_between(first, low, high) and (second is None or _any_between(second, lowest, highest))
        ]
        file = parquet.ParquetFile(self._file, metadata=self._footer)
        rows = file.read_row_groups(groups, use_threads=False)
        wanted = {self.first: first, self.second: second}
        for name, values in wanted.items():
            if values is not None:
                rows = rows.filter(pc.is_in(rows[name], value_set=_words(values)))
        for name, value in others.items():
            if value is not None:
                rows = rows.filter(pc.equal(rows[name], pa.scalar(value, rows.schema.field(name).type)))
        return rows


def _range(footer: parquet.FileMetaData, group: int, name: str) -> tuple[str, str]:
    found = footer.row_group(group).column(footer.schema.names.index(name)).statistics
    return str(found.min), str(found.max)


def _any_between(keys: Collection[str], low: str, high: str) -> bool:
    return any(low <= key <= high for key in keys)


def _words(values: Collection[str]) -> pa.Array:
    return pa.array(np.array(list(values), dtype=object), pa.string())


def slices(rows: pa.Table, name: str) -> Iterator[pa.Table]:
    """Rows ordered by a column as one table for each of its values."""
    places = rows[name].combine_chunks().dictionary_encode().indices.to_numpy()
    starts = np.flatnonzero(np.concatenate([[True], places[1:] != places[:-1]]))
    for start, end in zip(starts, [*starts[1:], rows.num_rows], strict=True):
        yield rows.slice(start, end - start)


def open_keyed(path: Path, schema: pa.Schema, *, first: str, second: str) -> parquet.ParquetWriter:
    """A writer for tables that each hold one key, for `KeyedFile`; statistics are kept of the keys only."""
    return parquet.ParquetWriter(
        path, schema, version="2.6", compression="zstd", compression_level=3, use_dictionary=True,
        write_statistics=[first, second],
    )  # fmt: skip
