"""What has changed between two versions of a plan: objectives and actions by their keys, and each one's fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.planning.plans.queries.content import Content
from hyte.planning.plans.queries.pages import in_words

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
WORDS = {
    "name": _("name"),
    "description": _("description"),
    "summary": _("summary"),
    "plain_summary": _("summary in plain language"),
    "text": _("text"),
    "local_words": _("local words"),
    "themes": _("themes"),
    "focus_areas": _("focus areas"),
    "age_groups": _("age groups"),
    "owner": _("body in charge"),
    "post": _("post in charge"),
    "unit": _("unit in charge"),
    "partners": _("partners"),
    "areas": _("municipalities"),
    "starts": _("begins"),
    "ends": _("ends"),
    "money": _("money, euros"),
    "work_months": _("work, person-months"),
    "grants": _("grants"),
    "premises": _("premises and other means"),
    "measures": _("measures"),
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
    old, new = in_words(before), in_words(after)
    found = [_changed(_("plan"), old["plan"], new["plan"])]
    found += _parts(_("text"), _by_key(old["texts"]), _by_key(new["texts"]))
    found += _parts(_("objective"), _by_key(old["objectives"]), _by_key(new["objectives"]))
    found += _parts(_("action"), _by_key(_actions(old)), _by_key(_actions(new)))
    return [part for part in found if part is not None]


def _actions(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [action for objective in content["objectives"] for action in objective["actions"]]


def _by_key(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in rows}


def _parts(what: Any, old: dict[str, dict[str, Any]], new: dict[str, dict[str, Any]]) -> list[PartDifference | None]:
    removed = [PartDifference(REMOVED, what, _name(row), []) for key, row in old.items() if key not in new]
    added = [PartDifference(ADDED, what, _name(row), []) for key, row in new.items() if key not in old]
    return [*removed, *added, *(_changed(what, old[key], new[key]) for key in new if key in old)]


def _changed(what: Any, old: dict[str, Any], new: dict[str, Any]) -> PartDifference | None:
    fields = [
        FieldDifference(words, _shown(old.get(name)), _shown(new.get(name)))
        for name, words in WORDS.items()
        if _shown(old.get(name)) != _shown(new.get(name))
    ]
    return PartDifference(CHANGED, what, _name(new), fields) if fields else None


def _name(row: dict[str, Any]) -> str:
    return str(row.get("name") or row.get("title") or row["key"])


def _shown(value: Any) -> str:
    """A value as a sentence can hold it: names for records, a measure with its path."""
    if isinstance(value, list):
        return "; ".join(_shown(one) for one in value)
    if isinstance(value, dict):
        path = ", ".join(f"{year}: {number}" for year, number in value.get("targets") or [])
        name = _name(value) if value.get("name") else _shown(value.get("indicator"))
        return f"{name} ({path})" if path else name
    return str(value or "")
