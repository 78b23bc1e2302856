"""What a Word document must be to serve as a layout of reports: marks that are known, and one place for the contents."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

# What a layout may name; `contents` is where the report itself comes.
NAMES = ("title", "area", "kind", "period", "state", "contents")
_KINDS = "[Content_Types].xml"
_TEMPLATE, _DOCUMENT = b"wordprocessingml.template.main+xml", b"wordprocessingml.document.main+xml"
_TAG = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


def layout_fault(layout: bytes) -> str:
    """What keeps a document from being a layout, in a sentence; empty when nothing does."""
    from docxtpl import DocxTemplate

    try:
        template = DocxTemplate(io.BytesIO(layout))
        template.init_docx()
        body = template.patch_xml(template.get_xml())
        around = [template.patch_xml(xml) for uri in _AROUND for _key, xml in _texts_around(template, uri)]
    except (KeyError, ValueError, OSError, zipfile.BadZipFile):
        return _("The file is not a Word document that can be read.")
    names, others = _names_in(body), [name for text in around for name in _names_in(text)]
    strange = {name for name in (*names, *others) if name not in NAMES}
    if strange or any(sign in text for text in (body, *around) for sign in ("{%", "{#")):
        return _("A layout may hold only these marks: %(names)s.") % {
            "names": ", ".join(f"{{{{ {name} }}}}" for name in NAMES)
        }
    if "contents" not in (*names, *others):
        return _("Write the mark {{ contents }} on a line of its own where the report comes.")
    if names.count("contents") != 1 or "contents" in others:
        return _("The mark {{ contents }} stands once, in the text itself: not in a header, a footer or a text box.")
    return ""


def _names_in(text: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", tag).strip() for tag in _TAG.findall(text)]


def as_document(layout: bytes) -> bytes:
    """A Word template (.dotx) as the document that it makes; a document as it is."""
    with zipfile.ZipFile(io.BytesIO(layout)) as old:
        kinds = old.read(_KINDS)
        if _TEMPLATE not in kinds:
            return layout
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
            for member in old.infolist():
                content = kinds.replace(_TEMPLATE, _DOCUMENT) if member.filename == _KINDS else old.read(member)
                new.writestr(member, content)
    return stream.getvalue()


_AROUND = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer",
)


def _texts_around(template: Any, uri: str) -> Iterable[tuple[str, str]]:
    for key, part in template.get_headers_footers(uri):
        yield key, template.get_part_xml(part)
