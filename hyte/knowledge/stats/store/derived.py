"""What pages read: `series`, `latest` and `newest`, derived from the releases in force and kept under their hash."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

import pyarrow.parquet as parquet

from hyte.knowledge.stats.engines import Engine, open_engine
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.store.files import hash_of, only_writer, place_file, sync
from hyte.knowledge.stats.store.newest import Reading
from hyte.knowledge.stats.store.older import remove_older
from hyte.knowledge.stats.store.portions import write_derived
from hyte.knowledge.stats.store.releases import ReleaseBroken, Stored, check_file, verify_release

VERSION = 5  # goes up when the same releases give other files
POINTER = "current.json"
HASHES = "hashes.json"
COUNTRY = "FI"

_SAME_DATASET = _("The data set %(dataset)s has two releases in force; one of them is accepted.")
_NOTHING = _("There are no releases in force to derive from.")


@dataclass(frozen=True)
class Derived:
    """The files of one derivation; `hash` tells of which releases, readings and reference."""

    folder: Path
    hash: str
    series: Path
    latest: Path
    newest: Path

    @property
    def files(self) -> tuple[Path, ...]:
        return self.series, self.latest, self.newest


def derive(
    releases: Sequence[Stored],
    folder: Path,
    *,
    readings: Mapping[str, Reading] | None = None,
    reference: str = COUNTRY,
    engine: Engine | None = None,
) -> Derived:
    """Derive `series`, `latest` and `newest` from the releases in force, and point the folder's readers at them.

    The same releases, readings and reference give the same bytes (with the default engine: DuckDB on one thread; several
    threads may add in another order). What is derived already and whole is kept. A crash leaves the readers where they were.
    Of older derivations those last in force stay, the others are removed. Raises ReleaseBroken for a release that is not what was written.
    """
    _check(releases)
    readings = readings or {}
    key = _key(releases, readings=readings, reference=reference)
    place = folder / key
    with only_writer(folder):
        if not _is_whole(place):
            temporary = Path(tempfile.mkdtemp(prefix=".deriving-", dir=folder))
            try:
                _fill(temporary, releases, readings=readings, reference=reference, engine=engine)
                _put(temporary, place)
            finally:
                shutil.rmtree(temporary, ignore_errors=True)
        os.utime(place)  # when it was last put in force
        _write_json(folder, POINTER, {"derived": key})
        remove_older(folder, in_force=key)
    return _derived(place)


def forget_current(folder: Path) -> None:
    """Leave the folder's readers with nothing to read: no release is in force any more."""
    if (folder / POINTER).is_file():
        with only_writer(folder):
            (folder / POINTER).unlink(missing_ok=True)


def current(folder: Path) -> Derived | None:
    """What the folder's readers should read: the last derivation that was completed, or nothing yet."""
    key = current_hash(folder)
    if key is None:
        return None
    _verify(folder / key)
    return _derived(folder / key)


def current_hash(folder: Path) -> str | None:
    """The hash of what `current` gives, without a look at its files."""
    pointer = folder / POINTER
    return str(json.loads(pointer.read_text(encoding="utf-8"))["derived"]) if pointer.is_file() else None


def current_writing(folder: Path) -> tuple[int, int] | None:
    """Which writing of the current derivation stands there: another one where a broken one was made anew."""
    key = current_hash(folder)
    try:
        told = (folder / key / HASHES).stat() if key else None
    except FileNotFoundError:
        return None
    return (told.st_ino, told.st_mtime_ns) if told else None


def _derived(place: Path) -> Derived:
    return Derived(place, place.name, place / "series.parquet", place / "latest.parquet", place / "newest.parquet")


def _check(releases: Sequence[Stored]) -> None:
    if not releases:
        raise InputRefused(_NOTHING)
    for release in releases:
        verify_release(release)
    names = sorted(_dataset(release) for release in releases)
    for dataset, same in groupby(names):
        if len(list(same)) > 1:
            raise InputRefused(_SAME_DATASET, dataset=dataset)


def _dataset(release: Stored) -> str:
    told = parquet.read_schema(release.path).metadata or {}
    return release.dataset or str(told.get(b"dataset", b""), "utf-8")


def _key(releases: Sequence[Stored], *, readings: Mapping[str, Reading], reference: str) -> str:
    told = {
        "version": VERSION,
        "releases": sorted(release.hash for release in releases),
        "readings": {key: asdict(reading) for key, reading in readings.items()},
        "reference": reference,
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _fill(
    folder: Path, releases: Sequence[Stored], *, readings: Mapping[str, Reading], reference: str, engine: Engine | None
) -> None:
    derived = _derived(folder)
    # One thread adds numbers in one order, so the bytes are the same each time.
    with nullcontext(engine) if engine else open_engine(threads=1) as used:
        write_derived(
            derived.series,
            derived.latest,
            derived.newest,
            releases,
            readings=readings,
            reference=reference,
            engine=used,
        )
    hashes = {path.name: hash_of(path) for path in derived.files}
    for path in derived.files:
        path.chmod(0o644)
        sync(path)
    _write_json(folder, HASHES, hashes)


def _put(temporary: Path, place: Path) -> None:
    """Move a finished folder to its place; one that is broken there goes."""
    sync(temporary)
    if place.exists():
        broken = Path(tempfile.mkdtemp(prefix=".broken-", dir=place.parent))
        place.replace(broken / place.name)
        shutil.rmtree(broken, ignore_errors=True)
    temporary.chmod(0o755)
    temporary.replace(place)
    sync(place.parent)


def _is_whole(place: Path) -> bool:
    if not place.is_dir():
        return False
    try:
        _verify(place)
    except ReleaseBroken:
        return False
    return True


def _verify(place: Path) -> None:
    listed = place / HASHES
    hashes = json.loads(listed.read_text(encoding="utf-8")) if listed.is_file() else {}
    for path in _derived(place).files:
        check_file(path, hashes.get(path.name, ""), name=f"{place.name}/{path.name}")


def _write_json(folder: Path, name: str, told: Mapping[str, str]) -> None:
    text = json.dumps(told, indent=2) + "\n"

    def write(path: Path) -> None:
        path.write_text(text, encoding="utf-8")

    place_file(folder, write, name=lambda _path: name)
