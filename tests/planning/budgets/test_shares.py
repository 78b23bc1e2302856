"""The cents of a line are shared exactly: whatever the tags, nothing is lost and nothing made."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hyte.planning.budgets.shares import WHOLE, part_of, parts_of, percent_of, size_of

CENTS = st.integers(-(10**14), 10**14)
SLOW_MACHINE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
MARKERS = {"principal": Decimal(100), "significant": Decimal(40), "none": Decimal(0)}


@st.composite
def shares_within_the_whole(draw):
    cuts = sorted(draw(st.lists(st.integers(0, WHOLE), max_size=6)))
    return {f"i{n}": after - before for n, (before, after) in enumerate(zip([0, *cuts], cuts, strict=False))}


@SLOW_MACHINE
@given(CENTS, shares_within_the_whole())
def test_parts_and_rest_always_come_to_the_line(cents, shares):
    parts, rest = parts_of(cents, shares)

    assert sum(parts.values()) + rest == cents
    assert all(abs(part * WHOLE - cents * shares[name]) < WHOLE for name, part in parts.items())


@SLOW_MACHINE
@given(CENTS, st.integers(0, WHOLE))
def test_a_share_alone_is_shared_by_the_same_rule(cents, share):
    parts, rest = parts_of(cents, {"a": share})

    assert (part_of(cents, share), cents - part_of(cents, share)) == (parts["a"], rest)


def test_a_million_at_forty_per_cent_is_four_hundred_thousand():
    size = size_of("marker", "significant", None, MARKERS)

    assert part_of(100_000_000, size) == 40_000_000


def test_a_marker_set_to_fifty_per_cent_gives_half():
    size = size_of("marker", "significant", None, {**MARKERS, "significant": Decimal(50)})

    assert part_of(100_000_000, size) == 50_000_000


def test_the_cent_that_is_left_goes_to_the_part_that_lost_most_and_of_equals_to_the_first():
    assert parts_of(100, {"a": 3333, "b": 3333, "c": 3334}) == ({"a": 33, "b": 33, "c": 34}, 0)
    assert parts_of(100, {"b": 3333, "a": 3333, "c": 3333}) == ({"a": 34, "b": 33, "c": 33}, 0)
    assert parts_of(-100, {"b": 3333, "a": 3333, "c": 3333}) == ({"a": -34, "b": -33, "c": -33}, 0)


def test_shares_beyond_the_whole_are_no_shares():
    with pytest.raises(ValueError, match="whole"):
        parts_of(100, {"a": 6000, "b": 5000})


def test_share_of_the_state_budget_that_goes_to_children():
    assert round(percent_of(10_400, 80_500), 1) == 12.9
    assert percent_of(10_400, 0) is None
