"""The list of bodies as a file: what the list shows, the file holds."""

from django.http import HttpRequest

from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.core.exchange.filters import register_filter
from hyte.governance.structure.queries.bodies import listed_bodies
from hyte.governance.structure.views.bodies import chosen_filter, hits_of


def _shown(request: HttpRequest, area: Area) -> list[int]:
    chosen = chosen_filter(request)
    bodies = listed_bodies(area, user=request.user, day=day_of(request), chosen=chosen, ids=hits_of(request, chosen))
    return [body.pk for body in bodies]


register_filter("bodies", _shown)
