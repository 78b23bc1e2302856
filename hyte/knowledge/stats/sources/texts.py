"""Texts of the sources, which hold HTML, as plain text."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

_BREAKING = frozenset({"p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6"})
_UNSEEN = frozenset({"script", "style"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        if tag == "li":
            self.parts.append("\n– ")
        elif tag in _BREAKING:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if tag in _BREAKING and tag not in ("br", "li"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(re.sub(r"\s+", " ", data))


def plain_text(html: str) -> str:
    """The text without its tags: paragraphs and lines on lines of their own, spaces and empty lines taken out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (re.sub(r"[ \u00a0]+", " ", line).strip() for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line and line != "–")


def plain_texts(texts: object) -> dict[str, str]:
    """A text in several languages, each plain; languages without a text are left out."""
    if not isinstance(texts, Mapping):
        return {}
    cleaned = {language: plain_text(str(texts.get(language) or "")) for language in ("fi", "sv", "en")}
    return {language: text for language, text in cleaned.items() if text}
