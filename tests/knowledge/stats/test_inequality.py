"""Slope and relative index, quantiles, comparison."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyte.knowledge.stats.choices import Polarity, SlopeKind, Verdict, Withheld
from hyte.knowledge.stats.methods.comparison import compare
from hyte.knowledge.stats.methods.inequality import quantiles, slope_index
from hyte.knowledge.stats.refusals import InputRefused

NEAR = pytest.approx

PEOPLE = [7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534]
VALUES = [75.9334590103081, 78.3442382727843, 83.8360631041654, 83.6375399664931, 80.4655031529559, 81.1156759857022,
          81.6930835718562, 84.1900062060987, 80.5955641081472, 86.2894349578624]  # fmt: skip
ERRORS = [1.64, 1.58, 1.51, 1.78, 1.7, 1.56, 1.37, 1.4, 2.43, 1.57]


def table(values=VALUES, people=PEOPLE, errors=ERRORS, ranks=None, group="area1"):
    size = len(values)
    return pa.table(
        {
            "group": [group] * size, "rank": ranks or [float(i) for i in range(size)], "population": people,
            "value": values, "se": errors if errors is not None else pa.nulls(size, pa.float64()),
        }
    )  # fmt: skip


def sii(rows, **options):
    return slope_index(rows, by=["group"], **{"draws": 20_000} | options).to_pylist()[0]


def test_sii_gives_the_published_figures():
    row = sii(table(), draws=100_000)

    assert (row["value"], row["rii"], row["intercept"]) == NEAR(
        (6.934616473668839, 1.0888180804446217, 78.07663078231671), abs=1e-9
    )
    assert (row["lower"], row["upper"]) == NEAR((3.13, 10.76), abs=0.15)


def test_simulated_limits_of_the_plain_kind_are_the_normal_ones():
    """The slope is a sum of normal values, so its limits are known without drawing."""
    a = np.array(PEOPLE) / sum(PEOPLE)
    b = np.cumsum(a) - a / 2
    middle = (a * b).sum()
    weights = a * (b - middle) / (a * (b - middle) ** 2).sum()
    spread = 1.959964 * np.sqrt(((weights * np.array(ERRORS)) ** 2).sum())
    row = sii(table(), draws=100_000)

    assert (row["lower"], row["upper"]) == NEAR((row["value"] - spread, row["value"] + spread), abs=0.1)


def test_the_same_seed_gives_the_same_limits_whatever_else_the_file_holds():
    alone = sii(table())
    other = table(values=[v * 2 for v in VALUES], group="another")
    together = slope_index(pa.concat_tables([other, table()]), by=["group"], draws=20_000).to_pylist()

    assert alone in together
    assert sii(table(), seed=2)["lower"] != alone["lower"]


@given(st.permutations(range(10)), st.floats(0.01, 100))
@settings(max_examples=15, deadline=None)
def test_sii_minds_neither_order_nor_size_of_the_population(order, scale):
    shuffled = table(
        [VALUES[i] for i in order],
        [PEOPLE[i] * scale for i in order],
        [ERRORS[i] for i in order],
        [float(i) for i in order],
    )

    assert sii(shuffled, draws=1000)["value"] == NEAR(sii(table(), draws=1000)["value"], rel=1e-9)


def test_kind_log_fits_the_logarithm_and_turns_the_ends_back():
    line = [10 * 2 ** ((i + 0.5) / 10) for i in range(10)]
    row = sii(table(line, [100] * 10, [0.1] * 10), kind=SlopeKind.LOG)

    assert (row["intercept"], row["value"], row["rii"]) == NEAR((10, 10, 2), rel=1e-9)
    assert row["rii_lower"] < 2 < row["rii_upper"]


def test_kind_logit_takes_counts():
    share = [1 / (1 + np.exp(-(-1 + (i + 0.5) / 10))) for i in range(10)]
    rows = pa.table(
        {
            "group": ["a"] * 10, "rank": list(range(10)), "population": [100] * 10,
            "count": [s * 1e6 for s in share], "denominator": [1e6] * 10,
        }
    )  # fmt: skip
    row = sii(rows, kind=SlopeKind.LOGIT)

    assert (row["intercept"], row["intercept"] + row["value"]) == NEAR((1 / (1 + np.e), 0.5), abs=1e-9)


@pytest.mark.parametrize(
    "rows, kind, reason",
    [
        (table(VALUES[:4], PEOPLE[:4], ERRORS[:4]), SlopeKind.PLAIN, Withheld.GROUP_COUNT),
        (table([1.0] * 101, [1] * 101, [1.0] * 101), SlopeKind.PLAIN, Withheld.GROUP_COUNT),
        (table([None, *VALUES[1:]]), SlopeKind.PLAIN, Withheld.VALUE_MISSING),
        (table(people=[0, *PEOPLE[1:]]), SlopeKind.PLAIN, Withheld.NO_POPULATION),
        (table([0.0, *VALUES[1:]]), SlopeKind.LOG, Withheld.NO_LOG),
    ],
)
def test_sii_is_withheld_with_its_reason(rows, kind, reason):
    row = sii(rows, kind=kind)

    assert (row["value"], row["lower"], row["rii"], row["withheld"]) == (None, None, None, reason)


def test_sii_without_errors_has_no_limits():
    row = sii(table(errors=None))

    assert row["value"] == NEAR(6.934616473668839)
    assert (row["lower"], row["withheld"]) == (None, Withheld.NO_ERRORS)


def test_a_share_of_zero_has_no_logit():
    rows = pa.table(
        {
            "group": ["a"] * 5,
            "rank": list(range(5)),
            "population": [9] * 5,
            "count": [0, 1, 2, 3, 4],
            "denominator": [9] * 5,
        }
    )

    assert sii(rows, kind=SlopeKind.LOGIT)["withheld"] == Withheld.NO_LOGIT


def test_few_draws_are_refused():
    with pytest.raises(InputRefused):
        sii(table(), draws=10)


def parts(run, values, **options):
    columns = {"region": ["r"] * len(values), "group": [f"{i:03d}" for i in range(len(values))], "value": values}
    return run(quantiles, columns, region=["region"], **options)


@pytest.mark.parametrize("size, n", [(10, 10), (12, 4), (13, 5), (100, 10), (7, 3)])
def test_quantiles_agree_with_the_published_formula(run, size, n):
    values = [float((i * 11) % size) for i in range(size)]
    rows = parts(run, values, parts=n)
    rank = {value: place + 1 for place, value in enumerate(sorted(values))}
    wanted = [max(1, int(n + 1 - np.ceil(round((size + 1 - rank[v]) * n / size, 9)))) for v in values]

    assert [row["quantile"] for row in rows] == wanted
    assert set(wanted) == set(range(1, n + 1))


def test_polarity_decides_which_end_is_one(run):
    values = [float(i) for i in range(8)]

    def ends(polarity):
        found = [row["quantile"] for row in parts(run, values, parts=4, polarity=polarity)]
        return found[0], found[-1]

    assert [ends(p) for p in (Polarity.HIGH, Polarity.LOW, Polarity.NONE)] == [(1, 4), (4, 1), (1, 4)]


def test_equal_values_share_a_part_and_missing_ones_have_none(run):
    rows = parts(run, [1.0, 1.0 + 1e-12, 2.0, 3.0, None], parts=2)

    assert [row["quantile"] for row in rows] == [1, 1, 2, 2, None]
    assert rows[4]["withheld"] == Withheld.VALUE_MISSING


@pytest.mark.parametrize("values, reason", [([1.0, 2.0], Withheld.FEW_AREAS), ([2.0] * 5, Withheld.ALL_EQUAL)])
def test_quantiles_are_withheld_with_their_reason(run, values, reason):
    rows = parts(run, values, parts=3)

    assert {(row["quantile"], row["withheld"]) for row in rows} == {(None, reason)}


def verdict(engine, value, lower, upper, reference, **options):
    columns = {"value": [value], "lower": [lower], "upper": [upper], "reference": [reference]} | options.pop("also", {})
    table = pa.table({name: pa.array(own, pa.float64()) for name, own in columns.items()})
    return engine.evaluate(compare(engine.table(table), **options)).to_pylist()[0]


@pytest.mark.parametrize(
    "value, lower, upper, reference, polarity, wanted",
    [
        (11.0, 10.0, 12.0, 11.0, Polarity.LOW, Verdict.SIMILAR),
        (3.05, 2.7, 3.1, 3.0, Polarity.HIGH, Verdict.SIMILAR),
        (11.0, 10.0, 12.0, 12.0, Polarity.LOW, Verdict.SIMILAR),
        (11.0, 10.0, 12.0, 10.0, Polarity.LOW, Verdict.SIMILAR),
        (0.3, 0.2, 0.1 + 0.2, 0.30000000000000001, Polarity.LOW, Verdict.SIMILAR),
        (11.0, 10.0, 12.0, 12.1, Polarity.LOW, Verdict.BETTER),
        (11.0, 10.0, 12.0, 12.1, Polarity.HIGH, Verdict.WORSE),
        (11.0, 10.0, 12.0, 9.9, Polarity.LOW, Verdict.WORSE),
        (11.0, 10.0, 12.0, 9.9, Polarity.HIGH, Verdict.BETTER),
        (11.0, 10.0, 12.0, 9.9, Polarity.NONE, Verdict.HIGHER),
        (11.0, 10.0, 12.0, 12.1, Polarity.NONE, Verdict.LOWER),
    ],
)
def test_verdicts(engine, value, lower, upper, reference, polarity, wanted):
    row = verdict(engine, value, lower, upper, reference, polarity=polarity)

    assert (row["verdict"], row["withheld"]) == (wanted, None)


@pytest.mark.parametrize(
    "value, lower, upper, reference, reason",
    [
        (11.0, None, 12.0, 9.0, Withheld.NO_LIMITS),
        (11.0, 12.0, 10.0, 9.0, Withheld.NO_LIMITS),
        (15.0, 10.0, 12.0, 9.0, Withheld.NO_LIMITS),
        (None, 10.0, 12.0, 9.0, Withheld.VALUE_MISSING),
        (11.0, 10.0, 12.0, None, Withheld.REFERENCE_MISSING),
    ],
)
def test_no_comparison_is_made_without_valid_limits(engine, value, lower, upper, reference, reason):
    row = verdict(engine, value, lower, upper, reference, polarity=Polarity.LOW)

    assert (row["verdict"], row["withheld"]) == (Verdict.NO_COMPARISON, reason)


@pytest.mark.parametrize(
    "reference, wanted",
    [(11.0, Verdict.SIMILAR), (9.5, Verdict.WORSE), (8.0, Verdict.WORST), (12.5, Verdict.BETTER), (14.0, Verdict.BEST)],
)
def test_two_levels_tell_best_and_worst(engine, reference, wanted):
    also = {"far_lower": [9.0], "far_upper": [13.0]}
    row = verdict(
        engine, 11.0, 10.0, 12.0, reference, polarity=Polarity.LOW, outer=("far_lower", "far_upper"), also=also
    )

    assert row["verdict"] == wanted
