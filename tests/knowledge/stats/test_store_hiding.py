"""Hiding in stored rows, checked by linear algebra: what is shown, release after release, gives no small count back."""

from datetime import date
from itertools import product

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from hyte.knowledge.stats.store.hiding import Counting, Earlier, with_small_hidden
from hyte.knowledge.stats.store.shape import FILE_SCHEMA, check_observations

T = 5
QUICKLY = settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
COUNTS = st.sampled_from([0, 1, 2, 3, 4, 5, 7, 12, 30, 200])
SEXES, AREAS = ("female", "male"), ("KU398", "KU781", "KU016")


def members(area, _day):
    return AREAS if area == "HVA09" else (area,)


def row(value, *, area="KU398", year=2023, sex="total", ages="total", part="total", months=(1, 12), **values):
    empty = dict.fromkeys(FILE_SCHEMA.names)
    last = date(year, months[1], {3: 31, 6: 30, 12: 31}[months[1]])
    place = {"area": area, "period_start": date(year, months[0], 1), "period_end": last, "sex": sex, "age_group": ages}
    return empty | {"dataset": "omat", "indicator": "asiakkaat", "breakdown": part, "value": value} | place | values


def table(rows):
    return pa.Table.from_pylist(rows, schema=FILE_SCHEMA)


def hide(rows, counting=Counting(is_count=True), earlier=None):  # noqa: B008 - a constant
    found = with_small_hidden(table(rows), {"asiakkaat": counting}, members=members, threshold=T, earlier=earlier)
    assert check_observations(found) == []
    return found


def values(found):
    return [one["value"] for one in found.to_pylist()]


def square(counts):
    """Three municipalities by sex, with every total, of the counts of the smallest cells."""
    cells = dict(zip(product(AREAS, SEXES), counts, strict=True))
    places = list(product((*AREAS, "HVA09"), (*SEXES, "total")))
    vectors = [
        np.array([float(a in members(area, None) and sex in (s, "total")) for a, s in cells]) for area, sex in places
    ]
    numbers = np.array(list(cells.values()), dtype=float)
    return [
        row(float(v @ numbers), area=area, sex=sex) for (area, sex), v in zip(places, vectors, strict=True)
    ], vectors


def follows(target, shown):
    """Whether a sum is a combination of the sums that are shown."""
    if not len(shown):
        return False
    solution = np.linalg.lstsq(np.array(shown).T, target, rcond=None)[0]
    return bool(np.abs(np.array(shown).T @ solution - target).max() < 1e-9)


@given(st.lists(COUNTS, min_size=6, max_size=6))
@QUICKLY
def test_no_small_count_follows_from_what_a_release_shows(counts):
    rows, vectors = square(counts)

    shown = values(hide(rows))

    public = [vector for vector, value in zip(vectors, shown, strict=True) if value is not None]
    for vector, value, one in zip(vectors, shown, rows, strict=True):
        if 0 < one["value"] < T:
            assert value is None
        if value is None:
            assert not follows(vector, public)


@given(st.lists(COUNTS, min_size=6, max_size=6), st.lists(COUNTS, min_size=6, max_size=6))
@QUICKLY
def test_no_small_count_follows_from_two_releases(first, second):
    """The unknowns are the cells of both releases; that an unchanged row is unchanged is taken to be known."""
    old, vectors = square(first)
    new, _vectors = square(second)
    blank = np.zeros(6)

    before = hide(old)
    after = hide(new, earlier=Earlier(shown=before, counted=table(old)))

    public = [np.concatenate([v, blank]) for v, shown in zip(vectors, values(before), strict=True) if shown is not None]
    public += [np.concatenate([blank, v]) for v, shown in zip(vectors, values(after), strict=True) if shown is not None]
    public += [np.concatenate([v, -v]) for v, a, b in zip(vectors, old, new, strict=True) if a["value"] == b["value"]]
    for vector, shown_old, a, b in zip(vectors, values(before), old, new, strict=True):
        change = b["value"] - a["value"]
        if shown_old is None:
            assert not follows(np.concatenate([vector, blank]), public)
        if 0 < abs(change) < T:
            assert not follows(np.concatenate([-vector, vector]), public)
        if 0 < b["value"] < T:
            assert not follows(np.concatenate([blank, vector]), public)


def test_a_small_correction_is_hidden_and_a_large_one_shown():
    old = [row(120.0), row(340.0, year=2022)]
    before = hide(old)

    after = hide([row(121.0), row(360.0, year=2022)], earlier=Earlier(shown=before, counted=table(old)))

    assert values(after) == [None, 360.0]


def test_what_an_older_release_showed_is_not_forgotten():
    """12 was shown, 13 hidden; 14 would tell of two people since the first."""
    first, second, third = [row(12.0)], [row(13.0)], [row(14.0)]
    one = hide(first)
    two = hide(second, earlier=Earlier(shown=one, counted=table(first)))

    three = hide(third, earlier=Earlier(shown=two, counted=table(second), older=[one]))

    assert (values(one), values(two), values(three)) == ([12.0], [None], [None])


def test_what_was_shown_before_hiding_began_stays_and_what_is_new_is_hidden():
    old = [row(3.0, sex="female"), row(40.0, sex="male"), row(43.0)]
    new = [*old, *(row(one["value"] - 1, sex=one["sex"], year=2024) for one in old)]

    after = values(hide(new, earlier=Earlier(shown=table(old), counted=table(old))))

    assert after[:3] == [3.0, 40.0, 43.0]
    assert (after[3], after.count(None)) == (None, 2)


def test_the_same_figures_are_hidden_in_the_same_way_again():
    rows = [row(3.0, sex="female"), row(40.0, sex="male"), row(43.0), row(3.0, year=2022)]
    before = hide(rows)

    again = hide(rows, earlier=Earlier(shown=before, counted=table(rows)))

    assert values(again) == values(before)
    assert values(before)[0] is None
    assert values(before).count(None) == 3


def test_half_a_year_cannot_be_taken_from_the_whole():
    """The first half has 40, the year 42: two people came in the second half."""
    shown = values(hide([row(40.0, months=(1, 6)), row(42.0)]))

    assert shown.count(None) == 1


def test_ages_are_parts_of_wider_ages():
    shown = values(hide([row(50.0, ages="65+"), row(48.0, ages="65-84")]))

    assert shown.count(None) == 1


@pytest.mark.parametrize(("count", "is_hidden"), [(3, True), (98, True), (100, True), (50, False), (0, False)])
def test_a_share_is_hidden_when_few_or_all_but_few_are_in_it(count, is_hidden):
    one = row(float(count), numerator=float(count), denominator=100.0, lower=0.0, upper=100.0)

    (found,) = hide([one], Counting(per=100)).to_pylist()

    hidden = {"value": None, "numerator": None, "lower": None, "upper": None, "missing_reason": "hidden small count"}
    assert found == (one | hidden if is_hidden else one)


def test_a_share_without_its_count_is_worked_out_from_its_base():
    assert values(hide([row(1.0, denominator=300.0), row(50.0, denominator=300.0, year=2022)], Counting(per=100))) == [
        None,
        50.0,
    ]


def test_parts_that_overlap_are_not_taken_to_add_up():
    """The same person may be in two parts: 30 and 25 of 40."""
    rows = [row(40.0), row(30.0, part="liikunta"), row(25.0, part="ravinto")]

    assert values(hide(rows)) == [40.0, 30.0, 25.0]


def test_what_does_not_count_people_is_left_as_it_is():
    found = with_small_hidden(table([row(3.0)]), {}, members=members, threshold=T)

    assert values(found) == [3.0]
