"""What evidence may be about: an upper app adds its own records here."""

from __future__ import annotations

from django.db import models

from hyte.core.thread.facts import Panel, register_panel
from hyte.governance.meetings.models import PAGES
from hyte.governance.meetings.panels import evidence_panel
from hyte.governance.meetings.queries import EVIDENCED
from hyte.governance.meetings.spreadsheets import EVIDENCE_ABOUT


def register_evidenced(model: type[models.Model], *, word: str, kind: str, page: str) -> None:
    """Let evidence be recorded about a model: its word in addresses and in sheets, and the page that tells it."""
    PAGES[model._meta.label_lower] = page
    EVIDENCED[word] = model
    EVIDENCE_ABOUT.append((kind, model))
    register_panel(model._meta.label_lower, Panel("meetings/evidence_panel.html", evidence_panel, order=30))
