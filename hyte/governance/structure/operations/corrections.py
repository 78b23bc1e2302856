"""Correct what a record says of itself; what changes from a day on has its own acts."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.db import transaction

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import DatedRecord
from hyte.core.audit.recording import lock, record

EDIT = "structure.edit"
Row = TypeVar("Row", bound=DatedRecord)


@transaction.atomic
def correct(row: Row, *, version: int, by: Principal, today: date, **values: Any) -> Row:
    """Set fields of a theme, focus area, duty, provision or post to what they should be; that confirms it as of today."""
    require(by, EDIT, row)
    row = lock(row, version=version)
    with record(row, verb="corrected", by=by) as recording:
        return recording.change(row, confirmed_on=today, **values)
