"""Arrangement → picture. Nothing is fetched; the same content is drawn once and kept under its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils import translation

from hyte.governance.structure.picture.arrangement import Arrangement
from hyte.governance.structure.picture.layout import draw, draw_to_fit
from hyte.governance.structure.picture.svg import render

# Raised when the drawing itself changes, so that kept pictures of the old look are not shown.
LOOK = 1
KEPT_SECONDS = 24 * 3600
# The room for a picture on a sheet that lies on its side, once its title and margins are taken off.
SHEET = 1.58
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True)
class Chart:
    """A picture as an element for a page, as a file of its own, as wide as a sheet, and the hash of its content."""

    element: str
    file: str
    sheet: str
    hash: str


def structure_chart(arrangement: Arrangement, *, title: str, description: str) -> Chart:
    """The picture of an arrangement."""
    content = repr((LOOK, translation.get_language(), title, description, arrangement))
    key = hashlib.sha256(content.encode()).hexdigest()
    chart = cache.get(f"structure-chart-{key}")
    if chart is None:
        drawing = draw(arrangement)
        words: dict[str, Any] = {"title": title, "description": description}
        chart = Chart(
            element=render(drawing, **words),
            file=_DECLARATION + render(drawing, **words, is_file=True),
            sheet=_DECLARATION + render(draw_to_fit(arrangement, ratio=SHEET), **words, is_file=True),
            hash=key,
        )
        cache.set(f"structure-chart-{key}", chart, KEPT_SECONDS)
    return chart
