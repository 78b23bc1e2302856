"""What markers count in areas, and how much of their lines is shared already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from hyte.core.areas.models import Area
from hyte.core.exchange.planning import chunks
from hyte.planning.budgets.choices import Mode
from hyte.planning.budgets.models import DEFAULT_MARKERS, MarkerSetting, Share
from hyte.planning.budgets.shares import size_of

Markers = Mapping[str, Decimal]
DEFAULTS: Markers = {step.value: percent for step, percent in DEFAULT_MARKERS.items()}


class MarkersByHome(dict[int, Markers]):
    """What each area's markers count; an area without a setting of its own has the usual one."""

    def __missing__(self, home: int) -> Markers:
        return DEFAULTS


def markers_of(homes: Iterable[int]) -> MarkersByHome:
    """Per cent by step for each area."""
    return MarkersByHome({row.home_id: row.percents for row in MarkerSetting.objects.filter(home__in=list(homes))})


def setting_of(area: Area) -> MarkerSetting:
    """The area's own setting, or one with the usual percentages that is not saved yet."""
    return MarkerSetting.objects.filter(home=area).first() or MarkerSetting(home=area, version=0)


def exclusive_shares(lines: Iterable[int], *, but: Any = None) -> list[Share]:
    """Shares of exclusive phenomena on the lines; without those of one phenomenon when it is given."""
    rows = Share.objects.filter(phenomenon__mode=Mode.EXCLUSIVE, phenomenon__withdrawn_on__isnull=True)
    if but is not None:
        rows = rows.exclude(phenomenon=but)
    return [share for some in chunks(sorted(lines)) for share in rows.filter(line__in=some)]


def taken_by_exclusive(lines: Iterable[int], *, markers: MarkersByHome, but: Any = None) -> dict[int, int]:
    """How much of each line is shared to exclusive phenomena, in hundredths of a per cent."""
    taken: dict[int, int] = {}
    for share in exclusive_shares(lines, but=but):
        size = size_of(share.basis, share.step, share.percent, markers[share.home_id])
        taken[share.line_id] = taken.get(share.line_id, 0) + size
    return taken
