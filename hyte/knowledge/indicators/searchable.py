"""Which words of indicators are searched."""

from django.utils.translation import gettext_lazy as _

from hyte.core.search.index import Searchable, register
from hyte.knowledge.indicators.models import Concern, Indicator

register(
    Searchable(
        model=Indicator,
        label=_("indicator"),
        texts=lambda indicator: [indicator.name, indicator.definition, indicator.age_group],
        rows=lambda ids: Indicator.objects.filter(pk__in=ids),
    )
)
register(
    Searchable(
        model=Concern,
        label=_("joy or worry"),
        texts=lambda concern: [concern.text],
        rows=lambda ids: Concern.objects.filter(pk__in=ids),
    )
)
