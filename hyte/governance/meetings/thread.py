"""Meetings, matters, decisions and evidence on the thread."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.thread.graph import columns, register_edge, register_kind
from hyte.governance.meetings.models import Decision, Evidence, Matter, Meeting
from hyte.governance.structure.models import Body, Duty, SteeringDocument

_RELATED = {
    Meeting: ("home", "body"),
    Matter: ("home",),
    Decision: ("home", "matter__home", "meeting"),
    Evidence: ("home",),
}


def _rows(model: Any) -> Any:
    def rows(user: Any, ids: list[int]) -> Iterable[Any]:
        found = model.objects.visible_to(user).live().filter(pk__in=ids).select_related(*_RELATED[model])
        return found.prefetch_related("body__periods") if model is Meeting else found

    return rows


for _model in _RELATED:
    register_kind(_model, _rows(_model))

register_edge(
    Body, Meeting, label=_("met in"), back_label=_("is a meeting of"), pairs=columns(Meeting, "body_id", "pk")
)
register_edge(Body, Matter, label=_("handles"), back_label=_("is handled by"), pairs=columns(Matter, "body_id", "pk"))
register_edge(
    Meeting,
    Decision,
    label=_("decided on"),
    back_label=_("in the meeting"),
    pairs=columns(Decision, "meeting_id", "pk"),
)
register_edge(
    Matter, Decision, label=_("led to"), back_label=_("in the matter"), pairs=columns(Decision, "matter_id", "pk")
)
register_edge(
    Decision, Evidence, label=_("is shown by"), back_label=_("shows"), pairs=columns(Evidence, "decision_id", "pk")
)
for _model in (Duty, Body, SteeringDocument, Matter):
    register_edge(
        _model,
        Evidence,
        label=_("is shown by"),
        back_label=_("is evidence of"),
        pairs=columns(Evidence, "object_id", "pk", model=_model._meta.label_lower),
    )
