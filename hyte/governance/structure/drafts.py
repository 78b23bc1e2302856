"""Structure drafts: frozen folders in the exchange format, with a name and a day. They never enter the register.

A draft of an area is a folder under `hyte/starting_data/<area>/drafts/` (hyphens of the area's key as underscores) or
under `<data folder>/drafts/<area>/`. It holds `draft.csv` (name, day, title, source) and any of the exchange's sheets.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from hyte.core.exchange.columns import CellFault, Column, Day, Key, Text, cell_text
from hyte.core.exchange.folders import SUFFIXES
from hyte.core.exchange.planning import sentence_of_fault
from hyte.core.exchange.reading import UnreadableFile, read_table
from hyte.core.exchange.shapes import RowError
from hyte.core.exchange.sheets import sheet_named

HEAD = "draft"
_HEAD_COLUMNS: tuple[Column, ...] = (
    Key("name", required=True),
    Day("day", required=True),
    Text("title", required=True),
    Text("source"),
)
_STARTING_DATA = Path(__file__).resolve().parents[2] / "starting_data"
Rows = dict[str, list[dict[str, Any]]]


class DraftNotFound(Exception):
    """No draft, or more than one, has the name; the message says which there are."""


class DraftFaulty(Exception):
    """A draft's files cannot be read; `errors` tells each fault as the exchange does."""

    def __init__(self, errors: list[RowError]) -> None:
        self.errors = errors
        super().__init__(sentence_of_fault(errors[0].as_dict()))


@dataclass(frozen=True)
class Draft:
    """A draft's name, the day it was drawn, its title and source, and where its files are."""

    name: str
    day: date
    title: str
    source: str
    folder: Path


def drafts_of(area_key: str) -> list[Draft]:
    """The area's drafts, oldest first; the area's own folder wins over the starting data's for the same name."""
    found: dict[str, Draft] = {}
    for root in (_STARTING_DATA / area_key.replace("-", "_") / "drafts", settings.DATA_FOLDER / "drafts" / area_key):
        if root.is_dir():
            for folder in sorted(root.iterdir()):
                if (folder / f"{HEAD}.csv").is_file():
                    draft = _read_head(folder)
                    found[draft.name] = draft
    return sorted(found.values(), key=lambda draft: (draft.day, draft.name))


def draft_named(area_key: str, text: str) -> Draft:
    """The draft whose name is the text or alone contains it; raise DraftNotFound with a sentence."""
    drafts = drafts_of(area_key)
    wanted = text.strip().casefold()
    for draft in drafts:
        if draft.name == wanted:
            return draft
    matches = [draft for draft in drafts if wanted and wanted in draft.name]
    if len(matches) == 1:
        return matches[0]
    if not drafts:
        raise DraftNotFound(_("The area %(area)s has no drafts.") % {"area": area_key})
    names = ", ".join(draft.name for draft in matches or drafts)
    if matches:
        raise DraftNotFound(
            _("Several drafts have “%(text)s” in their name: %(names)s.") % {"text": text, "names": names}
        )
    raise DraftNotFound(
        _("There is no draft “%(text)s”. The drafts are: %(names)s.") % {"text": text[:80], "names": names}
    )


def read_draft(draft: Draft) -> Rows:
    """The draft's rows by sheet, each cell parsed by the sheet's column; raise DraftFaulty when any is wrong.

    A sheet or a column that the draft does not have is not in the result: the draft does not state it.
    """
    rows: Rows = {}
    errors: list[RowError] = []
    for path in sorted(draft.folder.iterdir()):
        if path.suffix.lower() not in SUFFIXES or path.stem == HEAD or path.name.startswith((".", "~$")):
            continue
        sheet = sheet_named(path.stem)
        if sheet is None:
            errors.append(
                RowError(path.name, None, "", _("no kind of table has this file's name"), _("a sheet's name"))
            )
        else:
            rows[sheet.name] = _read_file(path, sheet.columns, errors)
    if errors:
        raise DraftFaulty(errors)
    return rows


def _read_head(folder: Path) -> Draft:
    errors: list[RowError] = []
    rows = _read_file(folder / f"{HEAD}.csv", _HEAD_COLUMNS, errors)
    if not errors and len(rows) != 1:
        errors.append(RowError(f"{HEAD}.csv", None, "", _("the file has %(n)s rows") % {"n": len(rows)}, _("one row")))
    if errors:
        raise DraftFaulty(errors)
    head = rows[0]
    return Draft(head["name"], head["day"], head["title"], head.get("source", ""), folder)


def _read_file(path: Path, columns: tuple[Column, ...], errors: list[RowError]) -> list[dict[str, Any]]:
    try:
        table = read_table(path.read_bytes(), name=path.name)
    except UnreadableFile as error:
        errors.append(RowError(path.name, None, "", error.fault, error.accepted))
        return []
    by_name = {column.name: column for column in columns}
    named = [by_name.get(header.casefold()) for header in table.headers]
    for header, column in zip(table.headers, named, strict=True):
        if column is None:
            accepted = ", ".join(by_name)
            errors.append(RowError(path.name, None, header, _("no column has this name"), accepted))
    for column in columns:
        if column.required and column not in named:
            errors.append(RowError(path.name, None, column.name, _("the column is missing"), column.accepted()))
    rows = []
    for number, cells in enumerate(table.rows, start=2):
        if any(cell_text(cell) for cell in cells):
            rows.append(_read_row(path.name, number, named, cells, errors))
    return rows


def _read_row(
    file: str, number: int, columns: list[Column | None], cells: list[Any], errors: list[RowError]
) -> dict[str, Any]:
    values = {}
    if len(cells) > len(columns):
        fault = _("the row has %(cells)s cells, the headers are %(headers)s")
        fault %= {"cells": len(cells), "headers": len(columns)}
        errors.append(RowError(file, number, "", fault, _("as many cells as headers")))
    for column, cell in zip(columns, cells, strict=False):
        if column is not None:
            try:
                values[column.name] = column.parse(cell)
            except CellFault as fault:
                errors.append(RowError(file, number, column.name, fault.fault, fault.accepted))
    return values
