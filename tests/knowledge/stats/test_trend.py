"""Trend, growth, rolling periods, funnels and smoothing."""

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

from hyte.knowledge.stats.choices import Direction, Withheld
from hyte.knowledge.stats.methods.funnel import funnel_limits
from hyte.knowledge.stats.methods.smoothing import smoothed_rates
from hyte.knowledge.stats.methods.trend import CRITICAL, growth, rolling_periods, trend_of_shares, trend_of_values
from hyte.knowledge.stats.refusals import InputRefused

NEAR = pytest.approx

YEARS = [2018, 2019, 2020, 2021, 2022]


def values(run, own, half=4.0, years=YEARS):
    halves = half if isinstance(half, list) else [half] * len(own)
    columns = {
        "group": ["g"] * len(own), "year": years, "value": own,
        "lower": [None if v is None else v - h for v, h in zip(own, halves, strict=True)],
        "upper": [None if v is None else v + h for v, h in zip(own, halves, strict=True)],
    }  # fmt: skip
    return run(trend_of_values, columns, by=["group"])[0]


def shares(run, counts, people=1000, years=YEARS):
    columns = {"group": ["g"] * len(counts), "year": years, "count": counts, "denominator": [people] * len(counts)}
    return run(trend_of_shares, columns, by=["group"])[0]


def test_the_limit_is_the_998_point_of_chi_square():
    assert CRITICAL == NEAR(9.549535706083237, abs=1e-12) == NEAR(stats.chi2.ppf(0.998, 1), abs=1e-9)


def test_the_worked_examples(run):
    rising = values(run, [100.0, 104, 109, 113, 118])
    unclear, clear = shares(run, [20, 22, 25, 30, 33]), shares(run, [20, 24, 30, 38, 48])

    assert (rising["value"], rising["chi_squared"]) == NEAR((4.5, 48.61846319941025), abs=1e-9)
    assert (unclear["chi_squared"], clear["chi_squared"]) == NEAR((4.564839677776023, 15.818698347107437), abs=1e-9)
    assert [row["direction"] for row in (rising, unclear, clear)] == [
        Direction.INCREASING, Direction.NO_CHANGE, Direction.INCREASING,
    ]  # fmt: skip


def test_falling_values_decrease(run):
    assert values(run, [118.0, 113, 109, 104, 100])["direction"] == Direction.DECREASING
    assert shares(run, [48, 38, 30, 24, 20])["direction"] == Direction.DECREASING


def test_only_the_five_latest_years_count_in_any_order(run):
    own, years = [500.0, 118, 104, 100, 113, 109], [2017, 2022, 2019, 2018, 2021, 2020]

    assert values(run, own, years=years)["value"] == NEAR(4.5, abs=1e-9)


def test_one_year_alone_makes_no_trend(run):
    """The slope is significant, and gone when the last year is left out."""
    row = values(run, [10.0, 10, 10, 10, 40], half=1.0)

    assert row["chi_squared"] > CRITICAL
    assert row["direction"] == Direction.NO_CHANGE


def test_values_that_stand_still_do_not_change(run):
    row = values(run, [7.3] * 5, half=0.1)

    assert (row["value"], row["chi_squared"]) == NEAR((0, 0), abs=1e-9)
    assert row["direction"] == Direction.NO_CHANGE


@pytest.mark.parametrize("counts", [[0] * 5, [1000] * 5, [40] * 5])
def test_counts_that_stand_still_do_not_change(run, counts):
    row = shares(run, counts)

    assert (row["direction"], row["withheld"]) == (Direction.NO_CHANGE, None)
    assert row["chi_squared"] == NEAR(0, abs=1e-9)


@pytest.mark.parametrize(
    "own, half, years, reason",
    [
        ([1.0, 2, 3, 4], 1.0, YEARS[:4], Withheld.FEW_YEARS),
        ([1.0, 2, None, 4, 5], 1.0, YEARS, Withheld.VALUE_MISSING),
        ([1.0, 2, 3, 4, 5], 1.0, [2016, *YEARS[1:]], Withheld.NOT_YEARLY),
        ([1.0, 2, 3, 4, 5], [1.0, 0.0, 1, 1, 1], YEARS, Withheld.ZERO_WIDTH),
        ([1.0, 2, 3, 4, 5], -1.0, YEARS, Withheld.NO_LIMITS),
    ],
)
def test_trend_is_withheld_with_its_reason(run, own, half, years, reason):
    row = values(run, own, half, years)

    assert (row["value"], row["chi_squared"], row["direction"], row["withheld"]) == (
        None,
        None,
        Direction.UNKNOWN,
        reason,
    )


def test_values_without_limits_are_not_called_missing(run):
    columns = {"group": ["g"] * 5, "year": YEARS, "value": [1.0, 2, 3, 4, 5], "lower": [None] * 5, "upper": [None] * 5}
    columns = {name: pa.array(found, pa.float64()) if found[0] is None else found for name, found in columns.items()}
    row = run(trend_of_values, columns, by=["group"])[0]

    assert (row["direction"], row["withheld"]) == (Direction.UNKNOWN, Withheld.NO_LIMITS)


@pytest.mark.parametrize(
    "counts, people, reason",
    [
        ([0, 1, 2, 3, 4], 1000, Withheld.NO_LOGIT),
        ([1, 2, 3, 4, 5], 0, Withheld.NO_POPULATION),
        ([1, 2, 3, 4, 50], 10, Withheld.COUNT_ABOVE_DENOMINATOR),
        ([1, 2, 3, None, 5], 10, Withheld.COUNT_MISSING),
    ],
)
def test_trend_of_shares_is_withheld_with_its_reason(run, counts, people, reason):
    assert shares(run, counts, people)["withheld"] == reason


def test_rolling_periods_are_sums_and_are_refused_by_the_trend_test(engine):
    columns = {"group": ["g"] * 5, "year": YEARS, "count": [1, 2, 3, 4, 5], "population": [10] * 5}
    rolled = rolling_periods(engine.table(pa.table(columns)), by=["group"], years=3)
    rows = sorted(engine.evaluate(rolled).to_pylist(), key=lambda row: row["first_year"])

    assert [(row["first_year"], row["last_year"], row["count"], row["population"]) for row in rows] == [
        (2018, 2020, 6, 30), (2019, 2021, 9, 30), (2020, 2022, 12, 30),
    ]  # fmt: skip
    with pytest.raises(InputRefused, match="overlap"):
        trend_of_shares(rolled, by=["group"], year="last_year")


def test_rolling_periods_skip_holes_and_keep_missing_missing(engine):
    columns = {"group": ["g"] * 4, "year": [2018, 2019, 2021, 2022], "count": [1, 2, None, 4], "population": [10] * 4}
    rolled = rolling_periods(engine.table(pa.table(columns)), by=["group"], years=2)
    rows = sorted(engine.evaluate(rolled).to_pylist(), key=lambda row: row["first_year"])

    assert [(row["first_year"], row["count"]) for row in rows] == [(2018, 3), (2021, None)]


def test_growth_is_from_the_first_to_the_latest_year(run):
    columns = {
        "group": ["g"] * 3, "year": [2018, 2022, 2020], "value": [100.0, 121.0, 105.0],
        "lower": [90.0, 110.0, 95.0], "upper": [111.0, 133.0, 116.0],
    }  # fmt: skip
    row = run(growth, columns, by=["group"])[0]
    error = np.hypot(np.log(111 / 90), np.log(133 / 110)) / 2

    assert (row["value"], row["yearly"]) == NEAR((0.21, 1.21**0.25 - 1), abs=1e-12)
    assert (row["lower"], row["upper"]) == NEAR((1.21 * np.exp(-error) - 1, 1.21 * np.exp(error) - 1), abs=1e-9)


@pytest.mark.parametrize(
    "own, years, reason",
    [
        ([0.0, 5.0], [2020, 2021], Withheld.NO_FIRST_VALUE),
        ([None, 5.0], [2020, 2021], Withheld.VALUE_MISSING),
        ([5.0], [2020], Withheld.FEW_YEARS),
    ],
)
def test_growth_is_withheld_with_its_reason(run, own, years, reason):
    row = run(growth, {"group": ["g"] * len(own), "year": years, "value": own}, by=["group"])[0]

    assert (row["value"], row["withheld"]) == (None, reason)


def test_growth_without_limits_says_so(run):
    row = run(growth, {"group": ["g"] * 2, "year": [2020, 2021], "value": [2.0, 3.0]}, by=["group"])[0]

    assert (row["value"], row["lower"], row["withheld"]) == (0.5, None, Withheld.NO_LIMITS)


def test_funnel_narrows_with_size_and_holds_the_reference():
    for is_rate, per in ((True, 1000.0), (False, 1.0)):
        rows = funnel_limits([50, 500, 5000], reference=0.1 * per, is_rate=is_rate, per=per).to_pylist()
        widths = [row["upper"] - row["lower"] for row in rows]

        assert widths == sorted(widths, reverse=True)
        assert all(row["lower"] < row["value"] < row["upper"] for row in rows)


def test_funnel_of_large_groups_is_the_normal_one():
    row = funnel_limits([10**7], reference=0.1, is_rate=False, confidence=0.998).to_pylist()[0]
    spread = stats.norm.ppf(0.999) * np.sqrt(0.1 * 0.9 / 10**7)

    assert (row["lower"], row["upper"]) == NEAR((0.1 - spread, 0.1 + spread), abs=spread / 50)


@pytest.mark.parametrize("sizes, reference", [([0], 0.1), ([10], 0.0), ([10], 1.0)])
def test_funnel_refuses_what_has_no_limits(sizes, reference):
    with pytest.raises(InputRefused):
        funnel_limits(sizes, reference=reference, is_rate=False)


def test_smoothing_draws_small_areas_more_and_keeps_the_raw_value():
    rows = smoothed_rates(
        pa.table({"group": ["s", "m", "l"], "count": [1, 30, 400], "population": [10, 200, 8000]}), per=1
    ).to_pylist()
    overall = 431 / 8210

    for row, raw in zip(rows, (0.1, 0.15, 0.05), strict=True):
        assert row["raw"] == NEAR(raw)
        assert min(raw, overall) <= row["value"] <= max(raw, overall)
        assert row["lower"] < row["value"] < row["upper"]
    assert [row["weight"] for row in rows] == sorted(row["weight"] for row in rows)


def test_smoothed_limits_are_those_of_the_gamma_distribution():
    rows = smoothed_rates(pa.table({"count": [1, 30, 400], "population": [10, 200, 8000]}), per=1).to_pylist()
    x, n = np.array([1, 30, 400]), np.array([10, 200, 8000])
    m = x.sum() / n.sum()
    between = (n * (x / n - m) ** 2).sum() / n.sum() - m / n.mean()

    assert rows[0]["lower"] == NEAR(stats.gamma.ppf(0.025, m**2 / between + 1, scale=1 / (m / between + 10)), rel=1e-9)


def test_areas_that_differ_by_chance_alone_get_the_overall_rate():
    rows = smoothed_rates(pa.table({"count": [10, 10, None], "population": [100, 100, 100]}), per=100).to_pylist()

    assert [(row["value"], row["withheld"]) for row in rows] == [
        (10.0, Withheld.NO_VARIATION), (10.0, Withheld.NO_VARIATION), (None, Withheld.COUNT_MISSING),
    ]  # fmt: skip
