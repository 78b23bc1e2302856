"""Words that addresses keep for pages of their own: a record whose key is one of them could not be reached."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import RoutePattern, URLPattern

from hyte.core.areas.converters import RESERVED

NAMED = {"<slug:key>", "<area:area>"}  # where an address names a record


@functools.cache
def reserved_words() -> frozenset[str]:
    """Words that stand in some address where another address has a record's key."""
    routes = [route.strip("/").split("/") for route in _routes(get_resolver().url_patterns, "")]
    places = {_shape(before) for route in routes for before, word in _steps(route) if word in NAMED}
    words = {
        word
        for route in routes
        for before, word in _steps(route)
        if re.fullmatch(r"[a-z0-9-]+", word) and _shape(before) in places
    }
    return frozenset(RESERVED | words)


def _steps(route: list[str]) -> Iterator[tuple[list[str], str]]:
    return ((route[:number], word) for number, word in enumerate(route))


def _shape(before: list[str]) -> tuple[str, ...]:
    """The words before a place, whatever their parameters are called."""
    return tuple("<>" if word.startswith("<") else word for word in before)


def _routes(patterns: list[Any], prefix: str) -> Iterator[str]:
    """Every address as its parts are written; a language's prefix is none of them."""
    for pattern in patterns:
        own = pattern.pattern._route if isinstance(pattern.pattern, RoutePattern) else ""
        if isinstance(pattern, URLPattern):
            yield prefix + own
        else:
            yield from _routes(pattern.url_patterns, prefix + own)
