"""What an undo does otherwise: rows that stay because others point at them from outside, and what follows once it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models

from hyte.core.accounts.rules import Principal
from hyte.core.audit.models import AuditEntry

Kept = Callable[[datetime], Mapping[str, Any]]
Following = Callable[[models.Model, Principal], None]
_kept: dict[str, Kept] = {}
_following: dict[str, Following] = {}


def keep_when_undone(model: type[models.Model], values: Kept) -> None:
    """Have a row that an undone act added stay, with what `values` gives for the time, instead of going away."""
    _kept[model._meta.label_lower] = values


def follow_undo(model: type[models.Model], act: Following) -> None:
    """Have `act(row, by)` done after an undo that changed a row of the model; for the first one where it changed many."""
    _following[model._meta.label_lower] = act


def kept_values(label: str, *, now: datetime) -> Mapping[str, Any] | None:
    """What is told of an added row that stays; none where rows of its kind go away with the act."""
    return _kept[label](now) if label in _kept else None


def do_what_follows(entry: AuditEntry, *, by: Principal) -> None:
    """Do what follows the undoing of an act, once for each kind of row that it changed."""
    done: set[str] = set()
    for change in entry.changes.order_by("pk"):
        if change.model in _following and change.model not in done:
            row = _row_of(change.model, change.object_id)
            if row is not None:
                done.add(change.model)
                _following[change.model](row, by)


def _row_of(label: str, pk: int) -> models.Model | None:
    found: models.Model | None = apps.get_model(label)._base_manager.filter(pk=pk).first()
    return found
