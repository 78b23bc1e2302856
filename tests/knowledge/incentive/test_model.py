import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hyte.knowledge.incentive.model import (
    Figures,
    ModelRefused,
    Parameters,
    changes,
    coefficients,
    gain,
    money,
    outcome_points,
    outward,
    process_scores,
    rest_of_the_country,
)

POT = 100_000_000.0
COEFFICIENT = st.floats(0, 100).map(lambda value: round(value, 3))
AREAS = st.integers(1, 12).flatmap(
    lambda count: st.tuples(
        st.lists(st.integers(100, 700_000), min_size=count, max_size=count),
        st.lists(COEFFICIENT, min_size=count, max_size=count),
    )
)
TWO_AND_TWO = Parameters((0.25, 0.75), (0.5, 0.5), (1, -1), (0, 0), (10, 4))


def figures(scores, before, now):
    return Figures(*(np.array(part, dtype=float) for part in (scores, before, now)))


def test_the_formulas_give_what_pencil_and_paper_give():
    given_figures = figures([[100, 60], [0, 20]], [[50, 8], [50, 8]], [[55, 7], [40, 2]])

    assert process_scores(given_figures, TWO_AND_TWO).tolist() == [70, 15]
    assert changes(given_figures, TWO_AND_TWO).tolist() == [[5, 1], [-10, 6]]
    assert outcome_points(given_figures, TWO_AND_TWO).tolist() == [[50, 25], [0, 100]]
    assert coefficients(given_figures, TWO_AND_TWO).tolist() == [0.5 * 70 + 0.5 * 37.5, 0.5 * 15 + 0.5 * 50]
    assert money(1000, [3000, 1000], [10, 20]).tolist() == [600, 400]


def test_weights_published_with_three_decimals_are_scaled_to_one():
    thirds = Parameters((0.333, 0.333, 0.333), process_share=1)

    assert coefficients(figures([[100, 100, 100]], [[]], [[]]), thirds) == pytest.approx([100])


def test_what_is_not_known_is_not_zero():
    found = coefficients(figures([[np.nan, 60], [0, 20]], [[50, 8]] * 2, [[55, 7]] * 2), TWO_AND_TWO)

    assert np.isnan(found).tolist() == [True, False]
    with pytest.raises(ModelRefused):
        money(POT, [1, 1], found)


@pytest.mark.parametrize(
    "values",
    [
        {"process_weights": (0.5, 0.4)},
        {"process_weights": (1.5, -0.5)},
        {"process_weights": (1.0,), "process_share": 1.5},
        {"process_weights": (1.0,)},
        {"process_weights": (1.0,), "outcome_weights": (1.0,), "directions": (1,), "lows": (3,), "highs": (3,)},
        {"process_weights": (1.0,), "outcome_weights": (1.0,), "directions": (0,), "lows": (0,), "highs": (3,)},
        {"process_weights": (1.0,), "outcome_weights": (1.0,), "directions": (1,), "lows": (), "highs": (3,)},
        {"process_weights": (), "outcome_weights": (1.0,), "directions": (1,), "lows": (0,), "highs": (3,)},
    ],
)
def test_parameters_that_do_not_fit_together_are_refused(values):
    with pytest.raises(ModelRefused):
        Parameters(**values)


@pytest.mark.parametrize(("people", "factors"), [([1, 1], [1, -1]), ([0, 0], [1, 1]), ([1, 1], [1, np.inf])])
def test_money_refuses_what_it_cannot_share_by(people, factors):
    with pytest.raises(ModelRefused):
        money(POT, people, factors)


@given(AREAS)
def test_the_sum_is_the_pot_whatever_the_coefficients(areas):
    found = money(POT, *areas)

    assert found.sum() == pytest.approx(POT, rel=1e-12)
    assert (found >= 0).all()


@given(AREAS, st.floats(0.01, 100))
def test_equal_coefficients_share_by_population(areas, level):
    people, factors = areas

    found = money(POT, people, [level] * len(factors))

    assert found == pytest.approx(POT * np.array(people) / sum(people), rel=1e-9)


@given(AREAS)
def test_doubling_every_coefficient_changes_nothing(areas):
    people, factors = areas

    assert money(POT, people, np.array(factors) * 2) == pytest.approx(money(POT, people, factors), rel=1e-12)


@given(st.lists(st.integers(1, 700_000), min_size=1, max_size=12))
def test_all_zero_shares_by_population(people):
    assert money(POT, people, [0] * len(people)) == pytest.approx(POT * np.array(people) / sum(people), rel=1e-12)


@given(AREAS, st.floats(0.5, 50), st.data())
def test_money_rises_when_only_the_own_coefficient_rises(areas, points, data):
    people, factors = areas
    own = data.draw(st.integers(0, len(people) - 1))
    assume(factors[own] + points <= 100)
    assume(any(factor >= 0.001 for place, factor in enumerate(factors) if place != own))

    found = gain(POT, people, factors, own=own, points=points)

    assert found.others_unchanged > 0
    assert found.others_alike <= found.others_unchanged


@given(AREAS, st.floats(0, 50), st.data())
def test_what_one_area_gains_the_others_lose(areas, points, data):
    people, factors = areas
    own = data.draw(st.integers(0, len(people) - 1))
    after = np.array(factors)
    after[own] = min(after[own] + points, 100)

    moved = money(POT, people, after) - money(POT, people, factors)

    assert moved.sum() == pytest.approx(0, abs=1e-6 * POT)
    assert moved[own] == pytest.approx(gain(POT, people, factors, own=own, points=points).others_unchanged)


def test_no_coefficient_passes_a_hundred():
    assert gain(POT, [10, 10], [100, 50], own=0, points=20).others_unchanged == 0


@given(st.integers(2_000, 200_000), st.floats(5, 95), st.floats(0.3, 1.7))
def test_the_rest_of_the_country_gives_the_own_money_back(people, coefficient, level):
    own_money = POT * people / 5_500_000 * level

    populations, factors = rest_of_the_country(
        POT, own_money=own_money, own_people=people, all_people=5_500_000, coefficient=coefficient
    )

    assert money(POT, populations, factors)[0] == pytest.approx(own_money, rel=1e-9)


def test_a_part_larger_than_the_whole_is_refused():
    with pytest.raises(ModelRefused):
        rest_of_the_country(POT, own_money=2 * POT, own_people=10, all_people=100, coefficient=50)


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([46_312], (46_000, 47_000)),
        ([46_000, 46_000], (46_000, 46_000)),
        ([123_456, 98_765], (98_000, 130_000)),
        ([-4_567, 310], (-4_600, 310)),
        ([-0.2, 0.1], (0, 0)),
        ([99.7], (99, 100)),
    ],
)
def test_a_range_of_money_is_rounded_outwards_to_two_figures(values, ends):
    assert outward(values) == pytest.approx(ends)
