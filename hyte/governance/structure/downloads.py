"""What narrows a file: the list of bodies as it shows, any other sheet by the key of one record."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.core.exchange.filters import register_filter
from hyte.governance.structure import models
from hyte.governance.structure.queries.bodies import listed_bodies
from hyte.governance.structure.views.bodies import chosen_filter, hits_of

KEY = "avain"


def _shown(request: HttpRequest, area: Area) -> Iterable[int] | None:
    if KEY in request.GET:
        return one_record(models.Body)(request, area)
    chosen = chosen_filter(request)
    bodies = listed_bodies(area, user=request.user, day=day_of(request), chosen=chosen, ids=hits_of(request, chosen))
    return [body.pk for body in bodies]


def one_record(model: Any) -> Any:
    """The record whose key the address names; all when it names none."""

    def named(request: HttpRequest, area: Area) -> Iterable[int] | None:
        key = request.GET.get(KEY)
        return model._default_manager.filter(home=area, key=key).values_list("pk", flat=True) if key else None

    return named


register_filter("bodies", _shown)
for sheet, model in {
    "documents": models.SteeringDocument,
    "duties": models.Duty,
    "focus_areas": models.FocusArea,
    "people": models.Person,
    "posts": models.Post,
    "provisions": models.Provision,
    "themes": models.Theme,
    "units": models.Unit,
}.items():
    register_filter(sheet, one_record(model))
