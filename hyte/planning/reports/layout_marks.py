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
_TAG = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


def layout_fault(layout: bytes) -> str:
    """What keeps a document from being a layout, in a sentence; empty when nothing does."""
    from docxtpl import DocxTemplate

    try:
        template = DocxTemplate(io.BytesIO(layout))
        template.init_docx()
        parts = [template.get_xml(), *(xml for uri in _AROUND for _key, xml in _texts_around(template, uri))]
        texts = [template.patch_xml(part) for part in parts]
    except (KeyError, ValueError, OSError, zipfile.BadZipFile):
        return _("The file is not a Word document that can be read.")
    names = [re.sub(r"<[^>]+>", "", tag).strip() for text in texts for tag in _TAG.findall(text)]
    strange = sorted({name for name in names if name not in NAMES})
    if strange or any(sign in text for text in texts for sign in ("{%", "{#")):
        return _("A layout may hold only these marks: %(names)s.") % {
            "names": ", ".join(f"{{{{ {name} }}}}" for name in NAMES)
        }
    if "contents" not in names:
        return _("Write the mark {{ contents }} on a line of its own where the report comes.")
    return ""


_AROUND = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer",
)


def _texts_around(template: Any, uri: str) -> Iterable[tuple[str, str]]:
    for key, part in template.get_headers_footers(uri):
        yield key, template.get_part_xml(part)
