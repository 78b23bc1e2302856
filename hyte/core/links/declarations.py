"""What may be tied to what: each app declares the links of its own records."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from hyte.core.areas.enumerations import TextChoices

_allowed: dict[tuple[str, str, str], str] = {}


def declare(source: type[models.Model], kind: TextChoices, target: type[models.Model], *, operation: str) -> None:
    """Allow links of this kind between two models; `operation` is the rule asked of the source's home."""
    _allowed[source._meta.label_lower, kind.value, target._meta.label_lower] = operation


def declared() -> dict[tuple[str, str, str], str]:
    """The operation of each kind of link, by (from, kind, to)."""
    return dict(_allowed)


def tied_models() -> list[type[models.Model]]:
    """The models of which links may begin or end."""
    labels = {label for source, _kind, target in _allowed for label in (source, target)}
    return [apps.get_model(label) for label in sorted(labels)]
