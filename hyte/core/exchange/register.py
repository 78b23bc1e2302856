"""What the register already knows of the rows of a table, read in bulk."""

from __future__ import annotations

from typing import Any

from django.db import models

from hyte.core.exchange.references import Refs
from hyte.core.exchange.shapes import Known, Sheet

CHUNK = 5000


def read_known(sheet: Sheet, rows: list[dict[str, Any]]) -> Known:
    """Read the records that rows name, a few thousand at a time."""
    known = Known(sheet)
    first = sheet.column(sheet.identity[0])
    wanted = sorted({values[first.name] for values in rows if values.get(first.name)})
    for start in range(0, len(wanted), CHUNK):
        for obj in with_references(sheet).filter(first.having(wanted[start : start + CHUNK])):
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
    rows: Any = sheet.model._default_manager.select_related(*[c.field_name for c in own if not isinstance(c, Refs)])
    if hasattr(rows, "with_keys"):
        rows = rows.with_keys()
    return rows.prefetch_related(*[c.field_name for c in own if isinstance(c, Refs)])


def periods_with_references(sheet: Sheet) -> models.QuerySet:
    assert sheet.period_model is not None
    return sheet.period_model._default_manager.select_related(
        *[column.field_name for column in sheet.references if column.is_period]
    )


def _identity(sheet: Sheet, obj: models.Model) -> tuple[Any, ...]:
    return tuple(sheet.column(name).value_of(obj) for name in sheet.identity)
