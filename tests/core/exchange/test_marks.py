"""The mark of invented examples in files: it goes out on every sheet and says nothing on its way in."""

import io
import json
from datetime import date

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from hyte.core.accounts.rules import SYSTEM, SYSTEM_READER
from hyte.core.exchange.loading import apply_plan
from hyte.core.exchange.marks import EXAMPLE
from hyte.core.exchange.planning import plan_load
from hyte.core.exchange.queries import rows_of
from hyte.core.exchange.reading import write_csv, write_xlsx
from hyte.core.exchange.sheets import sheet_named, sheets
from hyte.governance.meetings.models import Evidence, Meeting
from hyte.governance.structure.models import Body, Seat, Theme, ThemeMapping
from tests.factories import AreaFactory, BodyFactory, SeatFactory

pytestmark = pytest.mark.django_db
UNCHANGED = {"created": 0, "changed": 0, "unchanged": 2, "errors": []}


@pytest.fixture
def area():
    area = AreaFactory()
    BodyFactory(home=area, key="keksitty", is_example=True)
    BodyFactory(home=area, key="oikea")
    return area


def plan(content, *, area, name="bodies.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return plan_load([(sheet_named(name.partition(".")[0]), name, content)], by=SYSTEM, area=area)


def marks(sheet, area):
    """The marks of a sheet's rows by the first cell."""
    return {row[0]: row[-1] for row in rows_of(sheet_named(sheet), area, user=SYSTEM_READER)}


def test_every_sheet_ends_in_the_mark():
    assert {sheet.columns[-1].name for sheet in sheets().values()} == {"example"}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_no_two_columns_of_a_sheet_have_one_heading(language):
    with translation.override(language):
        for sheet in sheets().values():
            labels = [str(column.label).casefold() for column in sheet.columns]
            assert sorted(labels) == sorted(set(labels)), sheet.name


def test_files_of_both_formats_mark_the_invented_rows_in_every_language(client, area):
    for language in ("fi", "sv", "en"):
        with translation.override(language):
            address = reverse("exchange:download", args=[area, "bodies"])
        book = openpyxl.load_workbook(io.BytesIO(client.get(address).content)).active
        head, *rows = [[cell or "" for cell in row] for row in book.iter_rows(values_only=True)]
        assert (head[-1], {row[0]: row[-1] for row in rows}) == ("example", {"keksitty": "Esimerkki", "oikea": ""})
        lines = client.get(f"{address}?muoto=csv").content.decode().splitlines()
        assert [line.rpartition(",")[2] for line in lines] == ["example", "Esimerkki", ""]


def test_what_stands_on_an_invented_record_is_marked(area):
    invented, real, other = (
        Theme.objects.create(key=key, home=area, name_fi=key, set_name_fi="x", valid_from=date(2023, 1, 1), **mark)
        for key, mark in (("a", {"is_example": True}), ("b", {}), ("c", {}))
    )
    ThemeMapping.objects.create(home=area, source=invented, target=real, kind="exact")
    ThemeMapping.objects.create(home=area, source=real, target=other, kind="exact")
    for body in Body.objects.all():
        SeatFactory(home=area, body=body, key=f"{body.key}-1")

    assert marks("theme_mappings", area) == {"a": EXAMPLE, "b": ""}
    assert marks("seats", area) == {"keksitty-1": EXAMPLE, "oikea-1": ""}


def test_a_row_under_an_invented_record_is_stored_as_invented(area):
    files = {
        "bodies": "key,name,kind,parent,valid_from\nkolmas,K,network,toinen,2023-01-01\n"
        "toinen,T,network,keksitty,2023-01-01\nneljas,N,network,oikea,2023-01-01\n",
        "seats": "key,body,role,valid_from\npaikka-1,kolmas,member,2023-01-01\npaikka-2,oikea,member,2023-01-01\n",
        "meetings": "key,body,day\nkokous-1,keksitty,2026-01-01\nkokous-2,neljas,2026-01-01\n",
        "evidence": "key,record,day,title\nn-1,body:keksitty,2026-01-01,N\nn-2,body:oikea,2026-01-01,N\n",
    }
    tables = [(sheet_named(name), f"{name}.csv", text.encode()) for name, text in files.items()]

    found = plan_load(tables, by=SYSTEM, area=area)
    assert found.errors == []
    apply_plan(found, title="x")

    stored = {
        (row.key, row.is_example) for model in (Body, Seat, Meeting, Evidence) for row in model.objects.order_by("pk")
    }
    assert stored == {
        *(("keksitty", True), ("toinen", True), ("kolmas", True), ("oikea", False), ("neljas", False)),
        *(("paikka-1", True), ("paikka-2", False), ("kokous-1", True), ("kokous-2", False), ("n-1", True)),
        ("n-2", False),
    }
    assert marks("bodies", area)["kolmas"] == EXAMPLE


def test_marks_of_parents_cost_no_queries(area, django_assert_max_num_queries):
    for number in range(5):
        for body in Body.objects.all():
            SeatFactory(home=area, body=body, key=f"{body.key}-{number}")

    with django_assert_max_num_queries(3):
        assert len(marks("seats", area)) == 10


def test_what_goes_out_with_marks_comes_back_unchanged(area):
    sheet = sheet_named("bodies")
    rows = [list(row) for row in rows_of(sheet, area, user=SYSTEM_READER)]

    csv = write_csv([column.name for column in sheet.columns], rows)

    assert plan(csv, area=area).as_dict() == UNCHANGED
    assert plan(csv.replace(b"example", b"esimerkki", 1), area=area).as_dict() == UNCHANGED
    assert plan(write_xlsx(sheet, rows, title="x"), area=area, name="bodies.xlsx").as_dict() == UNCHANGED


@pytest.mark.parametrize("cell", ["", "Esimerkki", "ei", "=1+1", "a" * 5000, "\x07"])
def test_no_cell_makes_a_record_an_example_or_ceases_to(area, cell):
    found = plan(
        f"key,name,kind,valid_from,example\n"
        f'oikea,A,network,2023-01-01,"{cell}"\n'
        f'keksitty,B,network,2023-01-01,"{cell}"\n'
        f'kolmas,Kolmas,network,2023-01-01,"{cell}"\n,,,,"{cell}"\n',
        area=area,
    )

    assert found.errors == []
    apply_plan(found, title="x")
    assert set(Body.objects.values_list("key", "is_example")) == {
        ("oikea", False),
        ("keksitty", True),
        ("kolmas", False),
    }


def test_a_broken_mark_of_a_workbook_is_not_read(area):
    book = openpyxl.Workbook()
    book.active.append(["key", "name", "kind", "valid_from", "example"])
    book.active.append(["a", "Verkosto", "network", date(2023, 1, 1), "#REF!"])
    stream = io.BytesIO()
    book.save(stream)

    found = plan(stream.getvalue(), area=area, name="bodies.xlsx")

    assert (found.errors, found.count("created")) == ([], 1)


def test_the_preview_says_nothing_of_the_mark(area):
    from hyte.core.exchange.operations import report_of

    report = report_of(plan("key,name,kind,order,example\noikea,Nimi,network,7,Esimerkki\n", area=area))

    labels = [field["label"] for change in report["changes"] for field in change["fields"] + change["more"]]
    assert len(labels) == 1


def test_a_folder_with_marks_loads_and_makes_no_examples(area, tmp_path, capsys):
    content = "key,name,kind,valid_from,example\nkolmas,Kolmas,network,2023-01-01,Esimerkki\n"
    (tmp_path / "bodies.csv").write_text(content, encoding="utf-8")

    call_command("load", tmp_path, area=area.key, as_json=True)

    assert json.loads(capsys.readouterr().out) == {"created": 1, "changed": 0, "unchanged": 0, "errors": []}
    assert not Body.objects.get(key="kolmas").is_example
