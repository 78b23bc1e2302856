"""The doors of the product: every named address, and what a reader gets through one as plain text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import product
from typing import Any

import openpyxl
from django.urls import NoReverseMatch, get_resolver, reverse
from django.urls.resolvers import URLPattern


def named_patterns(patterns: Any = None, prefix: str = "", above: tuple = ()) -> Iterator[tuple[str, tuple]]:
    """The name of each address with what it asks for, in the order of the product's own list."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        names = (*above, *pattern.pattern.converters)
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield f"{prefix}{pattern.name}", names
        else:
            namespace = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from named_patterns(pattern.url_patterns, namespace, names)


def addresses_in(namespace: str, **values: list) -> set[str]:
    """Every address of an app, with each of the values for each thing that it asks for."""
    found = set()
    for name, names in named_patterns():
        if not name.startswith(f"{namespace}:"):
            continue
        for chosen in product(*(values[part] for part in names)):
            try:
                found.add(reverse(name, kwargs=dict(zip(names, chosen, strict=True))))
            except NoReverseMatch:  # a value of another shape than the address takes
                continue
    return found


def text_of(response: Any) -> str:
    """What an answer says: a page or a text file as it is, a spreadsheet as its cells."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        sheet = openpyxl.load_workbook(io.BytesIO(body)).active
        return " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    return body.decode(errors="replace")
