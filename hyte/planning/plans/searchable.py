"""Which words of plans are searched."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.search.index import Searchable, register
from hyte.planning.plans.choices import PlanState
from hyte.planning.plans.models import Action, Objective, Plan, SharedText
from hyte.planning.plans.queries.pages import in_words


def _rows(model: Any) -> Any:
    return lambda ids: model.objects.filter(pk__in=ids)


def _plan_words(plan: Any) -> list[str]:
    """A plan's own words in the active language; of one that is being revised what was approved."""
    if plan.state == PlanState.DRAFT and plan.approved_on:
        approved = plan.snapshots.live().order_by("-number").first()
        if approved is not None:
            head = in_words(approved.content["plan"])
            return [head["name"], head["summary"], head["plain_summary"]]
    return [plan.name, plan.summary, plan.plain_summary]


for _model, _label, _texts in (
    (Plan, _("plan"), _plan_words),
    (Objective, _("objective"), lambda row: [row.name, row.description]),
    (Action, _("action"), lambda row: [row.name, row.description]),
    (SharedText, _("shared text"), lambda row: [row.title, row.text, row.plain_text]),
):
    register(Searchable(model=_model, label=_label, texts=_texts, rows=_rows(_model)))
