"""Files that appear whole or not at all."""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def place_file(folder: Path, write: Callable[[Path], None], *, name: Callable[[Path], str]) -> Path:
    """Write a file beside its place and move it there when it is on the disk; its name may follow from what it holds.

    A writer that dies leaves at most a hidden file (`.writing-…`), which nobody reads and anybody may delete.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle, spare = tempfile.mkstemp(prefix=".writing-", dir=folder)
    os.close(handle)
    temporary = Path(spare)
    try:
        write(temporary)
        sync(temporary)
        temporary.chmod(0o644)
        place = folder / name(temporary)
        temporary.replace(place)
    finally:
        temporary.unlink(missing_ok=True)
    sync(folder)
    return place


def sync(path: Path) -> None:
    """Have the disk hold what was written, a folder's names too."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """One writer of a folder at a time; others wait. The lock goes with the process that holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
