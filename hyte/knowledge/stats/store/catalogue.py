"""Which releases there are and which are in force: `catalogue.json` for the library, a database for the product."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.store.files import only_writer, place_file
from hyte.knowledge.stats.store.releases import Release, verify_release

NAME = "catalogue.json"

_UNREADABLE = _("The catalogue %(path)s cannot be read: %(fault)s.")
_NO_ZONE = _("The release of %(dataset)s was made at %(found)s, which tells no time zone.")


class Catalogue(Protocol):
    """What a list of releases promises, wherever it is kept."""

    def add(self, release: Release) -> None:
        """List a release whose file is stored already."""

    def releases(self) -> Sequence[Release]:
        """All of them in the order in which they were added."""

    def in_force(self) -> Sequence[Release]:
        """The newest of each data set, by the data set's name."""


def newest_of_each(releases: Sequence[Release]) -> list[Release]:
    """The release of each data set that was made last; of two made at one time, the one listed last."""
    newest: dict[str, Release] = {}
    for release in releases:
        held = newest.get(release.dataset)
        if held is None or release.made_at >= held.made_at:
            newest[release.dataset] = release
    return [newest[dataset] for dataset in sorted(newest)]


class FileCatalogue:
    """The catalogue in a folder's `catalogue.json`, with the files beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / NAME

    def add(self, release: Release) -> None:
        """List a release of this folder; what is listed already stays as it is.

        Raises ReleaseBroken where its file is not the one that was written.
        """
        if release.made_at.tzinfo is None:
            raise InputRefused(_NO_ZONE, dataset=release.dataset, found=release.made_at.isoformat())
        release = replace(release, path=self.folder / release.path.name)
        verify_release(release)
        with only_writer(self.folder):
            held = self.releases()
            if release not in held:
                self._write([*held, release])

    def releases(self) -> list[Release]:
        """All of them in the order in which they were added; raises InputRefused for a file that is no catalogue."""
        if not self.path.exists():
            return []
        try:
            rows = json.loads(self.path.read_text(encoding="utf-8"))["releases"]
            return [self._release(row) for row in rows]
        except (ValueError, KeyError, TypeError) as fault:
            raise InputRefused(_UNREADABLE, path=self.path, fault=f"{type(fault).__name__}: {fault}") from fault

    def in_force(self) -> list[Release]:
        """The newest of each data set, by the data set's name."""
        return newest_of_each(self.releases())

    def _release(self, row: dict[str, str]) -> Release:
        return Release(
            path=self.folder / Path(row["file"]).name,
            hash=row["hash"],
            dataset=row["dataset"],
            rows=int(row["rows"]),
            source=row["source"],
            licence=row["licence"],
            made_at=datetime.fromisoformat(row["made_at"]),
        )

    def _write(self, releases: list[Release]) -> None:
        rows = [
            {
                "dataset": release.dataset,
                "file": release.path.name,
                "hash": release.hash,
                "rows": release.rows,
                "source": release.source,
                "licence": release.licence,
                "made_at": release.made_at.isoformat(),
            }
            for release in releases
        ]
        text = json.dumps({"releases": rows}, ensure_ascii=False, indent=2) + "\n"

        def write(place: Path) -> None:
            place.write_text(text, encoding="utf-8")

        place_file(self.folder, write, name=lambda _place: NAME)
