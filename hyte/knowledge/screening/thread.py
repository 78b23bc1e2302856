"""Programmes, their sites and pilots on the thread."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.thread.graph import columns, register_edge, register_kind
from hyte.governance.structure.models import Unit
from hyte.knowledge.screening.models import Pilot, Programme, Site


def _rows(model: Any) -> Any:
    def rows(user: Any, ids: list[int]) -> Iterable[Any]:
        return model.objects.visible_to(user).live().filter(pk__in=ids).select_related("home")

    return rows


for _model in (Programme, Site, Pilot):
    register_kind(_model, _rows(_model))

register_edge(
    Programme,
    Site,
    label=_("is carried out at"),
    back_label=_("takes part in"),
    pairs=columns(Site.programmes.through, "programme_id", "site_id"),
)
register_edge(
    Programme, Pilot, label=_("is tried in"), back_label=_("is part of"), pairs=columns(Pilot, "programme_id", "pk")
)
register_edge(Unit, Site, label=_("screens at"), back_label=_("belongs to"), pairs=columns(Site, "unit_id", "pk"))
register_edge(Site, Pilot, label=_("tries"), back_label=_("is tried at"), pairs=columns(Pilot, "site_id", "pk"))
