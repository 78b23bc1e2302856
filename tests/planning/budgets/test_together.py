"""What areas put together: each its own row, the unknown apart from zero, and sums that tie to the cent."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hyte.planning.budgets.models import Budget, BudgetLine, MarkerSetting, Share
from hyte.planning.budgets.queries.classes import classes_read_by
from hyte.planning.budgets.queries.summary import checks_of, summary_of, untied_budgets
from hyte.planning.budgets.queries.together import put_together, region_of, years_of
from tests.factories import AreaFactory, MunicipalityFactory
from tests.factories.budgets import budget_of, class_of, line_of, phenomenon_of, share_of

pytestmark = pytest.mark.django_db
DAY, VISITOR = date(2026, 5, 1), AnonymousUser()


def region(number=2):
    county = AreaFactory()
    return county, [MunicipalityFactory(county=county) for _number in range(number)]


def together(phenomenon, year=2026, user=VISITOR):
    return put_together(phenomenon, areas=region_of(phenomenon, DAY, user=user), year=year, user=user)


def planned(rows):
    return [(row.area, row.money and row.money.planned.euros) for row in rows]


def test_each_area_has_its_own_row_and_the_unknown_is_not_zero():
    county, (first, second) = region()
    phenomenon = phenomenon_of(county, is_shared=True)
    share_of(line_of(budget_of(county), "300.10"), phenomenon)
    share_of(line_of(budget_of(first), "100.05"), phenomenon)
    untagged = budget_of(second)
    line_of(untagged)

    (found,) = together(phenomenon)

    rows = {row.area: (row.budget is not None, row.money and row.money.planned.euros) for row in found.areas}
    assert rows == {
        county: (True, Decimal("300.10")),
        first: (True, Decimal("100.05")),
        second: (True, None),
    }
    assert (found.total.planned.euros, found.total.actual.euros) == (Decimal("400.15"), None)


def test_an_area_without_a_budget_or_with_a_proposal_is_not_known():
    county, (first, second) = region()
    phenomenon = phenomenon_of(county, is_shared=True)
    share_of(line_of(budget_of(first, state="proposal")), phenomenon)
    share_of(line_of(budget_of(second, year=2025)), phenomenon)

    (found,) = together(phenomenon)

    assert [(row.budget, row.money) for row in found.areas] == [(None, None)] * 3
    assert found.total.planned.euros is None
    assert years_of([county, first, second], user=VISITOR) == [2025]


def test_nobody_else_learns_that_a_proposal_elsewhere_is_tagged():
    county, _municipalities = region(0)
    phenomenon, elsewhere, further = phenomenon_of(county, is_shared=True), AreaFactory(), AreaFactory()
    share_of(line_of(budget_of(elsewhere, state="proposal")), phenomenon)
    share_of(line_of(budget_of(further)), phenomenon)

    assert region_of(phenomenon, DAY, user=VISITOR) == [county, further]


def test_expenditure_and_revenue_and_the_stages_are_apart():
    county, _municipalities = region(0)
    phenomenon, budget = phenomenon_of(county, "overlapping"), budget_of(county)
    share_of(line_of(budget, "100", amended=Decimal(120), actual=Decimal("119.99")), phenomenon)
    share_of(line_of(budget, "40", kind="revenue"), phenomenon, "measured", percent=25, source="x")

    spending, income = together(phenomenon)

    assert [tally.euros for tally in spending.total.tallies] == [Decimal(100), Decimal(120), Decimal("119.99")]
    assert [tally.euros for tally in income.total.tallies] == [Decimal(10), None, None]


def test_euros_behind_estimates_and_their_range_are_told():
    county, _municipalities = region(0)
    phenomenon, budget = phenomenon_of(county), budget_of(county)
    share_of(line_of(budget, "1000"), phenomenon, "estimate", percent=30, low=20, high=50)
    share_of(line_of(budget, "500"), phenomenon)

    (found,) = together(phenomenon)

    span = found.spans[0]
    assert (span.estimated, span.low, span.high) == (Decimal(300), Decimal(700), Decimal(1000))
    assert [row.money.planned.euros for row in found.bases] == [Decimal(500), Decimal(300)]


def test_each_area_counts_by_its_own_markers():
    county, (first, second) = region()
    phenomenon = phenomenon_of(county, is_shared=True)
    MarkerSetting.objects.create(home=second, principal=100, significant=50, none=0)
    for area in (first, second):
        share_of(line_of(budget_of(area)), phenomenon, "marker", step="significant")

    (found,) = together(phenomenon)

    assert dict(planned(found.areas)) == {county: None, first: Decimal(400000), second: Decimal(500000)}


def test_a_line_that_left_the_file_is_in_no_sum():
    budget = budget_of()
    phenomenon = phenomenon_of(budget.home)
    share_of(line_of(budget, "100"), phenomenon)
    share_of(line_of(budget, "7", is_dropped=True), phenomenon)

    (found,) = together(phenomenon)

    assert (found.total.planned.euros, summary_of(budget)[0].total.planned.euros) == (Decimal(100), Decimal(100))


def test_lines_are_held_against_the_ledger_to_the_cent():
    budget = budget_of(expenditure_planned=Decimal("300.02"), revenue_planned=Decimal(0))
    line_of(budget, "100.01")
    line_of(budget, "200.00")

    assert [(check.kind, check.difference, check.is_tied) for check in checks_of(budget)] == [
        ("expenditure", Decimal("-0.01"), False),
        ("revenue", Decimal(0), True),
    ]
    assert [(found, check.kind) for found, check in untied_budgets([budget])] == [(budget, "expenditure")]


def test_an_area_reads_its_own_classes_before_its_countys():
    county, (municipality,) = region(1)
    class_of(county, "10", name_fi="Alueen")
    class_of(municipality, "10", name_fi="Oma")
    class_of(county, "20", name_fi="Toinen")

    assert [row.name_fi for row in classes_read_by(municipality)] == ["Oma", "Toinen"]


def test_lines_of_the_state_reports_classes_are_a_sum_of_their_own():
    budget = budget_of()
    class_of(budget.home, "10", is_in_report=True)
    class_of(budget.home, "20", is_in_report=True, accounts=["4000"])
    class_of(budget.home, "30")
    for service_class, account, euros in (
        ("10", "1", "1"),
        ("20", "4000", "20"),
        ("20", "5000", "300"),
        ("30", "1", "4000"),
    ):
        line_of(budget, euros, service_class=service_class, account=account)

    (found,) = summary_of(budget)

    assert found.in_report.planned.euros == Decimal(21)


def test_no_class_is_guessed_where_the_official_list_has_not_been_loaded():
    budget = budget_of()
    class_of(budget.home, "10")
    line_of(budget, service_class="10")

    assert summary_of(budget)[0].in_report is None


AMOUNTS = st.lists(
    st.tuples(st.decimals(-(10**9), 10**9, places=2), st.one_of(st.none(), st.decimals(0, 10**9, places=2))),
    min_size=1,
    max_size=4,
)
SHARES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 10_000)), max_size=8)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(AMOUNTS, SHARES)
def test_whatever_is_tagged_the_parts_and_the_rest_come_to_the_ledger(amounts, tags):
    budget = budget_of(year=1990 + Budget.objects.count() % 100, home=AreaFactory())
    lines = [line_of(budget, planned, amended=amended) for planned, amended in amounts]
    phenomena = [phenomenon_of(budget.home) for _number in range(3)]
    left = {}
    for place, name, size in tags:
        line, phenomenon = lines[place % len(lines)], phenomena[name]
        free = left.setdefault(line.pk, 10_000)
        if Share.objects.filter(line=line, phenomenon=phenomenon).exists():
            continue
        left[line.pk] = free - min(size, free)
        share_of(line, phenomenon, "measured", percent=Decimal(min(size, free)) / 100, source="x")

    (found,) = summary_of(budget)

    for stage in ("planned", "amended"):
        known = [
            getattr(line, stage)
            for line in BudgetLine.objects.filter(budget=budget)
            if getattr(line, stage) is not None
        ]
        parts = sum(row.money[stage].cents for row in found.exclusive)
        assert Decimal(parts + found.rest[stage].cents) / 100 == sum(known)
