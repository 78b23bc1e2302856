"""A whole plan as a workbook: which rows of each sheet belong to the plan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from hyte.planning.plans.models import (
    Action,
    ApprovalStep,
    Measure,
    MeasureCount,
    MeasureTarget,
    Objective,
    Plan,
    PlanObjective,
    Progress,
)


def ids_by_sheet(plan: Plan) -> dict[str, Iterable[int]]:
    """The plan's rows of each sheet: its own area's; an objective that another area shares stands in it by its key."""
    placings = PlanObjective.objects.filter(plan=plan)
    objectives = Objective.objects.live().filter(home=plan.home_id, pk__in=placings.values("objective"))
    actions = actions_of(plan)
    measures = Measure.objects.live().filter(home=plan.home_id)
    measures = measures.filter(Q(objective__in=objectives.values("pk")) | Q(action__in=actions.values("pk")))
    rows: dict[str, Any] = {
        "plans": Plan.objects.filter(pk=plan.pk),
        "plan_steps": ApprovalStep.objects.filter(plan=plan),
        "objectives": objectives,
        "plan_objectives": placings,
        "actions": actions,
        "measures": measures,
        "measure_targets": MeasureTarget.objects.filter(measure__in=measures.values("pk")),
        "measure_counts": MeasureCount.objects.filter(measure__in=measures.values("pk")),
        "progress": Progress.objects.filter(action__in=actions.values("pk")),
    }
    return {name: list(found.values_list("pk", flat=True)) for name, found in rows.items()}


def actions_of(plan: Plan) -> Any:
    """What the plan's own area does for its objectives."""
    held = PlanObjective.objects.filter(plan=plan).values("objective")
    return Action.objects.live().filter(home=plan.home_id, objective__in=held)
