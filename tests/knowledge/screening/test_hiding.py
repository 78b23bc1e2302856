"""What a reader of all compiled figures can work out, checked by linear algebra and by sequences of compilations."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyte.knowledge.screening.figures import MEASURES, RuleSetsDiffer, Sums, by_groups, shares, sum_up
from hyte.knowledge.screening.hiding import Earlier, hide_groups, hide_sites
from hyte.knowledge.screening.models import SiteCount
from hyte.knowledge.stats.refusals import InputRefused

Q1, Q2, HALF = (
    (date(2026, 1, 1), date(2026, 3, 31)),
    (date(2026, 4, 1), date(2026, 6, 30)),
    (date(2026, 1, 1), date(2026, 6, 30)),
)


def row(screened, above, sex="all", ages="all", rule_set=1, **values):
    return SiteCount(rule_set_id=rule_set, sex=sex, age_group=ages, screened=screened, at_or_above=above, **values)


def hide(groups, period=Q1, earlier=(), threshold=5, hide_zeros=False):
    first, last = period
    return hide_groups(groups, first=first, last=last, earlier=earlier, threshold=threshold, hide_zeros=hide_zeros)


def test_rows_of_two_rule_sets_are_never_added_up():
    with pytest.raises(RuleSetsDiffer):
        sum_up([row(10, 1), row(10, 1, rule_set=2)])


def test_a_number_that_a_row_lacks_is_not_known_of_the_sum():
    rows = [row(10, 4, brief_interventions=2, refused=1), row(20, 5, brief_interventions=None, refused=2)]

    assert sum_up(rows) == Sums(30, 9, None, 3)


def test_groups_are_the_total_the_sexes_and_the_ages():
    rows = [row(10, 4, "men", "20-64"), row(20, 5, "women", "20-64"), row(6, 1, "women", "65-")]

    assert {name: (sums.screened, sums.at_or_above) for name, sums in by_groups(rows).items()} == {
        "total": (36, 10),
        "sex:women": (26, 6),
        "sex:men": (10, 4),
        "age:20-64": (30, 9),
        "age:65-": (6, 1),
    }


def test_shares_have_wilson_s_limits():
    share, none, nobody = shares([(615, 4963), (None, 10), (0, 0)])

    assert (round(share.value, 4), round(share.lower, 4), round(share.upper, 4)) == (0.1239, 0.1150, 0.1334)
    assert (none, nobody) == (None, None)


def test_a_small_group_takes_another_with_it():
    groups = {"total": Sums(200, 40), "sex:women": Sums(150, 37), "sex:men": Sums(50, 3)}

    shown = hide(groups)

    assert shown["sex:men"].at_or_above is None
    assert shown["sex:women"].at_or_above is None
    assert shown["total"].at_or_above == 40


def test_when_nearly_everybody_is_at_the_limit_the_count_is_hidden():
    assert hide({"total": Sums(50, 48)})["total"].at_or_above is None


def test_zeros_are_hidden_in_sensitive_programmes():
    groups = {"total": Sums(200, 40), "sex:women": Sums(150, 40), "sex:men": Sums(50, 0)}

    assert hide(groups, threshold=10, hide_zeros=True)["sex:men"].at_or_above is None
    assert hide(groups, threshold=10)["sex:men"].at_or_above == 0


def test_the_quarter_left_over_by_a_half_year_is_not_small():
    first = hide({"total": Sums(200, 40)}, Q1)
    earlier = [Earlier("q1", *Q1, first)]

    shown = hide({"total": Sums(260, 43)}, HALF, earlier)

    assert shown["total"].screened == 260
    assert shown["total"].at_or_above is None


def test_two_quarters_leave_nothing_small_of_a_half_year():
    earlier = [Earlier("q1", *Q1, {"total": Sums(100, 20)}), Earlier("q2", *Q2, {"total": Sums(100, 20)})]

    shown = hide({"total": Sums(203, 43)}, HALF, earlier)

    assert shown["total"] == Sums(None, None)


def test_a_small_correction_is_not_shown():
    earlier = [Earlier("before", *Q1, {"total": Sums(200, 40)})]

    assert hide({"total": Sums(200, 41)}, Q1, earlier)["total"].at_or_above is None
    assert hide({"total": Sums(200, 40)}, Q1, earlier)["total"].at_or_above == 40


def test_sites_at_zero_are_told_and_small_ones_take_another_with_them():
    shown = hide_sites({"a": 0, "b": 3, "c": 40, "d": 55}, threshold=5)

    assert shown == {"a": 0, "b": None, "c": None, "d": 55}


groups = st.lists(
    st.tuples(st.sampled_from(["men", "women"]), st.sampled_from(["20-64", "65-"]), st.integers(0, 40)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(groups, st.integers(0, 3))
def test_no_shown_sum_gives_a_small_number_back(found, part):
    rows = [row(number, number * part // 3, sex, ages) for sex, ages, number in found]
    true = by_groups(rows)

    shown = hide(true)

    for measure in MEASURES[:2]:
        for kind in ("sex:", "age:"):
            parts = [name for name in true if name.startswith(kind)]
            hidden = [name for name in parts if getattr(shown[name], measure) is None]
            total = getattr(shown["total"], measure)
            if total is None or not hidden:
                continue
            left = total - sum(getattr(shown[name], measure) for name in parts if name not in hidden)
            # What is left over is shared by several, or is no small number of one.
            assert len(hidden) > 1 or not 0 < left < 5
    for name, sums in shown.items():
        if sums.screened is not None and sums.at_or_above is not None:
            assert not 0 < sums.at_or_above < 5, name
            assert not 0 < sums.screened - sums.at_or_above < 5, name


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=4))
def test_no_two_shown_periods_differ_by_a_small_number(months):
    """Sums from the beginning of the year, each compiled with the ones before it in mind."""
    earlier, screened, above = [], 0, 0
    for month, (more, share) in enumerate(months, start=1):
        screened, above = screened + more, above + min(more, share)
        period = date(2026, 1, 1), date(2026, month + 1, 1)
        try:
            shown = hide({"total": Sums(screened, above)}, period, earlier)
        except InputRefused:
            continue
        earlier.append(Earlier(f"m{month}", *period, shown))
    for measure in MEASURES[:2]:
        seen = [n for one in earlier if (n := getattr(one.groups["total"], measure)) is not None]
        assert [b - a for i, a in enumerate(seen) for b in seen[i + 1 :] if 0 < abs(b - a) < 5] == []
