"""A report as a Word document in the municipality's own look, or in a plain one; the same content gives the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hyte.core.areas.text import language_name, shown_day
from hyte.governance.structure.raster import FAMILY, font_files
from hyte.planning.plans.queries.pages import Words
from hyte.planning.reports.content import ReportContent
from hyte.planning.reports.documents.pdf import Progress
from hyte.planning.reports.documents.word_layout import (
    TABLE_TEXT,
    column_widths,
    describe,
    draw_lines,
    mark_language,
    opened,
    plain_layout,
    settled,
    text_width,
)
from hyte.planning.reports.prose import blocks_of
from hyte.planning.reports.shown import ShownSection, ShownStep, shown_report
from hyte.planning.reports.shown_money import ShownAmount

if TYPE_CHECKING:
    from docx.document import Document as DocumentType

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
        document, place = opened(report, layout or plain_layout(), approved_on)
        writer = _Writer(document, place, progress=progress, charts=report.charts)
        if report.foreign:
            writer.paragraph(_("In another language only:") + f" {', '.join(report.foreign)}.")
        for section in report.sections:
            writer.section(section)
        place.getparent().remove(place)
        describe(document, report, approved_on or content.last)
        stream = io.BytesIO()
        document.save(stream)
    return settled(stream.getvalue())


class _Writer:
    """Writes sections before the place that the layout keeps for them."""

    def __init__(self, document: DocumentType, place: Any, *, progress: Progress | None, charts: int) -> None:
        self.document, self.place, self.progress, self.charts = document, place, progress, charts
        self.drawn = 0
        self._styles = {style.name for style in document.styles}
        self._table_text = document.styles[TABLE_TEXT]
        self.width = text_width(document)

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
                    f"{figure.value}\n({figure.limits})" if figure.limits else figure.value,
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
            self.heading(Words(", ".join(filter(None, (figure.name, figure.unit.unit))), figure.name.code), 2)
            if figure.sentence:
                self.paragraph(figure.sentence, is_held=figure.has_chart)
            if figure.is_unread:
                self.paragraph(_("Made from the numbers, not read by a person"), is_held=figure.has_chart)
            if figure.has_chart:
                self.picture(figure.chart, figure.words)
                self.table(
                    [period for period, _value in figure.years],
                    [[value for _period, value in figure.years]],
                    numbers=range(len(figure.years)),
                )

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
                shared = _("Shared objective of the region.") if objective["is_shared"] else ""
                told = ". ".join(filter(None, (objective["theme"], shared)))
                if told:
                    self.paragraph(told, is_held=True)
                if objective["local_words"]:
                    self.paragraph(" ".join([_("Here:"), objective["local_words"]]), is_held=True)
                rows = [
                    (
                        action["name"],
                        action["in_charge"] or "–",
                        shown_day(action["ends"]) or "–",
                        _how_it_goes(action),
                    )
                    for action in objective["actions"]
                ]
                self.table(heads, rows)
                if not rows:
                    self.paragraph(_("No actions are recorded for this objective."))

    def money(self, one: ShownSection) -> None:
        for table in one.money:
            self.paragraph(table.title, is_held=True)
            rows = [(row.name, *(_amount(amount) for _head, amount in row.amounts)) for row in table.rows]
            self.table((_("Phenomenon"), *table.heads), rows, numbers=range(1, 1 + len(table.heads)))
            self.paragraph(table.source_words)
        if one.without_money:
            self.paragraph(one.without_money)

    def steps(self, steps: Sequence[ShownStep]) -> None:
        heads = (_("Body"), _("Part"), _("Asked"), _("What it stated and what that changed"), _("Decision"))
        self.table(heads, [_step(step) for step in steps])

    def heading(self, text: str, level: int) -> None:
        name = f"Heading {level}"
        paragraph = self.paragraph(text, style=name)
        paragraph.paragraph_format.keep_with_next = True
        if name not in self._styles:
            for run in paragraph.runs:
                run.bold = True

    def paragraph(self, text: str, *, style: str | None = None, is_held: bool = False) -> Any:
        """A paragraph, marked when it is in another language; one that is held stands on the page of what comes next."""
        paragraph = self.document.add_paragraph(str(text), style=style if style in self._styles else None)
        if is_held:
            paragraph.paragraph_format.keep_with_next = True
        _mark(paragraph, text)
        return self._put(paragraph)

    def prose(self, text: Words) -> None:
        """Words that people wrote; those in another language say so and are marked as of that language."""
        if text.attribute:
            self.paragraph(_("Only in this language: %(language)s") % {"language": language_name(text.code)})
        for block in blocks_of(text):
            if block.head:
                head, *rows = [[Words(cell, text.code) for cell in row] for row in (block.head, *block.rows)]
                self.table(head, rows)
            for part in re.split(r"\n\s*\n", block.text):
                if part:
                    self.paragraph(Words(part, text.code))

    def table(self, heads: Cells, rows: Sequence[Cells], *, numbers: Collection[int] = ()) -> None:
        """A table whose first row is its heading and comes again on each page; nothing for no rows.

        The columns of numbers are told by their places.
        """
        if not rows:
            return
        style = "Table Grid" if "Table Grid" in self._styles else None
        table = self.document.add_table(rows=1 + len(rows), cols=len(heads), style=style)
        table.autofit = False
        if style is None:
            draw_lines(table)
        widths = column_widths([heads, *rows], whole=self.width)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for place, (row, texts) in enumerate(zip(table.rows, [heads, *rows], strict=True)):
            for column, (cell, width, text) in enumerate(zip(row.cells, widths, texts, strict=True)):
                cell.width = width
                self._fill(cell.paragraphs[0], text, is_head=place == 0, is_number=column in numbers)
            _keep_whole(row, is_head=place == 0)
        self._put(table)
        self.paragraph("")  # Word joins tables that touch one another

    def _fill(self, paragraph: Any, text: str, *, is_head: bool, is_number: bool) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        paragraph.style = self._table_text
        run = paragraph.add_run(str(text))
        _mark(paragraph, text)
        if is_head:
            run.bold = True
            paragraph.paragraph_format.keep_with_next = True
        if is_number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def picture(self, svg: SafeString, words: str) -> None:
        from docx.shared import Cm

        shape = self.document.add_picture(io.BytesIO(_png(svg)), width=min(Cm(_CHART_WIDTH), self.width))
        shape._inline.docPr.set("descr", words)
        paragraph = self.document.paragraphs[-1]
        paragraph.paragraph_format.keep_with_next = True
        self._put(paragraph)
        self.drawn += 1
        if self.progress:
            self.progress(self.drawn, self.charts + 1)

    def _put(self, made: Any) -> Any:
        self.place.addprevious(made._element)
        return made


def _amount(amount: ShownAmount) -> str:
    """Euros, and under them their range in two lines: a line is parted nowhere inside a number."""
    return "\n".join(filter(None, (amount.text, amount.span.replace("–", "–\n"))))


def _how_it_goes(action: dict[str, Any]) -> str:
    told = ": ".join(filter(None, (str(action["status_words"]).capitalize(), action["stands"])))
    return " ".join(filter(None, (told, shown_day(action["reported_on"])))) or "–"


def _step(step: ShownStep) -> Cells:
    not_asked = _("Not asked:") + f" {step.not_asked_reason}" if step.not_asked_reason else ""
    stated = f"{shown_day(step.answered_on)}: {step.statement}" if step.answered_on else ""
    changed = _("What it changed:") + f" {step.effect}" if step.effect else ""
    decided = (str(step.decision).capitalize(), shown_day(step.decided_on), step.case_number)
    return (
        step.body,
        str(step.part).capitalize(),
        shown_day(step.asked_on) or not_asked or "–",
        "\n".join(filter(None, (stated, changed))) or "–",
        " ".join(filter(None, decided)) or "–",
    )


def _mark(paragraph: Any, text: str) -> None:
    """What is in another language than the report says so to whoever reads it aloud."""
    if isinstance(text, Words) and text.attribute:
        for run in paragraph.runs:
            mark_language(run._element, text.code)


def _keep_whole(row: Any, *, is_head: bool) -> None:
    """A row stays on one page; the heading comes again on each."""
    from docx.oxml import OxmlElement

    for mark in ("w:cantSplit", *(("w:tblHeader",) if is_head else ())):
        row._tr.get_or_add_trPr().append(OxmlElement(mark))


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
