"""The incentive on the thread: the catalogue's indicator behind one of a list, and the acts that would move it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.thread.graph import columns, register_edge, register_kind
from hyte.knowledge.incentive.models import IncentiveAct, SetIndicator
from hyte.knowledge.indicators.models import Indicator

_RELATED = {SetIndicator: ("home", "of__home"), IncentiveAct: ("home",)}


def _rows(model: Any) -> Any:
    def rows(user: Any, ids: list[int]) -> Iterable[Any]:
        return model.objects.visible_to(user).live().filter(pk__in=ids).select_related(*_RELATED[model])

    return rows


for _model in _RELATED:
    register_kind(_model, _rows(_model))

register_edge(
    Indicator,
    SetIndicator,
    label=_("counts in the incentive as"),
    back_label=_("is measured by"),
    pairs=columns(SetIndicator, "indicator_id", "pk"),
)
register_edge(
    IncentiveAct,
    SetIndicator,
    label=_("would move"),
    back_label=_("would be moved by"),
    pairs=columns(IncentiveAct.indicators.through, "incentiveact_id", "setindicator_id"),
)
