"""The structure picture as a PDF: the picture on one page, the same content as a list after it. Nothing is fetched."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string

from hyte.core.files.pdf import tagged_pdf
from hyte.governance.structure.charts import KEPT_SECONDS, Chart

LOOK = Path(__file__).resolve().parent / "static" / "structure" / "picture_pdf.css"
SIZES = ("a3", "a4")


def picture_pdf(chart: Chart, *, size: str, context: dict[str, Any]) -> bytes:
    """A tagged PDF of the picture; the list after it says the same in words, with the same links."""
    key = f"structure-pdf-{size}-{chart.hash}"
    content = cache.get(key)
    if content is None:
        picture = base64.b64encode(chart.sheet.encode()).decode()
        page = render_to_string("structure/picture_pdf.html", {**context, "picture": picture, "size": size})
        content = tagged_pdf(page, looks=(LOOK,))
        cache.set(key, content, KEPT_SECONDS)
    return content
