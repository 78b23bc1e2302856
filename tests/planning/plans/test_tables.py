"""A plan comes in from a table as people write it: headings in their words, merged cells, and nothing of it is lost."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hyte.core.accounts.rules import NotAllowed
from hyte.core.audit.recording import Refused
from hyte.core.exchange.models import Upload
from hyte.core.exchange.operations import apply_upload
from hyte.governance.structure.models import Post
from hyte.planning.plans.incoming import bring_table
from hyte.planning.plans.models import Action, Measure, Objective, Plan
from hyte.planning.plans.tables import days_in, euros_in, read_plan_table
from tests.factories import DAY, AreaFactory, acting, member
from tests.factories.plans import TODAY, action_of, objective_of, plan_of

HEADS = ["Tavoite", "Toimenpiteet", "Vastuutaho", "Aikataulu", "Mittari", "Huomioita"]


def sheet_of(rows, merged=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def a_plan_of_two_heads():
    """A title, a heading on two rows, a band of a theme across the table, and an objective over two actions."""
    return sheet_of(
        [
            ["Sysmän hyvinvointisuunnitelma 2026–2029"],
            ["Tavoite", "Toimenpide", "Toteutus", None, None],
            [None, None, "Vastuu", "Aikataulu", "Mittarit"],
            ["Mielen hyvinvointi", None, None, None, None],
            ["Yksinäisyys vähenee", "Kylätupa", "Sivistysjohtaja", "2026–2027", "Kävijät\nAvoinna olevat päivät"],
            [None, "Ystävätoiminta", "Järjestöt ja kunta", "jatkuva", None],
        ],
        merged=["A1:E1", "C2:E2", "A4:E4", "A5:A6"],
    )


def test_a_table_with_a_title_two_rows_of_headings_and_merged_cells_is_read():
    rows = read_plan_table(a_plan_of_two_heads(), name="suunnitelma.xlsx")

    assert [(one.number, one.theme, one.objective, one.action, one.who, one.when) for one in rows] == [
        (5, "Mielen hyvinvointi", "Yksinäisyys vähenee", "Kylätupa", "Sivistysjohtaja", "2026–2027"),
        (6, "Mielen hyvinvointi", "Yksinäisyys vähenee", "Ystävätoiminta", "Järjestöt ja kunta", "jatkuva"),
    ]
    assert rows[0].measure == "Kävijät\nAvoinna olevat päivät"


@pytest.mark.parametrize(
    ("heads", "kinds"),
    [
        ("Painopiste;Päämäärä;Keinot;Vastuuhenkilö", ["theme", "objective", "action", "who"]),
        ("Hyvinvointitavoite;Mitä tehdään?;Kuka vastaa?;Milloin?", ["objective", "action", "who", "when"]),
        ("Kehittämiskohde;Toimenpiteet/keinot;Vastuutaho(t);Resurssit", ["objective", "action", "who", "money"]),
        ("Mål;Åtgärder;Ansvarig;Tidtabell", ["objective", "action", "who", "when"]),
        ("Tavoite;Toimenpide;Toimenpiteen vastuutaho;Tavoitteen mittari", ["objective", "action", "who", "measure"]),
        ("Tavoite;Mitä tehdään ja kuka;Vastuutaho;Åtgärdens tidtabell", ["objective", "action", "who", "when"]),
    ],
)
def test_headings_mean_what_they_say_in_other_words(heads, kinds):
    content = f"{heads}\na;b;c;d\n".encode()

    row = read_plan_table(content, name="taulu.csv")[0]

    assert [getattr(row, kind) for kind in kinds] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026", (date(2026, 1, 1), date(2026, 12, 31))),
        ("2026–2027", (date(2026, 1, 1), date(2027, 12, 31))),
        ("6/2026", (date(2026, 6, 1), date(2026, 6, 30))),
        ("1.3.2026 - 31.5.2026", (date(2026, 3, 1), date(2026, 5, 31))),
        ("31.12.2026", (None, date(2026, 12, 31))),
        ("2026-12-31", (None, date(2026, 12, 31))),
        ("jatkuva", None),
        ("31.2.2026", None),
        ("2027–2026", None),
        ("syksy 2026", None),
    ],
)
def test_a_schedule_is_read_as_days_where_it_tells_them(text, days):
    assert days_in(text) == days


@pytest.mark.parametrize(("text", "sum_"), [("15 000 €", "15000"), ("1.500,50", "1500.50"), ("ei lisärahaa", "")])
def test_a_sum_is_read_where_the_cell_is_one(text, sum_):
    assert euros_in(text) == sum_


@pytest.fixture
def plan(db):
    return plan_of(AreaFactory())


def brought(plan, content, name="suunnitelma.xlsx"):
    upload = bring_table(plan, content, name=name, by=acting(plan.home), today=TODAY)
    assert upload.report["errors"] == []
    return upload


def test_the_table_is_looked_at_first_and_then_stands_in_the_plan(plan):
    post = Post.objects.create(key="johtaja", home=plan.home, title_fi="Sivistysjohtaja", valid_from=DAY)
    upload = brought(plan, a_plan_of_two_heads())
    assert (Objective.objects.count(), upload.report["created"]) == (0, 6)

    apply_upload(upload, by=acting(plan.home))

    objective = plan.placings.get().objective
    first, second = Action.objects.order_by("order")
    assert objective.name_fi == "Yksinäisyys vähenee"
    assert "Mielen hyvinvointi" in objective.description_fi
    assert (first.name_fi, first.post, first.starts, first.ends) == (
        "Kylätupa",
        post,
        date(2026, 1, 1),
        date(2027, 12, 31),
    )
    assert (second.post, second.ends) == (None, None)
    assert "Järjestöt ja kunta" in second.description_fi
    assert "jatkuva" in second.description_fi
    assert sorted(Measure.objects.filter(action=first).values_list("name_fi", flat=True)) == [
        "Avoinna olevat päivät",
        "Kävijät",
    ]


def test_what_is_in_the_plan_already_is_not_added_again(plan):
    there = objective_of(plan=plan, name_fi="Yksinäisyys vähenee")
    action_of(there, name_fi="kylätupa")

    apply_upload(brought(plan, a_plan_of_two_heads()), by=acting(plan.home))

    assert list(plan.placings.values_list("objective", flat=True)) == [there.pk]
    assert sorted(Action.objects.values_list("name_fi", flat=True)) == ["Ystävätoiminta", "kylätupa"]
    with pytest.raises(Refused):
        bring_table(plan, a_plan_of_two_heads(), name="sama.xlsx", by=acting(plan.home), today=TODAY)


def test_every_word_of_the_table_is_kept(plan):
    long_name = "Tehdään " + "paljon " * 80
    rows = [
        HEADS,
        ["Liikunta lisääntyy", long_name, "Kaikki", "heti", "Askeleet", "Tärkeä"],
        ["Uni paranee", *[None] * 4, "Myös"],
    ]

    apply_upload(brought(plan, sheet_of(rows)), by=acting(plan.home))

    action = Action.objects.get()
    assert len(action.name_fi) <= 300
    for words in (long_name.strip(), "Vastuutaho: Kaikki", "Aikataulu: heti", "Huomioita: Tärkeä"):
        assert words in action.description_fi
    assert Objective.objects.get(name_fi="Uni paranee").description_fi == "Huomioita: Myös"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (sheet_of([["Nimi", "Puhelin"], ["Maija", "1"]]), "Toimenpide"),
        (sheet_of([["Toimenpide", "Vastuutaho"], ["Kylätupa", "Kunta"]]), "2"),
        (sheet_of([["Tavoite", "Toimenpide"], ["A", "=B9+1"]]), "2"),
        ("Tavoite;Toimenpide\nMieli;Ty\xf6\n".encode("latin-1"), "UTF-8"),
        (b"PK not a workbook", "XLSX"),
        (b"", ""),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_in_words(client, plan, content, words):
    client.force_login(member(plan.home))
    address = reverse("plans:plan-act", args=[plan.home, plan.key, "taulukosta"])

    file = SimpleUploadedFile("taulu.csv" if b";" in content else "taulu.xlsx", content)
    response = client.post(address, {"version": plan.version, "file": file})

    assert response.status_code == 422
    assert words in response.content.decode().split("ds-error-summary")[1]
    assert (Upload.objects.count(), Objective.objects.count()) == (0, 0)


def test_only_who_may_edit_brings_a_table_and_only_into_an_open_plan(plan):
    content = a_plan_of_two_heads()
    with pytest.raises(NotAllowed):
        bring_table(plan, content, name="a.xlsx", by=acting(AreaFactory()), today=TODAY)

    Plan.objects.filter(pk=plan.pk).update(state="approved")
    with pytest.raises(Refused):
        bring_table(Plan.objects.get(), content, name="a.xlsx", by=acting(plan.home), today=TODAY)
