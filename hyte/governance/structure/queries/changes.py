"""The comparison of two days, or of a draft and a day, over what a user may see."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Max

from hyte.core.areas.models import Area
from hyte.governance.structure.changes.comparison import Comparison, compare
from hyte.governance.structure.drafts import Draft
from hyte.governance.structure.models import (
    BodyPeriod,
    Duty,
    FocusArea,
    Post,
    SteeringDocument,
    Succession,
    UnitPeriod,
)
from hyte.governance.structure.picture.rows import StructureRow
from hyte.governance.structure.queries.picture import draft_rows, picture_rows, register_rows


def changes_between(area: Area, *, start: date, end: date, user: Any) -> Comparison:
    """What changed in the area's register between two days."""
    before = register_rows(area, day=start, user=user)
    after = register_rows(area, day=end, user=user)
    return compare(before, after, later=_told_later(after, area, end, user), successors=_successors(area, user))


def changes_since_draft(area: Area, *, draft: Draft, end: date, user: Any) -> Comparison:
    """How the picture of a day differs from a draft."""
    before = draft_rows(draft, area, user=user)
    after = picture_rows(area, day=end, user=user)
    living = register_rows(area, day=end, user=user)
    later = _told_later(living, area, end, user)
    return compare(before, after, from_draft=True, elsewhere=living, later=later, successors=_successors(area, user))


def _told_later(living: list[StructureRow], area: Area, day: date, user: Any) -> list[StructureRow]:
    """What sources tell of only after the day, without saying when it began."""
    known, told = {row.key for row in living}, _last_told(area, day)
    rows = register_rows(area, day=told, user=user) if told else []
    return [row for row in rows if row.key not in known and row.start is None]


def _last_told(area: Area, day: date) -> date | None:
    """The last day on which a source tells of something whose first day is not known, when it is after the day."""
    found = [
        model.objects.filter(**{home: area}, valid_from__isnull=True, attested_on__gt=day).aggregate(
            last=Max("attested_on")
        )["last"]
        for model, home in (
            (BodyPeriod, "of__home"),
            (UnitPeriod, "of__home"),
            (Post, "home"),
            (Duty, "home"),
            (FocusArea, "home"),
            (SteeringDocument, "home"),
        )
    ]
    return max((last for last in found if last), default=None)


def _successors(area: Area, user: Any) -> dict[str, list[str]]:
    """What each body grew into, by the predecessor's key."""
    found: dict[str, list[str]] = {}
    rows = Succession.objects.visible_to(user).live().of(area).order_by("key")
    for row in rows.select_related("predecessor", "successor").prefetch_related("successor__periods"):
        periods = sorted(row.successor.periods.all(), key=lambda period: (period.valid_from or date.min, period.pk))
        found.setdefault(row.predecessor.key, []).append(periods[-1].name if periods else row.successor.key)
    return found
