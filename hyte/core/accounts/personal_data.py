"""Each model that holds personal data says so here: whose, what for, how long, and what erasure does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet


@dataclass(frozen=True)
class PersonalData:
    """A model's declaration; `of(user)` gives the person's rows, `erase(row)` removes the person from one.

    `expired(day)` gives rows whose retention has ended and which the retention job erases.
    """

    fields: tuple[str, ...]
    whose: Any
    purpose: Any
    retention: Any
    of: Callable[[Any], QuerySet]
    erase: Callable[[Any], Any]
    expired: Callable[[date], QuerySet] | None = None


def declarations() -> Iterator[tuple[type[Model], PersonalData]]:
    """Every declared model, in the order of its name."""
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        declared = model.__dict__.get("personal_data")
        if isinstance(declared, PersonalData):
            yield model, declared
