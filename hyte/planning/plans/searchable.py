"""Which words of plans are searched."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.search.index import Searchable, register
from hyte.planning.plans.models import Action, Objective, Plan, SharedText


def _rows(model: Any) -> Any:
    return lambda ids: model.objects.filter(pk__in=ids)


for _model, _label, _texts in (
    (Plan, _("plan"), lambda row: [row.name, row.summary, row.plain_summary]),
    (Objective, _("objective"), lambda row: [row.name, row.description]),
    (Action, _("action"), lambda row: [row.name, row.description]),
    (SharedText, _("shared text"), lambda row: [row.title, row.text, row.plain_text]),
):
    register(Searchable(model=_model, label=_label, texts=_texts, rows=_rows(_model)))
