"""How a theme goes, at the limits of the rule."""

from datetime import date, timedelta
from itertools import chain, combinations_with_replacement

import pytest

from hyte.knowledge.stats.choices import Direction
from hyte.planning.plans.choices import PathState
from hyte.workbench.choices import Lack, ThemeState, Turn
from hyte.workbench.states import (
    TESTED,
    CountJudged,
    Judged,
    judge,
    oldest_fresh,
    path_of_count,
    path_of_milestone,
    turn_of,
    wanted_way,
)

OLDEST = date(2023, 11, 22)


def turn(**values):
    return turn_of(
        **{
            "has_value": True,
            "period_end": OLDEST,
            "direction": Direction.INCREASING,
            "wanted": "up",
            "oldest": OLDEST,
            **values,
        }
    )


def test_a_number_is_fresh_for_three_years_to_the_day():
    assert oldest_fresh(date(2026, 11, 22)) == OLDEST
    assert oldest_fresh(date(2028, 2, 29)) == date(2025, 2, 28)
    assert turn(period_end=OLDEST) == Turn.BETTER
    assert turn(period_end=OLDEST - timedelta(days=1)) == Turn.OLD


@pytest.mark.parametrize(
    ("direction", "wanted", "found"),
    [
        (Direction.INCREASING, "up", Turn.BETTER),
        (Direction.INCREASING, "down", Turn.WORSE),
        (Direction.DECREASING, "down", Turn.BETTER),
        (Direction.DECREASING, "up", Turn.WORSE),
        (Direction.NO_CHANGE, "up", Turn.SAME),
        (Direction.UNKNOWN, "up", Turn.UNTESTED),
        (Direction.INCREASING, "", Turn.NEITHER),
        (Direction.NO_CHANGE, "", Turn.NEITHER),
    ],
)
def test_a_number_turns_by_its_test_and_the_wanted_way(direction, wanted, found):
    assert turn(direction=direction, wanted=wanted) == found


def test_a_missing_number_tells_nothing():
    assert turn(has_value=False) == Turn.MISSING
    assert turn(period_end=None) == Turn.MISSING


@pytest.mark.parametrize(
    ("polarity", "wishes", "way"),
    [
        ("high", [], "up"),
        ("low", [], "down"),
        ("low", ["up"], "down"),  # what the indicator says is not turned by a measure
        ("none", [], ""),
        ("none", ["up"], "up"),
        ("none", ["keep", ""], ""),
        ("none", ["up", "down"], ""),
    ],
)
def test_the_wanted_way_is_the_indicators_or_the_measures_own(polarity, wishes, way):
    assert wanted_way(polarity, wishes) == way


@pytest.mark.parametrize(
    ("turns", "state"),
    [
        ([Turn.BETTER], ThemeState.BETTER),
        ([Turn.BETTER, Turn.SAME, Turn.OLD], ThemeState.BETTER),
        ([Turn.BETTER, Turn.WORSE], ThemeState.SAME),
        ([Turn.BETTER, Turn.BETTER, Turn.WORSE], ThemeState.SAME),
        ([Turn.BETTER, Turn.WORSE, Turn.WORSE], ThemeState.WORSE),
        ([Turn.WORSE, Turn.SAME, Turn.SAME], ThemeState.WORSE),
        ([Turn.SAME], ThemeState.SAME),
    ],
)
def test_a_theme_goes_as_its_numbers_do(turns, state):
    assert judge(turns, actions=1) == Judged(state)


@pytest.mark.parametrize(
    ("turns", "actions", "lacks"),
    [
        ([Turn.BETTER], 0, (Lack.NO_ACTION,)),
        ([], 1, (Lack.NO_NUMBER,)),
        ([Turn.MISSING], 1, (Lack.NO_VALUE,)),
        ([Turn.OLD, Turn.MISSING], 1, (Lack.NOT_FRESH,)),
        ([Turn.OLD, Turn.UNTESTED], 1, (Lack.UNTESTED,)),
        ([Turn.NEITHER], 1, (Lack.UNTESTED,)),
        ([], 0, (Lack.NO_ACTION, Lack.NO_NUMBER)),
    ],
)
def test_a_theme_without_actions_or_numbers_of_today_cannot_be_judged(turns, actions, lacks):
    assert judge(turns, actions=actions) == Judged(ThemeState.UNKNOWN, lacks)


@pytest.mark.parametrize("actions", [0, 1])
def test_nothing_is_better_without_an_action_and_a_tested_number_or_with_one_that_worsens(actions):
    for turns in chain.from_iterable(combinations_with_replacement(Turn, size) for size in range(5)):
        judged = judge(turns, actions=actions)

        assert (judged.state == ThemeState.UNKNOWN) == bool(judged.lacks)
        if judged.state == ThemeState.BETTER:
            assert actions
            assert TESTED & set(turns)
            assert Turn.WORSE not in turns


TODAY = date(2026, 11, 22)
YESTERDAY, LAST_YEARS_END = date(2026, 11, 21), date(2025, 12, 31)


@pytest.mark.parametrize(
    ("due", "reached_on", "path"),
    [
        (TODAY, None, PathState.ON_PATH),
        (YESTERDAY, None, PathState.BEHIND),
        (YESTERDAY, TODAY, PathState.ON_PATH),
        (YESTERDAY, TODAY + timedelta(days=1), PathState.BEHIND),  # what is told of a day to come is not yet so
        (None, None, PathState.UNKNOWN),
    ],
)
def test_a_milestone_is_on_its_path_until_its_day_and_once_reached(due, reached_on, path):
    assert path_of_milestone(due=due, reached_on=reached_on, day=TODAY) == path


def count(told, *, targets, wanted="up"):
    found = path_of_count(told, sorted(targets.items()), wanted=wanted, day=TODAY)
    return found.state, found.counted_on, found.value, found.expected


@pytest.mark.parametrize(
    ("told", "targets", "wanted", "found"),
    [
        # A year that is over.
        ([(LAST_YEARS_END, 300)], {2025: 300}, "up", (PathState.ON_PATH, LAST_YEARS_END, 300, 300)),
        ([(LAST_YEARS_END, 299)], {2025: 300}, "up", (PathState.BEHIND, LAST_YEARS_END, 299, 300)),
        ([(LAST_YEARS_END, 301)], {2025: 300}, "down", (PathState.BEHIND, LAST_YEARS_END, 301, 300)),
        ([(LAST_YEARS_END, 300)], {2025: 300}, "down", (PathState.ON_PATH, LAST_YEARS_END, 300, 300)),
        ([(LAST_YEARS_END, 300)], {2025: 300}, "keep", (PathState.ON_PATH, LAST_YEARS_END, 300, 300)),
        ([(LAST_YEARS_END, 299)], {2025: 300}, "keep", (PathState.UNKNOWN, LAST_YEARS_END, 299, 300)),
        ([(LAST_YEARS_END, 300)], {2025: 300}, "", (PathState.UNKNOWN, LAST_YEARS_END, 300, 300)),
        # Only the last count of a year is held against its target.
        (
            [(date(2025, 6, 1), 400), (LAST_YEARS_END, 200)],
            {2025: 300},
            "up",
            (PathState.BEHIND, LAST_YEARS_END, 200, 300),
        ),
        # A year under way: what should rise may have come to its target already.
        ([(YESTERDAY, 600)], {2026: 600}, "up", (PathState.ON_PATH, YESTERDAY, 600, 600)),
        ([(YESTERDAY, 599)], {2026: 600}, "up", (PathState.UNKNOWN, YESTERDAY, 599, 600)),
        ([(YESTERDAY, 1)], {2026: 600}, "down", (PathState.UNKNOWN, YESTERDAY, 1, 600)),
        # Before the year is over the newest year that is over tells.
        (
            [(LAST_YEARS_END, 280), (YESTERDAY, 341)],
            {2025: 300, 2026: 600},
            "up",
            (PathState.BEHIND, LAST_YEARS_END, 280, 300),
        ),
        # Between two targets the path is the straight line, after the last one the last.
        ([(LAST_YEARS_END, 199)], {2024: 100, 2026: 300}, "up", (PathState.BEHIND, LAST_YEARS_END, 199, 200)),
        ([(LAST_YEARS_END, 100)], {2024: 100}, "up", (PathState.ON_PATH, LAST_YEARS_END, 100, 100)),
        # Without a target, too old, of a day to come, or never counted.
        ([(YESTERDAY, 5)], {}, "up", (PathState.UNKNOWN, YESTERDAY, 5, None)),
        ([(OLDEST - timedelta(days=1), 5)], {2023: 1}, "up", (PathState.UNKNOWN, None, None, None)),
        ([(OLDEST, 5)], {2023: 1}, "up", (PathState.ON_PATH, OLDEST, 5, 1)),
        ([(TODAY + timedelta(days=1), 700)], {2026: 600}, "up", (PathState.UNKNOWN, None, None, None)),
        ([], {2026: 600}, "up", (PathState.UNKNOWN, None, None, None)),
    ],
)
def test_a_count_is_held_against_the_target_of_its_year(told, targets, wanted, found):
    assert count(told, targets=targets, wanted=wanted) == found


def test_what_was_never_counted_has_no_path():
    assert path_of_count([], [], wanted="up", day=TODAY) == CountJudged(PathState.UNKNOWN)
