"""What the register already knows of the rows of a table, read in bulk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from hyte.core.exchange.columns import Column, Ref, Refs
from hyte.core.exchange.sheets import Sheet

CHUNK = 5000


@dataclass(frozen=True)
class Match:
    """The record and period a row speaks of; the day on which an earlier period ends; or why it cannot be placed."""

    obj: models.Model | None = None
    period: models.Model | None = None
    closes_previous: date | None = None
    clash: str = ""


@dataclass
class Known:
    """Records of a sheet by their identity, with periods and the keys of what they refer to."""

    sheet: Sheet
    objects: dict[Any, models.Model] = field(default_factory=dict)
    periods: dict[int, list[models.Model]] = field(default_factory=dict)

    def match(self, values: dict[str, Any]) -> Match:
        """Which record a row means, and for a dated thing which of its periods."""
        if self.sheet.identity == ("key",):
            obj = self.objects.get(values["key"])
        else:
            obj = self.objects.get(tuple(values.get(name) for name in self.sheet.identity))
        if obj is None or self.sheet.period_model is None:
            return Match(obj)
        return self._match_period(obj, values)

    def _match_period(self, obj: models.Model, values: dict[str, Any]) -> Match:
        periods: list[Any] = sorted(self.periods.get(obj.pk, []), key=lambda p: (p.valid_from or date.min, p.pk))
        if "valid_from" not in values:
            return Match(obj, periods[-1] if periods else None)
        start: date | None = values["valid_from"]
        for period in periods:
            if period.valid_from == start:
                return Match(obj, period)
        newest = periods[-1] if periods else None
        if newest is None:
            return Match(obj)
        known_since = newest.valid_from or newest.attested_on
        # A first day at or before what is already attested corrects the period; a later one begins a new period.
        if start is None or (len(periods) == 1 and known_since and start <= known_since):
            return Match(obj, newest)
        if known_since and start <= known_since:
            return Match(obj, clash=_("an earlier period already covers this first day"))
        if newest.valid_until is None or newest.valid_until >= start:
            return Match(obj, None, start - timedelta(days=1))
        return Match(obj)

    def shown(self, obj: models.Model, period: models.Model | None) -> dict[str, str]:
        """The record's cells as they stand now."""
        return {column.name: show_cell(column, obj, period) for column in self.sheet.columns}


def show_cell(column: Column, obj: models.Model, period: models.Model | None) -> str:
    """One cell of a record as it is written to a file."""
    holder = period if column.is_period else obj
    return column.cell(holder) if holder is not None else ""


def read_known(sheet: Sheet, rows: list[dict[str, Any]]) -> Known:
    """Read the records that rows name, a few thousand at a time."""
    known = Known(sheet)
    first = sheet.identity[0]
    wanted = sorted({values[first] for values in rows if values.get(first)})
    lookup = "key" if first == "key" else f"{sheet.column(first).field_name}__key"
    for start in range(0, len(wanted), CHUNK):
        for obj in with_references(sheet).filter(**{f"{lookup}__in": wanted[start : start + CHUNK]}):
            known.objects[_identity(sheet, obj)] = obj
    if sheet.period_model is not None:
        ids = [obj.pk for obj in known.objects.values()]
        for start in range(0, len(ids), CHUNK):
            for period in periods_with_references(sheet).filter(of__in=ids[start : start + CHUNK]):
                known.periods.setdefault(period.of_id, []).append(period)
    return known


def with_references(sheet: Sheet) -> models.QuerySet:
    """The sheet's records with what its columns show, in a fixed number of queries."""
    own = [column for column in sheet.references if not column.is_period]
    rows = sheet.model._default_manager.select_related(*[c.field_name for c in own if not isinstance(c, Refs)])
    return rows.prefetch_related(*[c.field_name for c in own if isinstance(c, Refs)])


def periods_with_references(sheet: Sheet) -> models.QuerySet:
    assert sheet.period_model is not None
    return sheet.period_model._default_manager.select_related(
        *[column.field_name for column in sheet.references if column.is_period]
    )


def _identity(sheet: Sheet, obj: models.Model) -> Any:
    if sheet.identity == ("key",):
        return obj.key  # type: ignore[attr-defined]
    parts = []
    for name in sheet.identity:
        column = sheet.column(name)
        value = getattr(obj, column.field_name)
        parts.append((value.key if value else None) if isinstance(column, Ref) else value)
    return tuple(parts)
