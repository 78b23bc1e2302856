"""The pages of budgets and phenomena: a file is brought and tagged, and what is wrong is said in words."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hyte.core.exchange.models import Upload
from hyte.planning.budgets.gaps import budget_gaps
from hyte.planning.budgets.models import Budget, BudgetLine, MarkerSetting, Phenomenon, Share
from tests.doors import text_of
from tests.factories import DAY, AreaFactory, MunicipalityFactory, acting, member
from tests.factories.budgets import budget_of, line_of, phenomenon_of, share_of
from tests.factories.plans import objective_of, plan_of

pytestmark = pytest.mark.django_db


def sent(client, address, **values):
    """A form sent with what it showed, and with these values."""
    shown = client.get(address).context["form"]
    initial = {name: shown.get_initial_for_field(field, name) for name, field in shown.fields.items()}
    return client.post(address, {**{name: value for name, value in initial.items() if value is not None}, **values})


@pytest.fixture
def budget(client):
    """A budget with three lines, and its coordinator signed in."""
    made = budget_of()
    for number in range(3):
        line_of(made, f"{number + 1}000", unit="Sivistys" if number else "Tekniikka")
    client.force_login(member(made.home))
    return made


def values_of(*lines):
    return [f"{line.pk}:{line.version}" for line in lines]


def test_two_hundred_lines_are_brought_held_against_the_ledger_and_tagged_at_once(client):
    area = MunicipalityFactory()
    client.force_login(member(area))
    phenomenon = phenomenon_of(area)
    sent(client, reverse("budgets:budget-begin", args=[area]), name_fi="Talousarvio 2026", year=2026)
    budget = Budget.objects.get()
    rows = "".join(f"{n};Rivi {n};expenditure;{n},01\n" for n in range(1, 201))
    file = SimpleUploadedFile("rivit.csv", f"code;name;kind;planned\n{rows}".encode())
    total = Decimal("20102.00")

    answer = sent(
        client,
        reverse("budgets:budget-act", args=[area, budget.key, "rivit"]),
        file=file,
        expenditure_planned="20 102,00",
    )
    assert answer.status_code == 302, answer.context["form"].errors
    upload = Upload.objects.get()
    client.post(reverse("exchange:apply", args=[area, upload.pk]))
    budget.refresh_from_db()
    answer = client.post(
        budget.get_absolute_url(),
        {
            "mitka": "kaikki",
            "version": budget.version,
            "phenomenon": phenomenon.key,
            "basis": "measured",
            "percent": "33,33",
            "source": "Kävijät",
        },
    )

    assert answer.status_code == 302
    assert Share.objects.count() == 200
    page = client.get(budget.get_absolute_url())
    (summary,) = page.context["summary"]
    (row,) = summary.exclusive
    assert row.money.planned.cents + summary.rest.planned.cents == int(total * 100)
    assert [check.is_tied for check in page.context["checks"]] == [True]


def test_a_file_that_does_not_come_to_the_ledger_is_refused_with_the_difference(client, budget):
    file = SimpleUploadedFile("rivit.csv", b"code;name;kind;planned\n1;A;expenditure;10\n")

    answer = sent(
        client,
        reverse("budgets:budget-act", args=[budget.home, budget.key, "rivit"]),
        file=file,
        expenditure_planned="10,01",
    )

    assert answer.status_code == 422
    assert "0,01" in str(answer.context["form"].errors["expenditure_planned"])


def test_chosen_lines_are_tagged_and_the_others_are_not(client, budget):
    first, second, third = BudgetLine.objects.order_by("pk")
    phenomenon = phenomenon_of(budget.home)

    answer = client.post(
        budget.get_absolute_url(),
        {"line": values_of(first, third), "phenomenon": phenomenon.key, "basis": "marker", "step": "significant"},
    )

    assert answer.status_code == 302
    assert set(Share.objects.values_list("line", flat=True)) == {first.pk, third.pk}
    page = client.get(budget.get_absolute_url())
    assert [line.pk for line in page.context["page"]] == [second.pk, first.pk, third.pk]


def test_all_lines_of_a_narrowed_list_are_tagged(client, budget):
    phenomenon = phenomenon_of(budget.home)

    client.post(
        budget.get_absolute_url() + "?yksikko=Sivistys",
        {"mitka": "kaikki", "version": budget.version, "phenomenon": phenomenon.key, "basis": "whole"},
    )

    assert {share.line.unit for share in Share.objects.all()} == {"Sivistys"}
    assert Share.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"basis": "whole"}, "phenomenon"),
        ({"phenomenon": "x"}, "basis"),
        ({"phenomenon": "x", "basis": "marker"}, "step"),
        ({"phenomenon": "x", "basis": "measured", "percent": "10"}, "source"),
        ({"phenomenon": "x", "basis": "measured", "percent": "abc"}, "percent"),
        ({"phenomenon": "x", "basis": "estimate", "percent": "10", "low": "20", "high": "30"}, "low"),
        ({"phenomenon": "x", "basis": "whole", "line": []}, "__all__"),
    ],
)
def test_a_wrong_tag_is_told_in_words_and_the_choice_is_kept(client, budget, values, name):
    line = BudgetLine.objects.first()
    phenomenon_of(budget.home, key="x")

    answer = client.post(budget.get_absolute_url(), {"line": values_of(line), **values})

    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert answer.context["chosen"] == ({line.pk} if "line" not in values else set())
    assert not Share.objects.exists()


def test_a_list_that_changed_meanwhile_is_a_conflict(client, budget):
    phenomenon = phenomenon_of(budget.home)
    line = BudgetLine.objects.first()
    choice = {"phenomenon": phenomenon.key, "basis": "whole"}
    client.post(budget.get_absolute_url(), {"line": values_of(line), **choice})

    answers = [
        client.post(budget.get_absolute_url(), {"line": values_of(line), **choice}),
        client.post(budget.get_absolute_url(), {"mitka": "kaikki", "version": budget.version, **choice}),
    ]

    assert [answer.status_code for answer in answers] == [409, 409]


def test_a_tag_is_taken_off(client, budget):
    phenomenon = phenomenon_of(budget.home)
    line = BudgetLine.objects.first()
    share_of(line, phenomenon)

    client.post(budget.get_absolute_url(), {"line": values_of(line), "phenomenon": phenomenon.key, "poista": "1"})

    assert not Share.objects.exists()


def test_only_those_who_may_tag(client, budget):
    phenomenon = phenomenon_of(budget.home)
    choice = {"line": values_of(BudgetLine.objects.first()), "phenomenon": phenomenon.key, "basis": "whole"}
    client.force_login(member(budget.home, "reader"))
    assert client.post(budget.get_absolute_url(), choice).status_code == 403
    client.logout()

    assert client.post(budget.get_absolute_url(), choice).status_code == 302
    assert not Share.objects.exists()


def test_a_proposal_is_not_shown_to_others(client):
    budget = budget_of(state="proposal")
    assert client.get(budget.get_absolute_url()).status_code == 404

    client.force_login(member(budget.home))

    assert client.get(budget.get_absolute_url()).status_code == 200


def test_a_phenomenon_is_added_with_its_objectives_and_its_page_and_file_say_the_same(client):
    area = AreaFactory()
    objective = objective_of(plan=plan_of(area, state="in_use"))
    budget = budget_of(area)
    client.force_login(member(area))
    address = reverse("budgets:phenomenon-begin", args=[area])
    answer = sent(client, address, name_fi="Yksinäisyys", mode="overlapping", objectives=[objective.pk])
    phenomenon = Phenomenon.objects.get()
    share_of(line_of(budget, "100.50"), phenomenon, "estimate", percent=50, low=40, high=60)

    page = client.get(answer.url)
    data = client.get(reverse("budgets:phenomenon-file", args=[area, phenomenon.key])).json()

    assert list(page.context["objectives"]) == [objective]
    assert "50,25" in text_of(page)
    spending = data["expenditure"]
    assert spending["areas"] == [
        {
            "area": area.key,
            "budget": budget.key,
            "is_example": False,
            "lines": 1,
            "euros": {"planned": "50.25", "amended": None, "actual": None},
        }
    ]
    assert spending["expert_estimates"]["planned"] == {"behind": "50.25", "at_least": "40.20", "at_most": "60.30"}
    assert data["mode"] == "overlapping"


def test_markers_are_set_and_refused_in_words(client, budget):
    address = reverse("budgets:markers", args=[budget.home])
    refused = sent(client, address, significant="101")
    turned = sent(client, address, principal="30", significant="40")

    assert (refused.status_code, turned.status_code, MarkerSetting.objects.count()) == (422, 422, 0)
    assert sent(client, address, significant="50").status_code == 302
    assert MarkerSetting.objects.get().significant == 50
    client.force_login(member(budget.home, "official"))
    assert client.get(address).status_code == 403


def test_the_tags_of_a_budget_are_for_its_workers(client, budget):
    address = reverse("budgets:tags-download", args=[budget.home, budget.key])

    assert "Rivi" in text_of(client.get(address))
    client.logout()
    assert client.get(address).status_code == 404


def test_lists_of_classes_say_when_the_official_one_is_not_here(client, budget):
    page = client.get(reverse("budgets:classes", args=[budget.home]))

    assert (page.status_code, page.context["in_report"]) == (200, 0)
    assert "taulukko=service_classes" in text_of(page)


@pytest.mark.parametrize("number", [1, 30])
def test_a_budget_is_read_in_the_same_number_of_queries(client, number):
    budget = budget_of()
    phenomena = [phenomenon_of(budget.home), phenomenon_of(budget.home, "overlapping")]
    for _line in range(number):
        line = line_of(budget)
        share_of(line, phenomena[0], "marker", step="significant")
        share_of(line, phenomena[1])
    client.get(budget.get_absolute_url())

    with CaptureQueriesContext(connection) as queries:
        client.get(budget.get_absolute_url())

    assert len(queries) <= 26


@pytest.mark.parametrize("number", [1, 10])
def test_a_phenomenon_is_read_in_the_same_number_of_queries(client, number):
    county = AreaFactory()
    phenomenon = phenomenon_of(county, is_shared=True)
    for _number in range(number):
        share_of(line_of(budget_of(MunicipalityFactory(county=county))), phenomenon)
    client.get(phenomenon.get_absolute_url())

    with CaptureQueriesContext(connection) as queries:
        client.get(phenomenon.get_absolute_url())

    assert len(queries) <= 26


def test_what_is_missing_is_a_gap_with_what_to_do(client):
    budget = budget_of(expenditure_planned=Decimal("1.00"))
    line_of(budget, "1.01")
    bare = phenomenon_of(budget.home)

    found = list(budget_gaps(budget.home, DAY, acting(budget.home).user))

    assert [(one.kind.code, one.record) for one in found] == [
        ("budget_not_tied", budget),
        ("phenomenon_without_objective", bare),
    ]
