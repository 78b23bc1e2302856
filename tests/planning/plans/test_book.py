"""A whole plan as a workbook: out, changed, and back in through the preview; and reports filled in for many actions at once."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hyte.core.exchange.models import Upload
from hyte.core.exchange.planning import plan_load
from hyte.core.exchange.sheets import sheet_named
from hyte.planning.plans.models import Action, MeasureTarget, Objective, Progress
from tests.factories import DAY, AreaFactory, acting, member
from tests.factories.plans import TODAY, action_of, measure_of, objective_of, placing_of, plan_of, report_of

pytestmark = pytest.mark.django_db
PAGES = [
    "plans",
    "plan_steps",
    "objectives",
    "plan_objectives",
    "actions",
    "measures",
    "measure_targets",
    "measure_counts",
    "progress",
]


@pytest.fixture
def plan():
    """A plan in use with an own and a shared objective, an action reported on and one that is not; and another plan beside."""
    plan = plan_of(state="in_use")
    objective = objective_of(plan=plan, name_fi="Oma tavoite")
    placing_of(plan, objective_of(AreaFactory(), is_shared=True, name_fi="Yhteinen"))
    reported, _silent = action_of(objective, name_fi="Kerrottu"), action_of(objective, name_fi="Hiljainen")
    report_of(reported)
    MeasureTarget.objects.create(measure=measure_of(objective), home=plan.home, year=2027, value=40)
    action_of(objective_of(plan=plan_of(plan.home, state="in_use")), name_fi="Toisen suunnitelman")
    return plan


def book_of(client, plan):
    response = client.get(reverse("plans:book-file", args=[plan.home, plan.key]))
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(response.content))


def brought(client, plan, book):
    """The upload's preview after a workbook is handed in."""
    stream = io.BytesIO()
    book.save(stream)
    file = SimpleUploadedFile("suunnitelma.xlsx", stream.getvalue())
    response = client.post(reverse("exchange:upload", args=[plan.home]), {"sheet": "plan_book", "file": file})
    assert response.status_code == 302, response.content.decode()
    return Upload.objects.latest("pk")


def row_where(page, column, value):
    heads = [cell.value for cell in page[1]]
    return next(row for row in page.iter_rows(min_row=2) if row[heads.index(column)].value == value), heads


def test_a_workbook_holds_the_plan_and_comes_back_unchanged(client, plan):
    client.force_login(member(plan.home))

    book = book_of(client, plan)

    assert book.sheetnames == PAGES
    assert [book[name].max_row - 1 for name in PAGES] == [1, 0, 1, 2, 2, 1, 1, 0, 2]
    upload = brought(client, plan, book)
    assert {name: upload.report[name] for name in ("created", "changed", "unchanged", "errors")} == {
        "created": 0,
        "changed": 0,
        "unchanged": 9,
        "errors": [],
    }


def test_what_is_changed_on_many_pages_is_saved_together(client, plan):
    client.force_login(member(plan.home))
    book = book_of(client, plan)
    row, heads = row_where(book["objectives"], "name", "Oma tavoite")
    row[heads.index("name")].value = "Uusi nimi"
    key = row[heads.index("key")].value
    blank = dict.fromkeys(cell.value for cell in book["actions"][1])
    new = blank | {"key": "uusi-toimi", "objective": key, "name": "Uusi toimi", "evidence": "unknown"}
    book["actions"].append(list(new.values()))
    silent, heads = row_where(book["progress"], "action_name", "Hiljainen")
    for name, value in (("day", DAY.isoformat()), ("status", "underway"), ("stands", "Alkoi")):
        silent[heads.index(name)].value = value

    upload = brought(client, plan, book)
    page = client.get(reverse("exchange:preview", args=[plan.home, upload.pk])).content.decode()
    client.post(reverse("exchange:apply", args=[plan.home, upload.pk]))

    assert ("objectives" in page, "uusi-toimi" in page) == (True, True)
    assert Objective.objects.get(key=key).name_fi == "Uusi nimi"
    assert Action.objects.get(key="uusi-toimi").objective.key == key
    assert [(one.status, one.stands) for one in Progress.objects.filter(action__name_fi="Hiljainen")] == [
        ("underway", "Alkoi")
    ]


def test_a_fault_on_one_page_keeps_all_of_it_out(client, plan):
    client.force_login(member(plan.home))
    book = book_of(client, plan)
    row, heads = row_where(book["objectives"], "name", "Oma tavoite")
    row[heads.index("name")].value = "Uusi nimi"
    reported, heads = row_where(book["progress"], "status", "underway")
    reported[heads.index("status")].value = "melkein"

    upload = brought(client, plan, book)
    client.post(reverse("exchange:apply", args=[plan.home, upload.pk]))

    assert [(fault["file"], fault["row"], fault["column"]) for fault in upload.report["errors"]] == [
        ("progress", 2, "status")
    ]
    response = client.get(reverse("exchange:preview", args=[plan.home, upload.pk]))
    assert (response.status_code, "progress" in response.content.decode()) == (422, True)
    assert Objective.objects.filter(name_fi="Uusi nimi").count() == 0


@pytest.mark.parametrize("fault", ["strange page", "not a workbook"])
def test_what_is_no_workbook_of_a_plan_is_told_so(client, plan, fault):
    client.force_login(member(plan.home))
    book = openpyxl.Workbook()
    book.active.title = "Taul1"
    if fault == "strange page":
        upload = brought(client, plan, book)
    else:
        file = SimpleUploadedFile("suunnitelma.xlsx", b"key,name\n")
        client.post(reverse("exchange:upload", args=[plan.home]), {"sheet": "plan_book", "file": file})
        upload = Upload.objects.latest("pk")

    (told,) = upload.report["errors"]

    assert "objectives, plan_objectives, actions" in told["accepted"]
    assert client.get(reverse("exchange:preview", args=[plan.home, upload.pk])).status_code == 422


def test_a_workbook_is_for_the_areas_workers(client, plan):
    address = reverse("plans:book-file", args=[plan.home, plan.key])
    assert client.get(address).status_code == 404
    client.force_login(member(AreaFactory()))
    assert client.get(address).status_code == 404
    client.force_login(member(plan.home, "secretary"))
    assert client.get(address).status_code == 200
    offered = client.get(reverse("exchange:upload", args=[plan.home])).content.decode()
    assert 'value="plan_book"' not in offered  # who reports but does not edit brings the sheet of progress


def test_the_table_of_progress_lists_actions_that_were_never_reported_on(client, plan):
    client.force_login(member(plan.home, "official"))
    finished = action_of(objective_of(plan=plan_of(plan.home)), name_fi="Luonnoksessa")

    response = client.get(reverse("exchange:download", args=[plan.home, "progress"]))
    page = openpyxl.load_workbook(io.BytesIO(response.content)).active

    rows = [[cell.value for cell in row[:4]] for row in page.iter_rows(min_row=2)]
    names = [row[1] for row in rows]
    assert names == ["Kerrottu", "Hiljainen", "Toisen suunnitelman"]
    assert finished.name_fi not in names
    assert [row[2:] for row in rows][1:] == [[None, None], [None, None]]


def test_rows_left_unfilled_say_nothing_and_half_filled_ones_are_faults(plan):
    sheet = sheet_named("progress")
    key = Action.objects.get(name_fi="Hiljainen").key
    by = acting(plan.home, "official")

    def loaded(row):
        content = f"action,action_name,day,status,forecast,stands,done\n{row}\n".encode()
        return plan_load([(sheet, "p.csv", content)], by=by, area=plan.home, today=TODAY)

    left, half = loaded(f"{key},Hiljainen,,,,,"), loaded(f"{key},Hiljainen,,underway,,,")

    assert (left.errors, [row for part in left.sheets for row in part.rows]) == ([], [])
    assert [(fault.row, fault.column) for fault in half.errors] == [(2, "day")]
