"""Finnish order, slugs and day words, the same on both databases."""

from __future__ import annotations

import functools
import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import CharField, F, Value
from django.db.models.functions import Coalesce, Collate, NullIf
from django.utils import formats
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from modeltranslation.manager import get_translatable_fields_for_model

# Finnish order: å ä ö are letters after z; v and w, and other accents, sort with their base letter.
_LAST = {"å": "z\x7f1", "ä": "z\x7f2", "æ": "z\x7f2", "ö": "z\x7f3", "ø": "z\x7f3"}
COLLATION = "finnish"


@functools.lru_cache(maxsize=65536)
def finnish_key(text: str) -> str:
    """A key that sorts text the Finnish way; digits by their number."""
    letters = []
    for letter in text.casefold():
        if letter in _LAST:
            letters.append(_LAST[letter])
        else:
            letters.append("".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c)))
    return re.sub(r"\d+", lambda number: number[0].zfill(8), "".join(letters))


def finnish(field: str) -> Collate:
    """An order_by expression in Finnish order."""
    name = "fi-FI-x-icu" if connection.vendor == "postgresql" else COLLATION
    return Collate(F(field), name)


def in_page_language(field: str) -> F | Coalesce:
    """A translated column as the page shows it: in the page's language, in Finnish where that is missing."""
    own = F(f"{field}_{settings.LANGUAGE_CODE}")
    if not register_language():
        return own
    return Coalesce(NullIf(F(f"{field}_{get_language()}"), Value("")), own, output_field=CharField())


def compare(left: str, right: str) -> int:
    """Three-way comparison for SQLite's collation."""
    a, b = finnish_key(left), finnish_key(right)
    return (a > b) - (a < b)


def add_collation(connection: Any, **_kwargs: Any) -> None:
    """Give each new SQLite connection the Finnish collation."""
    if connection.vendor == "sqlite":
        connection.connection.create_collation(COLLATION, compare)


def slug(text: str) -> str:
    """A key made of a name: Finnish letters lose their dots, other signs become hyphens."""
    plain = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:110].strip("-")


def cut_key(key: str, longest: int) -> str:
    """The beginning of a key, to go on from with a hyphen: it never ends with one."""
    return key[:longest].rstrip("-")


def season(day: date) -> str:
    """The season and year a day belongs to, as it stands in 'information from …'."""
    names = {
        "winter": _("winter %(year)s"),
        "spring": _("spring %(year)s"),
        "summer": _("summer %(year)s"),
        "autumn": _("autumn %(year)s"),
    }
    part = (
        "winter",
        "winter",
        "spring",
        "spring",
        "spring",
        "summer",
        "summer",
        "summer",
        "autumn",
        "autumn",
        "autumn",
    )
    return names[(*part, "winter")[day.month - 1]] % {"year": day.year}


# What a record goes by, in the order it is looked for.
_NAMES = ("name", "title", "act", "text")


def register_language() -> str:
    """The language of texts that have no translations, where it differs from the page's."""
    page, own = get_language() or settings.LANGUAGE_CODE, settings.LANGUAGE_CODE
    return "" if page == own else own


def shown_language(record: Any, field: str = "") -> str:
    """The language of a record's name or field where it differs from the page's: "fi" when the page's own is missing.

    A field that has no translations holds the register's own language, which is Finnish.
    """
    own = register_language()
    if not own or record is None:
        return ""
    if not field and hasattr(record, "period_model"):
        record = record.period  # a dated thing goes by the name of its period
    translated = get_translatable_fields_for_model(type(record)) or []
    field = field or next((name for name in _NAMES if name in translated), "")
    if not field or not getattr(record, field, ""):
        return ""
    return "" if field in translated and getattr(record, f"{field}_{get_language()}") else own


def shown_day(day: date | None) -> str:
    """A day as it stands in a sentence: 1.9.2023, in English 1 September 2023."""
    return formats.date_format(day, "SHORT_DATE_FORMAT") if day else ""


def shown_number(number: float | Decimal | None, decimals: int | None = None) -> str:
    """A number as the page's language writes it: 4 963 and 12,4, in English 4,963 and 12.4; below zero with a true minus sign."""
    if number is None:
        return ""
    shown = formats.number_format(number, decimals, use_l10n=True, force_grouping=True)
    return shown.replace("-", "\N{MINUS SIGN}")


def language_name(code: str) -> str:
    """A language by its name in the page's language; a code that nobody knows stays as it is."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
