"""The model for cooperation with associations: its levels and their means."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Prefetch, Q

from hyte.core.areas.models import Area
from hyte.governance.structure.models import CooperationLevel, CooperationMeans


def cooperation_levels(area: Area, *, user: Any, day: date) -> list[CooperationLevel]:
    """The area's levels in force on a day, lowest first, each with its means."""
    # Means stand and fall with their level, so most have no days of their own.
    means = CooperationMeans.objects.live().filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
    rows = CooperationLevel.objects.visible_to(user).live().of(area).at(day)
    return list(
        rows.prefetch_related(Prefetch("means", means.order_by("order", "pk"), to_attr="means_of_day")).order_by(
            "order"
        )
    )
