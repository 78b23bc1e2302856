"""Limits of counts and proportions against published figures and against scipy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from hyte.knowledge.stats.choices import Method, Withheld
from hyte.knowledge.stats.limits import exact_limits, made_exact_limits, z_of
from hyte.knowledge.stats.methods.rates import crude_rate, mean, proportion
from hyte.knowledge.stats.refusals import ArgumentRefused

NEAR = pytest.approx
WITHIN = 1e-9


def byar(x: float, confidence: float) -> tuple[float, float]:
    z = stats.norm.ppf(1 - (1 - confidence) / 2)
    return x * (1 - 1 / (9 * x) - z / (3 * x**0.5)) ** 3, (x + 1) * (
        1 - 1 / (9 * (x + 1)) + z / (3 * (x + 1) ** 0.5)
    ) ** 3


def exact(x: float, confidence: float) -> tuple[float, float]:
    tail = (1 - confidence) / 2
    return (stats.chi2.ppf(tail, 2 * x) / 2 if x else 0.0), stats.chi2.ppf(1 - tail, 2 * x + 2) / 2


def rate_of(run, count, population=1.0, **options):
    return run(crude_rate, {"count": [float(count)], "population": [float(population)]}, **options)[0]


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.998])
def test_z_is_the_normal_quantile(confidence):
    assert z_of(confidence) == NEAR(stats.norm.ppf(1 - (1 - confidence) / 2), abs=1e-12)


@pytest.mark.parametrize("confidence", [0, 1, -0.5, 95])
def test_confidence_out_of_range_is_refused(confidence):
    with pytest.raises(ArgumentRefused):
        z_of(confidence)


def test_byar_gives_the_published_limits_of_65(run):
    row = rate_of(run, 65, per=1)

    assert (row["lower"], row["upper"]) == NEAR((50.163187710459454, 82.84913854593984), abs=WITHIN)
    assert row["method"] == Method.BYAR


def test_exact_gives_the_published_limits_of_5_in_100(run):
    row = rate_of(run, 5, 100, per=100)

    assert (row["value"], row["lower"], row["upper"]) == NEAR((5, 1.62348639011842, 11.668332079322669), abs=WITHIN)
    assert row["method"] == Method.EXACT


def test_byar_of_a_derived_count_may_have_no_lower_limit(run):
    row = rate_of(run, 0.2, per=1, confidence=0.998)

    assert (row["value"], row["lower"], row["withheld"]) == (NEAR(0.2), None, Withheld.NO_LOWER_LIMIT)
    assert row["upper"] == NEAR(byar(0.2, 0.998)[1], abs=WITHIN)


def test_byar_at_998_gives_the_published_upper_limit_of_one(engine):
    import ibis

    from hyte.knowledge.stats.limits import byar_lower, byar_upper

    one = ibis.range(1, 2).unnest().name("x").as_table()
    row = engine.evaluate(
        one.select(lower=byar_lower(one.x, confidence=0.998), upper=byar_upper(one.x, confidence=0.998))
    ).to_pylist()[0]

    assert row["lower"] is None
    assert row["upper"] == NEAR(9.362180217908362, abs=WITHIN)


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.998])
def test_nine_events_are_exact_and_ten_are_byars(run, confidence):
    counts = [float(x) for x in range(13)]
    rows = run(
        crude_rate,
        {"group": [f"{x:02.0f}" for x in counts], "count": counts, "population": [1.0] * 13},
        per=1,
        confidence=confidence,
    )

    for x, row in zip(counts, rows, strict=True):
        lower, upper = exact(x, confidence) if x < 10 else byar(x, confidence)
        assert (row["lower"], row["upper"]) == NEAR((lower, upper), abs=WITHIN)
        assert row["method"] == (Method.EXACT if x < 10 else Method.BYAR)


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 10**6)), min_size=1, max_size=20))
@settings(max_examples=15, deadline=None)
def test_limits_of_rates_hold_the_value_and_scale_with_per(pairs):
    from hyte.knowledge.stats.engines import open_engine

    with open_engine() as engine:
        import pyarrow as pa

        table = engine.table(pa.table({"count": [x for x, _ in pairs], "population": [n for _, n in pairs]}))
        ones = engine.evaluate(crude_rate(table, per=1)).sort_by([("count", "ascending"), ("population", "ascending")])
        thousands = engine.evaluate(crude_rate(table, per=1000)).sort_by(
            [("count", "ascending"), ("population", "ascending")]
        )

    for one, thousand in zip(ones.to_pylist(), thousands.to_pylist(), strict=True):
        assert one["lower"] <= one["value"] <= one["upper"]
        assert [thousand[name] for name in ("value", "lower", "upper")] == NEAR(
            [one[name] * 1000 for name in ("value", "lower", "upper")], rel=WITHIN
        )


@pytest.mark.parametrize(
    "count, population, reason",
    [
        (None, 10.0, Withheld.COUNT_MISSING),
        (3.0, None, Withheld.POPULATION_MISSING),
        (3.0, 0.0, Withheld.NO_POPULATION),
        (-1.0, 10.0, Withheld.NEGATIVE),
    ],
)
def test_rate_is_withheld_with_its_reason(engine, count, population, reason):
    import pyarrow as pa

    table = pa.table({"count": pa.array([count], pa.float64()), "population": pa.array([population], pa.float64())})
    row = engine.evaluate(crude_rate(engine.table(table))).to_pylist()[0]

    assert (row["value"], row["lower"], row["upper"], row["withheld"]) == (None, None, None, reason)


def test_wilson_gives_the_published_limits_of_65_in_100(run):
    row = run(proportion, {"count": [65], "denominator": [100]})[0]

    assert (row["value"], row["lower"], row["upper"]) == NEAR(
        (0.65, 0.5525444329688797, 0.7363575175690247), abs=WITHIN
    )


def test_wilson_stays_between_zero_and_one_and_agrees_with_scipy(run):
    pairs = [(0, 1), (1, 1), (0, 7), (7, 7), (3, 11), (500, 501), (12, 100_000)]
    rows = run(
        proportion,
        {
            "group": [str(i) for i in range(len(pairs))],
            "count": [x for x, _ in pairs],
            "denominator": [n for _, n in pairs],
        },
        confidence=0.998,
    )

    for (x, n), row in zip(pairs, rows, strict=True):
        wanted = stats.binomtest(x, n).proportion_ci(0.998, method="wilson")
        assert 0 <= row["lower"] <= row["value"] <= row["upper"] <= 1
        assert (row["lower"], row["upper"]) == NEAR((wanted.low, wanted.high), abs=WITHIN)


def test_proportion_above_one_is_withheld(run):
    row = run(proportion, {"count": [11], "denominator": [10]})[0]

    assert (row["value"], row["withheld"]) == (None, Withheld.COUNT_ABOVE_DENOMINATOR)


@pytest.mark.parametrize("number", [2, 7, 400, 401, 900])
def test_mean_has_students_limits(run, number):
    values = [((i * 37) % 101) / 7 for i in range(number)]
    row = run(mean, {"group": ["a"] * number, "value": values}, by=["group"])[0]
    wanted = stats.t.interval(0.95, number - 1, loc=sum(values) / number, scale=stats.sem(values))

    assert row["value"] == NEAR(sum(values) / number, abs=WITHIN)
    assert (row["lower"], row["upper"]) == NEAR(wanted, abs=WITHIN)


def test_mean_of_one_value_has_no_limits(run):
    row = run(mean, {"group": ["a"], "value": [3.0]}, by=["group"])[0]

    assert (row["value"], row["lower"], row["upper"], row["withheld"]) == (3.0, None, None, Withheld.FEW_VALUES)


@pytest.mark.parametrize("confidence", [0.95, 0.998])
def test_the_usual_exact_limits_are_those_that_scipy_makes(confidence):
    kept, made = exact_limits(confidence), made_exact_limits(confidence)

    assert kept[0] == NEAR(made[0], rel=1e-14)
    assert kept[1] == NEAR(made[1], rel=1e-14)
