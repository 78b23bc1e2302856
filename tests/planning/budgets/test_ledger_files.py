"""Ledgers are printed in many shapes: amounts are read to the cent, or told of in words, and nothing is half-saved."""

import io
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hyte.core.exchange.loading import apply_plan
from hyte.core.exchange.models import Upload
from hyte.core.exchange.planning import plan_load
from hyte.core.exchange.sheets import sheet_named
from hyte.planning.budgets.choices import Unit
from hyte.planning.budgets.incoming import lines_from, tags_from
from hyte.planning.budgets.models import BudgetLine, Share
from tests.factories import DAY, acting, member
from tests.factories.budgets import budget_of, line_of, phenomenon_of

pytestmark = pytest.mark.django_db
HEAD = ("code", "name", "kind", "planned")


def workbook(head, *rows, form=""):
    """An XLSX file as a spreadsheet program keeps it; numbers shown in a form of their own."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page, shown = book.add_worksheet(), book.add_format({"num_format": form}) if form else None
    for number, row in enumerate((head, *rows)):
        for place, cell in enumerate(row):
            page.write(number, place, cell, shown if isinstance(cell, float | int) else None)
    book.close()
    return stream.getvalue()


def read(budget, content, *, name="rivit.csv", **values):
    """What the file's lines would be, or where it is faulty."""
    found = lines_from(content, name=name, budget=budget, **values)
    assert found.faults == []
    plan = plan_load(
        [(sheet_named("budget_lines"), "rivit.csv", found.content)], by=acting(budget.home), area=budget.home
    )
    if plan.errors:
        return [(error.row, error.column) for error in plan.errors]
    return [row.value("planned") for row in plan.sheets[0].rows]


@pytest.mark.parametrize(
    ("text", "euros"),
    [
        ("1 234,50", "1234.50"),
        ("1\u00a0234\u202f567,5", "1234567.50"),
        ("-12,00", "-12"),
        ("\u221212,00", "-12"),
        ("(1 200,10)", "-1200.10"),
        ("1200,10-", "-1200.10"),
        ("1 200,10 €", "1200.10"),
        ("0,00", "0"),
    ],
)
def test_amounts_are_read_as_ledgers_print_them(text, euros):
    assert read(budget_of(), f"code;name;kind;planned\n1;Rivi;menot;{text}\n".encode()) == [Decimal(euros)]


@pytest.mark.parametrize("text", ["1.234,50", "1,234.50", "noin 5", "12,345", "--5", "(-5)", "40 %", "1e999", "∞"])
def test_what_is_no_amount_to_the_cent_is_told_with_its_row_and_column(text):
    content = f"code;name;kind;planned\n1;Rivi;menot;1\n2;Toinen;menot;{text}\n".encode()

    assert read(budget_of(), content) == [(3, "planned")]


def test_what_a_spreadsheet_program_worked_out_is_read_to_the_cent_that_it_shows():
    sums = [0.1 + 0.2, 1234.56 * 3, 99999999.99 + 0.01, -0.07 * 100]
    rows = [(str(number), f"Rivi {number}", "menot", value) for number, value in enumerate(sums)]

    amounts = read(budget_of(), workbook(HEAD, *rows), name="rivit.xlsx")

    assert amounts == [Decimal("0.30"), Decimal("3703.68"), Decimal(100000000), Decimal(-7)]


def test_thousands_of_euros_are_made_euros():
    content = "koodi;nimi;laji;suunniteltu\n1;Yksi;menot;1 234,5\n2;Kaksi;menot;(0,00001)\n3;Kolme;menot;ei tiedossa\n"
    budget = budget_of()

    told = read(budget, content.encode(), unit=Unit.THOUSANDS)
    amounts = read(budget, content.replace("ei tiedossa", "").encode(), unit=Unit.THOUSANDS)

    assert told == [(4, "planned")]
    assert amounts == [Decimal(1234500), Decimal("-0.01"), None]


def test_the_unit_is_said_on_the_form_and_the_ledger_is_in_euros(client):
    budget = budget_of()
    client.force_login(member(budget.home))
    address = reverse("budgets:budget-act", args=[budget.home, budget.key, "rivit"])
    values = {"version": budget.version, "expenditure_planned": "1 500,00", "unit": "thousands"}
    content = b"code;name;kind;planned\n1;Rivi;menot;1,5\n"

    answer = client.post(address, {**values, "file": SimpleUploadedFile("rivit.csv", content)})
    client.post(reverse("exchange:apply", args=[budget.home, Upload.objects.get().pk]))

    assert answer.status_code == 302
    assert list(BudgetLine.objects.values_list("planned", flat=True)) == [Decimal(1500)]


def test_of_a_file_with_faults_nothing_is_noted(client):
    budget = budget_of()
    client.force_login(member(budget.home))
    address = reverse("budgets:budget-act", args=[budget.home, budget.key, "rivit"])
    file = SimpleUploadedFile("rivit.csv", b"code;name;kind;planned\n1;Rivi;menot;noin 5\n")

    answer = client.post(address, {"version": budget.version, "expenditure_planned": "5", "file": file}, follow=True)

    budget.refresh_from_db()
    assert "noin 5" in answer.content.decode()
    assert (budget.expenditure_planned, budget.file_name, BudgetLine.objects.count()) == (None, "", 0)


def test_a_row_of_totals_is_told_of_and_not_taken_for_a_line():
    content = "code;name;kind;planned\n1;Rivi;menot;5\n;;;\n;Yhteensä;;5\n".encode()

    assert read(budget_of(), content) == [(4, "code"), (4, "kind")]


def test_shares_shown_as_per_cent_in_a_workbook_are_what_they_show():
    budget = budget_of()
    line, phenomenon = line_of(budget), phenomenon_of(budget.home)
    head = ("line", "phenomenon", "basis", "percent", "low", "high", "day")
    row = (line.key, phenomenon.key, "estimate", 0.4, 0.07, 1, "2026-05-01")
    found = tags_from(workbook(head, row, form="0 %"), name="merkinnat.xlsx", today=DAY)
    plan = plan_load([(sheet_named("budget_shares"), "m.csv", found.content)], by=acting(budget.home), area=budget.home)
    assert [str(error) for error in plan.errors] == []

    apply_plan(plan, title="merkinnat.xlsx")

    assert list(Share.objects.values_list("percent", "low", "high")) == [(Decimal(40), Decimal(7), Decimal(100))]


def test_the_year_of_an_address_may_be_anything(client):
    phenomenon = phenomenon_of()
    budget_of(phenomenon.home)

    for year in ("9" * 5000, "²", "-1", "2026.0", ""):
        assert client.get(phenomenon.get_absolute_url(), {"vuosi": year}).context["year"] == 2026
