"""The shapes that a load is made of: a sheet, its rows, what the register knows of them, and what the load would do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area
from hyte.core.exchange.columns import Column
from hyte.core.exchange.references import Ref, Refs

CREATED, CHANGED, UNCHANGED = "created", "changed", "unchanged"


@dataclass
class Row:
    """One row of a table: its values by column, and what it would do.

    What the cells leave to the sheet's `place`: values that a new record gets, and the operation and the record asked.
    """

    number: int
    values: dict[str, Any]
    action: str = CREATED
    obj: models.Model | None = None
    period: models.Model | None = None
    changed: list[str] = field(default_factory=list)
    before: dict[str, str] = field(default_factory=dict)
    closes_previous: date | None = None
    given: dict[str, Any] = field(default_factory=dict)
    asked: tuple[str, Any] | None = None

    def value(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)


Check = Callable[[list[Row], "Plan"], Iterable[tuple[Row, str, str, str]]]
Place = Callable[[list[Row], "Plan"], None]


@dataclass(frozen=True)
class Sheet:
    """A kind of table. `identity` names the columns that tell one row from another.

    `operation` is the rule asked of each row's home; `check` gives faults that need several rows or the register.
    `check_again` gives those that others' saves since the check may have made: it is asked when the rows are being
    saved, and takes the locks that it needs.
    `place` tells of rows whose home and right follow from what they name.
    `conceals(record, user)` names the columns that the user may not see of a record: they go out empty.
    `to_fill(area, user)` gives cells of rows that a file has for somebody to fill in; a row with nothing but those of the
    `prefilled` columns was left unfilled and says nothing.
    """

    name: str
    title: Any
    model: type[models.Model]
    columns: tuple[Column, ...]
    operation: str
    identity: tuple[str, ...] = ("key",)
    period_model: type[models.Model] | None = None
    check: Check | None = None
    check_again: Check | None = None
    place: Place | None = None
    fixed: dict[str, Any] = field(default_factory=dict)
    conceals: Callable[[Any, Any], frozenset[str]] | None = None
    to_fill: Callable[[Area, Any], Iterable[dict[str, str]]] | None = None
    prefilled: frozenset[str] = frozenset()

    @cached_property
    def by_header(self) -> dict[str, Column]:
        """The column of each header that names one, in any language; worked out once, since every load asks every sheet."""
        return {header: column for column in self.columns for header in column.headers()}

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def has_home(self) -> bool:
        """Whether the sheet's rows belong to areas, so that an area can have them as a file."""
        return any(field.name == "home" for field in self.model._meta.fields)

    @property
    def references(self) -> list[Ref]:
        return [column for column in self.columns if isinstance(column, Ref)]

    @property
    def own_references(self) -> list[Ref]:
        """References to rows of this very sheet that a row itself needs: its parent, for instance."""
        return [
            column
            for column in self.references
            if column.model is self.model and not isinstance(column, Refs) and not column.is_period
        ]


def show_cell(column: Column, obj: models.Model, period: models.Model | None) -> str:
    """One cell of a record as it is written to a file."""
    holder = period if column.is_period else obj
    return column.cell(holder) if holder is not None else ""


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


@dataclass(frozen=True)
class RowError:
    """One fault: which file, row and column, what was wrong and what is accepted. No row: the whole file's fault."""

    file: str
    row: int | None
    column: str
    fault: str
    accepted: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "fault": self.fault,
            "accepted": self.accepted,
        }


@dataclass
class SheetPlan:
    """What one file would do."""

    file: str
    sheet: Sheet
    columns: list[Column] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    known: Known | None = None


@dataclass
class Plan:
    """What a load would do; it is applied only when there are no errors."""

    by: Principal
    area: Area | None
    today: date
    sheets: list[SheetPlan] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    # model label → key → primary key; a key that this load creates has None until it is saved
    keys: dict[str, dict[str, int | None]] = field(default_factory=dict)

    def count(self, action: str) -> int:
        return sum(row.action == action for sheet in self.sheets for row in sheet.rows)

    def keys_of(self, model: type[models.Model]) -> dict[str, int | None]:
        return self.keys.setdefault(model._meta.label_lower, {})

    def as_dict(self) -> dict[str, Any]:
        """What is done, or would be: all rows or, with a single fault, none."""
        created, changed = (0, 0) if self.errors else (self.count(CREATED), self.count(CHANGED))
        return {
            "created": created,
            "changed": changed,
            "unchanged": self.count(UNCHANGED),
            "errors": [error.as_dict() for error in self.errors],
        }


def sheet_of(rows: list[Row], plan: Plan) -> Sheet:
    """The sheet of the rows that a check was given."""
    return next(part.sheet for part in plan.sheets if part.rows is rows)
