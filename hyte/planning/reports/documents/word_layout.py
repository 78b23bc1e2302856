"""The Word document that a report is written into: the municipality's own look or a plain one, its language and its name."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _

from hyte.core.areas.text import shown_day
from hyte.planning.reports.shown import ShownReport

if TYPE_CHECKING:
    from docx.document import Document as DocumentType

_PLACE = "hyte-contents-here"
_MADE = (1980, 1, 1, 0, 0, 0)  # the earliest time that the format knows
_LOCALES = {"fi": "fi-FI", "sv": "sv-FI"}
_INK = "013138"
# How text in tables looks; a layout that has a style of this name has its own say.
TABLE_TEXT = "Report table"
_LETTER, _PADDING = 0.175, 0.4  # centimetres that a letter of a table takes, and a cell's empty sides
_LONG_TEXT = 150  # letters, beyond which a text asks for no more width


def plain_layout() -> bytes:
    """The look that a report has where the area has brought none of its own."""
    from docx import Document
    from docx.shared import Cm, Pt, RGBColor

    document = Document()
    for name, size in (("Normal", 11), ("Title", 24), ("Heading 1", 16), ("Heading 2", 13), ("Heading 3", 11)):
        font = document.styles[name].font
        _use_font(font, "Calibri")
        font.size = Pt(size)
        if name != "Normal":
            font.color.rgb = RGBColor.from_string(_INK)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin, section.bottom_margin = Cm(2), Cm(3)
        section.footer_distance = Cm(1)
    document.styles["Footer"].font.size = Pt(9)
    footer = document.sections[0].footer
    footer.paragraphs[0].text = "{{ area }} · {{ title }} · {{ state }}"
    _number_pages(footer.add_paragraph(style="Footer"))
    document.add_paragraph("{{ area }}")
    document.add_paragraph("{{ title }}", style="Title")
    document.add_paragraph("{{ kind }}, {{ period }}")
    document.add_paragraph("{{ state }}")
    document.add_paragraph("{{ contents }}")
    stream = io.BytesIO()
    document.save(stream)
    return settled(stream.getvalue())


def _use_font(font: Any, name: str) -> None:
    """The font in place of the theme's, which would go before it."""
    from docx.oxml.ns import qn

    font.name = name
    for theme in ("asciiTheme", "hAnsiTheme"):
        font.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)


def _number_pages(paragraph: Any) -> None:
    """The page's number and how many there are, which Word counts itself."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for between, counted in (("", "PAGE"), (" / ", "NUMPAGES")):
        paragraph.add_run(between)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), counted)
        paragraph._p.append(field)


def opened(report: ShownReport, layout: bytes, approved_on: date | None) -> tuple[DocumentType, Any]:
    """The layout with the report's name and language, and the place where its contents come."""
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
    _say_language(document)
    if TABLE_TEXT not in {style.name for style in document.styles}:
        _add_table_text(document)
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


def _say_language(document: DocumentType) -> None:
    """The report's language, by which it is read aloud and spelt, whatever the language of the layout."""
    from docx.enum.style import WD_STYLE_TYPE

    style = document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    if style is not None:
        mark_language(style.element, translation.get_language() or "")


def mark_language(element: Any, code: str) -> None:
    """Mark a run or a style as of a language."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = element.get_or_add_rPr()
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), _LOCALES.get(code, code))
    properties.append(mark)


def _add_table_text(document: DocumentType) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    style = document.styles.add_style(TABLE_TEXT, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    style.font.size = Pt(9.5)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(2)
    style.paragraph_format.line_spacing = 1


def text_width(document: DocumentType) -> int:
    """The width between the margins, in the format's own units."""
    section = document.sections[-1]
    width, left, right = (int(side or 0) for side in (section.page_width, section.left_margin, section.right_margin))
    return width - left - right


def column_widths(rows: Sequence[Sequence[str]], *, whole: int) -> list[int]:
    """A width for each column: first room for its longest word, then by how much longer its longest text is."""
    from docx.shared import Cm

    columns = [[str(text) for text in column] for column in zip(*rows, strict=True)]
    words = [max(len(word) for text in column for word in re.split(r"[ \n-]", text)) for column in columns]
    least = [int(Cm(letters * _LETTER + _PADDING)) for letters in words]
    spare = whole - sum(least)
    if spare <= 0:
        return [whole * width // sum(least) for width in least]
    lines = [max(len(line) for text in column for line in text.split("\n")) for column in columns]
    # One more for each, so that columns of nothing but words share what is left.
    asked = [min(line, _LONG_TEXT) - min(word, _LONG_TEXT) + 1 for line, word in zip(lines, words, strict=True)]
    return [width + spare * share // sum(asked) for width, share in zip(least, asked, strict=True)]


def draw_lines(table: Any) -> None:
    """Lines between the rows of a table, for a layout that has no look for tables."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "auto")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    # The format has an order: lines come before how the columns are laid out.
    table._tbl.tblPr.find(qn("w:tblLayout")).addprevious(borders)


def describe(document: DocumentType, report: ShownReport, day: date) -> None:
    """What the document tells of itself."""
    told = document.core_properties
    told.title, told.author, told.last_modified_by = str(report.title), str(report.area), str(report.area)
    told.created = told.modified = datetime.combine(day, time())
    told.comments = ""
    told.language = translation.get_language() or ""


def settled(package: bytes) -> bytes:
    """The same package with the times of its parts fixed, so that the same parts give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            part = zipfile.ZipInfo(member.filename, _MADE)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(member))
    return stream.getvalue()
