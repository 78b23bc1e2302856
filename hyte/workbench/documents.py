"""The council's page on paper: the same words in the same order, on one sheet of A4."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from hyte.core.audit.kept import Shelf
from hyte.core.files.pdf import tagged_pdf

LOOKS = Path(__file__).resolve().parent / "static" / "workbench"
KEPT = 100  # areas' pages that a process keeps as PDF
_made = Shelf()


def council_pdf(context: dict[str, Any]) -> bytes:
    """The page as a tagged PDF; the same words are drawn once."""
    page = render_to_string("workbench/council_pdf.html", context)
    content: bytes | None = _made.find(page)
    if content is None:
        content = tagged_pdf(page, looks=(LOOKS / "council_paper.css",))
        _made.keep(page, content, most=KEPT)
    return content
