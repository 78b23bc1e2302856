"""Numbers of the groups that a decision meets: offered to the writer with their age, taken in only when chosen."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hyte.core.areas.models import Area
from hyte.knowledge.indicators.models import Indicator
from hyte.knowledge.indicators.numbers import numbers
from hyte.knowledge.indicators.queries.catalogue import Shown, indicators_of, with_numbers
from hyte.knowledge.indicators.queries.circle import Circle, circle_of
from hyte.knowledge.indicators.shown import age_of, shown_period, shown_value
from hyte.knowledge.stats.store.reading import Latest
from hyte.planning.assessments.choices import AGES, Group
from hyte.planning.assessments.content import FigureRow
from hyte.planning.plans.queries.content import in_languages

OLD = 60
MOST_OFFERED = 12  # of one group; the rest are found on the pages of numbers
_AGES = re.compile(r"(\d{1,3})\s*(?:[-–]\s*(\d{1,3}))?")


@dataclass(frozen=True)
class Offer:
    """A number of a group that the writer may take in."""

    group: Group
    indicator: Indicator
    number: Latest
    area_name: str
    today: date

    @property
    def value(self) -> str:
        return shown_value(self.number.value, self.indicator)

    @property
    def period(self) -> str:
        return shown_period(self.number.period_start, self.number.period_end)

    @property
    def age(self) -> str:
        return age_of(self.number.period_start, self.number.period_end, today=self.today)


def group_of_ages(words: str) -> Group | None:
    """The group that an age group of numbers belongs to: the one whose ages hold most of it, the narrower of two."""
    found = _AGES.search(words)
    if found is None:
        return None
    first = int(found[1])
    if not found[2]:  # “75 years or over” is of older people; “15 or over” is of nobody in particular
        return Group.OLDER if first >= OLD else None
    last = int(found[2])
    if last < first:
        return None

    def held(group: Group) -> tuple[float, int]:
        low, high = AGES[group]
        years = max(0, min(last, high) - max(first, low) + 1)
        return (years / (last - first + 1), low - high)

    best = max(AGES, key=held)
    return best if held(best)[0] >= 0.5 else None


def offered_figures(area: Area, *, user: Any, today: date) -> list[Offer]:
    """Numbers of age groups in an area, group by group; the newest first, in a fixed number of queries."""
    circle = circle_of(area, day=today)
    rows = indicators_of(circle, user=user).exclude(age_group="").select_related("dataset", "home").order_by("key")
    groups = {row.pk: group for row in rows if (group := group_of_ages(row.age_group)) is not None}
    shown = with_numbers([row for row in rows if row.pk in groups], circle, figures=numbers())
    offers = [
        Offer(groups[one.indicator.pk], one.indicator, one.number, _area_name(one, circle), today)
        for one in shown
        if one.number is not None and one.number.value is not None
    ]
    offers.sort(key=lambda one: (list(Group).index(one.group), -one.number.period_end.toordinal(), one.indicator.key))
    counts: dict[Group, int] = {}
    kept = []
    for offer in offers:
        counts[offer.group] = counts.get(offer.group, 0) + 1
        if counts[offer.group] <= MOST_OFFERED:
            kept.append(offer)
    return kept


def _area_name(shown: Shown, circle: Circle) -> str:
    assert shown.number is not None
    return circle.name_in(shown.number.area, shown.number.period_end)


def figures_now(area: Area, indicators: Collection[Indicator], *, today: date) -> Mapping[str, FigureRow]:
    """The newest number of each indicator as it can be kept, by the indicator's key; what has no number is left out."""
    if not indicators:
        return {}
    circle = circle_of(area, day=today)
    return {
        one.indicator.key: _kept(one, circle)
        for one in with_numbers(list(indicators), circle, figures=numbers())
        if one.number is not None and one.number.value is not None
    }


def _kept(shown: Shown, circle: Circle) -> FigureRow:
    number, indicator = shown.number, shown.indicator
    assert number is not None
    return FigureRow(
        indicator=indicator.key,
        name=in_languages(indicator, "name"),
        unit=in_languages(indicator, "unit"),
        decimals=indicator.decimals,
        area=number.area,
        area_name=in_languages(circle.by_code[number.area], "name"),
        value=number.value,
        period_start=number.period_start,
        period_end=number.period_end,
        release=number.release,
    )
