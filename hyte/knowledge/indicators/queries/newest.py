"""The newest numbers of an area by indicator, for pages that show indicators among other things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hyte.core.areas.models import Area
from hyte.knowledge.indicators.models import Indicator
from hyte.knowledge.indicators.numbers import numbers
from hyte.knowledge.stats.store.reading import Latest


def newest_of(area: Area, indicators: Iterable[Indicator]) -> Mapping[str, Latest]:
    """The newest number of each indicator in an area, by key; what has no number is left out. One question of the store."""
    keys = sorted({indicator.key for indicator in indicators})
    store = numbers() if keys else None
    if store is None:
        return {}
    return {row.indicator: row for row in store.latest_of_area(area.code, keys) if row.area == area.code}
