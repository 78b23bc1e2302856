"""A report as a tagged PDF: the same content gives the same bytes. Nothing is fetched."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import translation

from hyte.planning.plans.queries.content import LANGUAGES
from hyte.planning.reports.content import ReportContent
from hyte.planning.reports.shown import ShownReport, shown_report

STATIC = Path(__file__).resolve().parents[3] / "static"
LOOK = Path(__file__).resolve().parents[1] / "static" / "reports" / "report_pdf.css"
# It warns of the weight range of a variable font, which it then sets right, once for each face and each PDF.
logging.getLogger("weasyprint").setLevel(logging.ERROR)

Progress = Callable[[int, int], None]


def languages_of(content: ReportContent) -> list[str]:
    """The languages in which the report is given out: those that its own texts are written in, Finnish always."""
    written = {code for section in content.sections for code, text in section.text.items() if text.strip()}
    return [code for code in LANGUAGES if code == LANGUAGES[0] or code in written]


def report_pdf(
    content: ReportContent,
    *,
    language: str,
    approved_on: date | None = None,
    progress: Progress | None = None,
) -> bytes:
    """A tagged PDF (PDF/UA-1) of a report in a language; one that is not approved is marked a draft on every page."""
    # Read when the first PDF is asked for: every command and worker would otherwise wait a second for it.
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    with translation.override(language):
        report = shown_report(content)
        _draw(report, progress)
        context = {"report": report, "approved_on": approved_on, "sha256": content.sha256, "is_paper": True}
        page = render_to_string("reports/pdf.html", context)
    # The fonts that are cut for the file carry the time of the cutting, unless the environment says another.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    # Only our own files and what the page itself carries are read: a word in a report opens nothing.
    fetcher = URLFetcher(allowed_protocols={"file", "data"})
    fonts = FontConfiguration()
    html = HTML(string=page, base_url=STATIC.as_uri() + "/", url_fetcher=fetcher)
    made: bytes = html.write_pdf(
        stylesheets=[CSS(filename=str(LOOK), font_config=fonts)],
        pdf_variant="pdf/ua-1",
        pdf_identifier=f"{content.sha256}-{language}".encode(),
        font_config=fonts,
    )
    if progress:
        progress(report.charts + 1, report.charts + 1)
    return made


def _draw(report: ShownReport, progress: Progress | None) -> None:
    """Draw the charts one by one, which are then found drawn, so that whoever waits sees how far the work is."""
    figures = [figure for section in report.sections for figure in section.figures if figure.has_chart]
    for done, figure in enumerate(figures, start=1):
        figure.chart  # noqa: B018 - kept under its content
        if progress:
            progress(done, len(figures) + 1)
