"""Which words of screening are searched."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.search.index import Searchable, register
from hyte.knowledge.screening.models import Pilot, Programme, Site


def _rows(model: Any) -> Any:
    return lambda ids: model.objects.filter(pk__in=ids)


for _model, _label, _texts in (
    (Programme, _("screening programme"), lambda row: [row.name, row.description]),
    (Site, _("site of screening"), lambda row: [row.name]),
    (Pilot, _("pilot"), lambda row: [row.name, row.way]),
):
    register(Searchable(model=_model, label=_label, texts=_texts, rows=_rows(_model)))
