"""How a comparison reads: in sentences for people, as plain values for scripts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hyte.core.areas.text import finnish_key, shown_day
from hyte.governance.structure.changes.comparison import Change, Comparison
from hyte.governance.structure.picture.rows import Slot, Type


@dataclass(frozen=True)
class TypeChanges:
    """The changes of one type, under their heading and count."""

    type: Type
    title: str
    before: int | str
    after: int | str
    began: tuple[Change, ...]
    ended: tuple[Change, ...]
    renamed: tuple[Change, ...]
    moved: tuple[Change, ...]
    aliases: tuple[Change, ...]
    first_told: tuple[Change, ...]

    @property
    def is_changed(self) -> bool:
        return bool(self.began or self.ended or self.renamed or self.moved or self.aliases or self.first_told)

    @property
    def told_by_day(self) -> list[tuple[date | None, list[Change]]]:
        """What began nobody knows when, by the day on which it is first told of."""
        days: dict[date | None, list[Change]] = {}
        for change in self.first_told:
            days.setdefault(change.row.first_known, []).append(change)
        return sorted(days.items(), key=lambda pair: pair[0] or date.min)


def type_titles() -> dict[Type, str]:
    """Headings of the types, in the order they are told."""
    return {
        Type.FOCUS_AREA: _("Focus areas"),
        Type.DOCUMENT: _("Steering documents"),
        Type.NETWORK: _("Networks and groups"),
        Type.BODY: _("Organs"),
        Type.UNIT: _("Units"),
        Type.POST: _("Posts"),
        Type.DUTY: _("Duties"),
        Type.THEME: _("Themes"),
        Type.ORGANISATION: _("Organisations"),
    }


def slot_titles() -> dict[Slot, str]:
    """What stands in each place of the picture."""
    return {
        Slot.DOCUMENT: _("Steering documents"),
        Slot.THEME: _("Themes"),
        Slot.FOCUS_AREA: _("Focus areas"),
        Slot.MUNICIPALITY: _("Municipalities"),
        Slot.REGIONAL_COUNCIL: _("Regional council"),
        Slot.ASSOCIATION: _("Associations"),
        Slot.ASSOCIATION_BODY: _("Advisory council of associations"),
        Slot.INTERFACE_BODY: _("Advisory councils"),
        Slot.COORDINATORS: _("Coordinators of the municipalities"),
        Slot.HYTE_NETWORK: _("Networks of wellbeing and health"),
        Slot.PREVENTION_NETWORK: _("Networks of preventive work"),
        Slot.COUNTY: _("Wellbeing services county"),
        Slot.COUNTY_BODY: _("Organs of the county"),
        Slot.PRESENTER: _("Presenting official"),
        Slot.HYTE_UNIT: _("Unit for wellbeing and interfaces"),
        Slot.HYTE_POST: _("Posts of the unit"),
        Slot.DUTY: _("Duties of the unit"),
        Slot.SECTOR: _("Sectors"),
        Slot.COOPERATION: _("Cooperation with the personnel"),
        Slot.ORGAN: _("Organs"),
        Slot.PARTICIPATION: _("Councils for participation"),
        Slot.GROUP: _("Groups"),
        Slot.UNIT: _("Organisation"),
        Slot.GROUPING: _("Groupings"),
    }


def by_type(comparison: Comparison) -> list[TypeChanges]:
    """The changes under the heading of each type that either side has."""
    found = []
    for type_, title in type_titles().items():
        if type_ in comparison.counts:
            before, after = (_("not known") if n is None else n for n in comparison.counts[type_])
            lists = {"began": comparison.began_on_a_day} | {
                verb: getattr(comparison, verb) for verb in ("ended", "renamed", "moved", "aliases", "first_told")
            }
            parts = {
                verb: tuple(change for change in changes if change.row.type == type_) for verb, changes in lists.items()
            }
            found.append(TypeChanges(type_, title, before, after, **parts))
    return found


def new_places(comparison: Comparison) -> list[tuple[str, int]]:
    """Places of the picture that had nothing before: their titles and how many stand there now."""
    titles = slot_titles()
    return [
        (titles[slot], after) for slot, (before, after) in comparison.places.items() if slot in titles and not before
    ]


def as_dict(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain values."""
    titles = slot_titles()
    return {
        "counts": {str(type_): list(counts) for type_, counts in comparison.counts.items()},
        "began": [
            _item(change) | _since(change) | {"is_start_known": not change.is_first_attested}
            for change in comparison.began
        ],
        "ended": [
            _item(change)
            | ({"ended_on": change.row.end.isoformat()} if change.row.end else {})
            | ({"became": list(change.successors)} if change.successors else {})
            for change in comparison.ended
        ],
        "renamed": [_item(change) | {"from": change.before, "to": change.after} for change in comparison.renamed],
        "moved": [_item(change) | {"from": change.before, "to": change.after} for change in comparison.moved],
        "aliases": [_item(change) | {"from": change.before, "to": change.after} for change in comparison.aliases],
        "off_picture": [_item(change) for change in comparison.off_picture],
        "not_known": [_item(change) | _since(change) for change in comparison.not_known],
        "not_compared": [
            {"slot": str(slot), "title": titles.get(slot, ""), "rows": rows} for slot, rows in comparison.not_compared
        ],
        "places": {str(slot): list(counts) for slot, counts in comparison.places.items() if slot},
    }


def as_text(comparison: Comparison) -> str:
    """The comparison as lines to read."""
    lines: list[str] = []
    for part in by_type(comparison):
        lines.append(f"{part.title} {part.before} → {part.after}")
        lines += [f"  + {change.after}{_first_told(change)}" for change in part.began]
        lines += [f"  ? {change.after}{_first_told(change)}" for change in part.first_told]
        lines += [f"  - {change.before}{_became(change)}" for change in part.ended]
        lines += [f"  ~ {change.before} → {change.after}" for change in part.renamed]
        lines += [
            "  > "
            + _("%(name)s: from %(before)s to %(after)s")
            % {"name": change.row.name, "before": change.before or "–", "after": change.after or "–"}
            for change in part.moved
        ]
        lines += [f"  = {change.before} = {change.after}" for change in part.aliases]
    for title, number in new_places(comparison):
        lines.append(_("New on the picture: %(title)s (%(number)s)") % {"title": title, "number": number})
    if comparison.off_picture:
        names = ", ".join(sorted((change.row.name for change in comparison.off_picture), key=finnish_key))
        lines.append(_("In force, but no longer on the picture: %(names)s") % {"names": names})
    if comparison.not_known:
        names = ", ".join(sorted((change.row.name for change in comparison.not_known), key=finnish_key))
        lines.append(
            _("Not known on the later day, since sources tell of these only after it: %(names)s") % {"names": names}
        )
    if comparison.not_compared:
        titles = slot_titles()
        names = ", ".join(titles.get(slot, "") for slot, _rows in comparison.not_compared)
        lines.append(_("Not compared, since the draft does not state them: %(names)s") % {"names": names})
    return "\n".join(lines)


def _first_told(change: Change) -> str:
    if change.is_first_attested and change.row.first_known:
        return " (" + _("first known on %(day)s") % {"day": shown_day(change.row.first_known)} + ")"
    return f" ({shown_day(change.row.start)})" if change.row.start else ""


def _became(change: Change) -> str:
    return " (" + _("became %(names)s") % {"names": ", ".join(change.successors)} + ")" if change.successors else ""


def _item(change: Change) -> dict[str, Any]:
    row = change.row
    item: dict[str, Any] = {"type": str(row.type), "name": row.name, "key": row.key}
    if row.slot:
        item["slot"] = str(row.slot)
    if row.is_example:
        item["is_example"] = True
    return item


def _since(change: Change) -> dict[str, Any]:
    """A first day that nobody knows is said to be unknown, with the day on which the thing is first told of."""
    row = change.row
    if row.start:
        return {"start": row.start.isoformat()}
    return {"start": "unknown", "first_known": row.first_known.isoformat() if row.first_known else None}
