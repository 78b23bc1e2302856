"""A download holds what the list shows: each list gives the ids of its filtered query here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpRequest

from hyte.core.areas.models import Area

Filter = Callable[[HttpRequest, Area], Iterable[int] | None]
_filters: dict[str, Filter] = {}


def register_filter(sheet: str, ids: Filter) -> None:
    """Give the function that reads a list's parameters and returns the ids it shows, or nothing for all."""
    _filters[sheet] = ids


def filtered_ids(sheet: str, request: HttpRequest, area: Area) -> Iterable[int] | None:
    found = _filters.get(sheet)
    return found(request, area) if found and request.GET else None
