"""Pages as tagged PDF. Nothing is fetched: only the product's own files and what a page itself carries are read."""

from __future__ import annotations

import logging
import os
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
# It warns of the weight range of a variable font, which it then sets right, once for each face and each PDF.
logging.getLogger("weasyprint").setLevel(logging.ERROR)


def tagged_pdf(page: str, *, looks: tuple[Path, ...], identifier: str = "") -> bytes:
    """A page of HTML as PDF/UA-1 in the given style sheets; addresses in it without a host are those of our static files.

    With an identifier the same page gives the same bytes.
    """
    # Read when the first PDF is asked for: every command and worker would otherwise wait a second for it.
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    # The fonts that are cut for the file carry the time of the cutting, unless the environment says another.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    # A name in the register opens nothing.
    fetcher = URLFetcher(allowed_protocols={"file", "data"})
    fonts = FontConfiguration()
    sheets = [CSS(filename=str(look), font_config=fonts) for look in looks]
    html = HTML(string=page, base_url=STATIC.as_uri() + "/", url_fetcher=fetcher)
    told = {"pdf_identifier": identifier.encode()} if identifier else {}
    made: bytes = html.write_pdf(stylesheets=sheets, pdf_variant="pdf/ua-1", font_config=fonts, **told)
    return made
