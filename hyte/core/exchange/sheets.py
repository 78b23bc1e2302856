"""Sheets: one for each kind of record, the same columns out and in. Apps register theirs in `spreadsheets.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import format_lazy

from hyte.core.areas.models import Area
from hyte.core.exchange.columns import Column, Day, Key, Ref, Refs, Text

if TYPE_CHECKING:
    from hyte.core.exchange.planning import Plan, Row

KEY_COLUMN = Key("key", required=True)
HOME = Ref("home", model=Area)
DATES: tuple[Column, ...] = (Day("valid_from"), Day("valid_until"), Day("attested_on"))
CONFIRMED = Day("confirmed_on")
SOURCE = Text("source")
COMMON: tuple[Column, ...] = (HOME, *DATES, CONFIRMED, SOURCE)
PERIOD_COMMON: tuple[Column, ...] = (
    HOME,
    Day("valid_from", attribute="period.valid_from"),
    Day("valid_until", attribute="period.valid_until"),
    Day("attested_on", attribute="period.attested_on"),
    CONFIRMED,
    Text("source", attribute="period.source"),
)

Check = Callable[["list[Row]", "Plan"], Iterable[tuple["Row", str, str, str]]]


@dataclass(frozen=True)
class Sheet:
    """A kind of table. `identity` names the columns that tell one row from another.

    `operation` is the rule asked of each row's home; `check` gives faults that need several rows or the register.
    `conceals(record, user)` names the columns that the user may not see of a record: they go out empty.
    """

    name: str
    title: Any
    model: type[models.Model]
    columns: tuple[Column, ...]
    operation: str
    identity: tuple[str, ...] = ("key",)
    period_model: type[models.Model] | None = None
    check: Check | None = None
    fixed: dict[str, Any] = field(default_factory=dict)
    conceals: Callable[[Any, Any], frozenset[str]] | None = None

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


_sheets: dict[str, Sheet] = {}


def register(*sheets: Sheet) -> None:
    """Add sheets, in the order in which a folder is loaded."""
    for sheet in sheets:
        _sheets[sheet.name] = replace(sheet, columns=tuple(_fit(column, sheet) for column in sheet.columns))


def _fit(column: Column, sheet: Sheet) -> Column:
    """A column takes its words and its length from the model's field, so that both are said in one place."""
    model = sheet.period_model if column.is_period else sheet.model
    assert model is not None
    try:
        model_field: Any = model._meta.get_field(column.field_name)
    except FieldDoesNotExist:
        return column
    language = next((code for code in ("sv", "en") if column.name.endswith(f"_{code}")), "")
    base = model._meta.get_field(column.field_name.removesuffix("_fi").removesuffix(f"_{language}"))
    label = column.label or getattr(base, "verbose_name", column.name)
    if language:
        label = format_lazy("{label} ({language})", label=label, language=language)
    return replace(column, label=label, max_length=column.max_length or getattr(model_field, "max_length", 0) or 0)


def sheets() -> dict[str, Sheet]:
    return dict(_sheets)


def sheet_named(name: str) -> Sheet | None:
    return _sheets.get(name)
