"""Which words of reports are searched: an approved report's own words, section by section."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.search.index import Searchable, register
from hyte.planning.reports.models import Report, Section


def _rows(model: Any) -> Any:
    return lambda ids: model.objects.filter(pk__in=ids)


register(Searchable(model=Report, label=_("wellbeing report"), texts=lambda row: [row.title], rows=_rows(Report)))
register(
    Searchable(
        model=Section,
        label=_("section of a report"),
        texts=lambda row: [row.title, row.text],
        rows=_rows(Section),
    )
)
