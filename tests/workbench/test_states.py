"""How a theme goes, at the limits of the rule."""

from datetime import date, timedelta
from itertools import chain, combinations_with_replacement

import pytest

from hyte.knowledge.stats.choices import Direction
from hyte.workbench.choices import Lack, ThemeState, Turn
from hyte.workbench.states import TESTED, Judged, judge, oldest_fresh, turn_of, wanted_way

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
