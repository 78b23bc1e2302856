"""Columns of an exchange sheet: how a cell is read, what is accepted, and how a value is written out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.template.defaultfilters import yesno
from django.utils import translation
from django.utils.translation import gettext as _

from hyte.core.areas.addresses import reserved_words
from hyte.core.areas.enumerations import TextChoices
from hyte.core.areas.models import KEY
from hyte.core.areas.text import shown_day, shown_number

SEPARATOR = "|"
LANGUAGES = ("fi", "sv", "en")
MOST = 10**12  # the registers keep fourteen digits, two of them decimals
FIRST_YEAR = 1900  # workbooks count days from it, and not the first of them as the calendar does


KeyToId = Callable[[type[models.Model], str], int | None]


# XML, and so XLSX and drawings, has no place for these characters; PostgreSQL has none for the first.
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True)
class BrokenCell:
    """A cell whose value the file does not hold: an error, an unsolved formula, a part of a merged cell."""

    fault: str


class MergedCell(BrokenCell):
    """A part of a merged cell other than its first: the value stands there."""


class PerCent(float):
    """A number that the spreadsheet program shows as per cent: what is read as 0,4 in the file stands in the cell as 40 %."""


class CellFault(Exception):
    """A cell that cannot be accepted: what is wrong, and what would be accepted."""

    def __init__(self, fault: str, accepted: str) -> None:
        self.fault, self.accepted = fault, accepted
        super().__init__(fault)


@dataclass(frozen=True)
class Column:
    """A column: its header, its words, and where its value lives (`period.` before what belongs to the period)."""

    is_taken_in: ClassVar[bool] = True  # a column that is not only goes out; what a file has in it is not read
    name: str
    label: Any = ""
    attribute: str = ""
    required: bool = False
    max_length: int = 0
    stands_on: bool = False  # a new row that names something invented here is invented too, as by a required column

    @property
    def path(self) -> str:
        return self.attribute or self.name

    @property
    def is_period(self) -> bool:
        return self.path.startswith("period.")

    @property
    def field_name(self) -> str:
        return self.path.removeprefix("period.")

    def accepted(self) -> str:
        """What this column takes, in words."""
        if self.max_length:
            return _("text of at most %(number)s characters") % {"number": self.max_length}
        return _("text")

    def parse(self, cell: Any) -> Any:
        """The cell's value; an empty cell gives the column's empty value."""
        if isinstance(cell, BrokenCell):
            raise CellFault(cell.fault, self.accepted())
        text = cell_text(cell)
        if UNSTORABLE.search(text):
            raise CellFault(_("the text has a character that cannot be seen or stored"), self.accepted())
        if not text:
            if self.required:
                raise CellFault(_("the cell is empty"), self.accepted())
            return self.empty()
        return self.read(text)

    def empty(self) -> Any:
        return ""

    def read(self, text: str) -> Any:
        if self.max_length and len(text) > self.max_length:
            raise CellFault(_("the text has %(number)s characters") % {"number": len(text)}, self.accepted())
        return text

    def show(self, value: Any) -> str:
        """A value as it is written to a cell."""
        return "" if value is None else str(value)

    def in_words(self, cell: str) -> str:
        """A written cell as a page shows it."""
        return cell

    def in_workbook(self, cell: str) -> str | date | Decimal:
        """A written cell as a workbook keeps it, so that days are sorted and numbers added up; else text."""
        return cell

    def references(self, value: Any) -> list[tuple[type[models.Model], str]]:
        """The records, by model and key, that a value names."""
        return []

    def cell(self, holder: Any) -> str:
        """The column's cell of a record."""
        return self.show(getattr(holder, self.field_name))

    def value_of(self, holder: Any) -> Any:
        """The column's value of a record, as a cell gives it."""
        return getattr(holder, self.field_name)

    def having(self, values: Iterable[Any]) -> Q:
        """The records that have one of the values."""
        return Q(**{f"{self.field_name}__in": list(values)})

    def stored_in(self) -> tuple[str, ...]:
        """The fields of the record's own row that hold the value."""
        return (self.field_name,)

    def assign(self, holder: Any, value: Any, key_to_id: KeyToId) -> None:
        """Put a value on a record that is about to be saved."""
        setattr(holder, self.field_name, value)

    def headers(self) -> set[str]:
        """Every header that names this column: its code, and its words in each language."""
        names = {self.name.casefold()}
        for language in LANGUAGES:
            with translation.override(language):
                names.add(str(self.label).casefold())
        return names


def cell_text(cell: Any) -> str:
    """A cell as text, whatever the spreadsheet program made of it."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, PerCent):
        return f"{cell * 100:.15g} %"
    if isinstance(cell, float):
        # Spreadsheet programs keep fifteen digits; what follows them is how the number is stored, as in 0,30000000000000004.
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
    text = str(cell).strip()
    # A CSV written by us puts an apostrophe before what a spreadsheet program would run as a formula.
    return text[1:] if re.match(r"'[=+\-@]", text) else text


def _number_or_text(cell: str) -> str | Decimal:
    return Decimal(cell) if re.fullmatch(r"-?\d+(\.\d+)?", cell) else cell


class Text(Column):
    pass


class Key(Column):
    """The lasting id of a row."""

    def accepted(self) -> str:
        return _("lower-case letters a–z, digits and single hyphens, for example lahti-hyvinvointiryhma")

    def read(self, text: str) -> str:
        try:
            KEY(text)
        except ValidationError:
            raise CellFault(_("“%(text)s” is not a key") % {"text": text[:60]}, self.accepted()) from None
        if len(text) > 120:
            raise CellFault(_("the key has over 120 characters"), self.accepted())
        if text in reserved_words():
            fault = _("“%(text)s” is a word of the addresses, and its page would hide the record") % {"text": text}
            raise CellFault(fault, self.accepted())
        return text


class Day(Column):
    def accepted(self) -> str:
        return _("a day between the years 1800 and 2200, as 1.9.2023 or 2023-09-01")

    def empty(self) -> None:
        return None

    def read(self, text: str) -> date:
        for form in ("%Y-%m-%d", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S"):
            try:
                day = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
            if 1800 <= day.year <= 2200:
                return day
        raise CellFault(_("“%(text)s” is not a day") % {"text": text[:40]}, self.accepted())

    def show(self, value: date | None) -> str:
        return value.isoformat() if value else ""

    def in_words(self, cell: str) -> str:
        return shown_day(date.fromisoformat(cell)) if cell else ""

    def in_workbook(self, cell: str) -> str | date:
        try:
            day = date.fromisoformat(cell)
        except ValueError:
            return cell
        return day if day.year > FIRST_YEAR else cell


class Whole(Column):
    def accepted(self) -> str:
        return _("a whole number from 0 to 32767")

    def empty(self) -> Any:
        return None if self.name == "year" else 0

    def read(self, text: str) -> int:
        if not re.fullmatch(r"\d{1,5}", text) or int(text) > 32767:
            raise CellFault(_("“%(text)s” is not a whole number") % {"text": text[:40]}, self.accepted())
        return int(text)

    def in_workbook(self, cell: str) -> str | Decimal:
        return _number_or_text(cell)


class Number(Column):
    def accepted(self) -> str:
        return _("a number of at most twelve digits, for example 12,4")

    def empty(self) -> None:
        return None

    def read(self, text: str) -> Decimal:
        try:
            number = Decimal(re.sub(r"\s", "", text).replace(",", ".").replace("\u2212", "-"))
            if not number.is_finite() or abs(number) >= MOST:
                raise InvalidOperation
            return number.quantize(Decimal("0.01"))
        except InvalidOperation:
            raise CellFault(_("“%(text)s” is not a number") % {"text": text[:40]}, self.accepted()) from None

    def show(self, value: Decimal | None) -> str:
        return "" if value is None else format(value.quantize(Decimal("0.01")), "f")

    def in_words(self, cell: str) -> str:
        return shown_number(Decimal(cell)) if cell else ""

    def in_workbook(self, cell: str) -> str | Decimal:
        return _number_or_text(cell)


class Percent(Number):
    """A number of per cent, with or without its sign."""

    def accepted(self) -> str:
        return _("per cent as a number, for example 12,4 or 12,4 %")

    def read(self, text: str) -> Decimal:
        return super().read(text.removesuffix("%"))


_YES = {"yes", "kyllä", "k", "ja", "x", "1", "true", "tosi", "on"}
_NO = {"no", "ei", "e", "nej", "0", "false", "epätosi"}


class YesNo(Column):
    def accepted(self) -> str:
        return _("yes or no; empty is no")

    def empty(self) -> bool:
        return False

    def read(self, text: str) -> bool:
        word = text.casefold()
        if word in _YES or word in _NO:
            return word in _YES
        raise CellFault(_("“%(text)s” is neither yes nor no") % {"text": text[:40]}, self.accepted())

    def show(self, value: bool) -> str:
        return "yes" if value else ""

    def in_words(self, cell: str) -> str:
        return yesno(bool(cell))


class Url(Column):
    def accepted(self) -> str:
        return _("an address that begins with https:// or http://")

    def read(self, text: str) -> str:
        try:
            URLValidator(schemes=["http", "https"])(text)
        except ValidationError:
            raise CellFault(_("“%(text)s” is not an address") % {"text": text[:60]}, self.accepted()) from None
        return super().read(text)


@cache
def _by_words(choices: type[TextChoices]) -> dict[str, str]:
    """The codes of an enumeration by themselves and, after them, by their words in any language."""
    words: dict[str, str] = {choice.value: choice.value for choice in choices}
    for language in LANGUAGES:
        with translation.override(language):
            for choice in choices:
                words.setdefault(str(choice.label).casefold(), choice.value)
    return words


@dataclass(frozen=True)
class Choice(Column):
    """One of an enumeration: its code, or its words in any language."""

    choices: type[TextChoices] | None = None
    default: str = ""

    def empty(self) -> str:
        return self.default

    def accepted(self) -> str:
        assert self.choices is not None
        return _("one of: %(values)s") % {"values": ", ".join(f"{c.value} ({c.label})" for c in self.choices)}

    def read(self, text: str) -> str:
        assert self.choices is not None
        found = _by_words(self.choices).get(text.casefold())
        if found is not None:
            return found
        raise CellFault(_("“%(text)s” is not one of the values") % {"text": text[:40]}, self.accepted())

    def in_words(self, cell: str) -> str:
        assert self.choices is not None
        return next((str(choice.label) for choice in self.choices if choice.value == cell), cell)


class Words(Column):
    """Several words or names in one cell."""

    def accepted(self) -> str:
        return _("names separated by a vertical bar |")

    def empty(self) -> list[str]:
        return []

    def read(self, text: str) -> list[str]:
        return list(dict.fromkeys(part.strip() for part in text.split(SEPARATOR) if part.strip()))

    def show(self, value: Iterable[str] | None) -> str:
        return f" {SEPARATOR} ".join(value or ())
