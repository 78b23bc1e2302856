"""Keys for new records."""

from __future__ import annotations

from typing import Any

from hyte.core.areas.text import slug


def free_key(model: Any, base: str) -> str:
    """A key that no record of the model has, made of words."""
    base = slug(base)[:100].strip("-") or model._meta.model_name
    key, number = base, 2
    while model.objects.filter(key=key).exists():
        key, number = f"{base}-{number}", number + 1
    return key
