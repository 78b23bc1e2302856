"""How a theme goes: from what its numbers say by their tests, and whether anything is done. Plain values in, words out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from hyte.knowledge.indicators.choices import PolarityChoice
from hyte.knowledge.stats.choices import Direction
from hyte.planning.plans.choices import Direction as Wanted
from hyte.workbench.choices import FRESH_YEARS, Lack, Path, ThemeState, Turn

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
    "Own counts and milestones tell of the work and do not change how a theme goes. A count is held against the target of "
    "its own year: one that should rise is on its path once it is there, and others when the year is over; behind is one "
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


def path_of_milestone(*, due: date | None, reached_on: date | None, day: date) -> Path:
    """Where a milestone is on a day."""
    if reached_on is not None and reached_on <= day:
        return Path.ON
    if due is None:
        return Path.UNKNOWN
    return Path.BEHIND if due < day else Path.ON


@dataclass(frozen=True)
class PathJudged:
    """Where an own count is, by which of its counts and against which target."""

    path: Path
    counted_on: date | None = None
    value: Decimal | None = None
    target: Decimal | None = None


def path_of_count(
    counts: Iterable[tuple[date, Decimal]], targets: Mapping[int, Decimal], *, wanted: str, day: date
) -> PathJudged:
    """Where an own count is on a day: its newest count if that can be judged, or the last one of the newest year that is over."""
    told = sorted((on, value) for on, value in counts if oldest_fresh(day) <= on <= day)
    if not told:
        return PathJudged(Path.UNKNOWN)
    last_of_years = {on.year: (on, value) for on, value in told}
    for on, value in sorted(last_of_years.values(), reverse=True):
        target = targets.get(on.year)
        path = Path.UNKNOWN if target is None else _beside(value, target, wanted, is_over=on.year < day.year)
        if path != Path.UNKNOWN:
            return PathJudged(path, on, value, target)
    on, value = told[-1]
    return PathJudged(Path.UNKNOWN, on, value, targets.get(on.year))


def _beside(value: Decimal, target: Decimal, wanted: str, *, is_over: bool) -> Path:
    """A count beside its year's target. How far a count that should stay may move is not told, so it is only on or unknown."""
    is_reached = {Wanted.UP: value >= target, Wanted.DOWN: value <= target, Wanted.KEEP: value == target}.get(wanted)
    if is_reached and (is_over or wanted == Wanted.UP):
        return Path.ON
    return Path.BEHIND if is_over and is_reached is False and wanted != Wanted.KEEP else Path.UNKNOWN


def _lack_of_numbers(turns: Collection[Turn]) -> Lack:
    if not turns:
        return Lack.NO_NUMBER
    if all(turn == Turn.MISSING for turn in turns):
        return Lack.NO_VALUE
    fresh = any(turn in (Turn.UNTESTED, Turn.NEITHER) for turn in turns)
    return Lack.UNTESTED if fresh else Lack.NOT_FRESH
