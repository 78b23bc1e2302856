"""What a file is by its content, whatever its name says: an allow-list, judged by the bytes."""

from __future__ import annotations

import zipfile
from pathlib import PurePosixPath
from typing import IO

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "csv": "text/csv",
    "txt": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
}
ENDINGS = {"jpeg": "jpg"}
UNPACKED_LIMIT = 300 * 1024 * 1024
MEMBER_LIMIT = 5000
# Bytes that text has no use for; a file with any of them is something else.
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13})
_MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<?php", b"#!", b"{\\rtf")


def ending_of(name: str) -> str:
    """The name's ending in its usual form, without the dot."""
    ending = PurePosixPath(name.lower()).suffix.lstrip(".")
    return ENDINGS.get(ending, ending)


def sniff(stored: IO[bytes]) -> set[str]:
    """The endings that the content agrees with; none for anything outside the allow-list."""
    stored.seek(0)
    head = stored.read(1024)
    if head.startswith(b"%PDF-"):
        return {"pdf"}
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return {"png"}
    if head.startswith(b"\xff\xd8\xff"):
        return {"jpg"}
    if head.startswith(b"PK\x03\x04"):
        return _sniff_package(stored)
    return {"csv", "txt"} if _is_text(stored) else set()


def _sniff_package(stored: IO[bytes]) -> set[str]:
    """Word, Excel and OpenDocument text files; not their macro forms, not encrypted ones, no bombs."""
    stored.seek(0)
    try:
        with zipfile.ZipFile(stored) as package:  # type: ignore[arg-type]
            members = package.infolist()
            names = {member.filename for member in members}
            too_much = len(members) > MEMBER_LIMIT or sum(member.file_size for member in members) > UNPACKED_LIMIT
            if too_much or any(member.flag_bits & 1 for member in members):
                return set()
            if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
                return set()
            if "[Content_Types].xml" in names:
                return {
                    ending
                    for ending, part in (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml"))
                    if part in names
                }
            if "mimetype" in names and package.getinfo("mimetype").file_size < 100:
                return {"odt"} if package.read("mimetype").strip() == TYPES["odt"].encode() else set()
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError):
        return set()
    return set()


def _is_text(stored: IO[bytes]) -> bool:
    """UTF-8 or Latin-1 text that is neither a web page nor a script."""
    stored.seek(0)
    content = stored.read()
    if not content or content.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        return False
    return content.translate(None, delete=_CONTROL) == content
