"""Sheets: one for each kind of record, the same columns out and in. Apps register theirs in `spreadsheets.py`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Area
from hyte.core.audit.field_words import field_word
from hyte.core.exchange.columns import Column, Day, Key, Text
from hyte.core.exchange.marks import ExampleMark
from hyte.core.exchange.references import Ref
from hyte.core.exchange.shapes import Sheet


@dataclass(frozen=True)
class Book:
    """Several sheets in one file, each a page that is called by the sheet's name; they come in together or not at all."""

    name: str
    title: Any
    parts: tuple[str, ...]

    @property
    def sheets(self) -> list[Sheet]:
        """The sheets in the order in which they are read."""
        return [_sheets[part] for part in self.parts]


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

_sheets: dict[str, Sheet] = {}
_books: dict[str, Book] = {}
_word = lazy(field_word, str)  # said in the language of whoever reads


def register(*sheets: Sheet) -> None:
    """Add sheets, in the order in which a folder is loaded; the last column of each is the mark of invented examples."""
    for sheet in sheets:
        parents = tuple(column.field_name for column in sheet.references if column.required and not column.is_period)
        mark = ExampleMark("example", _("invented example"), parents=parents)
        _sheets[sheet.name] = replace(sheet, columns=(*(_fit(column, sheet) for column in sheet.columns), mark))


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
    label = column.label or _word(base)
    if language:
        label = format_lazy("{label} ({language})", label=label, language=language)
    return replace(column, label=label, max_length=column.max_length or getattr(model_field, "max_length", 0) or 0)


def register_book(*books: Book) -> None:
    """Add workbooks, whose sheets are registered already."""
    _books.update({book.name: book for book in books})


def books() -> dict[str, Book]:
    return dict(_books)


def book_named(name: str) -> Book | None:
    return _books.get(name)


def sheets() -> dict[str, Sheet]:
    return dict(_sheets)


def sheet_named(name: str) -> Sheet | None:
    return _sheets.get(name)
