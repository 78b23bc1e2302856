"""Numbers on the thread: what indicators tell of, and lost years from the counted deaths to what was done about them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.thread.graph import columns, register_edge, register_kind
from hyte.governance.structure.models import FocusArea, Theme
from hyte.knowledge.indicators.models import Concern, DeathTable, FindingAnswer, Indicator, LostYearsFinding

_RELATED: dict[Any, tuple[str, ...]] = {
    Indicator: ("home",),
    Concern: ("home",),
    DeathTable: ("home",),
    LostYearsFinding: ("home", "area"),
    FindingAnswer: ("home", "finding__home"),
}


def _rows(model: Any) -> Any:
    def rows(user: Any, ids: list[int]) -> Iterable[Any]:
        return model.objects.visible_to(user).live().filter(pk__in=ids).select_related(*_RELATED[model])

    return rows


for _model in _RELATED:
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
register_edge(
    Indicator,
    DeathTable,
    label=_("gives deaths to"),
    back_label=_("gets deaths from"),
    pairs=columns(DeathTable, "deaths_id", "pk"),
)
register_edge(
    DeathTable,
    LostYearsFinding,
    label=_("stands out as"),
    back_label=_("was written of"),
    pairs=columns(LostYearsFinding, "table_id", "pk"),
)
register_edge(
    LostYearsFinding,
    Indicator,
    label=_("is shown by"),
    back_label=_("shows"),
    pairs=columns(LostYearsFinding.indicators.through, "lostyearsfinding_id", "indicator_id"),
)
register_edge(
    LostYearsFinding,
    FindingAnswer,
    label=_("is answered by"),
    back_label=_("answers"),
    pairs=columns(FindingAnswer, "finding_id", "pk"),
)
