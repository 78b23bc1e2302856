"""An assessment as a tagged PDF. Nothing is fetched."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from hyte.core.files.pdf import tagged_pdf
from hyte.planning.assessments.content import AssessmentContent
from hyte.planning.assessments.queries.pages import shown_assessment

LOOK = Path(__file__).resolve().parent / "static" / "assessments" / "assessment_pdf.css"


def assessment_pdf(content: AssessmentContent, *, language: str = settings.LANGUAGE_CODE) -> bytes:
    """The assessment on paper in a language, with the hash of what it says on its first page."""
    with translation.override(language):
        context = {"shown": shown_assessment(content), "hash": content.sha256, "is_paper": True}
        page = render_to_string("assessments/assessment_pdf.html", context)
    return tagged_pdf(page, looks=(LOOK,), identifier=f"{content.sha256}-{language}")
