"""Facts that a higher wing knows about a lower wing's records, asked without importing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Fact:
    """The newest thing of its sort about a record: its day, its words, its address, and whether it is invented."""

    day: date
    title: str
    url: str
    is_example: bool = False


EvidenceProvider = Callable[[Any, str, list[int]], dict[int, Fact]]
_evidence: list[EvidenceProvider] = []


def register_evidence(provider: EvidenceProvider) -> None:
    """Give the function that finds the newest visible evidence: (user, model label, ids) → id → Fact."""
    _evidence.append(provider)


def latest_evidence(user: Any, model_label: str, ids: Iterable[int]) -> dict[int, Fact]:
    """The newest evidence of each record, as far as the user may see it."""
    found: dict[int, Fact] = {}
    wanted = list(ids)
    for provider in _evidence:
        for pk, fact in provider(user, model_label, wanted).items():
            if pk not in found or fact.day > found[pk].day:
                found[pk] = fact
    return found


@dataclass(frozen=True)
class Panel:
    """A part of a record's page that another app adds: its template and what the template needs."""

    template: str
    context: Callable[[Any, Any, date], dict[str, Any]]
    order: int = 50


_panels: dict[str, list[Panel]] = {}


def register_panel(model_label: str, panel: Panel) -> None:
    """Add a panel to the pages of a model; `context(record, user, day)` gives what it shows, or nothing to be left out."""
    _panels.setdefault(model_label, []).append(panel)


def panels_of(record: Any, *, user: Any, day: date) -> list[dict[str, Any]]:
    """The panels of a record's page, each with its template and context; empty ones are left out."""
    shown = []
    for panel in sorted(_panels.get(record._meta.label_lower, []), key=lambda panel: panel.order):
        context = panel.context(record, user, day)
        if context:
            shown.append({"template": panel.template, **context})
    return shown
