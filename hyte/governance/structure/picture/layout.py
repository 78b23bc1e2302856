"""Arrangement → places: every box, line of text and connector with its coordinates. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from hyte.governance.structure.picture.arrangement import Arrangement, Column, Entry, Section
from hyte.governance.structure.picture.boxes import (
    DETAIL,
    GAP,
    HEADING,
    PAD_Y,
    TITLE,
    Box,
    Placed,
    Words,
    place_box,
    set_lines,
    stretch,
)
from hyte.governance.structure.picture.rows import StructureRow, Type
from hyte.governance.structure.picture.trees import place_tree, width_needed

WIDTH = 1240.0
WIDEST = 2000.0
GUTTER = 22.0
INSET = 14.0
SECTION_GAP = 16.0


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


def draw(arrangement: Arrangement, *, width: float = WIDTH) -> Drawing:
    """Place bands, then columns of one height, then the wide sections."""
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
        x,
        y,
        width,
        top - y + (0 if not panels else INSET - SECTION_GAP + 4),
        column.title,
        words,
        tone=column.tone,
        row=column.row,
    )
    return ground, panels


def place_section(section: Section, x: float, y: float, width: float, *, tone: str = "panel") -> Panel:
    """A section as a panel: its title, then its entries in the section's style."""
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
