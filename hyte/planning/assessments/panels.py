"""A matter's page tells the assessment of its effects, or why there is none."""

from __future__ import annotations

from datetime import date
from typing import Any

from hyte.core.accounts.rules import Principal, may
from hyte.core.thread.facts import Panel, register_panel
from hyte.governance.meetings.models import Matter
from hyte.planning.assessments.queries.following import assessments_of_matters, need_of
from hyte.planning.assessments.rules import EDIT, HANDLE


def matter_panel(matter: Matter, user: Any, day: date) -> dict[str, Any]:
    """The assessments of a matter, what was said of the need, and for those who may, the way to either."""
    found = assessments_of_matters([matter], user=user).get(matter.pk, [])
    need = need_of(matter, user=user)
    by = Principal(user=user) if getattr(user, "is_authenticated", False) else Principal()
    may_begin, may_judge = may(by, EDIT, matter), may(by, HANDLE, matter)
    if not (found or need or may_begin or may_judge):
        return {}
    return {"assessments": found, "need": need, "assessed": matter, "may_begin": may_begin, "may_judge": may_judge}


register_panel(Matter._meta.label_lower, Panel("assessments/matter_panel.html", matter_panel, order=27))
