"""A report as a Word document in the municipality's own look, or in a plain one; the same content gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hyte.core.areas.text import language_name, shown_day
from hyte.governance.structure.raster import FAMILY, font_files
from hyte.planning.plans.queries.pages import Words
from hyte.planning.reports.content import ReportContent
from hyte.planning.reports.documents.pdf import Progress
from hyte.planning.reports.shown import ShownReport, ShownSection, ShownStep, shown_report

if TYPE_CHECKING:
    from docx.document import Document as DocumentType

_PLACE = "hyte-contents-here"
_MADE = (1980, 1, 1, 0, 0, 0)  # the earliest time that the format knows
_SHARPNESS, _CHART_WIDTH = 2.0, 13.5  # centimetres

Cells = Sequence[str]


def report_docx(
    content: ReportContent,
    *,
    language: str,
    approved_on: date | None = None,
    layout: bytes | None = None,
    progress: Progress | None = None,
) -> bytes:
    """A report in a language as a Word document; one that is not approved is marked a draft."""
    with translation.override(language):
        report = shown_report(content)
        document, place = _opened(report, layout or plain_layout(), approved_on)
        writer = _Writer(document, place, progress=progress, charts=report.charts)
        if report.foreign:
            writer.paragraph(_("In another language only:") + f" {', '.join(report.foreign)}.")
        for section in report.sections:
            writer.section(section)
        place.getparent().remove(place)
        _describe(document, report, approved_on or content.last)
        stream = io.BytesIO()
        document.save(stream)
    return _settled(stream.getvalue())


def plain_layout() -> bytes:
    """The look that a report has where the area has brought none of its own."""
    from docx import Document
    from docx.shared import Cm, Pt

    document = Document()
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(11)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
    document.sections[0].footer.paragraphs[0].text = "{{ area }} · {{ title }} · {{ state }}"
    document.add_paragraph("{{ area }}")
    document.add_paragraph("{{ title }}", style="Title")
    document.add_paragraph("{{ kind }}, {{ period }}")
    document.add_paragraph("{{ state }}")
    document.add_paragraph("{{ contents }}")
    stream = io.BytesIO()
    document.save(stream)
    return _settled(stream.getvalue())


def _opened(report: ShownReport, layout: bytes, approved_on: date | None) -> tuple[DocumentType, Any]:
    """The layout with the report's name filled in, and the place where its contents come."""
    from docxtpl import DocxTemplate
    from jinja2.sandbox import SandboxedEnvironment

    template = DocxTemplate(io.BytesIO(layout))
    words = {
        "title": str(report.title),
        "area": str(report.area),
        "kind": str(report.kind).capitalize(),
        "period": f"{shown_day(report.first)}–{shown_day(report.last)}",
        "state": " ".join(_state(report, approved_on)),
        "contents": _PLACE,
    }
    template.render(words, jinja_env=SandboxedEnvironment(autoescape=True))
    document: DocumentType = template.docx
    place = next(one for one in document.element.body.iter() if one.tag.endswith("}p") and _PLACE in _text_of(one))
    return document, place


def _text_of(paragraph: Any) -> str:
    return "".join(one.text or "" for one in paragraph.iter() if one.tag.endswith("}t"))


def _state(report: ShownReport, approved_on: date | None) -> Iterable[str]:
    if approved_on:
        yield _("Approved %(day)s.") % {"day": shown_day(approved_on)}
    else:
        yield _("Draft, not approved.")
    if report.is_example:
        yield _("Invented example.")


class _Writer:
    """Writes sections before the place that the layout keeps for them."""

    def __init__(self, document: DocumentType, place: Any, *, progress: Progress | None, charts: int) -> None:
        self.document, self.place, self.progress, self.charts = document, place, progress, charts
        self.drawn = 0
        self._styles = {style.name for style in document.styles}

    def section(self, one: ShownSection) -> None:
        self.heading(one.title, 1)
        if one.is_left_out:
            self.paragraph(_("Left out of this report:") + f" {one.left_out_reason}")
            return
        self.prose(one.text)
        if one.shared:
            self.paragraph(_("A text that the region's reports share:"))
            self.prose(one.shared)
        self.figures(one)
        if one.absences:
            self.heading(_("Not told, and why"), 2)
            for absence in one.absences:
                self.paragraph(f"{'; '.join(absence.names)}: {absence.reason}", style="List Bullet")
        self.concerns(one)
        self.plans(one)
        self.money(one)
        self.steps(one.steps)
        if one.is_empty:
            self.paragraph(_("There is nothing to tell in this section."))

    def figures(self, one: ShownSection) -> None:
        if not one.figures:
            return
        heads = (_("Indicator"), _("Number"), _("Period"), _("Whole country"), _("Compared with it"), _("Direction"))
        self.table(
            heads,
            [
                (
                    figure.name,
                    f"{figure.value} ({figure.limits})" if figure.limits else figure.value,
                    figure.period,
                    figure.reference or "–",
                    f"{figure.light.sign} {figure.light.word}".strip(),
                    f"{figure.arrow.sign} {figure.arrow.word}".strip(),
                )
                for figure in one.figures
            ],
        )
        for figure in one.figures:
            if not (figure.sentence or figure.has_chart):
                continue
            self.heading(f"{figure.name}, {figure.unit.unit}" if figure.unit.unit else figure.name, 2)
            if figure.sentence:
                self.paragraph(figure.sentence)
            if figure.is_unread:
                self.paragraph(_("Made from the numbers, not read by a person"))
            if figure.has_chart:
                self.picture(figure.chart, figure.words)
                self.table([period for period, _value in figure.years], [[value for _period, value in figure.years]])

    def concerns(self, one: ShownSection) -> None:
        rows = [
            (
                f"{str(concern['kind_words']).capitalize()}: {concern['text']}",
                ". ".join(part for part in (str(concern["outcome_words"]).capitalize(), concern["note"]) if part),
                ", ".join(concern["indicators"]) or "–",
            )
            for concern in one.concerns
        ]
        self.table((_("Joy or worry"), _("What the numbers say"), _("Indicators")), rows)

    def plans(self, one: ShownSection) -> None:
        heads = (_("Action"), _("In charge"), _("Ready by"), _("How it is going"))
        for plan, objectives in one.plans:
            self.heading(plan, 2)
            for objective in objectives:
                self.heading(objective["name"], 3)
                if objective["local_words"]:
                    self.paragraph(" ".join([_("Here:"), objective["local_words"]]))
                rows = [
                    (
                        action["name"],
                        action["in_charge"] or "–",
                        shown_day(action["ends"]) or "–",
                        ": ".join(part for part in (str(action["status_words"]), action["stands"]) if part) or "–",
                    )
                    for action in objective["actions"]
                ]
                self.table(heads, rows)
                if not rows:
                    self.paragraph(_("No actions are recorded for this objective."))

    def money(self, one: ShownSection) -> None:
        for table in one.money:
            self.paragraph(table.title)
            rows = [(row.name, *(amount.words for _head, amount in row.amounts)) for row in table.rows]
            self.table((_("Phenomenon"), *table.heads), rows)
            self.paragraph(table.source_words)
        if one.without_money:
            self.paragraph(one.without_money)

    def steps(self, steps: Sequence[ShownStep]) -> None:
        heads = (_("Body"), _("Part"), _("Asked"), _("What it stated and what that changed"), _("Decision"))
        self.table(
            heads,
            [
                (
                    step.body,
                    str(step.part).capitalize(),
                    shown_day(step.asked_on) or step.not_asked_reason or "–",
                    "\n".join(part for part in (step.statement, step.effect) if part) or "–",
                    " ".join(
                        part for part in (str(step.decision), shown_day(step.decided_on), step.case_number) if part
                    )
                    or "–",
                )
                for step in steps
            ],
        )

    def heading(self, text: str, level: int) -> None:
        name = f"Heading {level}"
        paragraph = self._put(self.document.add_paragraph(str(text), style=name if name in self._styles else None))
        if name not in self._styles:
            for run in paragraph.runs:
                run.bold = True

    def paragraph(self, text: str, *, style: str | None = None) -> Any:
        return self._put(self.document.add_paragraph(str(text), style=style if style in self._styles else None))

    def prose(self, text: Words) -> None:
        """Words that people wrote; those in another language say so and are marked as of that language."""
        if text.attribute:
            self.paragraph(_("Only in this language: %(language)s") % {"language": language_name(text.code)})
        for part in re.split(r"\n\s*\n", text.strip()):
            if part:
                paragraph = self.paragraph(part)
                if text.attribute:
                    _mark_language(paragraph, text.code)

    def table(self, heads: Cells, rows: Sequence[Cells]) -> None:
        """A table whose first row is its heading and comes again on each page; nothing for no rows."""
        if not rows:
            return
        style = "Table Grid" if "Table Grid" in self._styles else None
        table = self.document.add_table(rows=1 + len(rows), cols=len(heads), style=style)
        for place, cells in enumerate([heads, *rows]):
            for cell, text in zip(table.rows[place].cells, cells, strict=True):
                cell.text = str(text)
        for cell in table.rows[0].cells:
            for run in cell.paragraphs[0].runs:
                run.bold = True
        _repeat(table.rows[0])
        self._put(table)
        self.paragraph("")  # Word joins tables that touch one another

    def picture(self, svg: SafeString, words: str) -> None:
        from docx.shared import Cm

        shape = self.document.add_picture(io.BytesIO(_png(svg)), width=Cm(_CHART_WIDTH))
        shape._inline.docPr.set("descr", words)
        self._put(self.document.paragraphs[-1])
        self.drawn += 1
        if self.progress:
            self.progress(self.drawn, self.charts + 1)

    def _put(self, made: Any) -> Any:
        self.place.addprevious(made._element)
        return made


def _mark_language(paragraph: Any, code: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for run in paragraph.runs:
        mark = OxmlElement("w:lang")
        mark.set(qn("w:val"), {"fi": "fi-FI", "sv": "sv-FI"}.get(code, code))
        run._element.get_or_add_rPr().append(mark)


def _repeat(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _png(svg: SafeString) -> bytes:
    from resvg_py import svg_to_bytes

    return bytes(
        svg_to_bytes(
            svg_string=str(svg),
            zoom=_SHARPNESS,
            background="#ffffff",
            skip_system_fonts=True,
            font_files=[str(file) for file in font_files()],
            sans_serif_family=FAMILY,
            font_family=FAMILY,
        )
    )


def _describe(document: DocumentType, report: ShownReport, day: date) -> None:
    told = document.core_properties
    told.title, told.author, told.last_modified_by = str(report.title), str(report.area), str(report.area)
    told.created = told.modified = datetime.combine(day, time())
    told.comments = ""
    told.language = translation.get_language() or ""


def _settled(package: bytes) -> bytes:
    """The same package with the times of its parts fixed, so that the same parts give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            part = zipfile.ZipInfo(member.filename, _MADE)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(member))
    return stream.getvalue()
