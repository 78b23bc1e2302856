"""Finnish order, slugs and day words, the same on both databases."""

from __future__ import annotations

import functools
import re
import unicodedata
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F
from django.db.models.functions import Collate
from django.utils import formats
from django.utils.translation import gettext as _

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


def shown_day(day: date | None) -> str:
    """A day as it stands in a sentence: 1.9.2023."""
    return formats.date_format(day, "SHORT_DATE_FORMAT") if day else ""
