"""What has changed between two versions of a plan: objectives and actions by their keys, and each one's fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.text import language_name, shown_day, shown_number
from hyte.planning.plans.choices import AgeGroup, Direction, Evidence, MeasureKind, Phase, PlanKind
from hyte.planning.plans.queries.content import LANGUAGES, Content
from hyte.planning.plans.queries.pages import in_words

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
# Every field of a version, so that two versions under different hashes never seem the same.
WORDS = {
    "name": _("name"),
    "title": _("heading"),
    "kind": _("kind"),
    "description": _("description"),
    "summary": _("summary"),
    "plain_summary": _("summary in plain language"),
    "text": _("text"),
    "plain_text": _("text in plain language"),
    "local_words": _("local words"),
    "themes": _("themes"),
    "focus_areas": _("focus areas"),
    "age_groups": _("age groups"),
    "concerns": _("joys and worries behind it"),
    "indicators": _("indicators behind it"),
    "owner": _("body in charge"),
    "post": _("post in charge"),
    "unit": _("unit in charge"),
    "partners": _("partners"),
    "bodies": _("bodies and networks taking part"),
    "areas": _("municipalities"),
    "starts": _("begins"),
    "ends": _("ends"),
    "phase": _("phase"),
    "money": _("money, euros"),
    "work_months": _("work, person-months"),
    "grants": _("grants"),
    "premises": _("premises and other means"),
    "evidence": _("evidence base"),
    "evidence_source": _("source of the evidence"),
    "measures": _("measures"),
}


def _day(value: str) -> str:
    return shown_day(date.fromisoformat(value))


def _number(value: str) -> str:
    return shown_number(Decimal(value))


# How a field is said that a version keeps as a code, a day or a number.
SAID: dict[str, Callable[[str], Any]] = {
    "kind": lambda code: PlanKind(code).label,
    "age_groups": lambda code: AgeGroup(code).label,
    "phase": lambda code: Phase(code).label,
    "evidence": lambda code: Evidence(code).label,
    "starts": _day,
    "ends": _day,
    "money": _number,
    "work_months": _number,
}


@dataclass(frozen=True)
class FieldDifference:
    words: Any
    before: str
    after: str


@dataclass(frozen=True)
class PartDifference:
    """A part of the plan that was added, removed or changed, and for a changed one its fields."""

    kind: str
    what: str
    name: str
    fields: list[FieldDifference]


def differences(before: Content, after: Content) -> list[PartDifference]:
    """The plan's own description, its texts, objectives and actions, in this order."""
    found = [_changed(_("plan"), before["plan"], after["plan"])]
    found += _parts(_("text"), before["texts"], after["texts"])
    found += _parts(_("objective"), before["objectives"], after["objectives"])
    found += _parts(_("action"), _actions(before), _actions(after))
    found.append(_moved(before, after))
    return [part for part in found if part is not None]


def _actions(content: Content) -> list[Content]:
    return [action for objective in content["objectives"] for action in objective["actions"]]


def _parts(what: Any, before: list[Content], after: list[Content]) -> list[PartDifference | None]:
    old, new = ({row["key"]: row for row in rows} for rows in (before, after))
    removed = [PartDifference(REMOVED, what, _name(row), []) for key, row in old.items() if key not in new]
    added = [PartDifference(ADDED, what, _name(row), []) for key, row in new.items() if key not in old]
    return [*removed, *added, *(_changed(what, old[key], new[key]) for key in new if key in old)]


def _moved(before: Content, after: Content) -> PartDifference | None:
    """The order and the places of the objectives that both versions have, and of the actions under them."""
    names, places = [], []
    for content in (before, after):
        rows = [*content["objectives"], *content["texts"], *_actions(content)]
        names.append({row["key"]: _name(row) for row in rows})
        places.append([row["key"] for row in rows])
    both = set(places[0]) & set(places[1])
    old, new = ([key for key in place if key in both] for place in places)
    if old == new:
        return None
    words = ["; ".join(names[side][key] for key in place) for side, place in enumerate((old, new))]
    return PartDifference(CHANGED, _("plan"), _name(after["plan"]), [FieldDifference(_("order"), *words)])


def _changed(what: Any, old: Content, new: Content) -> PartDifference | None:
    fields = [one for name, words in WORDS.items() for one in _field(name, words, old.get(name), new.get(name))]
    return PartDifference(CHANGED, what, _name(new), fields) if fields else None


def _field(name: str, words: Any, old: Any, new: Any) -> Iterator[FieldDifference]:
    """A field that differs; a text in each language in which it does."""
    if _is_text(old) and _is_text(new):
        for code in LANGUAGES:
            before, after = old.get(code, ""), new.get(code, "")
            if before != after:
                is_own = code == (get_language() or LANGUAGES[0])
                label = words if is_own else format_lazy("{words} ({code})", words=words, code=language_name(code))
                yield FieldDifference(label, before, after)
        return
    before, after = _shown(name, old), _shown(name, new)
    if before != after:
        yield FieldDifference(words, before, after)


def _is_text(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() <= set(LANGUAGES)


def _name(row: Content) -> str:
    return str(in_words(row.get("name") or row.get("title") or {}) or row["key"])


def _shown(name: str, value: Any) -> str:
    """A value as a sentence can hold it: names for records, a measure with all that it says."""
    if isinstance(value, list):
        return "; ".join(_shown(name, one) for one in value)
    if isinstance(value, dict):
        return _measure(value) if name == "measures" else _name(value)
    if value in (None, ""):
        return ""
    return str(SAID[name](value)) if name in SAID else str(value)


def _measure(measure: Content) -> str:
    name = _name(measure) if measure["name"] else _name(measure["indicator"] or measure)
    told = [
        MeasureKind(measure["kind"]).label,
        in_words(measure["unit"]),
        Direction(measure["direction"]).label if measure["direction"] else "",
        _day(measure["due"]) if measure["due"] else "",
        *(f"{year}: {_number(value)}" for year, value in measure["targets"]),
    ]
    return f"{name} ({', '.join(str(one) for one in told if one)})"
