"""Rows → sections and columns: one arrangement serves both the drawing and the list that reads the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from hyte.governance.structure.picture.rows import Slot, StructureRow

# An area may know hundreds of associations; the picture names a few and says how many more there are.
MOST_ASSOCIATIONS = 8
# So many municipalities stand one below another; more of them stand in two columns.
ONE_COLUMN = 14


@dataclass(frozen=True)
class Entry:
    """A row with what stands under it, and short lines drawn inside its box."""

    row: StructureRow
    children: tuple[Entry, ...] = ()
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A titled part of the picture. `style`: boxes in a grid, cards with what they hold, or a tree."""

    title: str
    entries: tuple[Entry, ...]
    style: str = "boxes"
    across: int = 1
    more: int = 0
    note: str = ""

    @property
    def count(self) -> int:
        """Everything that stands in the section, also under other things, and what it only says there is."""
        return len(_flat(self.entries)) + self.more


@dataclass(frozen=True)
class Column:
    """A column of sections; its heading may be a row of its own, the county for instance."""

    title: str
    sections: tuple[Section, ...]
    share: int = 1
    tone: str = "plain"
    row: StructureRow | None = None


@dataclass(frozen=True)
class Arrangement:
    """What is drawn and listed: bands across the top, columns side by side, and wide sections under them."""

    bands: tuple[Section, ...] = ()
    columns: tuple[Column, ...] = ()
    below: tuple[Section, ...] = ()
    work_together: bool = False
    lacks: tuple[str, ...] = field(default=(), compare=False)

    @property
    def is_empty(self) -> bool:
        return not (self.bands or self.columns or self.below)

    def rows(self) -> list[StructureRow]:
        """Every row that stands on the picture."""
        found = [column.row for column in self.columns if column.row]
        for section in (*self.bands, *(s for column in self.columns for s in column.sections), *self.below):
            found.extend(_flat(section.entries))
        return found


def _flat(entries: Iterable[Entry]) -> list[StructureRow]:
    return [row for entry in entries for row in (entry.row, *_flat(entry.children))]


def arrange_county(rows: Sequence[StructureRow]) -> Arrangement:
    """Municipalities, interfaces and the county side by side, the steering documents above them."""
    by = _by_slot(rows)
    county = next(iter(by[Slot.COUNTY]), None)
    columns = (
        Column(_("Municipalities and associations"), _municipal_sections(by), share=24, tone="left"),
        Column(_("Interfaces"), _interface_sections(by), share=44, tone="middle"),
        Column(
            county.row.shown if county else _("Wellbeing services county"),
            _county_sections(by),
            share=32,
            tone="right",
            row=county.row if county else None,
        ),
    )
    if county and not columns[2].sections:
        kept = [column for column in columns if column.sections or column.row]
    else:
        kept = [column for column in columns if column.sections]
    return Arrangement(
        bands=_sections(Section(_("Steering documents"), by[Slot.DOCUMENT], across=5)),
        columns=tuple(kept),
        work_together=True,
        lacks=tuple(_lacking(by)),
    )


def arrange_municipality(rows: Sequence[StructureRow]) -> Arrangement:
    """A municipality's own management: organs, groups, and its organisation as a tree."""
    by = _by_slot(rows)
    organs = _sections(
        Section(_("Organs"), _tree(by[Slot.ORGAN]), style="cards"),
        Section(_("Councils for participation"), by[Slot.PARTICIPATION], across=2),
    )
    groups = _sections(Section(_("Leadership and wellbeing groups"), _tree(by[Slot.GROUP]), style="tree"))
    columns = (
        Column(_("Decision-making and participation"), organs, share=36, tone="left"),
        Column(_("Groups"), groups, share=64, tone="middle"),
    )
    return Arrangement(
        bands=_sections(
            Section(_("Themes"), by[Slot.THEME], across=5),
            Section(_("Steering documents"), by[Slot.DOCUMENT], across=5),
        ),
        columns=tuple(column for column in columns if column.sections),
        below=arrange_units(rows).below,
        lacks=tuple(
            words
            for slot, words in (
                (Slot.ORGAN, _("the council, the board and the committees")),
                (Slot.GROUP, _("the leadership group and the wellbeing groups")),
                (Slot.UNIT, _("the organisation with its units")),
            )
            if not by[slot]
        ),
    )


def arrange(rows: Sequence[StructureRow], *, is_municipal: bool) -> Arrangement:
    """The picture of a municipality or of a county."""
    return arrange_municipality(rows) if is_municipal else arrange_county(rows)


def arrange_units(rows: Sequence[StructureRow]) -> Arrangement:
    """An organisation's tree, its groupings apart."""
    by = _by_slot(rows)
    units = {entry.row.key for entry in by[Slot.UNIT]}
    loose = tuple(post for post in by[Slot.HYTE_POST] if post.row.parent not in units)
    return Arrangement(
        below=_sections(
            Section(_("Organisation"), _with_posts(_tree(by[Slot.UNIT]), by[Slot.HYTE_POST]), style="tree"),
            Section(_("Posts whose unit is not recorded"), loose, across=4),
            Section(
                _("Groupings"),
                by[Slot.GROUPING],
                across=4,
                note=_("A grouping gathers parts of the organisation in some text; it is not a step of the tree."),
            ),
        )
    )


def arrange_organs(rows: Sequence[StructureRow]) -> tuple[Section, ...]:
    """Organs nested under one another, and councils for participation."""
    by = _by_slot(rows)
    return _sections(
        Section(_("Organs"), _tree(by[Slot.ORGAN])),
        Section(_("Councils for participation"), by[Slot.PARTICIPATION]),
    )


def _by_slot(rows: Sequence[StructureRow]) -> dict[Slot, tuple[Entry, ...]]:
    by: dict[Slot, list[Entry]] = {slot: [] for slot in Slot}
    for row in rows:
        by[row.slot].append(Entry(row))
    return {slot: tuple(entries) for slot, entries in by.items()}


def _sections(*sections: Section) -> tuple[Section, ...]:
    return tuple(section for section in sections if section.entries)


def _municipal_sections(by: dict[Slot, tuple[Entry, ...]]) -> tuple[Section, ...]:
    associations = by[Slot.ASSOCIATION]
    return _sections(
        Section(
            _("Municipalities"), by[Slot.MUNICIPALITY], across=1 if len(by[Slot.MUNICIPALITY]) <= ONE_COLUMN else 2
        ),
        Section(_("Regional council"), by[Slot.REGIONAL_COUNCIL]),
        Section(
            _("Associations"),
            by[Slot.ASSOCIATION_BODY] + associations[:MOST_ASSOCIATIONS],
            more=max(0, len(associations) - MOST_ASSOCIATIONS),
        ),
    )


def _interface_sections(by: dict[Slot, tuple[Entry, ...]]) -> tuple[Section, ...]:
    return _sections(
        Section(_("Advisory councils"), by[Slot.INTERFACE_BODY], style="strong"),
        Section(_("Focus areas"), by[Slot.FOCUS_AREA], across=3),
        Section(_("Coordinators of the municipalities"), by[Slot.COORDINATORS]),
        Section(_("Networks of wellbeing and health"), by[Slot.HYTE_NETWORK], across=2),
        Section(_("Networks of preventive work"), by[Slot.PREVENTION_NETWORK], across=2),
    )


def _county_sections(by: dict[Slot, tuple[Entry, ...]]) -> tuple[Section, ...]:
    units = _with_posts(by[Slot.HYTE_UNIT], by[Slot.HYTE_POST])
    duties = by[Slot.DUTY]
    cards = tuple(
        Entry(unit.row, (*unit.children, *(duty for duty in duties if duty.row.parent == unit.row.key)))
        for unit in units
    )
    # A draft may state a duty or a post without its unit; it is drawn all the same.
    known = {unit.row.key for unit in units}
    loose = tuple(entry for entry in (*by[Slot.HYTE_POST], *duties) if entry.row.parent not in known)
    return _sections(
        Section(_("Organs"), by[Slot.COUNTY_BODY], style="strong"),
        Section(_("Presenting official"), by[Slot.PRESENTER]),
        Section(_("Unit for wellbeing and interfaces"), cards, style="cards"),
        Section(_("Duties"), loose),
        Section(_("Sectors"), by[Slot.SECTOR], across=2),
        Section(_("Cooperation with the personnel"), by[Slot.COOPERATION]),
    )


def _with_posts(units: tuple[Entry, ...], posts: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Units with their posts first among what stands under them."""
    return tuple(
        Entry(
            unit.row,
            tuple(post for post in posts if post.row.parent == unit.row.key) + _with_posts(unit.children, posts),
            unit.details,
        )
        for unit in units
    )


def _tree(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Rows nested under their parents; one whose parent is not among them stands at the top."""
    keys = {entry.row.key for entry in entries}
    below: dict[str, list[StructureRow]] = {}
    for entry in entries:
        parent = entry.row.parent if entry.row.parent in keys and entry.row.parent != entry.row.key else ""
        below.setdefault(parent, []).append(entry.row)
    placed: set[str] = set()

    def nest(parent: str) -> tuple[Entry, ...]:
        found = []
        for row in below.get(parent, []):
            if row.key not in placed:
                placed.add(row.key)
                found.append(Entry(row, nest(row.key)))
        return tuple(found)

    tops = nest("")
    # Rows in a circle have no top; each is shown rather than lost.
    return tops + tuple(Entry(entry.row) for entry in entries if entry.row.key not in placed)


def _lacking(by: dict[Slot, tuple[Entry, ...]]) -> Iterable[Any]:
    """What a county's picture is still without, in the words of a reader."""
    wanted = {
        Slot.DOCUMENT: _("steering documents"),
        Slot.FOCUS_AREA: _("focus areas of the interfaces"),
        Slot.INTERFACE_BODY: _("the advisory council of the interfaces"),
        Slot.HYTE_NETWORK: _("networks of wellbeing and health"),
        Slot.COUNTY_BODY: _("the organ that answers for wellbeing and health"),
        Slot.SECTOR: _("the county's sectors"),
        Slot.HYTE_UNIT: _("the unit that carries the work"),
    }
    return (words for slot, words in wanted.items() if not by[slot])
