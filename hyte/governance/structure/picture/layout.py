"""Arrangement → places: every box, line of text and connector with its coordinates. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.utils.translation import gettext as _

from hyte.governance.structure.picture.arrangement import Arrangement, Column, Entry, Section
from hyte.governance.structure.picture.rows import StructureRow, Type
from hyte.governance.structure.picture.widths import BROKEN, REGULAR, SEMIBOLD, wrap

WIDTH = 1240.0
WIDEST = 2000.0
GUTTER = 22.0
INSET = 14.0
GAP = 8.0
SECTION_GAP = 16.0
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
class Panel:
    """A titled area with boxes; a column's ground has a tone of its own."""

    x: float
    y: float
    width: float
    height: float
    title: str
    words: tuple[Words, ...]
    boxes: tuple[Box, ...] = ()
    lines: tuple[tuple[float, float, float, float], ...] = ()
    tone: str = "plain"
    row: StructureRow | None = None


@dataclass
class Drawing:
    """A picture's size and its panels, grounds first."""

    width: float
    height: float = 0.0
    panels: list[Panel] = field(default_factory=list)
    arrows: list[tuple[float, float, float]] = field(default_factory=list)


@dataclass(frozen=True)
class Placed:
    """Boxes and connectors that take a height."""

    boxes: tuple[Box, ...]
    height: float
    lines: tuple[tuple[float, float, float, float], ...] = ()


def draw(arrangement: Arrangement, *, width: float = WIDTH) -> Drawing:
    """Place bands, then columns of one height, then the wide sections."""
    from hyte.governance.structure.picture.trees import width_needed

    trees = [width_needed(section.entries) for section in arrangement.below if section.style == "tree"]
    drawing = Drawing(max([width, *(needed + 2 * INSET for needed in trees)]))
    y = 0.0
    for band in arrangement.bands:
        y = _band(drawing, band, y, tone="band") + GUTTER
    if arrangement.columns:
        y = _columns(drawing, arrangement.columns, y, with_arrows=arrangement.work_together) + GUTTER
    for section in arrangement.below:
        y = _band(drawing, section, y, tone="plain") + GUTTER
    drawing.height = max(y - GUTTER, 0)
    return drawing


def draw_to_fit(arrangement: Arrangement, *, ratio: float) -> Drawing:
    """The narrowest drawing that is at least so many times as wide as high, for a sheet of paper."""
    drawing = draw(arrangement)
    width = WIDTH
    while drawing.height and drawing.width < ratio * drawing.height and width < WIDEST:
        width += 80
        drawing = draw(arrangement, width=width)
    return drawing


def _band(drawing: Drawing, section: Section, y: float, *, tone: str) -> float:
    panel = place_section(section, 0, y, drawing.width, tone=tone)
    drawing.panels.append(panel)
    return y + panel.height


def _columns(drawing: Drawing, columns: tuple[Column, ...], y: float, *, with_arrows: bool) -> float:
    room = drawing.width - GUTTER * (len(columns) - 1)
    shares = sum(column.share for column in columns)
    x = 0.0
    placed: list[tuple[Panel, list[Panel]]] = []
    for column in columns:
        width = room * column.share / shares
        placed.append(_column(column, x, y, width))
        x += width + GUTTER
    height = max(ground.height for ground, _panels in placed)
    for ground, sections in placed:
        drawing.panels.append(
            Panel(ground.x, y, ground.width, height, ground.title, ground.words, (), (), ground.tone, ground.row)
        )
        drawing.panels.extend(sections)
    # The columns work with one another: an arrow both ways between neighbours.
    for ground, _panels in placed[1:] if with_arrows else []:
        drawing.arrows.append((ground.x - GUTTER + 2, ground.x - 2, y + INSET + HEADING.leading / 2))
    return y + height


def _column(column: Column, x: float, y: float, width: float) -> tuple[Panel, list[Panel]]:
    top = y + INSET
    words, top = set_lines(column.title, x + INSET, top, width - 2 * INSET, HEADING, tone="heading")
    top += GAP
    panels = []
    for section in column.sections:
        panel = place_section(section, x + INSET, top, width - 2 * INSET)
        panels.append(panel)
        top += panel.height + SECTION_GAP - 4
    ground = Panel(
        x, y, width, top - y + (0 if not panels else INSET - SECTION_GAP + 4), column.title, words, tone=column.tone, row=column.row
    )
    return ground, panels


def place_section(section: Section, x: float, y: float, width: float, *, tone: str = "panel") -> Panel:
    """A section as a panel: its title, then its entries in the section's style."""
    from hyte.governance.structure.picture.trees import place_tree

    inner = width - 2 * INSET
    words, top = set_lines(section.title, x + INSET, y + PAD_Y + 2, inner, TITLE, tone="title")
    if section.note:
        note, top = set_lines(section.note, x + INSET, top, inner, DETAIL, tone="quiet")
        words += note
    top += 6
    if section.style == "tree":
        placed = place_tree(section.entries, x + INSET, top, inner)
    elif section.style == "cards":
        placed = _cards(section.entries, x + INSET, top, inner)
    else:
        placed = _grid(section, x + INSET, top, inner)
    top += placed.height
    if section.more:
        more, top = set_lines(_more(section.more), x + INSET, top + 4, inner, DETAIL, tone="quiet")
        words += more
    return Panel(x, y, width, top - y + INSET, section.title, words, placed.boxes, placed.lines, tone)


def _more(number: int) -> str:
    return _("and %(number)s more") % {"number": number}


def _grid(section: Section, x: float, y: float, width: float) -> Placed:
    """Boxes in rows of equal height."""
    across = max(1, min(section.across, len(section.entries)))
    cell = (width - GAP * (across - 1)) / across
    look = "strong" if section.style == "strong" else "box"
    boxes: list[Box] = []
    top = y
    for start in range(0, len(section.entries), across):
        line = [
            place_box(entry, x + number * (cell + GAP), top, cell, look=look)
            for number, entry in enumerate(section.entries[start : start + across])
        ]
        height = max(box.height for box in line)
        boxes.extend(stretch(box, height) for box in line)
        top += height + GAP
    return Placed(tuple(boxes), top - y - GAP)


def _cards(entries: tuple[Entry, ...], x: float, y: float, width: float) -> Placed:
    """Each entry as a box, with what stands under it as lines below its name."""
    boxes: list[Box] = []
    top = y
    for entry in entries:
        head = place_box(entry, x, top, width, look="strong" if entry.children else "box")
        boxes.append(head)
        top += head.height + (4 if entry.children else 0)
        for child in _descendants(entry):
            line = place_box(child, x, top, width, look="post" if child.row.type == Type.POST else "bullet")
            boxes.append(line)
            top += line.height
        top += GAP
    return Placed(tuple(boxes), top - y - GAP)


def _descendants(entry: Entry) -> list[Entry]:
    return [found for child in entry.children for found in (child, *_descendants(child))]


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
