"""The history of a record: who did what, when, and what changed, in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from hyte.core.areas.text import shown_day
from hyte.core.audit.field_words import field_word
from hyte.core.audit.models import AuditEntry, Change


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Naming:
    """How rows that name records without foreign keys come into the records' histories."""

    changes: Callable[[models.Model], Q]
    told: Callable[..., FieldChange | None]


_namings: dict[str, Naming] = {}


def register_naming(
    label: str, *, changes: Callable[[models.Model], Q], told: Callable[..., FieldChange | None]
) -> None:
    """Give the changes of a model's rows that name a record, and how one of them is told of the record."""
    _namings[label] = Naming(changes, told)


def history_of(record: models.Model) -> QuerySet[AuditEntry]:
    """Acts on the record, on rows of it or on rows that name it, newest first."""
    label = record._meta.label_lower
    wanted = Q(model=label, object_id=record.pk)
    for naming in _namings.values():
        wanted |= naming.changes(record)
    touched = Change.objects.filter(wanted).values("entry")
    return (
        AuditEntry.objects.filter(Q(model=label, object_id=record.pk) | Q(pk__in=touched))
        .select_related("actor__user", "undone_by", "undoes", "area")
        .prefetch_related("changes")
        .order_by("-pk")
    )


def described(entry: AuditEntry, record: models.Model, *, user: Any = None, most: int = 40) -> list[FieldChange]:
    """What an act changed of the record and of the rows that name it, field by field."""
    rows = [told for change in entry.changes.all() if (told := _told(change, record, user))]
    for change in [change for change in entry.changes.all() if _concerns(change, record)][:most]:
        model = apps.get_model(change.model)
        labels = {field.attname: field_word(field) for field in model._meta.concrete_fields}
        before, after = change.before or {}, change.after or {}
        for name in {**before, **after}:
            old, new = before.get(name), after.get(name)
            if (old != new and new not in (None, "", [], False)) or old not in (None, "", [], False):
                rows.append(FieldChange(labels.get(name, name), _words(model, name, old), _words(model, name, new)))
    return rows[:most]


def _told(change: Change, record: models.Model, user: Any) -> FieldChange | None:
    naming = _namings.get(change.model)
    return naming.told(change, record, user=user) if naming else None


def _concerns(change: Change, record: models.Model) -> bool:
    """Whether a changed row is the record itself or names it: its period, its seat, its tie."""
    if change.model == record._meta.label_lower:
        return change.object_id == record.pk
    if getattr(apps.get_model(change.model), "is_told_apart", False):
        return False  # whoever reads of the record it names may not read its numbers
    values = {**(change.before or {}), **(change.after or {})}
    fields = apps.get_model(change.model)._meta.concrete_fields
    return any(
        field.related_model is type(record) and values.get(field.attname) == record.pk
        for field in fields
        if field.is_relation
    )


def _words(model: type[models.Model], name: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    field = next((f for f in model._meta.concrete_fields if f.attname == name), None)
    if field is not None and field.is_relation and field.related_model is not None:
        related = field.related_model._base_manager.filter(pk=value).first()  # type: ignore[union-attr]
        return str(related) if related else str(value)
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return shown_day(date.fromisoformat(value))
    choices = dict(getattr(field, "flatchoices", []) or [])
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(choices.get(value, value))
