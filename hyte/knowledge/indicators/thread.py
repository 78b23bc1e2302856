"""Indicators on the thread: the data set that gives them, the themes and focus areas they tell of, the worries they answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.thread.graph import columns, register_edge, register_kind
from hyte.governance.structure.models import FocusArea, Theme
from hyte.knowledge.indicators.models import Concern, Indicator


def _rows(model: Any) -> Any:
    def rows(user: Any, ids: list[int]) -> Iterable[Any]:
        return model.objects.visible_to(user).live().filter(pk__in=ids).select_related("home")

    return rows


for _model in (Indicator, Concern):
    register_kind(_model, _rows(_model))

register_edge(
    Theme,
    Indicator,
    label=_("is shown by"),
    back_label=_("shows"),
    pairs=columns(Indicator.themes.through, "theme_id", "indicator_id"),
)
register_edge(
    FocusArea,
    Indicator,
    label=_("is shown by"),
    back_label=_("shows"),
    pairs=columns(Indicator.focus_areas.through, "focusarea_id", "indicator_id"),
)
register_edge(
    Concern,
    Indicator,
    label=_("is held against"),
    back_label=_("tells of"),
    pairs=columns(Concern.indicators.through, "concern_id", "indicator_id"),
)
