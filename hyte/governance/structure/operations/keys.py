"""Keys of new records: given once, never reused."""

from __future__ import annotations

from typing import Any

from hyte.core.areas.addresses import reserved_words
from hyte.core.areas.models import Area
from hyte.core.areas.text import cut_key, slug
from hyte.governance.structure.models import Body


def free_key(name: str, *, area: Area, model: Any = Body) -> str:
    """A key for a new record: its name, with the area's when the bare name is taken."""
    base = slug(name) or "nimeton"
    if not base.startswith(area.key):
        base = f"{area.key}-{base}"[:110].strip("-")
    key, number = base, 2
    while key in reserved_words() or model._base_manager.filter(key=key).exists():
        key, number = f"{base}-{number}", number + 1
    return key


def part_key(whole: str, *words: Any, model: Any) -> str:
    """A key for a part of a record: the record's, cut where it is long, and what the part is; numbered where that is taken."""
    base = "-".join([cut_key(whole, 80), *map(str, words)])
    key, number = base, 2
    while model._base_manager.filter(key=key).exists():
        key, number = f"{base}-{number}", number + 1
    return key


def numbered_key(words: str, *, model: Any) -> str:
    """A key that tells nothing of the record: words and the next free number."""
    base = words[:100].strip("-")
    number = model._base_manager.filter(key__startswith=f"{base}-").count() + 1
    while model._base_manager.filter(key=f"{base}-{number}").exists():
        number += 1
    return f"{base}-{number}"
