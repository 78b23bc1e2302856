"""How a theme goes: from what its numbers say by their tests, and whether anything is done. Plain values in, words out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from hyte.knowledge.indicators.choices import PolarityChoice
from hyte.knowledge.stats.choices import Direction
from hyte.planning.plans.choices import Direction as Wanted
from hyte.planning.plans.choices import PathState
from hyte.planning.plans.paths import Path, expected_in
from hyte.planning.plans.paths import judge as judge_path
from hyte.workbench.choices import FRESH_YEARS, Lack, ThemeState, Turn

# What the page says of itself; the functions below do this and nothing else.
STATE_RULES = (
    _(
        "Going better: at least one number has gone the wanted way over five years by its statistical test, "
        "and none has gone the other way."
    ),
    _("Going worse: more numbers have gone the other way than the wanted way."),
    _("No clear change: neither of these holds."),
    _(
        "Cannot be judged: no plan in force has an action for the theme that has not been given up, or none of the "
        "theme's numbers is at most three years old and can be tested. Without both, nothing is called better."
    ),
)
PATH_RULE = _(
    "Own counts and milestones tell of the work and do not change how a theme goes. A count is held against what its path "
    "says of its year: one that should rise is on its path once it is there, and others when the year is over; behind is one "
    "that is not there by then, and a milestone whose day has passed. Without a target, a wanted direction or a count of "
    "the last three years it cannot be judged."
)
TESTED = frozenset({Turn.BETTER, Turn.WORSE, Turn.SAME})


@dataclass(frozen=True)
class Judged:
    """A theme's state and, where it cannot be judged, everything that it lacks."""

    state: ThemeState
    lacks: tuple[Lack, ...] = ()


def oldest_fresh(day: date) -> date:
    """The last day of the oldest period whose number still tells of a day."""
    try:
        return day.replace(year=day.year - FRESH_YEARS)
    except ValueError:  # the day of a leap year
        return day.replace(year=day.year - FRESH_YEARS, day=28)


def wanted_way(polarity: str, wishes: Collection[str]) -> str:
    """Which way a number should go: as the indicator says, or as all the measures by it wish where it says nothing."""
    if polarity == PolarityChoice.HIGH:
        return Wanted.UP
    if polarity == PolarityChoice.LOW:
        return Wanted.DOWN
    ways = {wish for wish in wishes if wish in (Wanted.UP, Wanted.DOWN)}
    return ways.pop() if len(ways) == 1 else ""


def turn_of(*, has_value: bool, period_end: date | None, direction: str, wanted: str, oldest: date) -> Turn:
    """What a number says of its theme: nothing when it is missing, too old, untested or good neither way."""
    if not has_value or period_end is None:
        return Turn.MISSING
    if period_end < oldest:
        return Turn.OLD
    if not wanted:
        return Turn.NEITHER
    if direction == Direction.NO_CHANGE:
        return Turn.SAME
    if direction not in (Direction.INCREASING, Direction.DECREASING):
        return Turn.UNTESTED
    return Turn.BETTER if (direction == Direction.INCREASING) == (wanted == Wanted.UP) else Turn.WORSE


def judge(turns: Collection[Turn], *, actions: int) -> Judged:
    """How a theme goes by its numbers, if something is done for it and any of them can tell."""
    lacks = [] if actions else [Lack.NO_ACTION]
    if not TESTED.intersection(turns):
        lacks.append(_lack_of_numbers(turns))
    if lacks:
        return Judged(ThemeState.UNKNOWN, tuple(lacks))
    better, worse = (sum(turn == one for turn in turns) for one in (Turn.BETTER, Turn.WORSE))
    if worse > better:
        return Judged(ThemeState.WORSE)
    return Judged(ThemeState.BETTER if better and not worse else ThemeState.SAME)


def path_of_milestone(*, due: date | None, reached_on: date | None, day: date) -> PathState:
    """Where a milestone is on a day."""
    if reached_on is not None and reached_on <= day:
        return PathState.ON_PATH
    if due is None:
        return PathState.UNKNOWN
    return PathState.BEHIND if due < day else PathState.ON_PATH


@dataclass(frozen=True)
class CountJudged:
    """Where an own count is beside its path, by which of its counts and what the path says of that year."""

    state: PathState
    counted_on: date | None = None
    value: float | None = None
    expected: float | None = None


def path_of_count(counts: Iterable[tuple[date, float]], path: Path, *, wanted: str, day: date) -> CountJudged:
    """Where an own count is on a day: its newest count if that can be judged, or the last one of the newest year that is over."""
    told = sorted((on, value) for on, value in counts if oldest_fresh(day) <= on <= day)
    last_of_years = {on.year: CountJudged(PathState.UNKNOWN, on, value) for on, value in told}
    judged = [_judged(one, path, wanted, day) for _year, one in sorted(last_of_years.items(), reverse=True)]
    clear = (one for one in judged if one.state != PathState.UNKNOWN)
    return next(clear, judged[0] if judged else CountJudged(PathState.UNKNOWN))


def _judged(one: CountJudged, path: Path, wanted: str, day: date) -> CountJudged:
    """A count beside its path; while its year goes on, only one that should rise and is there already is judged."""
    assert one.counted_on is not None
    year = one.counted_on.year
    found = judge_path(path, year=year, value=one.value, wanted=wanted, decimals=2)
    is_there = found.state == PathState.ON_PATH and wanted == Wanted.UP
    state = found.state if year < day.year or is_there else PathState.UNKNOWN
    return replace(one, state=state, expected=expected_in(path, year))


def _lack_of_numbers(turns: Collection[Turn]) -> Lack:
    if not turns:
        return Lack.NO_NUMBER
    if all(turn == Turn.MISSING for turn in turns):
        return Lack.NO_VALUE
    fresh = any(turn in (Turn.UNTESTED, Turn.NEITHER) for turn in turns)
    return Lack.UNTESTED if fresh else Lack.NOT_FRESH
