"""Releases: one whole data set in one Parquet file named by its SHA-256, written once and never changed."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet

from hyte.knowledge.stats.engines import Engine
from hyte.knowledge.stats.lazily import ibis, ir
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.store.files import hash_of, place_file
from hyte.knowledge.stats.store.shape import FILE_SCHEMA, KEY, SCHEMA, check_observations

ROW_GROUP = 122_880  # rows; what DuckDB reads at a time
_ENDING = b"PAR1"
_RACY = 2_000_000_000  # nanoseconds: a file as new as this may change again and keep its size and its time

_OTHER_DATASET = _("The rows belong to the data set %(found)s, not to %(dataset)s; a release is one whole data set.")
_EMPTY = _("There are no rows; a release of the data set %(dataset)s without any would take all its numbers away.")
_NO_RELEASES = _("No releases were named; at least one is needed.")
_GONE = _("The release %(name)s is broken: its file is missing.")
_CUT = _("The release %(name)s is broken: its file is cut; it does not end as a Parquet file does.")
_ALTERED = _("The release %(name)s is broken: its file has been altered; its SHA-256 is now %(found)s.")
_OTHER_SHAPE = _("The release %(name)s cannot be read: its file does not have the columns of the store.")


class ReleaseBroken(InputRefused):
    """A release's file is missing, cut, altered or of another shape."""


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A release's file as readers need it."""

    path: Path
    hash: str
    dataset: str = ""

    @property
    def name(self) -> str:
        return f"{self.dataset} ({self.path.name})" if self.dataset else self.path.name


@dataclass(frozen=True, kw_only=True)
class Release(Stored):
    """One version of a whole data set: where its file is, and where its numbers come from."""

    rows: int
    source: str
    licence: str
    made_at: datetime


def write_release(
    folder: Path, table: pa.Table, *, dataset: str, source: str, licence: str, made_at: datetime
) -> Release:
    """Store the rows as a file named by its hash; the same rows in any order give the same file.

    Raises InputRefused with the first fault of the rows, and the others in `others`.
    """
    faults = check_observations(table)
    if not faults:
        others = sorted(set(pc.unique(table["dataset"]).to_pylist()) - {dataset})
        faults += [InputRefused(_OTHER_DATASET, found=", ".join(others), dataset=dataset)] if others else []
        faults += [] if table.num_rows else [InputRefused(_EMPTY, dataset=dataset)]
    if faults:
        faults[0].others = tuple(faults[1:])
        raise faults[0]
    told = {"dataset": dataset, "source": source, "licence": licence}
    rows = table.select(FILE_SCHEMA.names).sort_by([(name, "ascending") for name in KEY])
    rows = rows.cast(FILE_SCHEMA).replace_schema_metadata(told).combine_chunks()
    path = place_file(folder, lambda place: write_parquet(place, rows), name=lambda place: f"{hash_of(place)}.parquet")
    return Release(
        path=path, hash=path.stem, dataset=dataset, rows=rows.num_rows, source=source, licence=licence, made_at=made_at
    )


def write_parquet(path: Path, rows: pa.Table) -> None:
    """The rows as Parquet with every setting fixed, so that the same rows give the same bytes."""
    with open_parquet(path, rows.schema) as writer:
        writer.write_table(rows, row_group_size=ROW_GROUP)


def open_parquet(path: Path, schema: pa.Schema) -> parquet.ParquetWriter:
    """A writer for tables that come one after another."""
    return parquet.ParquetWriter(
        path, schema, version="2.6", compression="zstd", compression_level=3, use_dictionary=True, write_statistics=True
    )


def verify_release(release: Stored, *, afresh: bool = False) -> None:
    """Raise ReleaseBroken, by the release's name, unless the file is the one that was written.

    The file is hashed once on a machine; a small file beside it (`<hash>.checked`) remembers its size and time. With
    `afresh` it is hashed whatever is remembered.
    """
    check_file(release.path, release.hash, name=release.name, afresh=afresh)
    if not parquet.read_schema(release.path).equals(FILE_SCHEMA):
        raise ReleaseBroken(_OTHER_SHAPE, name=release.name)


def check_file(path: Path, wanted: str, *, name: str, afresh: bool = False) -> None:
    """Raise ReleaseBroken unless the Parquet file has the wanted hash."""
    if not path.is_file():
        raise ReleaseBroken(_GONE, name=name)
    memory = path.with_suffix(".checked")
    seen = _seen(path, wanted)
    if not afresh and memory.is_file() and memory.read_text() == seen:
        return
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - len(_ENDING)))
        is_whole = file.read() == _ENDING
    if not is_whole:
        raise ReleaseBroken(_CUT, name=name)
    found = hash_of(path)
    if found != wanted:
        raise ReleaseBroken(_ALTERED, name=name, found=found)
    # What changed while it was hashed, or only just before, is hashed again next time.
    is_settled = time.time_ns() - path.stat().st_mtime_ns > _RACY and seen == _seen(path, wanted)
    if is_settled and os.access(path.parent, os.W_OK):
        place_file(path.parent, lambda place: _write_text(place, seen), name=lambda _place: memory.name)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _seen(path: Path, wanted: str) -> str:
    state = path.stat()
    return json.dumps({"hash": wanted, "size": state.st_size, "mtime_ns": state.st_mtime_ns})


def observations(releases: Iterable[Stored], *, engine: Engine) -> ir.Table:
    """The rows of the releases as one table in the store's shape, each with its release. Expression.

    Every file is verified first. A release named twice is read once.
    """
    by_hash = {release.hash: release for release in releases}
    if not by_hash:
        raise InputRefused(_NO_RELEASES)
    for release in by_hash.values():
        verify_release(release)
    parts = [
        engine.file(release.path, FILE_SCHEMA).mutate(release=ibis.literal(release.hash))
        for _hash, release in sorted(by_hash.items())
    ]
    return reduce(lambda left, right: left.union(right), parts).select(SCHEMA.names)
