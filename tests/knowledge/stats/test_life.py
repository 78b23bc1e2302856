"""Life expectancy and lost years."""

from random import Random

import numpy as np
import pyarrow as pa
import pytest

from hyte.knowledge.stats.choices import Method, Withheld
from hyte.knowledge.stats.methods.life import expected_ages, life_expectancy
from hyte.knowledge.stats.methods.lost_years import (
    check_shares,
    deaths_by_cause,
    lost_years,
    simulated_limits,
    with_simulated_limits,
)
from hyte.knowledge.stats.refusals import InputRefused

NEAR = pytest.approx

AGES = [0, 1, *range(5, 95, 5)]
PEOPLE = [7060, 35059, 46974, 48489, 43219, 38561, 46009, 57208, 61435, 55601, 50209, 56416, 46411, 39820, 37978, 37039,
          33288, 23306, 11936, 11936]  # fmt: skip
DEATHS = [17, 9, 4, 8, 20, 15, 24, 33, 50, 71, 100, 163, 263, 304, 536, 872, 1390, 1605, 1936, 1937]


def chiang(ages, deaths, people):
    """The life table once more, in plain Python: expectancy and its standard error at each age."""
    size = len(ages)
    lived = [0.1 if age == 0 else 0.5 for age in ages]
    widths = [ages[i + 1] - ages[i] for i in range(size - 1)]
    rate = [d / n for d, n in zip(deaths, people, strict=True)]
    q = [min(1, widths[i] * rate[i] / (1 + (1 - lived[i]) * widths[i] * rate[i])) for i in range(size - 1)] + [1.0]
    alive = [1.0]
    for part in q[:-1]:
        alive.append(alive[-1] * (1 - part))
    years = [widths[i] * (alive[i + 1] + lived[i] * (alive[i] - alive[i + 1])) for i in range(size - 1)]
    years.append(alive[-1] / rate[-1])
    left = [sum(years[i:]) / alive[i] for i in range(size)]
    part = [
        alive[i] ** 2
        * ((1 - lived[i]) * widths[i] + left[i + 1]) ** 2
        * (q[i] ** 2 * (1 - q[i]) / deaths[i] if deaths[i] else 0)
        for i in range(size - 1)
    ] + [alive[-1] ** 2 / (deaths[-1] * rate[-1] ** 2)]
    return left, [sum(part[i:]) ** 0.5 / alive[i] for i in range(size)]


def table_of(run, ages=AGES, deaths=DEATHS, people=PEOPLE, **options):
    columns = {"group": ["A"] * len(ages), "age": ages, "deaths": deaths, "population": people}
    rows = run(life_expectancy, columns, by=["group"], bands=20, **options)
    return {row["age"]: row for row in rows}


def test_life_expectancy_agrees_with_a_table_made_by_hand(run):
    rows = table_of(run)
    left, errors = chiang(AGES, DEATHS, PEOPLE)

    for age, wanted, error in zip(AGES, left, errors, strict=True):
        row = rows[age]
        assert row["value"] == NEAR(wanted, rel=1e-9)
        assert row["upper"] - row["value"] == NEAR(1.959963984540054 * error, rel=1e-9)


def test_life_expectancy_does_not_mind_the_order_of_rows(run):
    order = list(range(20))
    Random(1).shuffle(order)
    shuffled = table_of(run, [AGES[i] for i in order], [DEATHS[i] for i in order], [PEOPLE[i] for i in order])

    assert shuffled[0]["value"] == NEAR(table_of(run)[0]["value"], rel=1e-12)


def test_constant_mortality_gives_its_inverse(run):
    """With short bands and the same mortality everywhere, people live 1 / M years from any age."""
    ages = list(range(200))
    people, deaths = [100_000.0] * 200, [2000.0] * 200
    columns = {"group": ["A"] * 200, "age": ages, "deaths": deaths, "population": people}
    rows = {row["age"]: row for row in run(life_expectancy, columns, by=["group"])}

    assert rows[50]["value"] == NEAR(50, rel=1e-3)
    assert rows[199]["value"] == NEAR(50, rel=1e-12)


def test_nobody_is_left_after_a_band_that_kills_all(run):
    deaths, people = list(DEATHS), list(PEOPLE)
    deaths[17], people[17] = 100, 100
    rows = table_of(run, deaths=deaths, people=people)

    assert rows[0]["withheld"] is None
    assert (rows[85]["value"], rows[85]["withheld"]) == (None, Withheld.NO_SURVIVORS)


@pytest.mark.parametrize(
    "place, deaths, people, reason",
    [
        (3, None, 10.0, Withheld.COUNT_MISSING),
        (3, 1.0, None, Withheld.POPULATION_MISSING),
        (3, -1.0, 10.0, Withheld.NEGATIVE),
        (3, 1.0, 0.0, Withheld.NO_POPULATION),
        (3, 11.0, 10.0, Withheld.DEATHS_ABOVE_POPULATION),
        (19, 0.0, 10.0, Withheld.NO_LAST_DEATHS),
    ],
)
def test_life_expectancy_is_withheld_with_its_reason(run, place, deaths, people, reason):
    all_deaths, all_people = [float(d) for d in DEATHS], [float(n) for n in PEOPLE]
    all_deaths[place], all_people[place] = deaths, people

    assert {row["withheld"] for row in table_of(run, deaths=all_deaths, people=all_people).values()} == {reason}


def test_life_expectancy_needs_5000_person_years(run):
    def rows(scale):
        return table_of(run, deaths=[d * scale for d in DEATHS], people=[n * scale for n in PEOPLE])[0]

    total = sum(PEOPLE)

    assert rows(4999.9 / total)["withheld"] == Withheld.FEW_PERSON_YEARS
    assert rows(5000.1 / total)["withheld"] != Withheld.FEW_PERSON_YEARS


def test_life_expectancy_with_a_wide_interval_is_withheld(run):
    ages, people = [0, 50], [4000.0, 4000.0]
    columns = {"group": ["A"] * 2, "age": ages, "deaths": [0.0, 1.0], "population": people}

    assert {row["withheld"] for row in run(life_expectancy, columns, by=["group"])} == {Withheld.WIDE_INTERVAL}


def test_a_missing_band_is_told(run):
    columns = {"group": ["A"] * 19, "age": AGES[:-1], "deaths": DEATHS[:-1], "population": PEOPLE[:-1]}

    assert {row["withheld"] for row in run(life_expectancy, columns, by=["group"], bands=20)} == {Withheld.BAND_MISSING}


@pytest.mark.parametrize(
    "ages, wanted",
    [
        (AGES, AGES),
        ([0, 5, 15, 20], [0, 5, 10, 15, 20]),
        ([0, 1, 5, 10, 20], [0, 1, 5, 10, 15, 20]),
        ([0, 1, 2, 4], [0, 1, 2, 3, 4]),
        ([5, 10], [0, 5, 10]),
        ([0], [0]),
    ],
)
def test_expected_ages_fill_the_holes(ages, wanted):
    assert expected_ages(ages) == wanted


BANDS = {
    "group": ["x"] * 7,
    "age": [0, 1, 15, 35, 45, 60, 70],
    "mean_age": [0.5, 8, 25, 40, 52.5, 65, 72.5],
    "deaths": [3, 1, 6, 12, 25, 80, 90],
    "population": [2000, 23000, 40000, 38000, 40000, 45000, 15000],
    "weight": [1000, 14000, 23000, 20500, 14000, 17500, 5000],
}


def years_of(run, **options):
    return run(lost_years, BANDS, **{"by": ["group"], "limit": 75, "standard": "own"} | options)[0]


def test_lost_years_give_the_worked_figures(run):
    row = years_of(run)

    assert (row["years"], row["crude"], row["value"], row["events"]) == NEAR(
        (2598.0, 1279.8029556650245, 1194.3133338686148, 217), abs=1e-9
    )
    assert row["lower"] < row["value"] < row["upper"]


def test_monte_carlo_agrees_with_dobson_within_a_few_per_cent(run):
    dobson = years_of(run)
    table = with_simulated_limits(pa.Table.from_pylist([dobson]), pa.table(BANDS), by=["group"], limit=75)
    simulated = table.to_pylist()[0]

    assert simulated["method"] == Method.MONTE_CARLO
    assert (simulated["lower"], simulated["upper"]) == NEAR((dobson["lower"], dobson["upper"]), rel=0.02)


def test_monte_carlo_is_repeatable_and_leaves_empty_bands_empty():
    first = simulated_limits([0.0, 3.0], [1e9, 1.0], confidence=0.95, seed=7)

    assert first == simulated_limits([0.0, 3.0], [1e9, 1.0], confidence=0.95, seed=7)
    assert first[1] < 100


def test_too_few_draws_are_refused():
    with pytest.raises(InputRefused, match="1000"):
        simulated_limits([1.0], [1.0], confidence=0.95, seed=1, draws=999)


def test_other_limits_and_ages_give_other_figures_and_say_so(run):
    found = {limit: years_of(run, limit=limit) for limit in (70, 75, 80)}

    assert len({round(row["value"], 6) for row in found.values()}) == 3
    assert [row["limit"] for row in found.values()] == [70, 75, 80]
    assert years_of(run, lower_age=15)["lower_age"] == 15


def test_a_cause_list_with_shares_never_counts_a_death_twice(engine):
    deaths = engine.table(
        pa.table(
            {
                "group": ["A", "A", "A", "A"], "code": ["I21", "I219", "C34", "X45"], "age": [60.0, 80.0, 50.0, 40.0],
                "deaths": [10.0, 99.0, 4.0, 7.0],
            }
        )
    )  # fmt: skip
    listed = {
        "first": ["I20", "C33"], "last": ["I25", "C34"], "age_limit": [75.0, 75.0], "preventable": [0.5, 1.0],
        "treatable": [0.5, 0.0],
    }  # fmt: skip
    shares = engine.table(pa.table(listed))

    found = {
        heading: engine.evaluate(deaths_by_cause(deaths, shares, by=["group"], heading=heading)).to_pylist()[0][
            "deaths"
        ]
        for heading in ("preventable", "treatable")
    }

    assert found == {"preventable": 9.0, "treatable": 5.0}
    check_shares(pa.table(listed).to_pylist(), headings=["preventable", "treatable"])


@pytest.mark.parametrize(
    "rows",
    [
        [{"first": "I25", "last": "I20", "a": 1.0}],
        [{"first": "I20", "last": "I25", "a": 1.5}],
        [{"first": "I20", "last": "I25", "a": -0.5}],
        [{"first": "I20", "last": "I25", "a": 0.6}, {"first": "I25", "last": "I30", "a": 0.6}],
    ],
)
def test_shares_above_one_are_refused(rows):
    with pytest.raises(InputRefused):
        check_shares(rows, headings=["a"])


def test_years_without_deaths_have_no_limits(run):
    columns = BANDS | {"deaths": [0] * 7}
    row = run(lost_years, columns, by=["group"], limit=75, standard="own")[0]

    assert (row["value"], row["lower"], row["upper"], row["withheld"]) == (0, None, None, Withheld.NO_EVENTS)


def test_numpy_agrees_with_the_standardised_years(run):
    w, a, n, d = (np.array(BANDS[name], dtype=float) for name in ("weight", "mean_age", "population", "deaths"))

    assert years_of(run)["value"] == NEAR(float((w / w.sum() * (75 - a) / n * d).sum() * 100_000), rel=1e-12)


@pytest.mark.parametrize("ages", [[0, 1, *range(5, 86, 10)], [0, *range(5, 86, 10)]])
def test_bands_of_ten_years_after_one_of_five_are_whole(ages):
    assert expected_ages(ages) == ages


def test_a_hole_among_bands_of_ten_years_is_seen():
    assert expected_ages([0, 1, 5, 15, 25, 45]) == [0, 1, 5, 15, 25, 35, 45]
