"""Budgets come in and go out as tables, the state's package too, and nothing is counted twice."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from hyte.core.exchange.loading import LoadRefused, apply_plan
from hyte.core.exchange.planning import plan_load
from hyte.core.exchange.queries import rows_of
from hyte.core.exchange.reading import write_csv
from hyte.core.exchange.sheets import sheet_named
from hyte.planning.budgets.incoming import lines_from, sums_of, tag_table, tags_from
from hyte.planning.budgets.models import BudgetLine, Share
from hyte.planning.budgets.queries.parts import totals
from tests.factories import AreaFactory, acting
from tests.factories.budgets import budget_of, line_of, phenomenon_of, share_of

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parents[3].parent / "shared/data/kuntatalous-ktas-sample/ktas_2023_0101263-6.csv"
HEADS = "y_tunnus;raportointikokonaisuus;raportointivuosi;arvon_vuosi;suunnitteluvaihe;mittari;nimi_fi;arvo;yksikko"


def load(area, name, content, by=None):
    content = content if isinstance(content, bytes) else content.encode()
    return plan_load([(sheet_named(name), f"{name}.csv", content)], by=by or acting(area), area=area)


def faults(found):
    return [(error.row, error.column) for error in found.errors]


def bring(budget, text):
    """The lines of a file, taken in."""
    found = lines_from(text.encode(), name="rivit.csv", budget=budget)
    assert found.faults == []
    plan = load(budget.home, "budget_lines", found.content)
    assert faults(plan) == []
    apply_plan(plan, title="rivit.csv")
    return plan


def ktas(*rows, package="KTAS", year=2023):
    lines = [f"0101263-6;{package};2023;{year};{phase};{code};{name};{euros};EUR" for phase, code, name, euros in rows]
    return "\n".join([HEADS, *lines])


def test_own_table_comes_in_with_keys_and_the_budget_filled_in():
    budget = budget_of()

    bring(budget, "code;name;kind;service_class;planned;actual\n10/1;Päiväkodit;expenditure;3110;1234,50;\n")
    bring(budget, "code;name;kind;service_class;planned;actual\n10/1;Päiväkodit;expenditure;3110;1234,50;\n")

    line = BudgetLine.objects.get()
    assert (line.key, line.code, line.home, line.planned, line.actual) == (
        f"{budget.key}-10-1",
        "10/1",
        budget.home,
        Decimal("1234.50"),
        None,
    )


def test_headers_are_what_the_page_calls_them():
    budget = budget_of()

    bring(budget, "koodi;nimi;laji;palveluluokka;suunniteltu\n10/1;Päiväkodit;menot;3110;1234,50\n")

    assert list(BudgetLine.objects.values_list("code", "kind", "service_class", "planned")) == [
        ("10/1", "expenditure", "3110", Decimal("1234.50"))
    ]


def test_a_later_file_changes_adds_and_drops_and_says_so():
    budget = budget_of()
    head = "code;name;kind;planned\n"
    bring(budget, head + "1;Yksi;expenditure;10\n2;Kaksi;expenditure;20\n3;Kolme;expenditure;30\n")
    share_of(BudgetLine.objects.get(code="3"), phenomenon_of(budget.home))

    plan = bring(budget, head + "1;Yksi;expenditure;10\n2;Kaksi;expenditure;25\n4;Neljä;expenditure;40\n")

    assert (plan.count("created"), plan.count("changed"), plan.count("unchanged")) == (1, 2, 1)
    assert totals(budget.lines.all(), "kind")["expenditure",].planned.euros == Decimal(75)
    assert BudgetLine.objects.get(code="3").is_dropped
    bring(budget, head + "3;Kolme;expenditure;30\n")
    assert totals(budget.lines.all(), "kind")["expenditure",].planned.euros == Decimal(30)
    assert Share.objects.count() == 1


def test_a_line_without_a_code_is_told_by_its_class_account_and_unit():
    budget = budget_of()

    bring(budget, "name;kind;service_class;account;unit;planned\nPäiväkodit;expenditure;3110;4000;Sivistys;5\n")

    assert BudgetLine.objects.get().code == "3110 / 4000 / Sivistys / expenditure"


SHARES = "line,phenomenon,basis,percent,source,day\n"


def test_a_share_that_another_took_meanwhile_is_refused_at_the_moment_of_saving():
    budget = budget_of()
    line, free = line_of(budget), line_of(budget)
    first, second = phenomenon_of(budget.home), phenomenon_of(budget.home)
    rows = "".join(f"{one.key},{first.key},measured,60,x,2026-05-01\n" for one in (free, line))
    found = load(budget.home, "budget_shares", SHARES + rows)
    assert faults(found) == []
    share_of(line, second, "measured", percent=50, source="Toinen ehti ensin")

    with pytest.raises(LoadRefused, match=r"budget_shares.csv, .*3, .*percent.*50 %"):
        apply_plan(found, title="merkinnat.csv")

    assert list(Share.objects.values_list("line", "phenomenon")) == [(line.pk, second.pk)]


def test_a_file_may_take_from_one_phenomenon_what_it_gives_to_another_whichever_comes_first():
    budget = budget_of()
    line, first, second = line_of(budget), phenomenon_of(budget.home), phenomenon_of(budget.home)
    share_of(line, first, "measured", percent=60, source="x")
    rows = f"{line.key},{second.key},measured,80,x,2026-05-01\n{line.key},{first.key},measured,20,x,2026-05-01"

    found = load(budget.home, "budget_shares", SHARES + rows)
    apply_plan(found, title="merkinnat.csv")

    shares = Share.objects.order_by("phenomenon").values_list("phenomenon", "percent")
    assert list(shares) == [(first.pk, 20), (second.pk, 80)]


def test_of_rows_that_are_too_much_together_the_last_is_told_with_what_is_left():
    budget = budget_of()
    line, first, second = line_of(budget), phenomenon_of(budget.home), phenomenon_of(budget.home)
    rows = f"{line.key},{first.key},measured,62.5,x,2026-05-01\n{line.key},{second.key},measured,40,x,2026-05-01"

    found = load(budget.home, "budget_shares", SHARES + rows)

    assert [(error.row, error.accepted) for error in found.errors] == [(3, "enintään 37,5 % rivistä")]


def test_lines_are_not_tagged_with_a_phenomenon_that_was_withdrawn():
    budget = budget_of()
    line, phenomenon = line_of(budget), phenomenon_of(budget.home, withdrawn_on=date(2026, 4, 1))

    found = load(budget.home, "budget_shares", f"{SHARES}{line.key},{phenomenon.key},measured,50,x,2026-05-01")

    assert faults(found) == [(2, "phenomenon")]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ("1;Yksi;expenditure;10,005", "planned"),
        ("1;Yksi;ehkä;10", "kind"),
        (";;;10", "code"),
        ("1;;expenditure;1", "name"),
    ],
)
def test_a_faulty_cell_is_told_with_its_row_and_column(cells, column):
    budget = budget_of()
    found = lines_from(f"code;name;kind;planned\n{cells}\n".encode(), name="rivit.csv", budget=budget)

    plan = load(budget.home, "budget_lines", found.content)

    assert (2, column) in faults(plan)


def test_a_code_is_there_once():
    budget = budget_of()
    line_of(budget, code="1", key="oma-avain")

    plan = load(budget.home, "budget_lines", f"key,budget,code,name,kind\ntoinen,{budget.key},1,Yksi,expenditure")

    assert faults(plan) == [(2, "code")]


def test_the_state_package_is_read_without_counting_any_euro_twice():
    budget = budget_of(year=2023)
    figures = ktas(
        ("current_budget", "operating_expenses_eur", "Toimintamenot", "100.50"),
        ("current_budget", "personnel_expenses_eur", "Henkilöstömenot", "60.25"),
        ("current_budget", "service_purchases_eur", "Palvelujen ostot", "30.00"),
        ("current_budget", "operating_income_eur", "Toimintatulot", "40.00"),
        ("current_budget", "annual_margin_eur", "VUOSIKATE", "9.00"),
        ("plan_year_plus_1", "operating_income_eur", "Toimintatulot", "41.00"),
    )

    found = lines_from(figures.encode(), name="ktas.csv", budget=budget)
    bring(budget, figures)

    assert found.left_out == ["VUOSIKATE", "Toimintatulot (plan_year_plus_1)"]
    lines = {line.code: (line.kind, line.planned) for line in BudgetLine.objects.all()}
    assert lines == {
        "personnel_expenses_eur": ("expenditure", Decimal("60.25")),
        "service_purchases_eur": ("expenditure", Decimal("30.00")),
        "operating_expenses_rest_eur": ("expenditure", Decimal("10.25")),
        "operating_income_eur": ("revenue", Decimal("40.00")),
    }


@pytest.mark.parametrize(
    "text",
    [
        ktas(("current_budget", "operating_income_eur", "Toimintatulot", "1"), package="KTTP"),
        ktas(("current_budget", "operating_income_eur", "Toimintatulot", "1"), year=2024),
        ktas(("current_budget", "operating_income_eur", "Toimintatulot", "1.005")),
        ktas(*[("current_budget", "operating_income_eur", "Toimintatulot", "1")] * 2),
        ktas(("current_budget", "operating_income_eur", "T", "1"))
        + "\n1234567-8;KTAS;2023;2023;current_budget;x;X;1;EUR",
    ],
)
def test_a_package_that_cannot_be_read_right_is_refused(text):
    assert lines_from(text.encode(), name="ktas.csv", budget=budget_of(year=2023)).faults != []


@pytest.mark.skipif(not SAMPLE.exists(), reason="the published sample is not here")
def test_the_published_sample_comes_to_its_own_totals():
    budget = budget_of(year=2023)
    content = SAMPLE.read_bytes()

    found = lines_from(content, name=SAMPLE.name, budget=budget)
    sums = sums_of(found.content, name="ktas.csv", by=acting(budget.home), budget=budget)

    assert (sums["expenditure_planned"], sums["revenue_planned"]) == (
        Decimal("1269670790.19") + Decimal("315512000.00"),
        Decimal("363125847.89"),
    )


def test_a_load_of_shares_stays_within_the_line():
    budget = budget_of()
    line = line_of(budget)
    first, second = phenomenon_of(budget.home), phenomenon_of(budget.home)
    share_of(line, first, "measured", percent=60, source="x")
    head = "line,phenomenon,basis,percent,source,day\n"

    over = load(budget.home, "budget_shares", f"{head}{line.key},{second.key},measured,50,x,2026-05-01")
    within = load(
        budget.home,
        "budget_shares",
        f"{head}{line.key},{first.key},measured,50,x,2026-05-01\n{line.key},{second.key},measured,50,x,2026-05-01",
    )

    assert faults(over) == [(2, "percent")]
    assert faults(within) == []
    apply_plan(within, title="merkinnät")
    assert sorted(Share.objects.values_list("percent", flat=True)) == [50, 50]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ("marker,,,,,", "step"),
        ("measured,,10,,,", "source"),
        ("estimate,,10,20,30,x", "low"),
        ("whole,,10,,,", "percent"),
    ],
)
def test_a_loaded_share_has_what_its_basis_needs(cells, column):
    budget = budget_of()
    line, phenomenon = line_of(budget), phenomenon_of(budget.home)
    head = "line,phenomenon,basis,step,percent,low,high,source,day\n"

    found = load(budget.home, "budget_shares", f"{head}{line.key},{phenomenon.key},{cells},2026-05-01")

    assert faults(found) == [(2, column)]


def test_tags_of_a_phenomenon_that_is_not_offered_are_refused():
    budget, strange = budget_of(), phenomenon_of()
    line = line_of(budget)

    found = load(budget.home, "budget_shares", f"line,phenomenon,basis,day\n{line.key},{strange.key},whole,2026-05-01")

    assert faults(found) == [(2, "phenomenon")]


def test_tags_go_out_with_the_untagged_lines_and_come_back_filled_in():
    budget = budget_of()
    tagged, bare = line_of(budget), line_of(budget)
    phenomenon = phenomenon_of(budget.home)
    share_of(tagged, phenomenon)
    by = acting(budget.home)
    sheet, rows = tag_table(budget, user=by.user)
    place = [column.name for column in sheet.columns]
    unfilled = tags_from(write_csv(place, rows), name="merkinnat.csv", today=date(2026, 5, 1))
    plan = load(budget.home, "budget_shares", unfilled.content, by=by)
    assert (faults(plan), plan.count("unchanged"), plan.count("created")) == ([], 1, 0)

    row = next(row for row in rows if row[place.index("line")] == bare.key)
    row[place.index("phenomenon")], row[place.index("basis")] = phenomenon.name_fi, "whole"
    filled = tags_from(write_csv(place, rows), name="merkinnat.csv", today=date(2026, 5, 1))
    plan = load(budget.home, "budget_shares", filled.content, by=by)
    apply_plan(plan, title="merkinnat.csv")

    assert faults(plan) == []
    assert Share.objects.get(line=bare).day == date(2026, 5, 1)


def test_what_was_taken_out_loads_back_as_unchanged():
    budget = budget_of(expenditure_planned=Decimal("1000000.00"))
    phenomenon = phenomenon_of(budget.home)
    share_of(line_of(budget, actual=Decimal("-0.01")), phenomenon, "estimate", percent=30, low=20, high=50)
    by = acting(budget.home)
    for name in ("phenomena", "budgets", "budget_lines", "budget_shares"):
        sheet = sheet_named(name)
        rows = list(rows_of(sheet, budget.home, user=by.user))

        found = load(budget.home, name, write_csv([column.name for column in sheet.columns], rows), by=by)

        assert (faults(found), found.count("unchanged")) == ([], 1), name


def test_an_area_has_one_budget_a_year_by_loads_too():
    budget = budget_of()

    found = load(budget.home, "budgets", "key,name,year\ntoinen,Toinen,2026")

    assert faults(found) == [(2, "year")]


def test_lines_of_another_area_are_not_loaded():
    budget, stranger = budget_of(), acting(AreaFactory())

    found = load(budget.home, "budget_lines", f"key,budget,code,name,kind\na,{budget.key},1,A,expenditure", by=stranger)

    assert len(found.errors) == 1
