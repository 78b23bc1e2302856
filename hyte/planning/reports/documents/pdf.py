"""A report as a tagged PDF: the same content gives the same bytes. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import translation

from hyte.core.files.pdf import tagged_pdf
from hyte.planning.plans.queries.content import LANGUAGES
from hyte.planning.reports.content import ReportContent
from hyte.planning.reports.shown import ShownReport, shown_report

LOOK = Path(__file__).resolve().parents[1] / "static" / "reports" / "report_pdf.css"

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
    with translation.override(language):
        report = shown_report(content)
        _draw(report, progress)
        context = {"report": report, "approved_on": approved_on, "sha256": content.sha256, "is_paper": True}
        page = render_to_string("reports/pdf.html", context)
    made = tagged_pdf(page, looks=(LOOK,), identifier=f"{content.sha256}-{language}")
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
