"""A plan as people write it in a table: headings in their own words, merged cells, a heading on two rows. It reads bytes only."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from hyte.core.audit.recording import Refused
from hyte.core.exchange.columns import BrokenCell, MergedCell, cell_text
from hyte.core.exchange.reading import read_table
from hyte.core.search.language import normalise

# What a column tells of, by words of its heading in their base forms.
HEADS = {
    "theme": {"kärki", "teema", "painopiste", "painopistealue", "painopisteala", "tema", "insatsområde", "theme"},
    "objective": {"tavoite", "päämäärä", "kehittämiskohde", "mål", "målsättning", "objective", "goal"},
    "action": {"toimenpide", "toimi", "keino", "tehdä", "åtgärd", "action", "measures"},
    "who": {"vastuu", "vastuutaho", "vastuuhenkilö", "vastuuyksikkö", "vastata", "kuka", "toteuttaja"}
    | {"ansvar", "ansvarig", "responsible"},
    "when": {"aikataulu", "ajankohta", "määräaika", "milloin", "tidtabell", "tidsplan", "när", "schedule"},
    "measure": {"mittari", "indikaattori", "mätare", "indikator", "indicator"},
    "money": {"kustannus", "määräraha", "rahoitus", "budjetti", "resurssi", "kostnad", "anslag", "resurs", "costs"},
}
LONG = 6  # letters from which a word also ends a compound: “hyvinvointitavoite”
HEAD_ROWS = 10  # the heading is looked for among the first rows
MOST_ROWS = 2000
LONGEST_HEADING = 60
GENITIVE = ("n", "ens", "ets")  # “toimenpiteen”, “åtgärdens”, “målets”
_PIECE = re.compile(r"(?:(?:(\d{1,2})\.)?(\d{1,2})[./])?(20\d\d)")
_LINES = re.compile(r"[\n;•]+")
_SUM = re.compile(r"\d[\d\s.]*(?:,\d{1,2})?\s*(?:€|euroa|eur)?", re.IGNORECASE)


@dataclass
class TableRow:
    """A row of the table: what it says of a theme, an objective and an action, and the rest as heading and words."""

    number: int
    theme: str = ""
    objective: str = ""
    action: str = ""
    who: str = ""
    when: str = ""
    measure: str = ""
    money: str = ""
    rest: list[tuple[str, str]] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)  # what the table calls each of them


@dataclass(frozen=True)
class Head:
    """The heading of the table: its columns by number, each with its words and what it tells of, and where the rows begin."""

    names: list[str]
    kinds: list[str]
    rows_from: int


def read_plan_table(content: bytes, *, name: str) -> list[TableRow]:
    """The rows of a plan's table, each whole; raise UnreadableFile or Refused with what is wrong and what is accepted."""
    table = read_table(content, name=name)
    rows = [list(table.headers), *table.rows]
    if len(rows) > MOST_ROWS:
        raise Refused(_("The table has over %(number)s rows. Bring it in parts.") % {"number": MOST_ROWS})
    head = _head(rows)
    if head is None:
        raise Refused(
            _(
                "No row names the columns of a plan. Accepted: a heading with a column of objectives or of actions, such as "
                "Tavoite, Toimenpide, Vastuutaho, Aikataulu and Mittari."
            )
        )
    return list(_whole(rows, head))


def _head(rows: Sequence[list[Any]]) -> Head | None:
    """The first row that names two columns, objectives or actions among them; a second row of headings goes on with it."""
    for at, cells in enumerate(rows[:HEAD_ROWS]):
        names = [_heading(cell) for cell in cells]
        kinds = _kinds(names)
        if not {"objective", "action"} & set(kinds) or sum(bool(name) for name in names) < 2:
            continue
        below = [_heading(cell) for cell in rows[at + 1]] if at + 1 < len(rows) else []
        if set(_kinds(below)) - {""} - set(kinds) and all(len(name) <= LONGEST_HEADING for name in below):
            width = max(len(names), len(below))
            above, below = _filled(names, width), _filled(below, width)
            names = [low or high for high, low in zip(above, below, strict=True)]
            return Head(names, _kinds(names), at + 2)
        return Head(names, kinds, at + 1)
    return None


def _filled(cells: list[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _heading(cell: Any) -> str:
    return "" if isinstance(cell, BrokenCell) else " ".join(cell_text(cell).split())


def _kinds(names: Sequence[str]) -> list[str]:
    """What each heading tells of; a kind stands once, in the first column that says it."""
    found: list[str] = []
    for name in names:
        kind = _kind(name) if len(name) <= LONGEST_HEADING else ""
        found.append("" if kind in found else kind)
    return found


def _kind(heading: str) -> str:
    """The word that comes first decides, unless it only says whose the next one is: “toimenpiteen vastuutaho” tells who."""
    words = [(word, _kind_of_word(word)) for word in heading.split()]
    for (word, kind), (_next, following) in pairwise([*words, ("", "")]):
        if kind and not (following and word.lower().endswith(GENITIVE)):
            return kind
    return ""


def _kind_of_word(word: str) -> str:
    bases = {base: None for code in ("fi", "sv") for base in normalise(word, language=code).base.split()}
    return next(
        (kind for base in bases for kind, known in HEADS.items() if any(_means(base, one) for one in known)), ""
    )


def _means(word: str, known: str) -> bool:
    return word == known or (len(known) >= LONG and word.endswith(known))


def _whole(rows: Sequence[list[Any]], head: Head) -> Iterator[TableRow]:
    """Each row with what stands above it where its own cell is merged or, of a theme and an objective, empty."""
    above: list[str] = [""] * len(head.names)
    theme = ""
    for number, cells in enumerate(rows[head.rows_from :], start=head.rows_from + 1):
        own = [*cells, *[""] * (len(head.names) - len(cells))]
        texts = [_text(cell, number, name) for cell, name in zip(own, _filled(head.names, len(own)), strict=True)]
        said = [place for place, text in enumerate(texts) if text]
        if not said:
            continue
        if _is_band(own, said, head):
            theme, above = texts[said[0]], [""] * len(head.names)
            continue
        row = _row(number, own, texts, above, head)
        row.theme = row.theme or theme
        yield row


def _is_band(cells: Sequence[Any], said: Sequence[int], head: Head) -> bool:
    """A row with one text across the table names the theme of the rows under it."""
    is_across = said[0] + 1 < len(cells) and isinstance(cells[said[0] + 1], MergedCell)
    return len(said) == 1 and is_across and not any(isinstance(cell, MergedCell) for cell in cells[: said[0]])


def _text(cell: Any, number: int, name: str) -> str:
    if isinstance(cell, MergedCell):
        return ""
    if isinstance(cell, BrokenCell):
        raise Refused(
            _("Row %(row)s, column %(column)s: %(fault)s.") % {"row": number, "column": name, "fault": cell.fault}
        )
    return "\n".join(line.strip() for line in cell_text(cell).splitlines() if line.strip())


def _row(number: int, cells: Sequence[Any], texts: list[str], above: list[str], head: Head) -> TableRow:
    row = TableRow(number)
    for place, text in enumerate(texts):
        kind = head.kinds[place] if place < len(head.kinds) else ""
        is_merged = isinstance(cells[place], MergedCell)
        if place < len(above):
            if kind == "theme" and text and text != above[place]:
                _forget(above, head, "objective")
            if not text and (is_merged or kind in {"theme", "objective"}):
                text = above[place]
            above[place] = text
        if kind:
            setattr(row, kind, text)
            row.headings[kind] = head.names[place]
        elif text:
            row.rest.append((head.names[place] if place < len(head.names) else "", text))
    return row


def _forget(above: list[str], head: Head, kind: str) -> None:
    """Under a new theme an empty cell does not mean the objective of the theme before it."""
    if kind in head.kinds:
        above[head.kinds.index(kind)] = ""


def lines_in(text: str) -> list[str]:
    """The things of a cell that lists several, each once."""
    lines = (line.strip().removeprefix("-").removeprefix("–").strip() for line in _LINES.split(text))
    return list(dict.fromkeys(line for line in lines if line))


def days_in(text: str) -> tuple[date | None, date | None] | None:
    """The first and last day of a schedule such as 2026, 6/2026, 31.12.2026 or 2026–2027; None where it is told otherwise."""
    clean = " ".join(text.split())
    if re.fullmatch(r"\d{4}-\d\d-\d\d", clean):
        pieces = [f"{int(clean[8:])}.{int(clean[5:7])}.{clean[:4]}"]
    else:
        pieces = [piece.strip() for piece in re.split(r"[-–—]", clean)]
    spans = [_span(piece) for piece in pieces]
    if len(spans) > 2 or None in spans:
        return None
    first, last = spans[0], spans[-1]
    assert first is not None
    assert last is not None
    if len(spans) == 1 and first[0] == first[1]:
        return None, first[1]  # a single day is the day by which it is ready
    return (first[0], last[1]) if first[0] <= last[1] else None


def _span(piece: str) -> tuple[date, date] | None:
    """The days of a year, a month or a day."""
    found = _PIECE.fullmatch(piece)
    if found is None:
        return None
    day, month, year = (int(part) if part else 0 for part in found.groups())
    try:
        if not month:
            return date(year, 1, 1), date(year, 12, 31)
        if not day:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def euros_in(text: str) -> str:
    """A sum of euros as a plain number; empty where the cell tells anything else."""
    clean = " ".join(text.split())
    if not _SUM.fullmatch(clean):
        return ""
    return re.sub(r"[^\d,]", "", clean).replace(",", ".")
