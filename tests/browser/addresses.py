"""Which page an address is, told from the product's own addresses without asking a database what areas there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.urls import get_resolver

from hyte.core.areas.converters import RESERVED, AreaConverter

SHAPES = {"int": r"\d+", "slug": r"[-a-zA-Z0-9_]+", "str": r"[^/]+", "area": AreaConverter.regex, "": r"[^/]+"}
PART = re.compile(r"<(?:(\w+):)?(\w+)>")


def _walk(patterns: list[Any], route: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        own = str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, route + own, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}", route + own


def _expression(route: str) -> str:
    """A route as a regular expression; the ones that are expressions already lose their anchors."""
    if "(?P<" in route:
        return route.replace("^", "").rstrip("$")
    shaped, at = "", 0
    for part in PART.finditer(route):
        shaped += re.escape(route[at : part.start()]) + f"(?P<{part[2]}>{SHAPES[part[1] or '']})"
        at = part.end()
    return shaped + re.escape(route[at:])


@cache
def known_addresses() -> dict[str, re.Pattern[str]]:
    """Each named address of the product, in the order in which they are tried."""
    routes: dict[str, re.Pattern[str]] = {}
    for name, route in _walk(get_resolver().url_patterns):
        routes.setdefault(name, re.compile(_expression(route)))
    return routes


def page_at(path: str) -> tuple[str, str] | None:
    """The name of the page at a path, and which of its acts it is where one address serves many."""
    for name, expression in known_addresses().items():
        found = expression.fullmatch(path.lstrip("/"))
        if found is None:
            continue
        parts = found.groupdict()
        if parts.get("area") in RESERVED:
            continue
        return name, parts.get("word") or (parts.get("name") or "")
    return None
