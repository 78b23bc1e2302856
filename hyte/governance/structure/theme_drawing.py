"""Places of two sets of themes and the lines between them; plain numbers that a template draws."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from hyte.governance.structure.queries.themes import SetMapping

WIDTH, BOX, LINE, PAD, GAP = 760, 290, 20, 10, 14
LETTERS = 34  # letters of a name that fit on one line of a box


@dataclass(frozen=True)
class Box:
    x: int
    y: int
    height: int
    lines: list[tuple[int, str]]
    url: str
    is_mapped: bool

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


@dataclass(frozen=True)
class Line:
    y1: int
    y2: int
    kind: str
    x1: int = BOX
    x2: int = WIDTH - BOX

    @property
    def path(self) -> str:
        bend = (self.x1 + self.x2) // 2
        return f"M{self.x1} {self.y1} C{bend} {self.y1} {bend} {self.y2} {self.x2} {self.y2}"


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    boxes: list[Box]
    lines: list[Line]
    box_width: int = BOX


def draw_mapping(mapping: SetMapping) -> Drawing:
    """Two columns of boxes and a line for each tie."""
    loose = {theme.pk for theme in (*mapping.unmapped_source, *mapping.unmapped_target)}
    left = _column(mapping.source.themes, 0, loose)
    right = _column(mapping.target.themes, WIDTH - BOX, loose)
    lines = [Line(left[a].middle, right[b].middle, kind) for a, b, kind in mapping.pairs]
    height = max(box.y + box.height for box in (*left, *right)) + 2
    return Drawing(WIDTH, height, [*left, *right], lines)


def _column(themes: list, x: int, loose: set[int]) -> list[Box]:
    boxes: list[Box] = []
    y = 2
    for theme in themes:
        words = textwrap.wrap(str(theme), LETTERS) or [""]
        height = len(words) * LINE + 2 * PAD
        lines = [(y + PAD + LINE * place + 15, word) for place, word in enumerate(words)]
        boxes.append(Box(x, y, height, lines, theme.get_absolute_url(), theme.pk not in loose))
        y += height + GAP
    return boxes
