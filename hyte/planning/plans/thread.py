"""Plans on the thread: document and body → plan → objective → action → measure → indicator, and the proof of progress."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.thread.graph import columns, register_edge, register_kind
from hyte.governance.meetings.models import Decision, Evidence, Matter
from hyte.governance.structure.models import Body, FocusArea, Post, SteeringDocument, Theme, Unit
from hyte.knowledge.indicators.models import Concern, Indicator, LostYearsFinding
from hyte.planning.plans.models import (
    Action,
    ApprovalStep,
    Measure,
    Objective,
    Plan,
    PlanAnswer,
    PlanObjective,
    PlanSnapshot,
)

_RELATED = {
    Plan: ("home",),
    Objective: ("home",),
    Action: ("home",),
    Measure: ("home", "indicator", "objective__home", "action__home"),
}


def _rows(model: Any) -> Any:
    def rows(user: Any, ids: list[int]) -> Iterable[Any]:
        return model.objects.visible_to(user).live().filter(pk__in=ids).select_related(*_RELATED[model])

    return rows


for _model in _RELATED:
    register_kind(_model, _rows(_model))

register_edge(
    SteeringDocument,
    Plan,
    label=_("is followed up as"),
    back_label=_("is written in"),
    pairs=columns(Plan, "document_id", "pk"),
)
register_edge(
    Body,
    Plan,
    label=_("handles"),
    back_label=_("goes through"),
    pairs=columns(ApprovalStep, "body_id", "plan_id"),
)
register_edge(
    Decision,
    Plan,
    label=_("approved"),
    back_label=_("was approved by"),
    pairs=columns(PlanSnapshot, "decision_id", "plan_id", withdrawn_on=None),
)
register_edge(
    Theme,
    Plan,
    label=_("is a theme of"),
    back_label=_("has as its theme"),
    pairs=columns(Plan.themes.through, "theme_id", "plan_id"),
)
register_edge(
    Plan,
    Objective,
    label=_("aims at"),
    back_label=_("stands in"),
    pairs=columns(PlanObjective, "plan_id", "objective_id"),
)
for _model, _through, _name in (
    (Theme, Objective.themes.through, "theme_id"),
    (FocusArea, Objective.focus_areas.through, "focusarea_id"),
    (Concern, Objective.concerns.through, "concern_id"),
):
    register_edge(
        _model,
        Objective,
        label=_("is answered by"),
        back_label=_("answers"),
        pairs=columns(_through, _name, "objective_id"),
    )
register_edge(
    Body,
    Objective,
    label=_("is in charge of"),
    back_label=_("is in the charge of"),
    pairs=columns(Objective, "owner_id", "pk"),
)
for _model, _name in ((Matter, "matter_id"), (Concern, "concern_id"), (LostYearsFinding, "finding_id")):
    for _answer, _by in ((Objective, "objective_id"), (Action, "action_id")):
        register_edge(
            _model,
            _answer,
            label=_("is answered by"),
            back_label=_("answers"),
            pairs=columns(PlanAnswer, _name, _by),
        )
register_edge(
    Objective,
    Action,
    label=_("is pursued by"),
    back_label=_("pursues"),
    pairs=columns(Action, "objective_id", "pk"),
)
for _model, _name in ((Post, "post_id"), (Unit, "unit_id")):
    register_edge(
        _model,
        Action,
        label=_("is in charge of"),
        back_label=_("is in the charge of"),
        pairs=columns(Action, _name, "pk"),
    )
register_edge(
    Body,
    Action,
    label=_("takes part in"),
    back_label=_("is done with"),
    pairs=columns(Action.bodies.through, "body_id", "action_id"),
)
for _model, _name in ((Objective, "objective_id"), (Action, "action_id")):
    register_edge(
        _model,
        Measure,
        label=_("is seen by"),
        back_label=_("measures"),
        pairs=columns(Measure, _name, "pk", withdrawn_on=None),
    )
register_edge(
    Measure,
    Indicator,
    label=_("is read from"),
    back_label=_("gives numbers to"),
    pairs=columns(Measure, "pk", "indicator_id"),
)
register_edge(
    Action,
    Evidence,
    label=_("is shown by"),
    back_label=_("is evidence of"),
    pairs=columns(Evidence, "object_id", "pk", model=Action._meta.label_lower),
)
