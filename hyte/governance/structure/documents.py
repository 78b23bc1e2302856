"""The structure picture as a PDF: the picture on one page, the same content as a list after it. Nothing is fetched."""

from __future__ import annotations

import base64
import logging
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string

from hyte.governance.structure.charts import KEPT_SECONDS, Chart

STATIC = Path(__file__).resolve().parents[2] / "static"
LOOK = Path(__file__).resolve().parent / "static" / "structure" / "picture_pdf.css"
SIZES = ("a3", "a4")
# It warns of the weight range of a variable font, which it then sets right, once for each face and each PDF.
logging.getLogger("weasyprint").setLevel(logging.ERROR)


def picture_pdf(chart: Chart, *, size: str, context: dict[str, Any]) -> bytes:
    """A tagged PDF of the picture; the list after it says the same in words, with the same links."""
    key = f"structure-pdf-{size}-{chart.hash}"
    content = cache.get(key)
    if content is None:
        # Read when the first PDF is asked for: every command and worker would otherwise wait a second for it.
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher

        picture = base64.b64encode(chart.sheet.encode()).decode()
        page = render_to_string("structure/picture_pdf.html", {**context, "picture": picture, "size": size})
        # Only our own files and what the page itself carries are read: a name in the register opens nothing.
        fetcher = URLFetcher(allowed_protocols={"file", "data"})
        html = HTML(string=page, base_url=STATIC.as_uri() + "/", url_fetcher=fetcher)
        fonts = FontConfiguration()
        content = html.write_pdf(
            stylesheets=[CSS(filename=str(LOOK), font_config=fonts)], pdf_variant="pdf/ua-1", font_config=fonts
        )
        cache.set(key, content, KEPT_SECONDS)
    return content
