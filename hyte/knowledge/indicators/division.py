"""The areas of the register as the statistics need them: official codes, when each is in force, what belongs where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hyte.core.areas.models import Area as AreaRow
from hyte.core.areas.models import AreaPeriod
from hyte.knowledge.stats.store.areas import Area, Belonging, Division


def division() -> Division:
    """Every area with its validity, and the region and county of each municipality."""
    areas = [
        Area(area.code, area.valid_from, area.valid_until, area.succeeded_by.code if area.succeeded_by else None)
        for area in AreaRow.objects.select_related("succeeded_by")
    ]
    periods = AreaPeriod.objects.filter(area__kind="municipality").select_related("area", "region", "county")
    belongings = [
        Belonging(
            period.area.code,
            frozenset(whole.code for whole in (period.region, period.county) if whole),
            period.valid_from,
            period.valid_until,
        )
        for period in periods
    ]
    return Division(areas, belongings)


def codes_by_name() -> Mapping[str, Sequence[str]]:
    """The codes that a name may mean, in any language: a reader's table that names areas is told which code to use."""
    found: dict[str, list[str]] = {}
    for area in AreaRow.objects.order_by("pk"):
        for name in {area.name_fi, area.name_sv, area.name_en} - {None, ""}:  # type: ignore[attr-defined]
            found.setdefault(name, []).append(area.code)
    return found
