import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from django.utils import translation
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import SYSTEM
from hyte.core.areas.models import Area
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.exchange.columns import Column, Day, Number, Whole
from hyte.core.exchange.folders import load_folder
from hyte.core.exchange.loading import LoadRefused, apply_plan
from hyte.core.exchange.planning import plan_load
from hyte.core.exchange.queries import rows_of
from hyte.core.exchange.reading import read_table, write_csv, write_xlsx
from hyte.core.exchange.shapes import Sheet
from hyte.core.exchange.sheets import sheet_named
from hyte.governance.structure.models import Body, BodyPeriod, Duty
from tests.factories import AreaFactory, BodyFactory, acting

pytestmark = pytest.mark.django_db
HEAD = "key,name,kind,parent,valid_from,valid_until,attested_on,source\n"


def plan(text, *, area, by=SYSTEM, sheet="bodies", name="bodies.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return plan_load([(sheet_named(sheet), name, content)], by=by, area=area)


def faults(found):
    return [(error.row, error.column) for error in found.errors]


def test_load_creates_bodies_with_their_periods_as_one_act():
    area = AreaFactory()

    apply_plan(
        plan(HEAD + "a,Verkosto A,network,,2023-01-01,,,\nb,Ryhmä B,työryhmä,a,1.2.2023,,,\n", area=area), title="x"
    )

    body = Body.objects.get(key="b")
    assert (body.home, body.period.name_fi, body.period.kind) == (area, "Ryhmä B", "working_group")
    assert (body.period.valid_from, body.period.parent.key) == (date(2023, 2, 1), "a")
    assert AuditEntry.objects.filter(verb="loaded").count() == 1


def test_a_second_load_of_the_same_file_changes_nothing():
    area = AreaFactory()
    text = HEAD + "a,Verkosto A,network,,2023-01-01,,,\n"
    apply_plan(plan(text, area=area), title="x")

    again = plan(text, area=area)

    assert again.as_dict() == {"created": 0, "changed": 0, "unchanged": 1, "errors": []}


def test_a_later_first_day_begins_a_new_period_and_ends_the_old_one():
    area = AreaFactory()
    apply_plan(plan(HEAD + "a,Vanha nimi,network,,2023-01-01,,,\n", area=area), title="x")

    apply_plan(plan(HEAD + "a,Uusi nimi,network,,2025-06-01,,,\n", area=area), title="x")

    periods = list(
        Body.objects.get(key="a").periods.order_by("valid_from").values_list("name_fi", "valid_from", "valid_until")
    )
    assert periods == [
        ("Vanha nimi", date(2023, 1, 1), date(2025, 5, 31)),
        ("Uusi nimi", date(2025, 6, 1), None),
    ]


def test_a_load_can_be_undone_as_one_act():
    area = AreaFactory()
    by = acting(area)
    body = BodyFactory(home=area, key="a", period__name_fi="Vanha")
    apply_plan(
        plan(HEAD + "a,Uusi,network,,2023-01-01,,,\nb,Toinen,network,a,2023-01-01,,,\n", area=area, by=by), title="x"
    )

    undo(AuditEntry.objects.get(verb="loaded"), by=by)

    assert list(Body.objects.values_list("key", flat=True)) == ["a"]
    assert Body.objects.get(pk=body.pk).period.name_fi == "Vanha"


def test_ten_different_faults_are_each_told_by_row_and_column_and_nothing_is_saved():
    area, other = AreaFactory(), AreaFactory(key="muualla")
    text = (
        "key,name,kind,parent,home,valid_from,valid_until,attested_on,source,is_plural,rules_url\n"
        "Huono Avain,Nimi,network,,,2023-01-01,,,,,\n"
        "tyhja-nimi,,network,,,2023-01-01,,,,,\n"
        "vaara-laji,Nimi,verkko,,,2023-01-01,,,,,\n"
        "vaara-paiva,Nimi,network,,,31.2.2023,,,,,\n"
        "tuntematon,Nimi,network,ei-ole,,2023-01-01,,,,,\n"
        "takaperin,Nimi,network,,,2023-05-01,2023-01-01,,,,\n"
        "paivaton,Nimi,network,,,,,,,,\n"
        "muiden,Nimi,network,,muualla,2023-01-01,,,,,\n"
        "plural,Nimi,network,,,2023-01-01,,,,ehkä,\n"
        "osoite,Nimi,network,,,2023-01-01,,,,,javascript:alert(1)\n"
        "kaksi,Nimi,network,,,2023-01-01,,,,,\n"
        "kaksi,Nimi,network,,,2023-01-01,,,,,\n"
        "isa,Nimi,network,lapsi,,2023-01-01,,,,,\n"
        "lapsi,Nimi,network,isa,,2023-01-01,,,,,\n"
    )

    found = plan(text, area=area, by=acting(area))

    assert other.key == "muualla"
    assert faults(found) == [
        (2, "key"),
        (3, "name"),
        (4, "kind"),
        (5, "valid_from"),
        (6, "parent"),
        (7, "valid_until"),
        (8, "attested_on"),
        (9, "home"),
        (10, "is_plural"),
        (11, "rules_url"),
        (13, "key"),
        (14, "parent"),
        (15, "parent"),
    ]
    assert all(error.fault and error.accepted for error in found.errors)
    with pytest.raises(LoadRefused):
        apply_plan(found, title="x")
    assert Body.objects.count() == 0


def workbook(*rows, merge=""):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def packed(sheet_xml):
    """A workbook whose sheet is the given XML."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(["key"]))) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.namelist():
            new.writestr(item, sheet_xml if item == "xl/worksheets/sheet1.xml" else old.read(item))
    return made.getvalue()


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
)
WHOLE_FILES = {
    "empty": (b"", "the file is empty"),
    "only a byte order mark": ("\ufeff".encode(), "the file is empty"),
    "only line ends": (b"\n\n\n", "the file is empty"),
    "an empty first row": (b",,\na,A,network\n", "the first row is empty"),
    "no heading row": (b"a,A,network\nb,B,network\n", "the first row does not name the columns"),
    "bars between columns": (b"key|name|kind\na|A|network\n", "the first row does not name the columns"),
    "Windows-1252": ("key;name\na;Sää\n".encode("cp1252"), "the letters of row 2 are not in the UTF-8 encoding"),
    "UTF-16": ("key\tname\n".encode("utf-16"), "the letters of row 1 are not in the UTF-8 encoding"),
    "NUL": (b"key,name\na,\x00\n", "the file is not a table of text"),
    "an open quotation mark": (b'key,name\n"a,A\n', "a quotation mark is out of place"),
    "a broken zip": (b"PK\x03\x04 not a workbook", "the XLSX file is broken"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "the file is of an old spreadsheet program"),
    "5000 columns": ((",".join(f"c{n}" for n in range(5000)) + "\n").encode(), "row 1 has over 1000 cells"),
    "100001 rows": (b"key\n" + b"a\n" * 100_001, "the file has over 100000 rows"),
    "a zip bomb": (packed(SHEET % (" " * 101 * 1024 * 1024)), "the file is too large when unpacked"),
    "a far cell": (
        packed(SHEET % '<row r="1"><c r="XFD1" t="inlineStr"><is><t>key</t></is></c></row>'),
        "row 1 has over 1000 cells",
    ),
    "a far row": (packed(SHEET % '<row r="999999999"><c r="A999999999"><v>1</v></c></row>'), "the file has over"),
    "a workbook without cells": (workbook(), "the first row is empty"),
}


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_a_fault_of_a_whole_file_has_no_row_and_says_what_to_do(name):
    content, told = WHOLE_FILES[name]
    with translation.override("en"):
        found = plan(content, area=AreaFactory())

    [error] = found.errors
    assert (error.row, error.column) == (None, "")
    assert error.fault.startswith(told)
    assert error.accepted
    assert found.as_dict()["errors"][0]["row"] is None


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        (b"name,kind\nA,network\n", ["key"]),
        (b"name\nA\n", ["key", "kind"]),
        (b"key,name,kind,colour\na,A,network,red\n", ["colour"]),
        (b"key,name,kind,kind\na,A,network,network\n", ["kind"]),
        (b"key,name,kind,,valid_from\na,A,network,lost,2023-01-01\n", ["D"]),
    ],
)
def test_a_fault_of_the_first_row_names_the_column_and_no_row(content, columns):
    found = plan(content, area=AreaFactory())

    assert [error.column for error in found.errors if error.row is None] == columns


def test_a_table_handed_in_as_another_is_told_by_its_name():
    with translation.override("en"):
        found = plan(b"key,title,frequency,valid_from\na,Teht\xc3\xa4v\xc3\xa4,yearly,2023-01-01\n", area=AreaFactory())

    assert [(error.row, error.fault) for error in found.errors] == [
        (None, "the columns are those of the table “Duties”")
    ]


def test_with_one_fault_nothing_would_be_created():
    found = plan(
        HEAD + "a,Verkosto A,network,,2023-01-01,,,\nb,,network,,2023-01-01,,,\n", area=AreaFactory()
    ).as_dict()

    assert (found["created"], len(found["errors"])) == (0, 1)


def test_many_unknown_columns_are_told_shortly():
    content = ("key,name,kind," + ",".join(f"x{n}" for n in range(500)) + "\n").encode()

    found = plan(content, area=AreaFactory())

    assert len(found.errors) == 11


@pytest.mark.parametrize("content", [b"%PDF", b"<html>"])
def test_a_file_of_another_program_is_refused_by_name(content):
    name = "verkostot.pdf" if content == b"%PDF" else "verkostot.xls"
    found = plan(content, area=AreaFactory(), name=name)

    assert [error.row for error in found.errors] == [None]
    assert plan(b"key,name", area=AreaFactory(), name="a.xlsx").errors[0].row is None


def test_cells_that_a_workbook_cannot_give_are_told_and_never_taken_for_empty_ones():
    content = workbook(
        ["key", "name", "kind", "valid_from", "source", "mandate"],
        ["a", "=CONCATENATE(A1)", "network", date(2023, 1, 1), "", ""],
        ["b", "B", "network", 44927, "", ""],
        ["c", "C", "network", date(2023, 1, 1), "yhdistetty", ""],
        ["d", "D", "network", date(2023, 1, 1), "", ""],
        ["e", "E", "network", date(2023, 1, 1), "#REF!", ""],
        merge="E4:E5",
    )

    found = plan(content, area=AreaFactory(), name="a.xlsx")

    assert faults(found) == [(2, "name"), (3, "valid_from"), (5, "source"), (6, "source")]


def test_an_odd_value_is_kept_as_it_is_or_told_and_never_breaks_the_load():
    area = AreaFactory()
    text = (
        "\ufeffkey;name;kind;valid_from;order;source\n"
        "a;  Verkosto 🌳  ;network;1.1.2023;;=1+1\n"
        "b;=HYPERLINK(1);network;2023-01-01;;@SUM(A1)\n"
        "c;C;network;29.2.2023;;\n"
        "d;D;network;1.1.0000;;\n"
        "e;E;network;2023-01-01;99999999999999999999;\n"
        "f;F\x07;network;2023-01-01;;\n"
        "g;G;network;2023-01-01;1e5;\n"
        f"h;{'H' * 5000};network;2023-01-01;;\n"
    )

    found = plan(text, area=area)

    assert faults(found) == [
        (4, "valid_from"),
        (5, "valid_from"),
        (6, "order"),
        (7, "name"),
        (8, "order"),
        (9, "name"),
    ]
    kept = "\n".join(text.splitlines()[:3]) + "\n"
    apply_plan(plan(kept.replace(";", "\t"), area=area), title="x")
    assert list(BodyPeriod.objects.order_by("of__key").values_list("name_fi", "source")) == [
        ("Verkosto 🌳", "=1+1"),
        ("=HYPERLINK(1)", "@SUM(A1)"),
    ]


def test_a_number_that_no_register_holds_is_told():
    area = AreaFactory()
    for value in ("1e30", "1000000000000", "NaN", "12,4,5"):
        found = plan(f'key,text,value\na,A,"{value}"\n', area=area, sheet="claims")
        assert faults(found) == [(2, "value")], value


def test_an_unknown_home_is_one_fault_and_a_missing_home_another():
    area = AreaFactory()
    row = "key,name,kind,home,valid_from\na,A,network,{},2023-01-01\n"

    assert [(e.column, e.fault) for e in plan(row.format("kuu"), area=area, by=acting(area)).errors] == [
        ("home", _("“%(key)s” is not known") % {"key": "kuu"})
    ]
    assert faults(plan(row.format(""), area=None)) == [(2, "home")]


def test_headers_and_values_may_be_words_in_any_language():
    area = AreaFactory()

    found = plan(
        "key;nimi;laji;valid_from\na;Verkosto;verkosto;1.1.2023\n".replace("nimi", "name").replace("laji", "kind"),
        area=area,
    )

    assert found.errors == []


def test_what_goes_out_comes_back_unchanged_in_both_formats():
    area = AreaFactory()
    body = BodyFactory(home=area, aliases=["=1+1", "-toinen"], period__name_fi="@Verkosto")
    sheet = sheet_named("bodies")
    rows = [list(row) for row in rows_of(sheet, area, user=None)]

    for content in (
        write_csv([c.name for c in sheet.columns], rows),
        write_xlsx(sheet, rows, title="bodies"),
    ):
        found = plan(content, area=area)
        assert found.as_dict() == {"created": 0, "changed": 0, "unchanged": 1, "errors": []}
    assert body.key in rows[0]


def test_a_workbook_keeps_days_as_days_and_numbers_as_numbers():
    sheet = Sheet(
        name="x",
        title="x",
        model=Area,
        operation="",
        columns=(
            Column("key"),
            Day("day"),
            Day("before"),
            Whole("year"),
            Number("value"),
            Number("unfilled"),
            Column("code"),
        ),
    )

    page = openpyxl.load_workbook(
        io.BytesIO(
            write_xlsx(sheet, [["a", "2026-05-01", "1809-03-29", "2026", "-1234.50", "(a number)", "0042"]], title="x")
        )
    ).active

    assert [cell.value for cell in page[2]] == [
        "a",
        datetime(2026, 5, 1),  # noqa: DTZ001 - a day has no zone
        "1809-03-29",
        2026,
        -1234.5,
        "(a number)",
        "0042",
    ]
    assert (page["B2"].number_format, page.freeze_panes) == ("d.m.yyyy", "B2")


def test_csv_out_never_begins_a_cell_as_a_formula():
    table = read_table(write_csv(["name"], [["=HYPERLINK(1)"], ["+1"], ["nimi"]]), name="a.csv")

    assert [row[0] for row in table.rows] == ["'=HYPERLINK(1)", "'+1", "nimi"]


def test_dates_that_a_workbook_keeps_as_dates_are_read():
    book = openpyxl.Workbook()
    book.active.append(["key", "name", "kind", "valid_from"])
    book.active.append(["a", "Verkosto", "network", date(2023, 1, 1)])
    stream = io.BytesIO()
    book.save(stream)

    found = plan(stream.getvalue(), area=AreaFactory(), name="a.xlsx")

    assert (found.errors, found.count("created")) == ([], 1)


def test_columns_that_the_file_leaves_out_stay_as_they_are():
    area = AreaFactory()
    BodyFactory(home=area, key="a", aliases=["Toinen nimi"], period__mandate_fi="Toimeksianto")

    apply_plan(plan("key,name,kind\na,Uusi nimi,network\n", area=area), title="x")

    body = Body.objects.get(key="a")
    assert (body.aliases, body.period.mandate_fi, body.period.name_fi) == (["Toinen nimi"], "Toimeksianto", "Uusi nimi")


def test_a_key_of_another_area_is_not_taken_over():
    area, other = AreaFactory(), AreaFactory()
    BodyFactory(home=other, key="a")

    found = plan("key,name,kind,home\na,Nimi,network," + area.key + "\n", area=area, by=acting(area))

    assert "home" in [error.column for error in found.errors]


def test_children_may_stand_before_their_parents():
    area = AreaFactory()
    text = "key,title,parent,valid_from\nlapsi,Lapsi,isa,2023-01-01\nisa,Isä,,2023-01-01\n"

    apply_plan(plan(text, area=area, sheet="duties", name="duties.csv"), title="x")

    assert Duty.objects.get(key="lapsi").parent.key == "isa"


def test_a_load_meanwhile_changed_by_someone_is_refused():
    area = AreaFactory()
    body = BodyFactory(home=area, key="a")
    stale = plan("key,name,kind\na,Uusi nimi,network\n", area=area)
    Body.objects.filter(pk=body.pk).update(version=7)

    with pytest.raises(LoadRefused):
        apply_plan(stale, title="x")

    assert Body.objects.get(pk=body.pk).period.name_fi != "Uusi nimi"


def test_a_folder_with_a_file_of_no_sheet_loads_nothing(tmp_path):
    area = AreaFactory()
    (tmp_path / "bodies.csv").write_text("key,name,kind,valid_from\na,A,network,2023-01-01\n")
    (tmp_path / "kummat.csv").write_text("key\na\n")

    found = load_folder(tmp_path, area=area)

    assert [error.file for error in found.errors] == ["kummat.csv"]
    assert Body.objects.count() == 0
