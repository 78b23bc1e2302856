"""A record as it is now beside what someone tried to save: what the page on a conflict shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.urls import NoReverseMatch
from django.utils import formats

from hyte.core.audit.field_words import field_word

NOT_CONTENT = {"csrfmiddlewaretoken", "version"}


@dataclass(frozen=True)
class Differing:
    """One field in both versions, in the words that a reader knows."""

    name: str
    label: str
    theirs: str
    mine: str
    is_editable: bool

    @property
    def rows(self) -> int:
        return min(10, max(1, self.mine.count("\n") + 1, len(self.mine) // 40 + 1))


@dataclass(frozen=True)
class Versions:
    """`differing` is shown; `carried` holds every posted value that is not edited on the page, so that none is lost."""

    differing: list[Differing]
    carried: list[tuple[str, str]]
    address: str


def versions_of(current: models.Model, posted: QueryDict, *, user: Any) -> Versions:
    """Compare the record as it is now with posted values, field by field."""
    differing = []
    for name in posted:
        if name in NOT_CONTENT:
            continue
        found = _field(current, name)
        if found is None:
            continue
        row, field = found
        theirs, mine = _words_now(row, field), _words_given(field, posted.getlist(name), user=user)
        if theirs.replace("\r\n", "\n").strip() != mine.replace("\r\n", "\n").strip():
            differing.append(Differing(name, field_word(field), theirs, mine, _is_free_text(field)))
    edited = {row.name for row in differing if row.is_editable}
    carried = [
        (name, value)
        for name in posted
        if name not in NOT_CONTENT and name not in edited
        for value in posted.getlist(name)
    ]
    return Versions(differing=differing, carried=carried, address=_address(current))


def _field(current: models.Model, name: str) -> tuple[models.Model, Any] | None:
    """The posted field on the record, or on the period that holds what changes with time."""
    for row in _rows(current):
        for field in (*row._meta.concrete_fields, *row._meta.many_to_many):
            if field.name == name or getattr(field, "attname", "") == name:
                return row, field
    return None


def _rows(current: models.Model) -> Iterator[models.Model]:
    period = getattr(current, "period", None)
    if isinstance(period, models.Model):
        yield period
    yield current


def _words_now(row: models.Model, field: Any) -> str:
    if field.many_to_many:
        return ", ".join(sorted(str(other) for other in getattr(row, field.name).all()))
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    return _words(getattr(row, field.name))


def _words_given(field: Any, values: list[str], *, user: Any) -> str:
    if field.is_relation:
        others = field.related_model._default_manager
        seen = others.visible_to(user) if hasattr(others, "visible_to") else others.all()
        chosen = models.Q(pk__in=[value for value in values if value.isdecimal() and len(value) < 18])
        if any(other.name == "key" for other in field.related_model._meta.concrete_fields):
            chosen |= models.Q(key__in=values)
        return ", ".join(sorted(str(other) for other in seen.filter(chosen)))
    value = values[-1]
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if _is_free_text(field):
        return value
    try:
        # Days come as the reader's language writes them.
        reading = forms.DateField(required=False) if isinstance(field, models.DateField) else field
        return _words(reading.to_python(value))
    except ValidationError:
        return value


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return formats.date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, (list, tuple)):
        return ", ".join(str(one) for one in value)
    return str(value)


def _is_free_text(field: Any) -> bool:
    return isinstance(field, (models.CharField, models.TextField)) and not field.choices


def _address(current: models.Model) -> str:
    """Where the record is written, if that is another page than the one it is read on."""
    try:
        if hasattr(current, "writing_url"):
            return current.writing_url
        return current.get_absolute_url() if hasattr(current, "get_absolute_url") else ""
    except NoReverseMatch:
        return ""
