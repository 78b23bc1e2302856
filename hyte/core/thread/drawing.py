"""The thread as a drawing: one column a step, boxes with links, lines from each box to where it leads."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from hyte.core.areas.text import shown_language
from hyte.core.thread.graph import Node, Thread

WIDTH, GAP, LINE, PADDING, SPACE = 210, 56, 18, 10, 14
CHARACTERS = 27
MOST = 7  # boxes in one column; the list beside the drawing has them all


@dataclass(frozen=True)
class Box:
    """A box: where it is, its kind, its lines of text, its name and address."""

    x: int
    y: int
    height: int
    kind: str
    lines: list[str]
    name: str
    url: str
    language: str = ""
    is_root: bool = False

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def kind_y(self) -> int:
        return self.y + PADDING + 10

    @property
    def placed_lines(self) -> list[tuple[int, str]]:
        return [(self.y + PADDING + 10 + LINE * (n + 1), line) for n, line in enumerate(self.lines)]


@dataclass(frozen=True)
class Drawing:
    """Boxes and lines with the size they need."""

    width: int
    height: int
    boxes: list[Box]
    lines: list[tuple[int, int, int, int]]


def draw(thread: Thread) -> Drawing:
    """Lay the thread out: what it comes from to the left, what it leads to to the right."""
    columns: dict[int, list[Node]] = {0: [thread.root]}
    _collect(thread.back, columns, sign=-1)
    _collect(thread.forward, columns, sign=1)
    first = min(columns)
    heights = {step: sum(_height(node) + SPACE for node in nodes[:MOST]) for step, nodes in columns.items()}
    tallest = max(heights.values())
    placed: dict[int, Box] = {}
    for step, nodes in columns.items():
        y = (tallest - heights[step]) // 2 + SPACE
        for node in nodes[:MOST]:
            placed[id(node)] = _box(node, (step - first) * (WIDTH + GAP), y, is_root=step == 0)
            y += _height(node) + SPACE
    lines = []
    for step, nodes in columns.items():
        for node in nodes[:MOST]:
            if node.parent is None or id(node.parent) not in placed:
                continue
            here, there = placed[id(node)], placed[id(node.parent)]
            left, right = (here, there) if step < 0 else (there, here)
            lines.append((left.x + WIDTH, left.y + left.height // 2, right.x, right.y + right.height // 2))
    count = max(columns) - first + 1
    return Drawing(count * WIDTH + (count - 1) * GAP, tallest + SPACE, list(placed.values()), lines)


def _collect(nodes: list[Node], columns: dict[int, list[Node]], *, sign: int) -> None:
    for node in nodes:
        columns.setdefault(sign * node.step, []).append(node)
        _collect(node.children, columns, sign=sign)


def _wrapped(node: Node) -> list[str]:
    return textwrap.wrap(node.name, CHARACTERS, max_lines=3, placeholder=" …") or ["–"]


def _height(node: Node) -> int:
    return 2 * PADDING + 12 + LINE * len(_wrapped(node))


def _box(node: Node, x: int, y: int, *, is_root: bool) -> Box:
    return Box(
        x, y, _height(node), str(node.kind), _wrapped(node), node.name, node.url, shown_language(node.record), is_root
    )
