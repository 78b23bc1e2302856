"""A row's box: its words set in lines, its height, and the words that name it aloud."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from django.utils.translation import gettext as _

from hyte.governance.structure.picture.arrangement import Entry
from hyte.governance.structure.picture.rows import StructureRow
from hyte.governance.structure.picture.widths import BROKEN, REGULAR, SEMIBOLD, wrap

GAP = 8.0
PAD_X, PAD_Y = 10.0, 8.0


class Style(NamedTuple):
    """How a text is set."""

    size: float
    leading: float
    weight: int


HEADING = Style(19, 24, SEMIBOLD)
TITLE = Style(15, 20, SEMIBOLD)
BOX = Style(15, 19, REGULAR)
STRONG = Style(16, 21, SEMIBOLD)
DETAIL = Style(13, 17, REGULAR)


@dataclass(frozen=True)
class Words:
    """A line of text and where its baseline begins; whether its last word goes on in the next line."""

    x: float
    y: float
    text: str
    style: Style
    tone: str = "ink"
    goes_on: bool = False


@dataclass(frozen=True)
class Box:
    """A row's box and the words that name it aloud; `look` is box, strong, bullet or post."""

    x: float
    y: float
    width: float
    height: float
    row: StructureRow
    words: tuple[Words, ...]
    label: str
    look: str = "box"


@dataclass(frozen=True)
class Placed:
    """Boxes and connectors that take a height."""

    boxes: tuple[Box, ...]
    height: float
    lines: tuple[tuple[float, float, float, float], ...] = ()


def place_box(entry: Entry, x: float, y: float, width: float, *, look: str = "box") -> Box:
    """A row's name, wrapped, with its note and details under it."""
    style = STRONG if look == "strong" else BOX
    pad = 22.0 if look == "bullet" else PAD_X
    space = 4.0 if look in ("bullet", "post") else PAD_Y
    words, bottom = set_lines(entry.row.shown, x + pad, y + space, width - pad - PAD_X, style)
    details = [text for text in (entry.row.note, *entry.details, _("Example") if entry.row.is_example else "") if text]
    for text in details:
        detail, bottom = set_lines(text, x + pad, bottom, width - pad - PAD_X, DETAIL, tone="quiet")
        words += detail
    # What is drawn comes first in the label, in the same order, so that a spoken command finds it.
    label = ", ".join([entry.row.shown, *details, *([_("uncertain")] if entry.row.is_uncertain else [])])
    return Box(x, y, width, bottom - y + space, entry.row, words, label, look)


def set_lines(
    text: str, x: float, y: float, room: float, style: Style, *, tone: str = "ink"
) -> tuple[tuple[Words, ...], float]:
    """The text as lines from a top edge down; also where the next thing may begin."""
    # A browser may round widths and kern otherwise than the table: leave a hair of room.
    lines = wrap(text, room - 2, style.size, style.weight)
    words = tuple(
        Words(
            x,
            y + style.leading * number + style.leading * 0.76,
            line.removesuffix(BROKEN),
            style,
            tone,
            goes_on=line.endswith(BROKEN),
        )
        for number, line in enumerate(lines)
    )
    return words, y + style.leading * len(lines)


def stretch(box: Box, height: float) -> Box:
    """The box at the height of its neighbours, its text in the middle."""
    shift = (height - box.height) / 2
    return replace(box, height=height, words=tuple(replace(word, y=word.y + shift) for word in box.words))
