"""Sets of indicators: what is missing without a reason, leaving out and taking back in, and the tables out and in."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hyte.core.accounts.rules import SYSTEM, NotAllowed
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Refused
from hyte.core.exchange.loading import apply_plan
from hyte.core.exchange.planning import plan_load
from hyte.core.exchange.queries import rows_of
from hyte.core.exchange.reading import write_csv
from hyte.core.exchange.sheets import sheet_named
from hyte.knowledge.indicators.models import IndicatorSet, Omission, SetMember, SetVersion
from hyte.knowledge.indicators.operations.words import leave_out, take_back_in
from hyte.knowledge.indicators.queries.sets import set_in_area
from tests.factories import DAY, AreaFactory, MunicipalityFactory, OrganisationFactory, UserFactory, acting, member
from tests.knowledge.indicators.said import dataset_in, indicator_in, numbers_of, set_with, use_own_store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    use_own_store(settings, tmp_path)


@pytest.fixture
def county():
    county = AreaFactory(key="maakunta", code="HVA07")
    OrganisationFactory(home=county)
    return county


@pytest.fixture
def town(county):
    return MunicipalityFactory(key="kunta", code="KU398", county=county)


@pytest.fixture
def set_of_two(county, town):
    """A county's set of two indicators; the town has a number of the first."""
    dataset = dataset_in(county)
    first, second = indicator_in(dataset, "eka"), indicator_in(dataset, "toka")
    one, members = set_with(county, [first, second], kind="minimum")
    numbers_of(dataset, {(first, town): 12.4})
    return one, members


def test_a_member_without_a_number_is_missing_until_a_reason_is_given(town, set_of_two):
    one, members = set_of_two
    before = set_in_area(town, one.key, user=UserFactory(), day=DAY)

    leave_out(members[1], area=town, reason="Ei koske kuntaa", by=acting(town), today=DAY)

    after = set_in_area(town, one.key, user=UserFactory(), day=DAY)
    assert (before.with_number, before.left_out, before.unexplained) == (1, 0, 1)
    assert (after.with_number, after.left_out, after.unexplained) == (1, 1, 0)


def test_what_an_area_leaves_out_stays_in_the_set_of_others(county, town, set_of_two):
    one, members = set_of_two
    leave_out(members[1], area=town, reason="Ei koske kuntaa", by=acting(town), today=DAY)

    assert set_in_area(county, one.key, user=UserFactory(), day=DAY).left_out == 0


def test_leaving_out_asks_for_a_reason_and_a_worker_of_the_very_area(county, town, set_of_two):
    _one, members = set_of_two

    with pytest.raises(Refused):
        leave_out(members[0], area=town, reason="  ", by=acting(town), today=DAY)
    with pytest.raises(NotAllowed):
        leave_out(members[0], area=town, reason="Syy", by=acting(county), today=DAY)
    assert not Omission.objects.exists()


def test_taking_back_in_leaves_the_reason_in_the_history_and_may_be_left_out_again(town, set_of_two):
    one, members = set_of_two
    by = acting(town)
    omission = leave_out(members[1], area=town, reason="Ei koske kuntaa", by=by, today=DAY)

    take_back_in(omission, version=omission.version, by=by, today=DAY)
    again = leave_out(members[1], area=town, reason="Ei sittenkään", by=by, today=DAY)

    assert [row.reason for row in Omission.objects.live()] == ["Ei sittenkään"]
    assert set_in_area(town, one.key, user=UserFactory(), day=DAY).rows[1].omission == again


def test_the_pages_act_from_the_form_to_the_row_and_back(client, town, set_of_two):
    one, members = set_of_two
    client.force_login(member(town))
    address = reverse("indicators:set", args=[town, one.key])

    refused = client.post(reverse("indicators:set-leave-out", args=[town, one.key, members[1].pk]), {"reason": ""})
    left_out = client.post(
        reverse("indicators:set-leave-out", args=[town, one.key, members[1].pk]), {"reason": "Ei koske kuntaa"}
    )
    page = client.get(address).content.decode()
    omission = Omission.objects.get()
    back = client.post(
        reverse("indicators:set-take-back", args=[town, one.key, omission.key]), {"version": omission.version}
    )

    assert (refused.status_code, left_out.url, back.url) == (422, address, address)
    assert "Ei koske kuntaa" in page
    assert not Omission.objects.live().exists()


def test_a_visitor_reads_and_a_worker_elsewhere_may_not_act(client, town, set_of_two):
    one, members = set_of_two
    address = reverse("indicators:set-leave-out", args=[town, one.key, members[0].pk])

    page = client.get(reverse("indicators:set", args=[town, one.key]))
    asked = client.get(address)
    client.force_login(member(AreaFactory()))

    assert page.status_code == 200
    assert address not in page.content.decode()
    assert asked.status_code == 302
    assert client.post(address, {"reason": "Syy"}).status_code == 403


def test_the_page_of_another_day_shows_that_days_version(client, county, set_of_two):
    one, _members = set_of_two
    SetVersion.objects.filter(of=one).update(valid_until=date(2024, 12, 31))
    new = SetVersion.objects.create(key="uusi", home=county, of=one, label="2", valid_from=date(2025, 1, 1))

    now = set_in_area(county, one.key, user=UserFactory(), day=DAY)
    then = set_in_area(county, one.key, user=UserFactory(), day=date(2024, 5, 1))

    assert (now.version, len(now.rows)) == (new, 0)
    assert (then.version.label, len(then.rows)) == ("1", 2)
    assert client.get(reverse("indicators:set", args=[county, one.key]) + "?pvm=2024-05-01").status_code == 200


def test_an_official_set_without_its_list_says_how_to_load_it_and_invents_none(client, county):
    IndicatorSet.objects.create(key="virallinen", home=county, name_fi="Vähimmäissisältö", kind="minimum")
    client.force_login(member(county))

    page = client.get(reverse("indicators:set", args=[county, "virallinen"])).content.decode()

    assert reverse("exchange:upload", args=[county]) + "?taulukko=set_members" in page
    assert not SetMember.objects.exists()


def test_a_set_of_a_stranger_county_is_not_found(client, set_of_two):
    one, _members = set_of_two

    assert client.get(reverse("indicators:set", args=[AreaFactory(), one.key])).status_code == 404


def test_pages_of_sets_ask_equally_often_for_two_indicators_and_for_thirty(client, county):
    dataset = dataset_in(county)
    set_with(county, [indicator_in(dataset, f"a{n}") for n in range(2)], key="pieni")
    set_with(county, [indicator_in(dataset, f"b{n}") for n in range(30)], key="suuri")
    asked = {}
    client.get(reverse("indicators:set", args=[county, "pieni"]))

    for key in ("pieni", "suuri"):
        with CaptureQueriesContext(connection) as questions:
            client.get(reverse("indicators:set", args=[county, key]))
        asked[key] = len(questions)

    assert asked["pieni"] == asked["suuri"]


@pytest.mark.parametrize("sheet", ["indicator_sets", "set_versions", "set_members"])
def test_a_set_taken_out_loads_back_unchanged(county, set_of_two, sheet):
    sheet = sheet_named(sheet)
    rows = list(rows_of(sheet, county, user=member(county)))
    content = write_csv([column.name for column in sheet.columns], rows)

    plan = plan_load([(sheet, f"{sheet.name}.csv", content)], by=SYSTEM, area=county)

    assert plan.as_dict() == {"created": 0, "changed": 0, "unchanged": len(rows), "errors": []}
    assert rows


def test_members_are_brought_in_from_a_table_and_the_load_is_undone_as_one(county):
    dataset = dataset_in(county)
    for n in range(3):
        indicator_in(dataset, f"luku-{n}")
    one = IndicatorSet.objects.create(key="virallinen", home=county, name_fi="Vähimmäissisältö", kind="minimum")
    SetVersion.objects.create(key="v1", home=county, of=one, label="2026", valid_from=date(2026, 1, 1))
    sheet = sheet_named("set_members")
    content = b"set_version,indicator,group,order\nv1,luku-0,A,1\nv1,luku-1,A,2\nv1,luku-2,B,3\n"
    coordinator = acting(county)

    plan = plan_load([(sheet, "set_members.csv", content)], by=coordinator, area=county)
    apply_plan(plan, title="set_members.csv")

    found = set_in_area(county, "virallinen", user=UserFactory(), day=DAY)
    assert [(group, len(rows)) for group, rows in found.groups] == [("A", 2), ("B", 1)]
    undo(AuditEntry.objects.get(verb="loaded"), by=coordinator)
    assert not SetMember.objects.exists()
