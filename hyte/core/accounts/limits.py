"""To which records a membership may be limited: each app names its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.db import models

from hyte.core.accounts.models import Invitation, Membership
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


def name_limits(rows: Iterable[Membership | Invitation]) -> list[Any]:
    """The rows, each with `limit_name`: the name of the record it is limited to, or its key where it is there no more.

    An area's records are read once, however many rows there are.
    """
    known: dict[tuple[int, str], dict[str, str]] = {}
    found = list(rows)
    for row in found:
        area, model = row.organisation.home, row.limit_model
        if model in _limits and (area.pk, model) not in known:
            known[area.pk, model] = dict(_limits[model][1](area))
        row.limit_name = known.get((area.pk, model), {}).get(row.limit_key, row.limit_key)  # type: ignore[union-attr]
    return found


def is_limit(area: Area, model: str, key: str) -> bool:
    """Whether the record exists among those of the area a membership may be limited to."""
    return model in _limits and any(key == known for known, _name in _limits[model][1](area))


def record_of(membership: Membership) -> Any:
    """The record that a membership is limited to; None where it has no limit, or the record is there no more."""
    if membership.limit_model not in _limits:
        return None
    records = apps.get_model(membership.limit_model)._base_manager
    return records.filter(home=membership.area_id, key=membership.limit_key).first()
