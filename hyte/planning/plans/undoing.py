"""What follows when an act on a plan's approval is undone."""

from __future__ import annotations

from typing import Any

from hyte.core.accounts.rules import Principal
from hyte.core.audit.undoing import follow_undo
from hyte.planning.plans.models import PlanSnapshot
from hyte.planning.plans.operations.approval import mark_approved


def follow_newest_approval(snapshot: Any, by: Principal) -> None:
    """What is noted as approved follows the version that is the newest after the undo."""
    newest = PlanSnapshot.objects.live().filter(plan=snapshot.plan_id).order_by("-number").first()
    mark_approved(snapshot.plan, newest.content if newest else None)


follow_undo(PlanSnapshot, follow_newest_approval)
