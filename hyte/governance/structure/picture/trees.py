"""Trees: children side by side while they have children of their own, otherwise stacked under their parent."""

from __future__ import annotations

from hyte.governance.structure.picture.arrangement import Entry
from hyte.governance.structure.picture.boxes import GAP, Box, Placed, place_box
from hyte.governance.structure.picture.rows import Type

LEAST, MOST = 128.0, 300.0
STEP = 22.0
INDENT = 18.0
SIDE_BY_SIDE = 7
Line = tuple[float, float, float, float]


def place_tree(entries: tuple[Entry, ...], x: float, y: float, width: float) -> Placed:
    """Trees one below another, or lone rows in a grid; each as wide as there is room."""
    trees = [_posts_inside(entry) for entry in entries]
    lone = [tree for tree in trees if not tree.children]
    boxes: list[Box] = []
    lines: list[Line] = []
    top = y
    for tree in trees:
        if tree.children:
            columns = _columns(tree, is_top=True)
            cell = min(MOST, (width - GAP * 1.5 * (columns - 1)) / columns)
            bottom = _place(tree, x, top, cell, boxes, lines, is_top=True)
            top = bottom + 2 * GAP
    across = max(1, min(len(lone), int((width + GAP) // (LEAST * 1.4 + GAP))))
    cell = min(MOST, (width - GAP * (across - 1)) / across)
    for start in range(0, len(lone), across):
        line = [place_box(e, x + n * (cell + GAP), top, cell) for n, e in enumerate(lone[start : start + across])]
        boxes.extend(line)
        top += max(box.height for box in line) + GAP
    return Placed(tuple(boxes), max(0.0, max((box.y + box.height for box in boxes), default=y) - y), tuple(lines))


def width_needed(entries: tuple[Entry, ...]) -> float:
    """The least width in which the widest tree can be read."""
    columns = max((_columns(_posts_inside(entry), is_top=True) for entry in entries), default=0)
    return columns * LEAST + max(0, columns - 1) * GAP * 1.5


def _posts_inside(entry: Entry) -> Entry:
    """Posts are lines in their unit's box, not branches."""
    posts = [child for child in entry.children if child.row.type == Type.POST]
    branches = tuple(_posts_inside(child) for child in entry.children if child.row.type != Type.POST)
    details = tuple(f"• {post.row.shown}" + (f" ({post.row.note})" if post.row.note else "") for post in posts)
    return Entry(entry.row, branches, entry.details + details)


def _is_spread(entry: Entry, *, is_top: bool) -> bool:
    """Whether the children stand side by side."""
    if any(child.children for child in entry.children):
        return True
    return is_top and 1 < len(entry.children) <= SIDE_BY_SIDE


def _columns(entry: Entry, *, is_top: bool = False) -> int:
    """How many boxes wide the entry's tree is."""
    if not _is_spread(entry, is_top=is_top):
        return 1
    return sum(_columns(child) for child in entry.children)


def _place(
    entry: Entry,
    x: float,
    y: float,
    cell: float,
    boxes: list[Box],
    lines: list[Line],
    *,
    is_top: bool = False,
    look: str = "",
) -> float:
    """Place a tree whose left edge is x; give its bottom edge."""
    columns = _columns(entry, is_top=is_top)
    span = columns * cell + (columns - 1) * GAP * 1.5
    width = min(span, max(cell, MOST) if is_top else max(cell, min(span, 260.0)))
    box = place_box(entry, x + (span - width) / 2, y, width, look=look or ("strong" if entry.children else "box"))
    boxes.append(box)
    bottom = y + box.height
    if not entry.children:
        return bottom
    if _is_spread(entry, is_top=is_top):
        return _place_beside(entry, box, x, cell, boxes, lines)
    return _place_stacked(entry, box, boxes, lines)


def _place_beside(entry: Entry, box: Box, x: float, cell: float, boxes: list[Box], lines: list[Line]) -> float:
    top = box.y + box.height
    middle, rail = box.x + box.width / 2, top + STEP / 2
    lines.append((middle, top, middle, rail))
    centres = []
    left, lowest = x, top
    # Boxes of one step look alike, also the one that has nothing under it.
    look = "strong" if any(child.children for child in entry.children) else "box"
    for child in entry.children:
        span = _columns(child) * cell + (_columns(child) - 1) * GAP * 1.5
        centres.append(left + span / 2)
        lines.append((centres[-1], rail, centres[-1], top + STEP))
        lowest = max(lowest, _place(child, left, top + STEP, cell, boxes, lines, look=look))
        left += span + GAP * 1.5
    lines.append((min([*centres, middle]), rail, max([*centres, middle]), rail))
    return lowest


def _place_stacked(entry: Entry, box: Box, boxes: list[Box], lines: list[Line]) -> float:
    top = box.y + box.height + GAP
    rail = box.x + INDENT / 2
    centre = top
    for child in entry.children:
        leaf = place_box(child, box.x + INDENT, top, box.width - INDENT)
        boxes.append(leaf)
        centre = leaf.y + leaf.height / 2
        lines.append((rail, centre, leaf.x, centre))
        top += leaf.height + GAP
    lines.append((rail, box.y + box.height, rail, centre))
    return top - GAP
