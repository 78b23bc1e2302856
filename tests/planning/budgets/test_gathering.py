"""Sums that the database makes of shares are, to the cent, those that the rule of shares gives line by line."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hyte.planning.budgets.models import Budget, MarkerSetting, Share
from hyte.planning.budgets.queries.markers import markers_of
from hyte.planning.budgets.queries.parts import gathered
from hyte.planning.budgets.queries.together import put_together, region_of
from hyte.planning.budgets.shares import hundredths, part_of, parts_of, size_of
from hyte.planning.budgets.tallies import STAGES
from tests.factories import AreaFactory, MunicipalityFactory
from tests.factories.budgets import budget_of, line_of, phenomenon_of, share_of

pytestmark = pytest.mark.django_db
DAY, VISITOR = date(2026, 5, 1), AnonymousUser()


def cents_of(line, stage):
    amount = getattr(line, stage)
    return None if amount is None else int(amount * 100)


def divided(line, shares, markers):
    """Of each share of a line its cents by stage, and from what to what they may lie: as whoever counts by hand does it."""
    sizes = {share: size_of(share.basis, share.step, share.percent, markers) for share in shares}
    beside = {share.phenomenon.key: sizes[share] for share in shares if share.phenomenon.mode == "exclusive"}
    for share in shares:
        for stage in STAGES:
            cents = cents_of(line, stage)
            if cents is None:
                yield share, stage, (None, None, None)
                continue
            if share.phenomenon.mode == "exclusive":
                part = parts_of(cents, beside)[0][share.phenomenon.key]
            else:
                part = part_of(cents, sizes[share])
            bounds = [part, part]
            if share.basis == "estimate":
                bounds = [part_of(cents, hundredths(bound)) for bound in (share.low, share.high)]
            yield share, stage, (part, *bounds)


def line_by_line(budgets):
    """The same answer as the database gives, made of single lines."""
    sums = defaultdict(lambda: [0, 0, 0, 0, 0])
    for budget in budgets:
        for line in budget.lines.filter(is_dropped=False):
            shares = list(Share.objects.filter(line=line).select_related("phenomenon"))
            for share, stage, (part, least, most) in divided(line, shares, markers_of([line.home_id])[line.home_id]):
                key = (budget.pk, line.kind, line.service_class, share.phenomenon_id, share.basis, stage)
                found = sums[key]
                found[0] += 1
                if part is not None:
                    sums[key] = [found[0], found[1] + 1, found[2] + part, found[3] + least, found[4] + most]
    return dict(sums)


def told(found):
    return {
        (one.budget, one.kind, one.service_class, one.phenomenon, one.basis, stage): [
            one.lines,
            one.money[stage].known,
            one.money[stage].cents,
            one.least[place],
            one.most[place],
        ]
        for one in found
        for place, stage in enumerate(STAGES)
    }


AMOUNT = st.one_of(
    st.none(),
    st.decimals(-(10**11), 10**11, places=2),
    st.decimals(-5, 5, places=2),  # so small that the cents left over are what matters
)
LINES = st.lists(
    st.tuples(
        st.sampled_from(["expenditure", "revenue"]), st.sampled_from(["", "3110"]), AMOUNT, AMOUNT, st.booleans()
    ),
    min_size=1,
    max_size=5,
)
# On which line, of which phenomenon, how much at most, and on what basis; equal thirds make equal losses.
TAGS = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.integers(0, 4),
        st.one_of(st.integers(0, 10_000), st.sampled_from([3333, 3334, 2500, 5000])),
        st.sampled_from(["measured", "estimate", "marker"]),
    ),
    max_size=16,
)
MODES = ("exclusive", "exclusive", "exclusive", "exclusive", "overlapping")


def tag(line, phenomenon, size, basis, left):
    """A share that still fits in its line; gives how much of the line is left."""
    if phenomenon.mode == "exclusive" and basis == "marker":
        basis = "marker" if left >= 4000 else "measured"
    size = 4000 if basis == "marker" else min(size, left if phenomenon.mode == "exclusive" else 10_000)
    percent = Decimal(size) / 100
    values = {
        "marker": {"step": "significant"},
        "measured": {"percent": percent, "source": "x"},
        "estimate": {"percent": percent, "low": percent / 2, "high": (percent + 100) / 2},
    }[basis]
    share_of(line, phenomenon, basis, **{name: _two(value) for name, value in values.items()})
    return left - size if phenomenon.mode == "exclusive" else left


def _two(value):
    return value.quantize(Decimal("0.01")) if isinstance(value, Decimal) else value


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(LINES, TAGS)
def test_the_database_shares_and_sums_as_somebody_does_line_by_line(rows, tags):
    budget = budget_of(year=1990 + Budget.objects.count() % 100, home=AreaFactory())
    lines = [
        line_of(budget, planned, amended=amended, kind=kind, service_class=code, is_dropped=is_dropped)
        for kind, code, planned, amended, is_dropped in rows
    ]
    phenomena = [phenomenon_of(budget.home, mode) for mode in MODES]
    left = dict.fromkeys(lines, 10_000)
    seen = set()
    for place, name, size, basis in tags:
        line, phenomenon = lines[place % len(lines)], phenomena[name]
        if (line, phenomenon) not in seen:
            seen.add((line, phenomenon))
            left[line] = tag(line, phenomenon, size, basis, left[line])

    everything = told(gathered([budget.pk]))

    assert everything == line_by_line([budget])
    for phenomenon in phenomena:
        alone = told(gathered([budget.pk], phenomenon=phenomenon))
        assert alone == {key: sums for key, sums in everything.items() if key[3] == phenomenon.pk}


def test_the_cent_of_equal_losses_goes_to_the_first_name_whatever_the_order_of_the_register():
    budget = budget_of()
    line = line_of(budget, "1.00")
    for key in ("c-kolmas", "a-eka", "b-toka"):
        share_of(line, phenomenon_of(budget.home, key=key), "measured", percent=Decimal("33.33"), source="x")

    found = {one.phenomenon: one.money.planned.cents for one in gathered([budget.pk])}

    keys = dict(Share.objects.values_list("phenomenon", "phenomenon__key"))
    assert {keys[pk]: cents for pk, cents in found.items()} == {"a-eka": 34, "b-toka": 33, "c-kolmas": 33}


def test_markers_of_each_area_are_those_that_its_own_lines_count_by():
    first, second = budget_of(), budget_of()
    MarkerSetting.objects.create(home=second.home, principal=100, significant=25, none=0)
    phenomenon = phenomenon_of(first.home, is_shared=True)
    for budget in (first, second):
        share_of(line_of(budget, "100"), phenomenon, "marker", step="significant")

    found = {one.budget: one.money.planned.cents for one in gathered([first.pk, second.pk])}

    assert found == {first.pk: 4000, second.pk: 2500}


def test_no_budgets_are_no_question_to_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert gathered([]) == []


@pytest.mark.parametrize("lines", [1, 30])
def test_what_a_region_puts_together_is_a_fixed_number_of_questions(lines, django_assert_num_queries):
    county = AreaFactory()
    phenomenon = phenomenon_of(county, is_shared=True)
    for _number in range(3):
        budget = budget_of(MunicipalityFactory(county=county))
        for _line in range(lines):
            share_of(line_of(budget), phenomenon)
    areas = region_of(phenomenon, DAY, user=VISITOR)

    with django_assert_num_queries(5):
        (found,) = put_together(phenomenon, areas=areas, year=2026, user=VISITOR)

    assert found.total.planned.euros == 3 * lines * Decimal(1_000_000)
