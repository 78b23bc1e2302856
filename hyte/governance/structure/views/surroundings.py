"""What every record's page shows around the record: its thread and the panels of other subjects."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from hyte.core.accounts.rules import Principal, may
from hyte.core.audit.kept import kept
from hyte.core.exchange.sheets import sheets
from hyte.core.thread.drawing import draw
from hyte.core.thread.facts import panels_of
from hyte.core.thread.graph import walk

STEPS = 3  # how far the thread is followed from a record


def surroundings(record: Any, *, user: Any, day: date, steps: int = STEPS) -> dict[str, Any]:
    """The record's thread as a list and a drawing, and its panels."""
    label = record._meta.label_lower
    return {
        "thread": kept(("thread", label, record.pk), lambda: thread_of(record, user=user, steps=steps), user=user),
        "panels": panels_of(record, user=user, day=day),
        "sheet": sheet_of(record, user=user),
    }


def thread_of(record: Any, *, user: Any, steps: int = STEPS) -> str:
    """The thread as a part of a page; empty where the record is on none."""
    thread = walk(record, user=user, steps=steps)
    return render_to_string("thread/thread.html", {"thread": thread, "drawing": draw(thread)}) if thread else ""


def sheet_of(record: Any, *, user: Any) -> dict[str, str] | None:
    """Where a record is taken out as a table and brought back corrected; none for those who may not."""
    sheet = next((sheet for sheet in sheets().values() if sheet.model is type(record)), None)
    if sheet is None or not getattr(user, "is_authenticated", False):
        return None
    if not may(Principal(user=user), sheet.operation, record):
        return None
    return {
        "out": f"{reverse('exchange:download', args=[record.home, sheet.name])}?avain={record.key}",
        "back": f"{reverse('exchange:upload', args=[record.home])}?taulukko={sheet.name}",
    }
