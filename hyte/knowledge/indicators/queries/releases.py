"""A release as its page shows it: whether its file is the one that was stored, and what it changed of the one before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as parquet
from django.conf import settings
from django.utils.translation import gettext as _

from hyte.core.areas.models import Area
from hyte.knowledge.indicators.models import Dataset, Indicator, Release
from hyte.knowledge.indicators.numbers import stored
from hyte.knowledge.indicators.queries.datasets import release_before
from hyte.knowledge.stats.engines import open_engine
from hyte.knowledge.stats.store.changes import Changes, Difference, changes_between
from hyte.knowledge.stats.store.files import place_file
from hyte.knowledge.stats.store.releases import ReleaseBroken, verify_release
from hyte.knowledge.stats.store.shape import FILE_SCHEMA

MOST = 50


def fault_of(release: Release, *, afresh: bool = False) -> str:
    """What is wrong with the release's file, by name; nothing where it is the one that was stored."""
    try:
        verify_release(stored(release), afresh=afresh)
    except ReleaseBroken as fault:
        return fault.sentence(_)
    return ""


def release_of(found: str, *, indicator: str, user: Any) -> Release | None:
    """The release that an indicator's number came in, as far as its data set is seen."""
    datasets = Dataset.objects.visible_to(user).live().filter(indicators__key=indicator)
    return Release.objects.filter(hash=found, dataset__in=datasets).select_related("dataset__home").first()


def named(differences: Iterable[Any], *, user: Any) -> list[tuple[Any, Indicator | None, Area | None]]:
    """Each difference with its indicator and area, where the register knows them and the user may see them."""
    found = list(differences)
    keys, codes = {one.indicator for one in found}, {one.area for one in found}
    seen = Indicator.objects.visible_to(user).live().filter(key__in=keys).select_related("home")
    indicators = {one.key: one for one in seen}
    areas = {one.code: one for one in Area.objects.visible_to(user).filter(code__in=codes)}
    return [(one, indicators.get(one.indicator), areas.get(one.area)) for one in found]


def changes_of(release: Release) -> Changes | None:
    """What the release changed of the one before; none where it is the first. Two releases never change, so it is kept."""
    before = release_before(release)
    if before is None:
        return None
    folder = Path(settings.NUMBERS_FOLDER) / "changes"
    place = folder / f"{before.hash}-{release.hash}.json"
    if place.is_file():
        return _read(place)
    for one in (before, release):
        verify_release(stored(one))
    with open_engine() as engine:
        found = changes_between(stored(before).path, stored(release).path, engine=engine, most=MOST)
    text = json.dumps(asdict(found), default=date.isoformat)
    place_file(folder, lambda path: _write(path, text), name=lambda _path: place.name)
    return found


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _read(place: Path) -> Changes:
    told = json.loads(place.read_text(encoding="utf-8"))
    largest = [
        Difference(**{**row, **{name: date.fromisoformat(row[name]) for name in ("period_start", "period_end")}})
        for row in told.pop("largest")
    ]
    return Changes(**told, largest=tuple(largest))


def csv_of(release: Release) -> Iterator[bytes]:
    """The release's rows as CSV, a part of the file at a time."""
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed")
    yield f"{','.join(FILE_SCHEMA.names)}\n".encode()
    with parquet.ParquetFile(stored(release).path) as file:
        for batch in file.iter_batches(batch_size=50_000):
            stream = pa.BufferOutputStream()
            pyarrow.csv.write_csv(_as_plain_text(pa.Table.from_batches([batch])), stream, options)
            yield stream.getvalue().to_pybytes()


def csv_of_rows(rows: pa.Table) -> bytes:
    """Rows as CSV."""
    stream = pa.BufferOutputStream()
    pyarrow.csv.write_csv(_as_plain_text(rows), stream, pyarrow.csv.WriteOptions(quoting_style="needed"))
    content: bytes = stream.getvalue().to_pybytes()
    return content


def _as_plain_text(rows: pa.Table) -> pa.Table:
    """The parts of the population are named by people: what a spreadsheet program would run as a formula is made plain."""
    place = rows.schema.get_field_index("breakdown")
    plain = pc.replace_substring_regex(rows["breakdown"], r"^([=+\-@])", r"'\1")
    return rows.set_column(place, "breakdown", plain)
