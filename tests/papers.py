"""Documents looked at as pictures: each is kept with its pages under test-results, and what can be told of them is asked."""

from __future__ import annotations

import html
import logging
import re
import shutil
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from PIL import Image

KEPT = Path(__file__).resolve().parents[1] / "test-results"
POPPLER = ("pdftoppm", "pdfinfo", "pdftotext", "pdffonts", "pdfimages", "pdftohtml")
NO_POPPLER = "poppler's tools were not found; on Debian: apt install poppler-utils"
NO_OFFICE = (
    "LibreOffice's writer was not found; on Debian: apt install libreoffice-writer-nogui fonts-crosextra-carlito"
)
DOTS, WHITE = 60, 250  # dots an inch, and the lightest ink
MILLIMETRE = DOTS / 25.4
LINE = 0.35  # of a page's width: ink that long in one row is a table's rule and no letter


@dataclass(frozen=True)
class Paper:
    """A document as a PDF, with its pages as pictures beside it."""

    file: Path

    @cached_property
    def pages(self) -> list[Image.Image]:
        return [_grey(file) for file in sorted(self.file.parent.glob(f"{self.file.stem}-*.png"))]

    @cached_property
    def texts(self) -> list[str]:
        """What stands on each page, in lines as they are seen."""
        return told("pdftotext", "-layout", self.file, "-").removesuffix("\f").split("\f")

    @cached_property
    def structure(self) -> str:
        """The tags by which the document is read aloud."""
        return told("pdfinfo", "-struct", self.file)

    @cached_property
    def facts(self) -> dict[str, str]:
        pairs = (line.split(":", 1) for line in told("pdfinfo", self.file).splitlines() if ":" in line)
        return {name: value.strip() for name, value in pairs}

    @cached_property
    def bookmarks(self) -> list[str]:
        outline = told("pdftohtml", "-xml", "-stdout", "-i", self.file).partition("<outline>")[2]
        return [html.unescape(one) for one in re.findall(r'<item page="\d+">(.*?)</item>', outline)]

    @cached_property
    def alternatives(self) -> list[str]:
        """What is said of pictures to those who do not see them."""
        content = self.file.read_bytes()
        parts = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
        plain = content + b"\n".join(zlib.decompressobj().decompress(part) for part in parts if part[:1] == b"x")
        return [_text_of(one) for one in re.findall(rb"/Alt\s*(<[0-9A-Fa-f]*>|\((?:\\.|[^\\()])*\))", plain)]

    @cached_property
    def images(self) -> int:
        """Pictures of dots; drawings of lines are not among them."""
        return len(re.findall(r"^ *\d+ +\d+ image ", told("pdfimages", "-list", self.file), re.MULTILINE))

    @property
    def fonts(self) -> list[tuple[str, bool]]:
        """The name of each font, and whether it travels in the file."""
        lines = told("pdffonts", self.file).splitlines()[2:]
        return [(line.split()[0].partition("+")[2] or line.split()[0], line.split()[-5] == "yes") for line in lines]


def told(tool: str, *words: str | Path) -> str:
    return subprocess.run([tool, *map(str, words)], capture_output=True, check=True, text=True).stdout


def kept_paper(content: bytes, name: str) -> Paper:
    """The PDF and the pictures of its pages, kept under a name such as `reports/kertomus`; skips where nothing draws them."""
    if not all(shutil.which(tool) for tool in POPPLER):
        pytest.skip(NO_POPPLER)
    file = KEPT / f"{name}.pdf"
    file.parent.mkdir(parents=True, exist_ok=True)
    for old in file.parent.glob(f"{file.stem}-*.png"):
        old.unlink()
    file.write_bytes(content)
    told("pdftoppm", "-r", str(DOTS), "-png", file, file.with_suffix(""))
    return Paper(file)


def papers_of_word(documents: dict[str, bytes], *, profile: Path) -> dict[str, Paper]:
    """Word documents as an office program prints them, all converted at once; skips where there is none."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip(NO_OFFICE)
    files = []
    for name, content in documents.items():
        file = KEPT / f"{name}.docx"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        files.append(file)
    made = profile / "made"
    home = f"-env:UserInstallation={(profile / 'office').as_uri()}"
    told(office, home, "--headless", "--convert-to", "pdf", "--outdir", made, *files)
    return {name: kept_paper((made / f"{Path(name).name}.pdf").read_bytes(), f"{name}-docx") for name in documents}


@contextmanager
def missing_letters() -> Iterator[list[str]]:
    """What is said of letters that no font had while PDFs were drawn, so that a box was drawn instead."""
    found: list[str] = []
    drawer, listener = logging.getLogger("weasyprint"), logging.Handler()
    listener.emit = lambda one: found.append(one.getMessage()) if "notdef" in one.getMessage() else None  # type: ignore[method-assign]
    level = drawer.level
    drawer.addHandler(listener)
    drawer.setLevel(logging.WARNING)
    try:
        yield found
    finally:
        drawer.removeHandler(listener)
        drawer.setLevel(level)


def letters_of_no_font(paper: Paper) -> list[str]:
    """Letters of an office program's paper that no font of the machine has."""
    letters = {letter for text in paper.texts for letter in text if not letter.isspace()}
    return sorted(letter for letter in letters if not told("fc-list", f":charset={ord(letter):x}", "family").strip())


def faults_of(paper: Paper, *, margin: float) -> list[tuple[int, str]]:
    """Pages that are blank, or on which something runs nearer to the sides than the margin in millimetres."""
    found = []
    for number, page in enumerate(paper.pages, start=1):
        box = page.getbbox()
        if box is None:
            found.append((number, "blank"))
        elif box[0] < margin * MILLIMETRE or box[2] > page.width - margin * MILLIMETRE:
            found.append((number, f"runs from {box[0] / MILLIMETRE:.0f} to {box[2] / MILLIMETRE:.0f} mm"))
    return found


def headings_left_alone(paper: Paper, headings: list[str]) -> list[tuple[int, str]]:
    """Headings that are the last words of their page."""
    found = []
    for number, text in enumerate(paper.texts, start=1):
        lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
        found += [(number, line) for line in lines[-1:] if line in headings]
    return found


def ink_of(page: Image.Image, *, top: float = 0, bottom: float = 1) -> float:
    """How much of a part of a page is ink, told by shares of its height."""
    part = page.crop((0, int(page.height * top), page.width, int(page.height * bottom)))
    return part.histogram()[255] / (part.width * part.height)


def structure_count(paper: Paper, tag: str) -> int:
    return len(re.findall(rf"^ *{tag}\b", paper.structure, re.MULTILINE))


def cells_without_heads(paper: Paper) -> int:
    """How many cells of tables are not tied to the header cells that are read aloud before them."""
    return structure_count(paper, "TD") - len(re.findall(r"/Headers \[\(", paper.structure))


def rows_parted(paper: Paper) -> int:
    """How many rows of tables go on from one page to the next: there the cell of a row's name is empty."""
    lines = paper.structure.splitlines()
    depths = [len(line) - len(line.lstrip()) for line in lines]
    names = [place for place, line in enumerate(lines[:-1]) if line.lstrip().startswith("TH")]
    return sum(depths[place + 1] <= depths[place] for place in names)


def _text_of(string: bytes) -> str:
    """A string of a PDF: in hexadecimals, or in brackets with marks before some signs."""
    if string.startswith(b"<"):
        plain = bytes.fromhex(string[1:-1].decode())
    else:
        plain = re.sub(rb"\\(.)", rb"\1", string[1:-1], flags=re.DOTALL)
    return plain.decode("utf-16") if plain[:2] in (b"\xfe\xff", b"\xff\xfe") else plain.decode("latin-1")


def _grey(file: Path) -> Image.Image:
    """Ink white on black, so that a box around it can be asked."""
    with Image.open(file) as picture:
        return picture.convert("L").point(lambda light: 255 if light < WHITE else 0)
