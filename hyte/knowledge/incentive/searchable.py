"""Which words of the incentive are searched."""

from django.utils.translation import gettext_lazy as _

from hyte.core.search.index import Searchable, register
from hyte.knowledge.incentive.models import IncentiveAct, SetIndicator

register(
    Searchable(
        model=SetIndicator,
        label=_("incentive indicator"),
        texts=lambda indicator: [indicator.name],
        rows=lambda ids: SetIndicator.objects.filter(pk__in=ids).select_related("of__home"),
    )
)
register(
    Searchable(
        model=IncentiveAct,
        label=_("act to try out"),
        texts=lambda act: [act.title, act.description],
        rows=lambda ids: IncentiveAct.objects.filter(pk__in=ids),
    )
)
