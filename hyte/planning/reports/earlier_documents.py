"""A Word document of an earlier year as parts under headings. It reads bytes and touches nothing else.

Every word of the document stands in some part: those of text boxes, footnotes, page heads and tables too.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from hyte.core.audit.recording import Refused

TEXT_LIMIT = 60 * 1024 * 1024  # unpacked, of what is read as text
UNPACKED_LIMIT = 200 * 1024 * 1024
MEMBERS_LIMIT = 5000
LONGEST_HEADING = 200
BOLD_HEADING = 90
MOST_COLUMNS = 100
MACROS = ("vbaproject.bin", "vbadata.xml")
_HEADING = re.compile(r"^(?:heading|otsikko|rubrik|title|alaotsikko|subtitle)\s*(\d?)", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc|sisluet|sisällysluettelo|innehåll)", re.IGNORECASE)
_LIST = re.compile(r"^(?:list (?:bullet|number)|luettelo|merkitty luettelo|numeroitu luettelo)", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*(?:\d+(?:\.\d+)*\.?|[IVX]+\.)\s+")
_PAGE = re.compile(r"[\s.…]*\d+\s*$")

Table = list[list[str]]


@dataclass
class EarlierPart:
    """A heading with what stands under it until the next one: texts and tables, in their order."""

    heading: str
    level: int
    blocks: list[str | Table] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.heading and not self.blocks


def read_document(content: bytes, *, name: str) -> list[EarlierPart]:
    """The document's parts in order; a file that is no sound Word document is refused with a sentence."""
    refuse_odd(content, name)
    try:
        document = Document(io.BytesIO(content))
    except Exception as error:  # a damaged package fails in many ways, and each means the same to the reader
        raise Refused(_("The document cannot be opened. Save it anew in Word and try again.")) from error
    styles = {style.style_id: style for style in document.styles}
    parts = list(_parts(document.element.body, styles))
    rest = [words for words in _elsewhere(document) if words]
    if rest:
        parts.append(EarlierPart(_("Footnotes and page heads"), 1, ["\n".join(rest)]))
    parts = [part for part in parts if not part.is_empty]
    if not any(part.heading or part.blocks for part in parts):
        raise Refused(_("There are no words in the document."))
    return parts


def refuse_odd(content: bytes, name: str) -> None:
    """What is not a Word document, has macros, is locked or would unpack into something huge."""
    ending = name.lower().rsplit(".", 1)[-1]
    if ending in {"docm", "dotm"}:
        raise Refused(_("The document may hold macros. Save it as an ordinary Word document (.docx) first."))
    if ending != "docx":
        raise Refused(_("Bring a Word document whose name ends in .docx. Other kinds can be saved as such in Word."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
    except zipfile.BadZipFile as error:
        raise Refused(_("The file is not a Word document, or it is locked with a password.")) from error
    names = {member.filename.lower() for member in members}
    if "word/document.xml" not in names or any(member.flag_bits & 1 for member in members):
        raise Refused(_("The file is not a Word document, or it is locked with a password."))
    if any(one.endswith(MACROS) for one in names):
        raise Refused(_("The document may hold macros. Save it as an ordinary Word document (.docx) first."))
    unpacked = sum(member.file_size for member in members)
    text = sum(member.file_size for member in members if member.filename.lower().endswith((".xml", ".rels")))
    if len(members) > MEMBERS_LIMIT or unpacked > UNPACKED_LIMIT or text > TEXT_LIMIT:
        raise Refused(_("The document unpacks into more than is accepted."))


def _parts(body: Any, styles: dict[str, Any]) -> Iterator[EarlierPart]:
    """The body's paragraphs and tables under their headings; what stands before the first heading has none."""
    headings = {bare(_text(row)) for row in body.iter(qn("w:p")) if _level(row, styles)}
    by_bold = not headings
    part = EarlierPart("", 0)
    for row in _rows(body):
        if row.tag == qn("w:tbl"):
            part.blocks.append(_table(row))
            continue
        words = _text(row).strip()
        if not words or (_is_contents(row, styles) and _without_page(words) in headings):
            continue
        level = _level(row, styles) or (2 if by_bold and _is_bold_line(row, words) else 0)
        if level and len(words) <= LONGEST_HEADING:
            yield part
            part = EarlierPart(words, level)
        else:
            part.blocks.append(f"– {words}" if _is_listed(row, styles) else words)
    yield part


def _rows(element: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, also those inside content controls."""
    for child in element:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif isinstance(child.tag, str) and child.tag != qn("w:sectPr"):
            yield from _rows(child)


def _text(element: Any) -> str:
    """The words of a paragraph; a drawing that is there twice for old programs is read once, and what was struck not at all."""
    words: list[str] = []
    _gather(element, words)
    return re.sub(r"[ \t\xa0]+", " ", "".join(words))


def _gather(element: Any, words: list[str]) -> None:
    for child in element:
        if str(child.tag).endswith("}t"):  # of text, and of formulas
            words.append(child.text or "")
        elif child.tag in (qn("w:tab"), qn("w:noBreakHyphen")):
            words.append(" " if child.tag == qn("w:tab") else "-")
        elif child.tag in (qn("w:br"), qn("w:cr")):
            words.append("\n")
        elif child.tag in (qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr")) or str(child.tag).endswith(
            "}Fallback"
        ):
            continue
        else:
            if child.tag == qn("w:p"):
                words.append("\n")  # a text box
            _gather(child, words)


def _style_name(row: Any, styles: dict[str, Any]) -> str:
    found = row.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    style = styles.get(found.get(qn("w:val"))) if found is not None else None
    return (style.name or "") if style is not None else ""


def _level(row: Any, styles: dict[str, Any]) -> int:
    """Which level of heading a paragraph is; 0 for ordinary text."""
    match = _HEADING.match(_style_name(row, styles))
    if match:
        return int(match[1] or 1)
    outline = row.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    value = outline.get(qn("w:val")) if outline is not None else None
    return int(value) + 1 if value and value.isdecimal() and int(value) < 9 else 0


def _is_contents(row: Any, styles: dict[str, Any]) -> bool:
    return bool(_CONTENTS.match(_style_name(row, styles)))


def _is_listed(row: Any, styles: dict[str, Any]) -> bool:
    numbered = row.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
    return numbered or bool(_LIST.match(_style_name(row, styles)))


def _is_bold_line(row: Any, words: str) -> bool:
    """A short line all in bold, without a full stop, is a heading in a document that has no heading styles."""
    if len(words) > BOLD_HEADING or words.endswith((".", ":", ";", ",")):
        return False
    runs = [run for run in row.iter(qn("w:r")) if (_text(run)).strip()]
    return bool(runs) and all(_is_bold(run) for run in runs)


def _is_bold(run: Any) -> bool:
    bold = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
    return bold is not None and bold.get(qn("w:val")) not in {"0", "false"}


def bare(heading: str) -> str:
    """A heading without its number."""
    return _NUMBER.sub("", heading).strip().casefold()


def _without_page(line: str) -> str:
    """A line of a list of contents without the page it gives."""
    return bare(_PAGE.sub("", line))


def _table(element: Any) -> Table:
    """The rows with any words in them; a table inside a cell is read as the cell's lines."""
    rows = [_row(row) for row in _inner(element, "w:tr")]
    return [row for row in rows if any(row)]


def _row(element: Any) -> list[str]:
    """The cells of a row, each in its column: a cell that covers several is followed by empty ones."""
    cells: list[str] = []
    for cell in _inner(element, "w:tc"):
        span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        width = span.get(qn("w:val"), "1") if span is not None else "1"
        cells += [_cell(cell), *[""] * (min(int(width), MOST_COLUMNS) - 1 if width.isdecimal() else 0)]
    return cells


def _inner(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, without those of tables inside them."""
    for child in element:
        if child.tag == qn(tag):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")):
            yield from _inner(child, tag)


def _cell(cell: Any) -> str:
    lines = [
        "\n".join(" ".join(row) for row in _table(one)) if one.tag == qn("w:tbl") else _text(one).strip()
        for one in _rows(cell)
    ]
    return "\n".join(filter(None, lines))


def _elsewhere(document: Any) -> Iterator[str]:
    """Words outside the body: footnotes, endnotes, comments, and each page head or foot once."""
    seen: set[str] = set()
    for relation in document.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if relation.is_external or kind not in {"footnotes", "endnotes", "header", "footer"}:
            continue
        target = relation.target_part
        element = getattr(target, "element", None)
        if element is None:
            element = parse_xml(target.blob)
        for row in element.iter(qn("w:p")):
            words = _text(row).strip()
            if words and words not in seen:
                seen.add(words)
                yield words
