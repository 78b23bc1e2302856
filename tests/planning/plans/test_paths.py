"""A number held against the path of its targets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyte.planning.plans.choices import PathState
from hyte.planning.plans.paths import HOW_FAR, NO_NUMBER, NO_PATH, NO_WISH, TOO_EARLY, WITHIN, expected_in, judge

PATH = [(2024, 10.0), (2028, 14.0)]
ON, BEHIND, AWAY, UNKNOWN = PathState.ON_PATH, PathState.BEHIND, PathState.AWAY, PathState.UNKNOWN


@pytest.mark.parametrize(
    ("year", "expected"), [(2023, None), (2024, 10.0), (2025, 11.0), (2027, 13.0), (2028, 14.0), (2031, 14.0)]
)
def test_the_path_is_the_straight_line_between_targets_and_the_last_target_after_them(year, expected):
    assert expected_in(PATH, year) == expected
    assert expected_in(PATH[::-1], year) == expected


def judged(value, *, wanted="up", limits=(None, None), year=2025, path=PATH, decimals=1):
    found = judge(path, year=year, value=value, lower=limits[0], upper=limits[1], wanted=wanted, decimals=decimals)
    return found.state, found.why, found.is_tested


@pytest.mark.parametrize(
    ("value", "asked", "found"),
    [
        (11.0, {}, (ON, "", False)),
        (10.9, {}, (BEHIND, "", False)),
        (10.96, {}, (ON, "", False)),  # shown as 11,0
        (11.5, {"wanted": "down"}, (BEHIND, "", False)),
        (11.0, {"wanted": "down"}, (ON, "", False)),
        (12.0, {"limits": (11.0, 13.0)}, (ON, "", True)),
        (12.0, {"limits": (10.5, 13.0)}, (UNKNOWN, WITHIN, False)),
        (10.0, {"limits": (9.0, 10.9)}, (BEHIND, "", True)),
        (11.3, {"wanted": "keep"}, (UNKNOWN, HOW_FAR, False)),
        (11.0, {"wanted": "keep"}, (ON, "", False)),
        (11.3, {"wanted": "keep", "limits": (10.8, 11.8)}, (ON, "", True)),
        (12.3, {"wanted": "keep", "limits": (11.8, 12.8)}, (AWAY, "", True)),
        (12.0, {"year": 2023}, (UNKNOWN, TOO_EARLY, False)),
        (12.0, {"path": []}, (UNKNOWN, NO_PATH, False)),
        (12.0, {"wanted": ""}, (UNKNOWN, NO_WISH, False)),
        (None, {}, (UNKNOWN, NO_NUMBER, False)),
    ],
)
def test_a_number_is_on_its_path_behind_it_or_nothing_can_be_said(value, asked, found):
    assert judged(value, **asked) == found


@given(
    value=st.floats(-1000, 1000),
    half=st.floats(0, 100),
    year=st.integers(2024, 2030),
    wanted=st.sampled_from(["up", "down"]),
)
def test_a_better_number_is_never_judged_worse(value, half, year, wanted):
    order = [BEHIND, UNKNOWN, ON]
    better = value + (5 if wanted == "up" else -5)

    now, then = (judged(one, wanted=wanted, limits=(one - half, one + half), year=year)[0] for one in (value, better))

    assert order.index(then) >= order.index(now)
