"""Money on the thread: theme, objective and action → phenomenon → budget line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.thread.graph import columns, register_edge, register_kind
from hyte.governance.structure.models import Theme
from hyte.planning.budgets.models import BudgetLine, Phenomenon, Share
from hyte.planning.plans.models import Action, Objective


def _phenomena(user: Any, ids: list[int]) -> Iterable[Any]:
    return Phenomenon.objects.visible_to(user).live().filter(pk__in=ids).select_related("home")


def _lines(user: Any, ids: list[int]) -> Iterable[Any]:
    rows = BudgetLine.objects.visible_to(user).live().counted().filter(pk__in=ids)
    return rows.select_related("home", "budget__home")


register_kind(Phenomenon, _phenomena)
register_kind(BudgetLine, _lines)
register_edge(
    Theme,
    Phenomenon,
    label=_("is a theme of"),
    back_label=_("has as its theme"),
    pairs=columns(Phenomenon.themes.through, "theme_id", "phenomenon_id"),
)
for _model, _through, _name in (
    (Objective, Phenomenon.objectives.through, "objective_id"),
    (Action, Phenomenon.actions.through, "action_id"),
):
    register_edge(
        _model,
        Phenomenon,
        label=_("has its money in"),
        back_label=_("puts money behind"),
        pairs=columns(_through, _name, "phenomenon_id"),
    )
register_edge(
    Phenomenon,
    BudgetLine,
    label=_("has money of the line"),
    back_label=_("puts money into"),
    pairs=columns(Share, "phenomenon_id", "line_id"),
)
