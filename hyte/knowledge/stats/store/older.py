"""Derivations that no page reads any more, removed so that the disk does not fill."""

import re
import shutil
from pathlib import Path

KEPT = 2  # before the one in force: enough for whoever has read the pointer and not yet opened the files
_DERIVATION = re.compile(r"[0-9a-f]{64}")
_LEFT_BY_A_CRASH = (".deriving-*", ".broken-*", ".removing-*")


def remove_older(folder: Path, *, in_force: str, kept: int = KEPT) -> list[str]:
    """Remove all derivations of a folder but the one in force and those last in force before it; gives what was removed.

    To be called by the folder's only writer. Whoever has opened an older one reads on: its files go when they are closed.
    """
    derivations = [path for path in folder.iterdir() if path.is_dir() and _DERIVATION.fullmatch(path.name)]
    others = [path for path in derivations if path.name != in_force]
    older = sorted(others, key=lambda path: path.stat().st_mtime_ns, reverse=True)[kept:]
    for place in older:
        # Under another name first, so that one that is half removed is never taken for a derivation.
        place.replace(folder / f".removing-{place.name}")
    for pattern in _LEFT_BY_A_CRASH:
        for leftover in folder.glob(pattern):
            shutil.rmtree(leftover, ignore_errors=True)
    return sorted(place.name for place in older)
