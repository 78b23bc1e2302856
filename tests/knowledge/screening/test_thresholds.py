"""Limits by rule set, sex and age; points of the calculators."""

from dataclasses import dataclass

import pytest

from hyte.knowledge.screening import scores
from hyte.knowledge.screening.ages import parse_ages, shown_ages
from hyte.knowledge.screening.thresholds import groups_of, has_limit, limits_for


@dataclass(frozen=True)
class Line:
    sex: str
    ages: str
    at_least: int


THL = [Line("men", "20-64", 6), Line("women", "20-64", 5), Line("all", "65-", 4)]
FOLLOW_UP = [
    Line("men", "20-64", 6),
    Line("women", "20-64", 5),
    Line("men", "65-79", 5),
    Line("women", "65-79", 3),
    Line("men", "80-", 3),
    Line("women", "80-", 2),
]


def limit(lines, sex, age, **values):
    found = limits_for(lines, sex=sex, age=age, **values)
    return found[0].at_least if found else None


@pytest.mark.parametrize(
    ("sex", "age", "thl", "follow_up"),
    [
        ("men", 20, 6, 6),
        ("men", 64, 6, 6),
        ("men", 65, 4, 5),
        ("men", 79, 4, 5),
        ("men", 80, 4, 3),
        ("women", 20, 5, 5),
        ("women", 64, 5, 5),
        ("women", 65, 4, 3),
        ("women", 79, 4, 3),
        ("women", 80, 4, 2),
        ("women", 19, None, None),
    ],
)
def test_each_rule_set_has_its_own_limit_at_each_border(sex, age, thl, follow_up):
    assert (limit(THL, sex, age), limit(FOLLOW_UP, sex, age)) == (thl, follow_up)


def test_there_is_no_limit_in_pregnancy():
    assert limit(THL, "women", 30, is_pregnant=True) is None


@pytest.mark.parametrize(
    ("sex", "ages", "has"),
    [
        ("men", "20-64", True),
        ("all", "20-64", True),
        ("women", "30-40", True),
        ("men", "15-19", False),
        ("men", "60-70", False),
        ("all", "all", True),
        ("all", "65-", True),
    ],
)
def test_a_counted_group_needs_a_limit_for_all_of_it(sex, ages, has):
    assert has_limit(THL, sex=sex, age_group=ages) is has


def test_a_form_asks_for_each_sex_and_age_of_the_lines():
    assert groups_of(THL) == [("women", "20-64"), ("men", "20-64"), ("women", "65-"), ("men", "65-")]


@pytest.mark.parametrize(("answers", "points"), [((4, 4, 4), 12), ((0, None, None), 0), ((2, 1, 0), 3), ((1, 0, 2), 3)])
def test_audit_c_adds_up_the_published_vectors(answers, points):
    assert scores.audit_c(answers) == points


@pytest.mark.parametrize("answers", [(1, None, 0), (None, 0, 0), (5, 0, 0), (1, -1, 0)])
def test_audit_c_refuses_what_has_no_points(answers):
    with pytest.raises(ValueError):
        scores.audit_c(answers)


def test_frat_runs_from_five_to_twenty():
    assert scores.frat(falls=2, medication=1, mind=1, cognition=1) == 5
    assert scores.frat(falls=8, medication=4, mind=4, cognition=4) == 20
    with pytest.raises(ValueError):
        scores.frat(falls=3, medication=1, mind=1, cognition=1)


@pytest.mark.parametrize(
    ("written", "code", "shown"),
    [("20–64", "20-64", "20–64"), ("65+", "65-", "65+"), ("65-", "65-", "65+"), ("kaikki", "all", ""), ("", "all", "")],
)
def test_age_groups_are_read_as_people_write_them(written, code, shown):
    assert parse_ages(written) == code
    assert shown_ages(code) == shown


@pytest.mark.parametrize("written", ["64-20", "vanhat", "20-64-70"])
def test_what_is_no_age_group_is_refused(written):
    with pytest.raises(ValueError):
        parse_ages(written)
