"""Gaps: what a confirmed record still lacks, and what was never recorded. Each app registers its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Area
from hyte.core.thread.models import GapAcceptance

MISSING, UNKNOWN = "missing", "unknown"
STRENGTHS = {MISSING: _("missing"), UNKNOWN: _("not known")}


@dataclass(frozen=True)
class Verb:
    """What to do about a gap, right there: its words and the page that does it."""

    label: Any
    url: str


@dataclass(frozen=True)
class Gap:
    """One thing that is missing from a record, or one kind of thing that is not known of several.

    `law` ranks gaps without a day: 0 for what a law asks, 1 for what a rule or decision asks, 2 for the rest.
    """

    kind: str
    strength: str
    record: str
    why: str
    who: str
    url: str = ""
    model: str = ""
    object_id: int | None = None
    due: date | None = None
    law: int = 2
    count: int = 1
    verb: Verb | None = None
    names: tuple[str, ...] = field(default=())
    is_example: bool = False

    @property
    def strength_label(self) -> Any:
        return STRENGTHS[self.strength]

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "strength": self.strength,
            "record": self.record,
            "why": self.why,
            "who": self.who,
            "due": self.due.isoformat() if self.due else None,
            "count": self.count,
            "url": self.url,
            "is_example": self.is_example,
        }


Finder = Callable[[Area, date, Any], Iterable[Gap]]
_finders: list[Finder] = []


def register_gaps(finder: Finder) -> None:
    """Add a function that finds gaps of an area on a day, among what the user may see."""
    _finders.append(finder)


def gaps_of(area: Area, *, day: date, user: Any, with_accepted: bool = False) -> list[Gap]:
    """The area's gaps: missing before unknown, by nearest day, then by law; accepted ones are left out."""
    accepted = {(row.kind, row.model, row.object_id) for row in GapAcceptance.objects.filter(home=area, until__gte=day)}
    found = [
        gap
        for finder in _finders
        for gap in finder(area, day, user)
        if with_accepted or (gap.kind, gap.model, gap.object_id) not in accepted
    ]
    return sorted(found, key=_rank)


def _rank(gap: Gap) -> tuple[Any, ...]:
    return (gap.strength != MISSING, gap.due or date.max, gap.law, gap.kind, gap.record)


def first_screen(gaps: list[Gap], *, most: int = 10) -> list[Gap]:
    """At most ten gaps to begin with, in the list's own order."""
    return gaps[:most]
