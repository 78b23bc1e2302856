"""What markers count in areas, and how much of their lines is shared already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Case, F, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Round

from hyte.core.areas.models import Area
from hyte.core.exchange.planning import chunks
from hyte.planning.budgets.choices import Basis, Mode, Step
from hyte.planning.budgets.models import DEFAULT_MARKERS, BudgetLine, MarkerSetting, Share
from hyte.planning.budgets.shares import WHOLE, hundredths, size_of

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


class ShareRule(NamedTuple):
    """How much of a line goes to an exclusive phenomenon, as it was said."""

    line_id: int
    phenomenon_id: int
    home_id: int
    basis: str
    step: str
    percent: Decimal | None


def exclusive_shares(lines: Iterable[int], *, but: Any = None) -> list[ShareRule]:
    """Shares of exclusive phenomena on the lines; without those of one phenomenon when it is given."""
    rows = Share.objects.filter(phenomenon__mode=Mode.EXCLUSIVE, phenomenon__withdrawn_on__isnull=True)
    if but is not None:
        rows = rows.exclude(phenomenon=but)
    values = rows.values_list(*ShareRule._fields)
    return [ShareRule(*row) for some in chunks(sorted(lines)) for row in values.filter(line__in=some)]


def taken_by_exclusive(lines: Iterable[int], *, markers: MarkersByHome, but: Any = None) -> dict[int, int]:
    """How much of each line is shared to exclusive phenomena, in hundredths of a per cent."""
    taken: dict[int, int] = {}
    for share in exclusive_shares(lines, but=but):
        size = size_of(share.basis, share.step, share.percent, markers[share.home_id])
        taken[share.line_id] = taken.get(share.line_id, 0) + size
    return taken


def whole(field: str) -> Cast:
    """A number of two decimals as whole hundredths: an amount as cents, so that no sum is a sum of fractions."""
    return Cast(Round(F(field) * 100), BigIntegerField())


def size_of_share() -> Case:
    """How much of its line a share is, in hundredths of a per cent, for the database: by the markers of the share's area."""
    markers = [
        When(
            basis=Basis.MARKER,
            step=step,
            then=Coalesce(whole(f"home__marker_setting__{step.value}"), _number(hundredths(DEFAULT_MARKERS[step]))),
        )
        for step in Step
    ]
    return Case(When(basis=Basis.WHOLE, then=_number(WHOLE)), *markers, default=whole("percent"))


def _number(value: int) -> Value:
    return Value(value, output_field=BigIntegerField())


def lines_beyond_the_whole(area: Area | int) -> QuerySet[BudgetLine]:
    """Lines of an area of which exclusive phenomena would have more than there is."""
    shares = Share.objects.live().filter(home=area, phenomenon__mode=Mode.EXCLUSIVE)
    taken = shares.order_by().values("line").annotate(taken=Sum(size_of_share())).filter(taken__gt=WHOLE)
    return BudgetLine.objects.filter(pk__in=taken.values("line")).order_by("pk")
