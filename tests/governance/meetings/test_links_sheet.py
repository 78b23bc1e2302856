"""Ties out and in as a table: the same rules as on the pages, faults by row and column, one act to undo."""

from datetime import date

import pytest
from django.urls import reverse

from hyte.core.accounts.rules import Principal
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.exchange.loading import apply_plan
from hyte.core.exchange.planning import plan_load
from hyte.core.exchange.queries import rows_of
from hyte.core.exchange.sheets import sheet_named
from hyte.core.links.declarations import tied_models
from hyte.core.links.models import Link, LinkKind
from hyte.core.links.operations import connect
from hyte.governance.meetings.spreadsheets import TIED
from tests.factories import AreaFactory, BodyFactory, DutyFactory, acting, member
from tests.governance.meetings.test_ties import a_decision, a_document

pytestmark = pytest.mark.django_db
HEADERS = "from,kind,to,note,source"


@pytest.fixture
def area():
    return AreaFactory(key="paijat-hame")


def planned(area, *lines, by=None, headers=HEADERS, more=()):
    content = "\n".join([headers, *lines]).encode()
    files = [*more, (sheet_named("links"), "links.csv", content)]
    return plan_load(files, by=by or acting(area), area=area)


def faults(plan):
    return [(error.row, error.column, error.fault) for error in plan.errors]


def test_ties_go_out_and_come_back_as_they_are(area):
    decision, document, user = a_decision(area), a_document(area), member(area)
    connect(decision, LinkKind.DECIDES, document, by=acting(area), note="§ 4")
    sheet = sheet_named("links")

    rows = list(rows_of(sheet, area, user=user))
    plan = planned(area, *(",".join(row) for row in rows))

    assert rows == [["decision:paatos", "decides", "document:suunnitelma", "§ 4", "", ""]]
    assert plan.as_dict() == {"created": 0, "changed": 0, "unchanged": 1, "errors": []}


def test_a_load_ties_and_is_undone_as_one_act(area):
    decision, document, duty = a_decision(area), a_document(area), DutyFactory(home=area, key="velvoite")
    existing = connect(decision, LinkKind.DECIDES, document, by=acting(area))

    plan = planned(
        area,
        "decision:paatos,decides,document:suunnitelma,kokous 3,Pöytäkirja",
        "decision:paatos,päättää,duty:velvoite,,",
    )
    apply_plan(plan, title="links.csv")

    existing.refresh_from_db()
    assert (plan.count("created"), plan.count("changed"), existing.note) == (1, 1, "kokous 3")
    new = Link.objects.exclude(pk=existing.pk).get()
    assert (new.from_id, new.kind, new.to_id, new.home) == (decision.pk, "decides", duty.pk, area)

    undo(AuditEntry.objects.get(verb="loaded"), by=acting(area))

    existing.refresh_from_db()
    assert (Link.objects.count(), existing.note, existing.source) == (1, "", "")


def test_faults_are_told_by_row_and_column(area):
    a_decision(area)
    a_document(area)
    BodyFactory(home=area, key="ryhma")

    plan = planned(
        area,
        "decision:paatos,decides,document:tuntematon,,",
        "document:suunnitelma,decides,body:ryhma,,",
        "decision:paatos,replaces,decision:paatos,,",
        "decision:paatos,omistaa,body:ryhma,,",
        "paatos,decides,body:ryhma,,",
        "decision:paatos,decides,body:ryhma,,",
        "decision:paatos,decides,body:ryhma,,",
    )

    assert [(row, column) for row, column, _fault in faults(plan)] == [
        (2, "to"),
        (3, "kind"),
        (4, "to"),
        (5, "kind"),
        (6, "from"),
        (8, "from"),
    ]


def test_an_end_that_the_user_may_not_see_is_not_known(area):
    a_decision(area)
    a_document(AreaFactory(), key="peruttu", withdrawn_on=date(2024, 1, 1))
    line = "decision:paatos,decides,document:peruttu,,"

    hidden, missing = planned(area, line), planned(area, line.replace("peruttu", "puuttuva"))

    assert [fault.replace("peruttu", "puuttuva") for _r, _c, fault in faults(hidden)] == [
        fault for _r, _c, fault in faults(missing)
    ]


@pytest.mark.parametrize(("role", "refused"), [("coordinator", []), ("secretary", [3]), ("reader", [2, 3])])
def test_the_right_is_asked_of_the_record_where_the_tie_begins(area, role, refused):
    a_decision(area)
    a_document(area)
    BodyFactory(home=area, key="ryhma")

    plan = planned(
        area,
        "decision:paatos,decides,document:suunnitelma,,",
        "document:suunnitelma,mandates,body:ryhma,,",
        by=acting(area, role),
    )

    assert [(error.row, error.column) for error in plan.errors] == [(row, "from") for row in refused]


def test_a_record_of_another_area_is_tied_by_its_own_workers_alone(area):
    other = AreaFactory()
    a_decision(other)
    a_document(area)
    line = "decision:paatos,decides,document:suunnitelma"

    apply_plan(planned(area, f"{line},,", by=acting(other)), title="links.csv")
    elsewhere = planned(area, f"{line},toisin,", by=acting(area))

    assert [(error.row, error.column) for error in elsewhere.errors] == [(2, "from")]
    assert Link.objects.get().home == other


def test_one_whose_right_is_limited_to_a_body_ties_that_bodys_decisions(area):
    mine, theirs = a_decision(area, "oma"), a_decision(area, "muu")
    a_document(area)
    body = mine.meeting.body
    by = acting(area, "secretary", limit_model="structure.body", limit_key=body.key)

    plan = planned(
        area,
        f"decision:{mine.key},decides,document:suunnitelma,,",
        f"decision:{theirs.key},decides,document:suunnitelma,,",
        by=by,
    )

    assert [error.row for error in plan.errors] == [3]


def test_records_of_the_same_load_are_tied(area):
    body = BodyFactory(home=area, key="ryhma")
    document = b"key,name,kind,home,valid_from\nuusi-suunnitelma,Uusi suunnitelma,plan,paijat-hame,2024-01-01\n"

    plan = planned(
        area,
        "document:uusi-suunnitelma,mandates,body:ryhma,,",
        more=[(sheet_named("documents"), "documents.csv", document)],
    )
    apply_plan(plan, title="kansio", is_example=True)

    link = Link.objects.get()
    assert (link.to_id, link.home, link.is_example) == (body.pk, area, True)


def test_a_loaded_tie_to_an_invented_example_is_one(area):
    a_decision(area, is_example=True)
    a_document(area)

    apply_plan(planned(area, "decision:paatos,decides,document:suunnitelma,,"), title="links.csv")

    assert Link.objects.get().is_example


def test_a_table_of_ties_holds_only_what_the_reader_may_see(area, client):
    secret, open_one = a_decision(area, "salattu", remove_on=date(2024, 1, 1)), a_decision(area, "julkinen")
    document = a_document(area)
    for decision in (secret, open_one):
        connect(decision, LinkKind.DECIDES, document, by=acting(area))
    address = reverse("exchange:download", args=[area, "links"]) + "?muoto=csv"

    visitor = client.get(address).content.decode()
    client.force_login(member(area))
    worker = client.get(address).content.decode()

    assert ("salattu" in visitor, "julkinen" in visitor) == (False, True)
    assert "salattu" in worker


def test_the_example_file_names_the_columns(area, client):
    address = reverse("exchange:example", args=[area, "links"]) + "?muoto=csv"

    assert client.get(address).content.decode().splitlines()[0] == f"{HEADERS},example"


def test_every_record_that_can_be_tied_has_a_word_in_the_table():
    assert {model for _word, model in TIED} == {model for model in tied_models() if model._meta.app_label != "tests"}


def test_ties_take_the_same_queries_for_few_and_many(area, django_assert_max_num_queries):
    document, by = a_document(area), acting(area)
    for number in range(12):
        connect(a_decision(area, f"p{number}"), LinkKind.DECIDES, document, by=by)
    sheet, user = sheet_named("links"), member(area)

    with django_assert_max_num_queries(2):
        assert len(list(rows_of(sheet, area, user=user))) == 12
    lines = [f"decision:p{number},decides,document:suunnitelma,uusi," for number in range(12)]
    by = Principal(user=member(area))
    with django_assert_max_num_queries(16):
        assert planned(area, *lines, by=by).errors == []
