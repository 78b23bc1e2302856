"""What every record's page shows around the record: its thread and the panels of other subjects."""

from __future__ import annotations

from datetime import date
from typing import Any

from hyte.core.thread.drawing import draw
from hyte.core.thread.facts import panels_of
from hyte.core.thread.graph import walk


def surroundings(record: Any, *, user: Any, day: date) -> dict[str, Any]:
    """The record's thread as a list and a drawing, and its panels."""
    thread = walk(record, user=user, steps=2)
    return {
        "thread": thread,
        "drawing": draw(thread) if thread else None,
        "panels": panels_of(record, user=user, day=day),
    }
