"""Words of a section as they are read: paragraphs, and tables written as lines between bars."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

Table = list[list[str]]
_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Block:
    """A stretch of text, or a table with its head."""

    text: str = ""
    head: list[str] = field(default_factory=list)
    rows: Table = field(default_factory=list)


def as_lines(table: Sequence[Sequence[str]]) -> str:
    """A table as lines that `blocks_of` reads as the same table again; a single row or column as the words that it has."""
    width = max(map(len, table), default=0)
    if len(table) < 2 or width < 2:
        return "\n".join(", ".join(" ".join(cell.split()) for cell in row if cell) for row in table)
    rows = ([*row, *[""] * (width - len(row))] for row in table)
    return "\n".join(f"| {' | '.join(map(_escaped, row))} |" for row in rows)


def _escaped(cell: str) -> str:
    return " ".join(cell.split()).replace("|", "\\|")


def blocks_of(text: str) -> list[Block]:
    """The text in order; two or more lines that begin and end with a bar and have several cells are a table."""
    return list(_blocks(text))


def _blocks(text: str) -> Iterator[Block]:
    waiting: list[str] = []
    for is_table, group in groupby(text.splitlines(), key=lambda line: len(_cells(line)) > 1):
        lines = list(group)
        if not is_table or len(lines) < 2:
            waiting += lines
            continue
        if any(line.strip() for line in waiting):
            yield Block("\n".join(waiting).strip())
        waiting = []
        cells = [_cells(line) for line in lines]
        width = max(map(len, cells))
        whole = [[*row, *[""] * (width - len(row))] for row in cells]
        yield Block(head=whole[0], rows=whole[1:])
    if any(line.strip() for line in waiting):
        yield Block("\n".join(waiting).strip())


def _cells(line: str) -> list[str]:
    """The cells of a line between bars; none of any other line."""
    line = line.strip()
    if len(line) < 2 or not line.startswith("|") or not line.endswith("|") or line.endswith("\\|"):
        return []
    return [cell.strip().replace("\\|", "|") for cell in _BAR.split(line)[1:-1]]
