"""Standard populations, direct and indirect standardisation."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyte.knowledge.stats.choices import Withheld
from hyte.knowledge.stats.engines import open_engine
from hyte.knowledge.stats.methods.rates import crude_rate
from hyte.knowledge.stats.methods.standardised import directly_standardised_rate, indirectly_standardised_ratio
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.standards import STANDARDS, match_bands, own_standard

NEAR = pytest.approx

COUNTS = [127, 25, 18, 21, 12, 27, 48, 27, 29, 32, 32, 34, 45, 65, 38, 68, 74, 82]
PEOPLE = [636, 558, 609, 543, 384, 594, 669, 843, 660, 576, 606, 522, 426, 273, 300, 288, 153, 123]


def dsr(run, counts, people, weights, **options):
    columns = {"group": ["A"] * len(counts), "count": counts, "population": people, "weight": weights}
    return run(directly_standardised_rate, columns, by=["group"], **options)[0]


@pytest.mark.parametrize(
    "name, bands, total", [("esp2013-19", 19, 100_000), ("esp2013-20", 20, 100_000), ("esp2013-21", 21, 100_000),
                           ("esp1976-18", 18, 100_000), ("who-18", 18, 100.03)],
)  # fmt: skip
def test_standards_have_their_bands_and_sums(name, bands, total):
    standard = STANDARDS[name]

    assert len(standard.bands) == len(standard.weights) == bands
    assert sum(standard.weights) == NEAR(total)
    assert sum(standard.shares()) == NEAR(1, abs=1e-12)


def test_the_three_forms_of_esp2013_agree_where_they_overlap():
    nineteen, twenty, twentyone = (
        dict(zip(s.bands, s.weights, strict=True))
        for s in map(STANDARDS.get, ["esp2013-19", "esp2013-20", "esp2013-21"])
    )

    assert nineteen["0-4"] == twenty["0"] + twenty["1-4"] == twentyone["0"] + twentyone["1-4"]
    assert nineteen["90+"] == twenty["90+"] == twentyone["90-94"] + twentyone["95+"]


def test_dsr_gives_the_published_figures(run):
    row = dsr(run, COUNTS, PEOPLE, STANDARDS["esp1976-18"].weights)

    assert (row["value"], row["lower"], row["upper"]) == NEAR(
        (8592.097585022366, 7991.160931442103, 9225.253880318318), abs=1e-8
    )


def test_dsr_with_19_bands_agrees_with_plain_arithmetic(run):
    counts, people, weights = [*COUNTS, 91], [*PEOPLE, 207], STANDARDS["esp2013-19"].weights
    row = dsr(run, counts, people, weights, per=1, confidence=0.998)
    total = sum(weights)
    rate = sum(w * x / n for w, x, n in zip(weights, counts, people, strict=True)) / total

    assert row["value"] == NEAR(rate, abs=1e-12)
    assert row["lower"] < rate < row["upper"]


def test_dsr_with_its_own_population_as_standard_is_the_crude_rate(run):
    row = dsr(run, COUNTS, PEOPLE, PEOPLE)
    crude = run(crude_rate, {"count": [sum(COUNTS)], "population": [sum(PEOPLE)]})[0]

    assert [row[name] for name in ("value", "lower", "upper")] == NEAR(
        [crude[name] for name in ("value", "lower", "upper")], rel=1e-9
    )


@given(st.permutations(list(range(18))), st.floats(0.001, 1000))
@settings(max_examples=10, deadline=None)
def test_dsr_does_not_mind_the_order_of_rows_or_the_size_of_weights(order, scale):
    weights = [w * scale for w in STANDARDS["who-18"].weights]
    with open_engine() as engine:

        def rate(places, own):
            columns = {"count": [COUNTS[i] for i in places], "population": [PEOPLE[i] for i in places], "weight": own}
            return engine.evaluate(directly_standardised_rate(engine.table(pa.table(columns)), by=[])).to_pylist()[0]

        shuffled = rate(order, [weights[i] for i in order])
        straight = rate(range(18), list(STANDARDS["who-18"].weights))

    assert [shuffled[name] for name in ("value", "lower", "upper")] == NEAR(
        [straight[name] for name in ("value", "lower", "upper")], rel=1e-9
    )


@pytest.mark.parametrize(
    "counts, people, reason",
    [
        ([5.0, 4.0], [10.0, 10.0], Withheld.FEW_EVENTS),
        ([50.0, None], [10.0, 10.0], Withheld.COUNT_MISSING),
        ([50.0, 4.0], [10.0, None], Withheld.POPULATION_MISSING),
        ([50.0, 4.0], [10.0, 0.0], Withheld.NO_POPULATION),
        ([50.0, -4.0], [10.0, 1.0], Withheld.NEGATIVE),
    ],
)
def test_dsr_is_withheld_with_its_reason(engine, counts, people, reason):
    table = pa.table({"count": counts, "population": people, "weight": [1.0, 2.0]})
    row = engine.evaluate(directly_standardised_rate(engine.table(table), by=[])).to_pylist()[0]

    assert (row["value"], row["lower"], row["upper"], row["withheld"]) == (None, None, None, reason)


def test_ten_events_are_enough_for_a_dsr(run):
    assert dsr(run, [6, 4], [100, 100], [1.0, 1.0])["withheld"] is None


def test_isr_against_itself_is_one(run):
    columns = {
        "group": ["A"] * 18, "count": COUNTS, "population": PEOPLE, "reference_count": COUNTS, "reference_population": PEOPLE,
    }  # fmt: skip
    row = run(indirectly_standardised_ratio, columns, by=["group"])[0]

    assert row["value"] == NEAR(1, abs=1e-12)
    assert row["rate"] == NEAR(sum(COUNTS) / sum(PEOPLE) * 100_000)
    assert row["lower"] < 1 < row["upper"]


def test_isr_agrees_with_plain_arithmetic(run):
    columns = {
        "group": ["A", "A"], "count": [3, 4], "population": [1000, 500],
        "reference_count": [200, 900], "reference_population": [100_000, 90_000],
    }  # fmt: skip
    row = run(indirectly_standardised_ratio, columns, by=["group"])[0]
    expected = 1000 * 200 / 100_000 + 500 * 900 / 90_000

    assert (row["observed"], row["expected"], row["value"]) == NEAR((7, expected, 7 / expected), abs=1e-12)
    assert row["method"].startswith("indirect standardisation, exact")


def test_isr_without_expected_events_is_withheld(run):
    columns = {
        "group": ["A"], "count": [3], "population": [10], "reference_count": [0], "reference_population": [10],
    }  # fmt: skip
    row = run(indirectly_standardised_ratio, columns, by=["group"])[0]

    assert (row["value"], row["rate"], row["withheld"]) == (None, None, Withheld.NO_EXPECTED)


def test_bands_are_matched_by_name_in_any_order_and_spelling():
    labels = ["90+", "05–09", *(f"{a} - {a + 4}" for a in range(10, 90, 5)), "0-4"]

    places = match_bands(STANDARDS["esp2013-19"], labels)

    assert (places["90+"], places["05–09"], places["0-4"]) == (18, 1, 0)


@pytest.mark.parametrize(
    "words",
    [
        "{0}-{1} v|{0} v ja yli",
        "{0}–{1}-vuotiaat|{0} vuotta täyttäneet",
        "age_{0:02}_{1:02}|{0}+ years",
        "{0} to {1}|{0} and over",
    ],
)
def test_ages_with_words_are_matched_by_age_however_they_stand(words):
    """A file sorted by its letters has 10–14 before 5–9."""
    band, last = words.split("|")
    labels = sorted([*(band.format(age, age + 4) for age in range(0, 90, 5)), last.format(90)])

    places = match_bands(STANDARDS["esp2013-19"], labels)

    assert [places[band.format(age, age + 4)] for age in range(0, 90, 5)] == list(range(18))
    assert places[last.format(90)] == 18


def test_infants_may_be_told_as_under_one():
    labels = ["<1", *STANDARDS["esp2013-20"].bands[1:]]

    assert match_bands(STANDARDS["esp2013-20"], labels[::-1])["<1"] == 0


def test_a_word_among_ages_is_taken_where_it_stands():
    standard = STANDARDS["esp2013-19"]

    assert match_bands(standard, [*standard.bands[:-1], "vanhimmat"])["vanhimmat"] == 18


def test_a_word_among_ages_that_stand_elsewhere_is_refused():
    standard = STANDARDS["esp2013-19"]

    with pytest.raises(InputRefused, match="Missing: 90"):
        match_bands(standard, ["vanhimmat", *standard.bands[:-1]])


def test_bands_that_are_no_ages_are_taken_in_order():
    assert match_bands(own_standard("own", {"x": 1, "y": 2}), ["b", "a"]) == {"b": 0, "a": 1}
    assert match_bands(STANDARDS["who-18"], [str(n) for n in range(18, 0, -1)])["18"] == 17


@pytest.mark.parametrize(
    "labels",
    [
        ["0-4"],
        [*STANDARDS["esp2013-19"].bands[:-1]],
        [*STANDARDS["esp2013-19"].bands, "95+"],
        [*STANDARDS["esp2013-20"].bands],
        [*STANDARDS["esp2013-19"].bands[:-1], "95+"],
        ["0-9", *STANDARDS["esp2013-19"].bands[1:]],
        ["a", "b"],
    ],
)
def test_bands_missing_or_extra_are_refused(labels):
    with pytest.raises(InputRefused, match="19 bands"):
        match_bands(STANDARDS["esp2013-19"], labels)


@pytest.mark.parametrize("weights", [{}, {"a": 0.0}, {"a": -1.0, "b": 3.0}])
def test_an_own_standard_needs_weights(weights):
    with pytest.raises(InputRefused):
        own_standard("own", weights)
