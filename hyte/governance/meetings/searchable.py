"""Which words of matters and decisions are searched."""

from django.utils.translation import gettext_lazy as _

from hyte.core.search.index import Searchable, register
from hyte.governance.meetings.models import Decision, Matter

register(
    Searchable(
        model=Matter,
        label=_("matter"),
        texts=lambda matter: [matter.title, matter.case_number, matter.description],
        rows=lambda ids: Matter.objects.filter(pk__in=ids),
    )
)
register(
    Searchable(
        model=Decision,
        label=_("decision"),
        texts=lambda decision: [str(decision), decision.text],
        rows=lambda ids: Decision.objects.filter(pk__in=ids).select_related("matter"),
    )
)
