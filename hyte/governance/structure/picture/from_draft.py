"""A draft's parsed sheets → plain rows, placed on the picture by the same rules as the register's records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from hyte.governance.structure.picture.rows import (
    Slot,
    StructureRow,
    Type,
    slot_of_body,
    slot_of_organisation,
    slot_of_unit,
    type_of_body,
)

Sheets = Mapping[str, list[dict[str, Any]]]
# (sheet, key) → the address of the register's record of the same key
Addresses = Mapping[tuple[str, str], str]


def rows_of_draft(
    sheets: Sheets, *, day: date, is_municipal: bool, addresses: Addresses, labels: Mapping[str, str]
) -> list[StructureRow]:
    """Every row of the draft that has a place on the picture; `labels` are areas' names by their keys."""
    rows = [
        *_named(sheets, "documents", Type.DOCUMENT, Slot.DOCUMENT, addresses),
        *_named(sheets, "themes", Type.THEME, Slot.THEME, addresses),
        *_named(sheets, "focus_areas", Type.FOCUS_AREA, Slot.FOCUS_AREA, addresses),
        *_organisations(sheets, addresses, labels),
        *_bodies(sheets, addresses, is_municipal=is_municipal),
        *_units_posts_duties(sheets, addresses, is_municipal=is_municipal),
    ]
    return [_dated(row, day) for row in rows]


def _dated(row: StructureRow, day: date) -> StructureRow:
    return replace(row, first_known=row.start or day)


def _row(
    values: dict[str, Any], sheet: str, type_: Type, slot: Slot, addresses: Addresses, **more: Any
) -> StructureRow:
    return StructureRow(
        type=type_,
        slot=slot,
        key=values["key"],
        name=values.get("name") or values.get("title") or values["key"],
        url=addresses.get((sheet, values["key"]), ""),
        aliases=tuple(values.get("aliases") or ()),
        is_uncertain=bool(values.get("is_uncertain")),
        start=values.get("valid_from"),
        end=values.get("valid_until"),
        **more,
    )


def _ordered(sheets: Sheets, sheet: str) -> list[dict[str, Any]]:
    return sorted(sheets.get(sheet, []), key=lambda values: values.get("order") or 0)


def _named(sheets: Sheets, sheet: str, type_: Type, slot: Slot, addresses: Addresses) -> list[StructureRow]:
    rows = _ordered(sheets, sheet)
    if sheet == "documents":
        rows = [values for values in rows if values.get("picture", True)]
    return [_row(values, sheet, type_, slot, addresses) for values in rows]


def _organisations(sheets: Sheets, addresses: Addresses, labels: Mapping[str, str]) -> list[StructureRow]:
    rows = []
    for values in _ordered(sheets, "organisations"):
        slot = slot_of_organisation(values["kind"])
        label = labels.get(values.get("home") or "", "") if slot == Slot.MUNICIPALITY else ""
        if slot != Slot.OFF:
            rows.append(_row(values, "organisations", Type.ORGANISATION, slot, addresses, label=label))
    return rows


def _bodies(sheets: Sheets, addresses: Addresses, *, is_municipal: bool) -> list[StructureRow]:
    rows = []
    for values in _ordered(sheets, "bodies"):
        slot = slot_of_body(picture=values.get("picture") or "", kind=values["kind"], is_municipal=is_municipal)
        if slot != Slot.OFF:
            type_ = type_of_body(values["kind"])
            rows.append(_row(values, "bodies", type_, slot, addresses, parent=values.get("parent") or ""))
    return rows


def _units_posts_duties(sheets: Sheets, addresses: Addresses, *, is_municipal: bool) -> list[StructureRow]:
    rows, shown = [], set()
    for values in _ordered(sheets, "units"):
        slot = slot_of_unit(kind=values["kind"], name=values["name"], is_municipal=is_municipal)
        if slot != Slot.OFF:
            rows.append(_row(values, "units", Type.UNIT, slot, addresses, parent=values.get("parent") or ""))
            shown.add(values["key"])
    if is_municipal:
        return rows
    presenters = {values.get("presenter") for values in sheets.get("bodies", [])}
    for values in _ordered(sheets, "posts"):
        slot = Slot.PRESENTER if values["key"] in presenters else Slot.HYTE_POST
        rows.append(_row(values, "posts", Type.POST, slot, addresses, parent=values.get("unit") or ""))
    for values in _ordered(sheets, "duties"):
        rows.append(_row(values, "duties", Type.DUTY, Slot.DUTY, addresses, parent=values.get("unit") or ""))
    return rows
