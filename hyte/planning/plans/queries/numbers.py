"""The newest number beside each measure by an indicator, and whether it is on the path of the measure's targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hyte.core.areas.models import Area
from hyte.knowledge.indicators.choices import PolarityChoice
from hyte.knowledge.indicators.models import Indicator
from hyte.knowledge.indicators.queries.newest import newest_of
from hyte.knowledge.indicators.shown import age_of, shown_period, shown_value
from hyte.knowledge.stats.store.reading import Latest
from hyte.planning.plans.choices import Direction, PathState
from hyte.planning.plans.models import Measure
from hyte.planning.plans.paths import ANOTHERS, NO_NUMBER, Judgement, Path, judge, unknown

WANTED = {PolarityChoice.HIGH: Direction.UP, PolarityChoice.LOW: Direction.DOWN}
_COLOURS = {PathState.ON_PATH: "success", PathState.BEHIND: "danger", PathState.AWAY: "danger"}


@dataclass(frozen=True)
class NumberNow:
    """An area's newest number of an indicator in words, and how it stands against its path."""

    area: Area
    value: str
    period: str
    age: str
    judgement: Judgement
    expected: str

    @property
    def colour(self) -> str:
        """A colour only where the number's limits were tested against the path."""
        return _COLOURS.get(self.judgement.state, "") if self.judgement.is_tested else ""


@dataclass(frozen=True)
class Followed:
    """A measure by an indicator as the page that shows it has it: its path, the wanted way and whose targets they are."""

    indicator: Indicator
    path: Path
    direction: str
    targets_of: Area


def numbers_now(area: Area, followed: Mapping[Any, Followed], *, day: date) -> dict[Any, NumberNow]:
    """The area's newest number for each measure; one question of the store, however many there are."""
    newest = newest_of(area, (one.indicator for one in followed.values()))
    return {key: _number(area, one, newest.get(one.indicator.key), day) for key, one in followed.items()}


def _number(area: Area, one: Followed, number: Latest | None, day: date) -> NumberNow:
    if number is None or number.value is None:
        return NumberNow(area, "", "", "", unknown(NO_NUMBER), "")
    judgement = _judged(area, one, number)
    return NumberNow(
        area,
        shown_value(number.value, one.indicator),
        shown_period(number.period_start, number.period_end),
        age_of(number.period_start, number.period_end, today=day),
        judgement,
        shown_value(judgement.expected, one.indicator),
    )


def _judged(area: Area, one: Followed, number: Latest) -> Judgement:
    if one.path and one.targets_of != area:
        return unknown(ANOTHERS % {"area": one.targets_of})
    return judge(
        one.path,
        year=number.period_end.year,
        value=number.value,
        lower=number.lower,
        upper=number.upper,
        wanted=one.direction or WANTED.get(PolarityChoice(one.indicator.polarity), ""),
        decimals=one.indicator.decimals,
    )


def indicators_named(keys: Iterable[str], *, user: Any) -> dict[str, Indicator]:
    """Indicators that the reader may see and that are in use, by key."""
    rows = Indicator.objects.visible_to(user).live().filter(key__in=sorted(set(keys)))
    return {row.key: row for row in rows.select_related("home")}


def with_numbers(measures: Sequence[Measure], *, area: Area, day: date) -> list[Measure]:
    """Measures of a record, read with their targets, each with the area's newest `number` where an indicator gives it."""
    followed = {
        row.pk: Followed(row.indicator, [(t.year, float(t.value)) for t in row.targets.all()], row.direction, row.home)
        for row in measures
        if row.indicator is not None and row.indicator.withdrawn_on is None
    }
    found: Mapping[int, NumberNow] = numbers_now(area, followed, day=day)
    for row in measures:
        row.number = found.get(row.pk)  # type: ignore[attr-defined]
    return list(measures)
