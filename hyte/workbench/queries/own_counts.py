"""Own counts and milestones of what was promised, held against the paths that the plans in force say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hyte.core.areas.text import shown_day, shown_number
from hyte.planning.plans.choices import MeasureKind, PathState
from hyte.planning.plans.models import Measure
from hyte.planning.plans.queries.content import Content
from hyte.planning.plans.queries.pages import Words, in_words
from hyte.workbench.queries.promises import Promise
from hyte.workbench.states import path_of_count, path_of_milestone

_ORDER = (PathState.BEHIND, PathState.ON_PATH, PathState.UNKNOWN)


@dataclass(frozen=True)
class OwnCount:
    """A count or milestone that an area keeps by itself, with what is known of it in words."""

    key: str
    name: Words
    path: PathState
    told: str
    is_count: bool
    is_example: bool


def own_counts_of(promises: Iterable[Promise], *, user: Any, day: date) -> dict[str, OwnCount]:
    """Each own count and milestone of these promises by its key; what the reader may not see is left out."""
    promised = {key: said for promise in promises for key, said in promise.own_measures.items()}
    rows = Measure.objects.visible_to(user).live().filter(key__in=promised).prefetch_related("counts")
    return {row.key: _own_count(row, promised[row.key], day) for row in rows}


def in_order(counts: Iterable[OwnCount]) -> list[OwnCount]:
    """Those behind their path first, then those on it."""
    return sorted(counts, key=lambda one: (_ORDER.index(one.path), one.name))


def _own_count(row: Measure, said: Content, day: date) -> OwnCount:
    is_count = said["kind"] == MeasureKind.COUNT
    path, told = _count(row, said, day) if is_count else _milestone(row, said, day)
    return OwnCount(row.key, in_words(said["name"]), path, told, is_count, row.is_example)


def _milestone(row: Measure, said: Content, day: date) -> tuple[PathState, str]:
    due = date.fromisoformat(said["due"]) if said["due"] else None
    path = path_of_milestone(due=due, reached_on=row.reached_on, day=day)
    if row.reached_on and row.reached_on <= day:
        return path, _("reached on %(day)s") % {"day": shown_day(row.reached_on)}
    return path, _("to be reached by %(day)s") % {"day": shown_day(due)} if due else ""


def _count(row: Measure, said: Content, day: date) -> tuple[PathState, str]:
    targets = [(int(year), float(value)) for year, value in said["targets"]]
    counts = [(count.day, float(count.value)) for count in row.counts.all()]
    found = path_of_count(counts, targets, wanted=said["direction"], day=day)
    if found.counted_on is None:
        return found.state, _("no count of the last three years")
    told = {
        "value": _plain(found.value),
        "unit": in_words(said["unit"]) or "",
        "day": shown_day(found.counted_on),
        "year": found.counted_on.year,
        "target": _plain(found.expected),
    }
    if found.expected is None:
        words = _("%(value)s %(unit)s by %(day)s, no target of %(year)s") % told
    else:
        words = _("%(value)s %(unit)s by %(day)s, target of %(year)s %(target)s") % told
    return found.state, words.replace("  ", " ")


def _plain(value: float | None) -> str:
    """A number with its decimals, two at most, only where it has some."""
    return "" if value is None else shown_number(int(value) if value == int(value) else round(value, 2))
