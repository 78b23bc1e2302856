"""Which words of budgets are searched."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.search.index import Searchable, register
from hyte.planning.budgets.models import Budget, Phenomenon


def _rows(model: Any) -> Any:
    return lambda ids: model.objects.filter(pk__in=ids)


register(Searchable(model=Budget, label=_("budget"), texts=lambda row: [row.name], rows=_rows(Budget)))
register(
    Searchable(
        model=Phenomenon,
        label=_("phenomenon"),
        texts=lambda row: [row.name, row.description],
        rows=_rows(Phenomenon),
    )
)
