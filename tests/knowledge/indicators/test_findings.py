"""The sentence over a chart says what its numbers show, and nothing that their test does not support."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from hyte.knowledge.indicators.findings import (
    against_country,
    comparison_finding,
    inequality_finding,
    parts_finding,
    previous,
    profile_finding,
    pyramid_finding,
    trend_finding,
)
from hyte.knowledge.indicators.shown import age_of, light_of, shown_period, shown_reason, shown_value
from hyte.knowledge.stats.store.reading import Latest, Observation

SHARE = SimpleNamespace(unit="%", decimals=1)
YEARS = tuple(date(year, 12, 31) for year in range(2008, 2013))


@pytest.fixture(autouse=True)
def english(settings):
    """The sentences as they are written; their translations are tested by the catalogues."""
    from django.utils import translation

    with translation.override("en"):
        yield


def latest(**values) -> Latest:
    """Lahti's number of 2012 with the country's beside it, tested and found higher."""
    told = {
        "dataset": "d",
        "indicator": "i",
        "area": "KU398",
        "period_start": date(2012, 1, 1),
        "period_end": date(2012, 12, 31),
        "sex": "total",
        "age_group": "total",
        "breakdown": "total",
        "value": 15.0,
        "numerator": None,
        "denominator": None,
        "lower": 14.0,
        "upper": 16.0,
        "missing_reason": None,
        "flags": None,
        "release": "r",
        "method": None,
        "later_missing": None,
        "reference": 12.0,
        "relation": "higher",
        "verdict": "worse",
        "no_verdict": None,
        "direction": "increasing",
        "change": 1.0,
        "no_direction": None,
        "short_periods": YEARS,
        "short_values": (11.0, 12.0, 13.0, 14.0, 15.0),
    }
    return Latest(**told | values)


UNTESTED = {
    "lower": None,
    "upper": None,
    "relation": "no comparison",
    "verdict": "no comparison",
    "no_verdict": "no confidence interval",
    "direction": "cannot be judged",
    "no_direction": "no confidence interval",
}


def test_tested_direction_and_difference_are_said_with_their_years():
    assert trend_finding(latest(), SHARE, area="Lahti") == (
        "Lahti: rising over the last five years (2008–2012). Higher than in the whole country (12.0\xa0%). That is worse."
    )


@pytest.mark.parametrize(
    ("direction", "words"),
    [("decreasing", "falling over"), ("no significant change", "no certain change over")],
)
def test_direction_is_the_tests_own(direction, words):
    number = latest(direction=direction, reference=None)

    assert trend_finding(number, SHARE, area="Lahti") == f"Lahti: {words} the last five years (2008–2012)."


def test_numbers_without_limits_get_no_direction_and_no_verdict():
    assert trend_finding(latest(**UNTESTED), SHARE, area="Lahti") == (
        "Lahti: 15.0\xa0% in 2012 and 11.0\xa0% in 2008. No direction is told: no confidence interval. "
        "It differs from the whole country (12.0\xa0%); no statistical comparison can be made."
    )


def test_a_number_that_stands_alone_is_told_alone():
    number = latest(**UNTESTED | {"short_periods": YEARS[-1:], "short_values": (15.0,), "reference": None})

    assert trend_finding(number, SHARE, area="Lahti") == "Lahti: 15.0\xa0% in 2012."


def test_missing_number_tells_its_reason():
    number = latest(value=None, missing_reason="hidden small count", relation="no comparison", verdict="no comparison")

    assert trend_finding(number, SHARE, area="Sysmä") == "Sysmä: there is no number (hidden small count)."


def test_no_certain_difference_is_not_called_the_same():
    number = latest(relation="similar", verdict="similar", reference=15.2)

    assert against_country(number, SHARE) == "No certain difference from the whole country (15.2\xa0%)."


def test_neither_end_good_is_neither_better_nor_worse():
    assert against_country(latest(verdict="higher"), SHARE) == "Higher than in the whole country (12.0\xa0%)."


@pytest.mark.parametrize(
    ("value", "word"), [(15.0, "higher, not tested"), (12.0, "the same, not tested"), (9.0, "lower, not tested")]
)
def test_without_limits_there_is_no_colour(value, word):
    light = light_of(latest(**UNTESTED | {"value": value}))

    assert (str(light.word), light.sign, light.colour) == (word, "", "")


def test_tested_verdict_has_word_sign_and_colour():
    assert [
        (str(light.word), light.sign, light.colour)
        for light in (light_of(latest(verdict=one)) for one in ("better", "similar", "worse", "higher"))
    ] == [
        ("better", "▲", "success"),
        ("no difference", "●", "warning"),
        ("worse", "▼", "danger"),
        ("higher", "↑", "info"),
    ]


def test_comparison_counts_what_was_tested_only():
    rows = [("Lahti", latest()), ("Heinola", latest(relation="similar")), ("Sysmä", latest(**UNTESTED))]

    assert comparison_finding(rows, SHARE) == (
        "1 of 2 areas are above the whole country, 0 below it, for 1 there is no certain difference."
    )


def test_comparison_without_tests_names_the_ends_of_one_period_only():
    lahti, sysma = latest(**UNTESTED), latest(**UNTESTED | {"value": 9.0})

    assert comparison_finding([("Lahti", lahti), ("Sysmä", sysma)], SHARE) == (
        "Lowest: Sysmä (9.0\xa0%); highest: Lahti (15.0\xa0%). The difference cannot be tested statistically."
    )
    older = replace(sysma, period_start=date(2010, 1, 1), period_end=date(2010, 12, 31))
    assert comparison_finding([("Lahti", lahti), ("Sysmä", older)], SHARE).strip() == (
        "The difference cannot be tested statistically."
    )


COUNT = {**UNTESTED, "reference": None, "no_verdict": "a count follows the size of the area"}


def test_a_count_is_compared_with_nothing_and_says_why():
    sysma = latest(**COUNT | {"value": 9.0})
    light = light_of(sysma)

    assert (str(light.word), str(light.why), light.colour) == (
        "nothing to compare with",
        "a count follows the size of the area",
        "",
    )
    assert against_country(sysma, SHARE) == ""
    assert comparison_finding([("Lahti", latest(**COUNT)), ("Sysmä", sysma)], SHARE) == (
        "Lowest: Sysmä (9.0\xa0%); highest: Lahti (15.0\xa0%). "
        "A count follows the size of the area, so the areas are not compared."
    )


def part(sex: str, value: float, lower: float | None, upper: float | None) -> Observation:
    fields = {name: getattr(latest(), name) for name in Observation.__slots__}
    return Observation(**fields | {"sex": sex, "value": value, "lower": lower, "upper": upper})


@pytest.mark.parametrize(
    ("women", "men", "said"),
    [
        ((10.0, 9.0, 11.0), (14.0, 13.0, 15.0), "higher among men, for the intervals are apart."),
        ((14.0, 13.0, 15.0), (10.0, 9.0, 11.0), "higher among women, for the intervals are apart."),
        ((10.0, 9.0, 11.0), (11.0, 10.0, 12.0), "the intervals overlap, so no certain difference."),
    ],
)
def test_sexes_differ_only_when_their_intervals_are_apart(women, men, said):
    assert parts_finding([part("female", *women), part("male", *men)], SHARE).endswith(said)


def test_sexes_without_limits_are_not_compared():
    rows = [part("female", 10.0, None, None), part("male", 14.0, 13.0, 15.0)]

    assert parts_finding(rows, SHARE) == "Women 10.0\xa0%, men 14.0\xa0%; the difference cannot be tested."


def test_profile_counts_what_has_a_number_and_what_is_tested():
    rows = [latest(), latest(verdict="better"), latest(**UNTESTED), None]

    assert profile_finding(rows) == (
        "3 of 4 indicators have a number. 2 can be tested against the whole country: better in 1, worse in 1."
    )
    assert profile_finding([latest(**UNTESTED)]) == (
        "1 of 1 indicator has a number. None of them can be tested against the whole country."
    )


def test_inequality_is_said_only_outside_chance():
    result = {"value": 2.0, "lower": -0.5, "upper": 4.5}

    assert inequality_finding(result, SHARE).startswith(
        "No certain difference between the two ends: 2.0\xa0percentage points"
    )
    assert inequality_finding(result | {"lower": 0.5}, SHARE).startswith("From the least to the most advantaged end")
    assert inequality_finding({"value": None, "withheld": "a value is missing"}, SHARE) == (
        "No line can be drawn: a value is missing."
    )


def test_pyramid_tells_the_share_of_the_old():
    assert pyramid_finding(0.245, country=0.223, age=65) == (
        "24.5\xa0% of the residents are at least 65 years old, in the whole country 22.3\xa0%."
    )


def test_the_time_before_is_the_period_before():
    assert previous(latest()) == ("2011", 14.0)


@pytest.mark.parametrize(
    ("start", "end", "shown", "age"),
    [
        (date(2012, 1, 1), date(2012, 12, 31), "2012", "14 years old"),
        (date(2008, 1, 1), date(2012, 12, 31), "2008–2012", "14 years old"),
        (date(2025, 1, 1), date(2025, 12, 31), "2025", "1 year old"),
        (date(2026, 1, 1), date(2026, 12, 31), "2026", "newest possible"),
        (date(2026, 4, 1), date(2026, 6, 30), "4–6/2026", "5 months old"),
        (date(2026, 11, 1), date(2026, 11, 30), "11/2026", "newest possible"),
    ],
)
def test_periods_are_short_and_have_an_age(start, end, shown, age):
    assert (shown_period(start, end), age_of(start, end, today=date(2026, 11, 22))) == (shown, age)


def test_values_keep_their_decimals_and_lose_the_sign_of_nothing():
    assert [shown_value(one, SHARE) for one in (12.0, -0.04, -3.25, None)] == [
        "12.0\xa0%",
        "0.0\xa0%",
        "\N{MINUS SIGN}3.2\xa0%",
        "",
    ]


def test_finnish_numbers_have_a_comma_and_a_space():
    from django.utils import translation

    with translation.override("fi"):
        assert shown_value(4963.25, SimpleNamespace(unit="€", decimals=1)) == "4\xa0963,2\xa0€"


def test_dots_of_the_source_are_put_in_words():
    assert shown_reason("......") == "left out by the source"
