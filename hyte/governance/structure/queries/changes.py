"""The comparison of two days, or of a draft and a day, over what a user may see."""

from __future__ import annotations

from datetime import date
from typing import Any

from hyte.core.areas.models import Area
from hyte.governance.structure.changes.comparison import Comparison, compare
from hyte.governance.structure.drafts import Draft
from hyte.governance.structure.models import Succession
from hyte.governance.structure.queries.picture import draft_rows, picture_rows, register_rows


def changes_between(area: Area, *, start: date, end: date, user: Any) -> Comparison:
    """What changed in the area's register between two days."""
    before = register_rows(area, day=start, user=user)
    after = register_rows(area, day=end, user=user)
    return compare(before, after, successors=_successors(area, user))


def changes_since_draft(area: Area, *, draft: Draft, end: date, user: Any) -> Comparison:
    """How the picture of a day differs from a draft."""
    before = draft_rows(draft, area, user=user)
    after = picture_rows(area, day=end, user=user)
    living = register_rows(area, day=end, user=user)
    return compare(before, after, from_draft=True, elsewhere=living, successors=_successors(area, user))


def _successors(area: Area, user: Any) -> dict[str, list[str]]:
    """What each body grew into, by the predecessor's key."""
    found: dict[str, list[str]] = {}
    rows = Succession.objects.visible_to(user).live().of(area).order_by("key")
    for row in rows.select_related("predecessor", "successor").prefetch_related("successor__periods"):
        periods = sorted(row.successor.periods.all(), key=lambda period: (period.valid_from or date.min, period.pk))
        found.setdefault(row.predecessor.key, []).append(periods[-1].name if periods else row.successor.key)
    return found
