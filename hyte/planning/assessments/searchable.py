"""Which words of assessments are searched; one that is being made is found, as it is seen, only by its area's workers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.search.index import Searchable, register
from hyte.planning.assessments.models import Assessment


def _rows(model: Any) -> Any:
    return lambda ids: model.objects.filter(pk__in=ids)


register(
    Searchable(
        model=Assessment,
        label=_("assessment of effects"),
        texts=lambda row: [row.title, row.subject, row.recommendation],
        rows=_rows(Assessment),
    )
)
