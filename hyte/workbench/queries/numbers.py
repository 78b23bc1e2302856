"""The numbers tied to an area's themes: by the indicator's own themes, or by an objective or a measure of a promise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q

from hyte.core.areas.text import finnish_key
from hyte.governance.structure.models import Theme
from hyte.knowledge.indicators.models import Indicator
from hyte.knowledge.indicators.queries.circle import Circle
from hyte.knowledge.indicators.queries.newest import newest_of
from hyte.knowledge.stats.choices import Verdict
from hyte.knowledge.stats.store.reading import Latest
from hyte.workbench.choices import Turn
from hyte.workbench.queries.promises import Promise
from hyte.workbench.states import oldest_fresh, turn_of, wanted_way

# Numbers that tell come before those that cannot.
_ORDER = (Turn.WORSE, Turn.BETTER, Turn.SAME, Turn.UNTESTED, Turn.NEITHER, Turn.OLD, Turn.MISSING)


@dataclass(frozen=True)
class ThemeNumber:
    """An indicator with the area's newest number, and what that says of the theme."""

    indicator: Indicator
    number: Latest | None
    turn: Turn

    @property
    def is_fresh(self) -> bool:
        return self.turn not in (Turn.OLD, Turn.MISSING)

    @property
    def is_behind(self) -> bool:
        """Whether a number of today is worse than the whole country's by its test."""
        return self.is_fresh and self.number is not None and self.number.verdict in (Verdict.WORSE, Verdict.WORST)


def numbers_by_theme(
    circle: Circle,
    promises: Mapping[str, Sequence[Promise]],
    *,
    met_by: Mapping[str, Sequence[str]],
    user: Any,
    day: date,
) -> dict[str, list[ThemeNumber]]:
    """The numbers of each of the area's themes; `met_by` tells which of them a theme of any area meets."""
    wishes: dict[str, set[str]] = {}
    named: dict[str, set[str]] = {}
    for theme, rows in promises.items():
        for promise in rows:
            for key, ways in promise.indicators.items():
                wishes.setdefault(key, set()).update(ways)
                named.setdefault(key, set()).add(theme)
    indicators = _indicators(circle, themes=met_by, keys=named, user=user)
    newest = newest_of(circle.area, indicators)
    oldest = oldest_fresh(day)
    found: dict[str, list[ThemeNumber]] = {theme: [] for theme in promises}
    for indicator in indicators:
        number = newest.get(indicator.key)
        wanted = wanted_way(indicator.polarity, wishes.get(indicator.key, ()))
        one = ThemeNumber(indicator, number, _turn(number, wanted, oldest))
        own = {met for theme in indicator.shown_themes for met in met_by.get(theme.key, ())}
        for theme in own | named.get(indicator.key, set()):
            found.setdefault(theme, []).append(one)
    return {theme: sorted(rows, key=_place) for theme, rows in found.items()}


def _indicators(circle: Circle, *, themes: Iterable[str], keys: Iterable[str], user: Any) -> list[Any]:
    tied = Indicator.themes.through.objects.filter(theme__key__in=list(themes)).values("indicator")
    rows = Indicator.objects.visible_to(user).live().filter(Q(pk__in=tied) | Q(key__in=list(keys)))
    rows = rows.filter(home__in=circle.homes).select_related("home", "dataset")
    return list(rows.prefetch_related(Prefetch("themes", Theme.objects.only("key"), to_attr="shown_themes")))


def _turn(number: Latest | None, wanted: str, oldest: date) -> Turn:
    if number is None:
        return Turn.MISSING
    return turn_of(
        has_value=number.value is not None,
        period_end=number.period_end,
        direction=number.direction,
        wanted=wanted,
        oldest=oldest,
    )


def _place(one: ThemeNumber) -> tuple[Any, ...]:
    """Those that tell first, then the newest, then by name."""
    newest = -one.number.period_end.toordinal() if one.number and one.number.value is not None else 0
    return (_ORDER.index(one.turn), newest, finnish_key(str(one.indicator)))
