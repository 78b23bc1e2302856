"""To which records a membership may be limited: each app names its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from hyte.core.areas.models import Area

_limits: dict[str, tuple[Any, Callable[[Area], list[tuple[str, str]]]]] = {}


def register_limit(model: type[models.Model], label: Any, records: Callable[[Area], list[tuple[str, str]]]) -> None:
    """Let memberships be limited to a record of the model; `records(area)` gives (key, name) pairs to choose from."""
    _limits[model._meta.label_lower] = (label, records)


def limit_choices(area: Area) -> list[tuple[str, Any]]:
    """Choices grouped by kind of record; each value is `app.model:key`."""
    return [
        (str(label), [(f"{model}:{key}", name) for key, name in records(area)])
        for model, (label, records) in _limits.items()
    ]


def is_limit(area: Area, model: str, key: str) -> bool:
    """Whether the record exists among those of the area a membership may be limited to."""
    return model in _limits and any(key == known for known, _name in _limits[model][1](area))
