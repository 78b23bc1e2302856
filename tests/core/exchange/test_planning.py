import io
from datetime import date

import openpyxl
import pytest

from hyte.core.accounts.rules import SYSTEM
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.exchange.folders import load_folder
from hyte.core.exchange.loading import LoadRefused, apply_plan
from hyte.core.exchange.planning import plan_load
from hyte.core.exchange.queries import rows_of
from hyte.core.exchange.reading import read_table, write_csv, write_xlsx
from hyte.core.exchange.sheets import sheet_named
from hyte.governance.structure.models import Body, Duty
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


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (b"", 0),
        (b"PK\x03\x04 not a workbook", 0),
        ("nimi;laji\nÄäni;verkosto".encode("latin-1"), 0),
        (b"name,kind\nA,network\n", 1),
        (b"key,name,kind,colour\na,A,network,red\n", 1),
        (b"key,name,kind,kind\na,A,network,network\n", 1),
        (b"key,name,kind,valid_from\na,A,network,2023-01-01,extra\n", 2),
        (b'key,name\n"a,A\n', 0),
        (b"\x00\x01\x02", 0),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(content, row):
    found = plan(content, area=AreaFactory())

    assert row in [error.row for error in found.errors]


def test_a_file_of_another_program_is_refused_by_name():
    found = plan(b"%PDF", area=AreaFactory(), name="verkostot.pdf")

    assert [error.row for error in found.errors] == [0]


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
