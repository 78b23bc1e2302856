"""To which records a membership may be limited: each app names its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import models

from hyte.core.accounts.models import Membership
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


def record_of(membership: Membership) -> Any:
    """The record that a membership is limited to; None where it has no limit, or the record is there no more."""
    if membership.limit_model not in _limits:
        return None
    records = apps.get_model(membership.limit_model)._base_manager
    return records.filter(home=membership.area_id, key=membership.limit_key).first()
