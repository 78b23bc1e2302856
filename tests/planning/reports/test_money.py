"""The section of money reads the area's budgets of the report's years whole."""

from datetime import date

import pytest
from django.utils import translation

from hyte.core.accounts.rules import SYSTEM
from hyte.core.audit.recording import Refused
from hyte.planning.budgets.models import Budget
from hyte.planning.reports.content import Amount, MoneyRow, MoneyTable
from hyte.planning.reports.documents.word import report_docx
from hyte.planning.reports.operations import approving
from hyte.planning.reports.queries.content import content_of
from hyte.planning.reports.queries.verifying import verify_snapshot
from hyte.planning.reports.shown import shown_report
from tests.factories import DAY, MunicipalityFactory, acting
from tests.factories.budgets import budget_of, class_of, line_of, phenomenon_of, share_of
from tests.factories.reports import TODAY, approved_report, decided, report_of

pytestmark = pytest.mark.django_db
UNKNOWN = Amount(value=None)


def tables_of(report):
    (section,) = content_of(report, user=acting(report.home).user, today=TODAY).sections
    return section.money


def euros(value, low=None, high=None):
    return Amount(value=value, low=low, high=high)


def row(part, planned, actual=UNKNOWN, *, phenomenon="", name=None, lines=None):
    return MoneyRow(
        part=part, phenomenon=phenomenon, name=name or {}, lines=lines, planned=planned, amended=UNKNOWN, actual=actual
    )


@pytest.fixture
def budget():
    """A closed budget of 2025: a tagged line with an estimate, one with an overlapping phenomenon, one untagged, a revenue."""
    area = MunicipalityFactory()
    budget = budget_of(area, year=2025, state="closed", name_fi="Talousarvio 2025", source="Tilinpäätös 2025")
    mind = phenomenon_of(area, key="mieli", name_fi="Mieli", name_sv="Sinne")
    child = phenomenon_of(area, key="lapset", name_fi="Lapset", mode="overlapping")
    first = line_of(budget, "1000.00", actual="900.50", service_class="E1")
    share_of(first, mind, "estimate", percent="25", low="10", high="40", source="Arvio")
    share_of(line_of(budget, "200.00"), child)
    line_of(budget, "30.00")
    line_of(budget, "7.00", kind="revenue")
    class_of(area, "E1", is_in_report=True)
    return budget


def test_each_group_of_phenomena_is_a_table_with_all_lines_what_has_no_phenomenon_and_the_range(budget):
    report = report_of(budget.home, kinds=("money",))
    told = {
        "budget": {"fi": "Talousarvio 2025"},
        "year": 2025,
        "state": "closed",
        "source": "Tilinpäätös 2025",
        "confirmed_on": DAY,
    }

    assert tables_of(report) == [
        MoneyTable(
            **told,
            kind="expenditure",
            group="exclusive",
            unknown=2,
            rows=[
                row(
                    "phenomenon",
                    euros("250.00", "100.00", "400.00"),
                    euros("225.13", "90.05", "360.20"),
                    phenomenon="mieli",
                    name={"fi": "Mieli", "sv": "Sinne"},
                ),
                row("rest", euros("980.00"), euros("675.37")),
                row("total", euros("1230.00"), euros("900.50"), lines=3),
                row("untagged", euros("30.00"), lines=1),
                row("in_report", euros("1000.00"), euros("900.50")),
            ],
        ),
        MoneyTable(
            **told,
            kind="expenditure",
            group="overlapping",
            unknown=2,
            rows=[row("phenomenon", euros("200.00"), phenomenon="lapset", name={"fi": "Lapset"})],
        ),
        MoneyTable(
            **told,
            kind="revenue",
            group="exclusive",
            unknown=0,
            rows=[row("total", euros("7.00"), lines=1), row("untagged", euros("7.00"), lines=1)],
        ),
    ]


@pytest.mark.parametrize(
    ("values", "is_told"),
    [
        ({}, True),
        ({"year": 2024}, False),
        ({"state": "proposal"}, False),
        ({"withdrawn_on": DAY, "withdrawn_reason": "Virhe"}, False),
    ],
)
def test_only_a_public_budget_of_the_reports_years_is_told(budget, values, is_told):
    Budget.objects.filter(pk=budget.pk).update(**values)

    assert bool(tables_of(report_of(budget.home, kinds=("money",)))) == is_told


def test_a_wide_report_tells_the_budget_of_each_of_its_years(budget):
    line_of(budget_of(budget.home, year=2023, name_fi="Talousarvio 2023"), "5.00")
    report = report_of(budget.home, kinds=("money",), first=date(2022, 1, 1))

    assert sorted({table.year for table in tables_of(report)}) == [2023, 2025]


def test_a_report_without_budgets_says_so():
    report = report_of(kinds=("money",))
    content = content_of(report, user=acting(report.home).user, today=TODAY)
    with translation.override("en"):
        (section,) = shown_report(content).sections
        assert section.without_money.startswith("No approved budget of these years")
        assert not section.is_empty


def test_money_is_frozen_and_reads_alike_on_the_page_and_in_word(budget, client):
    snapshot = approved_report(budget.home, kinds=("money",))
    Budget.objects.filter(pk=budget.pk).update(name_fi="Uusi nimi")

    (section,) = shown_report(snapshot.read()).sections
    words = [row.amounts[0][1].words.replace("\N{NO-BREAK SPACE}", " ") for row in section.money[0].rows]
    assert words == ["250,00 (100,00–400,00)", "980,00", "1 230,00", "30,00", "1 000,00"]
    page = client.get(snapshot.report.get_absolute_url()).content.decode()
    assert ["Talousarvio 2025" in page, "Uusi nimi" in page, "100,00–400,00" in page] == [True, False, True]
    assert report_docx(snapshot.read(), language="fi") == report_docx(snapshot.read(), language="fi")


def test_verifying_tells_which_amounts_are_others_today(budget):
    snapshot = approved_report(budget.home, kinds=("money",))
    sound = verify_snapshot(snapshot)
    Budget.objects.filter(pk=budget.pk).update(name_fi="Uusi nimi")
    renamed = verify_snapshot(snapshot)
    line_of(budget, "70.00")
    found = verify_snapshot(snapshot)

    assert (sound.amounts, sound.differences, renamed.differences) == (24, [], [])
    with translation.override("en"):
        told = {
            (one.indicator.split(" (")[0], one.approved, one.computed) for one in verify_snapshot(snapshot).differences
        }
    assert told == {
        ("In no exclusive phenomenon", "980.00", "1050.00"),
        ("All lines", "1230.00", "1300.00"),
        ("Of them untagged", "30.00", "100.00"),
    }
    assert len(found.differences) == 3


def test_an_invented_budget_is_not_told_as_a_fact(budget):
    report, decision = decided(report_of(budget.home, kinds=("money",)))
    Budget.objects.filter(pk=budget.pk).update(is_example=True)

    with pytest.raises(Refused) as refusal:
        approving.approve_report(report, version=report.version, decision=decision, by=SYSTEM, today=TODAY)

    assert "Talousarvio 2025" in str(refusal.value)


def test_where_every_line_has_a_phenomenon_nothing_goes_without_one():
    area = MunicipalityFactory()
    share_of(line_of(budget_of(area, year=2025), "10.00"), phenomenon_of(area))
    (table,) = tables_of(report_of(area, kinds=("money",)))

    assert table.rows[-1] == row("untagged", euros("0.00"), lines=0)
