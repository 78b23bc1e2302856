"""The open data: what it tells, what it never tells, and how many queries it takes."""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hyte.core.accounts.rules import SYSTEM
from hyte.core.links.models import LinkKind
from hyte.core.links.operations import connect
from hyte.governance.meetings.models import Decision, Matter, Meeting
from hyte.governance.structure import models
from hyte.knowledge.indicators.models import Dataset, Indicator
from hyte.portal.api.description import lists
from tests import factories as make
from tests.factories.assessments import decided_of
from tests.factories.budgets import published_money
from tests.factories.plans import published_plan
from tests.factories.reports import published_row

pytestmark = pytest.mark.django_db
SECRET = "Salla Salainen"
PUBLIC = "Pirjo Julkinen"
PASSED = date(2020, 1, 1)


@pytest.fixture
def county():
    return make.AreaFactory(key="paijat-hame", name_fi="Päijät-Häme")


@pytest.fixture
def lahti(county):
    return make.MunicipalityFactory(key="lahti", name_fi="Lahti", county=county)


def read(client, address, **asked):
    answer = client.get(f"/api/v1/{address}", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def keys(client, address, **asked):
    return [row["key"] for row in read(client, address, **asked)["items"]]


def a_meeting(body, number=0, **values):
    return Meeting.objects.create(
        key=f"kokous-{body.pk}-{number}", home=body.home, body=body, day=date(2026, 1, 1) + timedelta(number), **values
    )


def a_matter(body, number=0, **values):
    return Matter.objects.create(
        key=f"asia-{body.pk}-{number}", home=body.home, body=body, title=f"Asia {number}", opened=PASSED, **values
    )


def a_decision(meeting, matter, **values):
    return Decision.objects.create(
        key=f"paatos-{meeting.pk}",
        home=meeting.home,
        meeting=meeting,
        matter=matter,
        verb="approved",
        day=meeting.day,
        **values,
    )


# What a row tells


def test_a_body_tells_where_it_is_from(client, county):
    above = make.BodyFactory(home=county, period__name_fi="Aluehallitus", period__kind="board")
    make.BodyFactory(
        home=county,
        key="verkosto",
        source="kalvosarja",
        period__name_fi="Verkosto",
        period__parent=above,
        heading="Nuoret",
    )
    row = read(client, "bodies", heading="Nuoret")["items"][0]
    assert row == row | {
        "key": "verkosto",
        "home": "paijat-hame",
        "name": "Verkosto",
        "kind": "network",
        "parent": {"key": above.key, "name": "Aluehallitus"},
        "address": "http://testserver/paijat-hame/toimielimet/verkosto/",
        "source": "kalvosarja",
        "valid_from": "2023-01-01",
        "is_example": False,
        "licence": "CC BY 4.0",
    }


def test_invented_examples_are_marked(client, county):
    body = make.BodyFactory(home=county, is_example=True)
    make.SeatFactory(body=body, is_example=True)
    a_meeting(body, is_example=True)
    assert read(client, "bodies")["items"][0]["is_example"] is True
    assert read(client, f"bodies/{body.key}")["seats"][0]["is_example"] is True
    assert read(client, "meetings")["items"][0]["is_example"] is True


def test_a_day_shows_what_was_then(client, county):
    body = make.BodyFactory(home=county, key="ryhma", period__name_fi="Vanha", period__valid_until=date(2024, 12, 31))
    models.BodyPeriod.objects.create(of=body, name_fi="Uusi", kind="network", valid_from=date(2025, 1, 1))
    assert read(client, "bodies/ryhma", date="2024-06-01")["name"] == "Vanha"
    assert read(client, "bodies/ryhma")["name"] == "Uusi"
    assert client.get("/api/v1/bodies/ryhma?date=2020-01-01").status_code == 404
    assert keys(client, "bodies", date="2020-01-01") == []


def test_an_area_lists_its_own_bodies_and_those_that_cover_it(client, county, lahti):
    own, covering, other = (make.BodyFactory(home=home) for home in (lahti, county, county))
    covering.areas.add(lahti, make.MunicipalityFactory())
    assert set(keys(client, "bodies", area="lahti")) == {own.key, covering.key}
    assert set(keys(client, "bodies", area="paijat-hame")) == {covering.key, other.key}


def test_bodies_are_narrowed_by_kind_theme_and_focus_area(client, county):
    board, network = make.BodyFactory(home=county, period__kind="board"), make.BodyFactory(home=county)
    focus_area = make.FocusAreaFactory(home=county)
    theme = models.Theme.objects.create(key="karki", home=county, name="Kärki", set_name="Kärjet", valid_from=PASSED)
    network.focus_areas.add(focus_area)
    board.themes.add(theme)
    assert keys(client, "bodies", kind="board") == [board.key]
    assert keys(client, "bodies", focus_area=focus_area.key) == [network.key]
    assert keys(client, "bodies", theme="karki") == [board.key]


def test_areas_belong_to_their_county_of_the_day(client, county, lahti):
    row = next(row for row in read(client, "areas")["items"] if row["key"] == "lahti")
    assert row["county"] == {"key": "paijat-hame", "name": "Päijät-Häme"}
    assert keys(client, "areas", county="paijat-hame") == ["lahti"]


def test_duties_carry_their_provision(client, county):
    provision = models.Provision.objects.create(
        key="laki-7", home=county, act="Laki", number="612/2021", section="7 §", kind="law", valid_from=PASSED
    )
    make.DutyFactory(home=county, provision=provision, body=make.BodyFactory(home=county, period__name_fi="Lautakunta"))
    row = read(client, "duties", provision="laki-7")["items"][0]
    assert (row["provision"]["name"], row["body"]["name"]) == ("Laki (612/2021) 7 §", "Lautakunta")


def test_words_follow_the_language_and_names_fall_back_to_finnish(client, county):
    make.BodyFactory(home=county, key="ryhma", period__name_fi="Ryhmä", period__name_sv="Gruppen")
    make.BodyFactory(home=county, key="toinen", period__name_fi="Toinen")
    assert read(client, "bodies/ryhma", language="sv")["name"] == "Gruppen"
    assert read(client, "bodies/toinen", language="sv")["name"] == "Toinen"
    by_header = client.get("/api/v1/bodies/ryhma", headers={"Accept-Language": "sv-FI, en;q=0.5"})
    assert (by_header.json()["name"], by_header["Content-Language"]) == ("Gruppen", "sv")
    assert read(client, "bodies/ryhma", language="sv")["address"].startswith("http://testserver/sv/")


def test_changes_of_the_structure_are_listed(client, county):
    body = make.BodyFactory(home=county, key="ryhma", period__name_fi="Vanha", period__valid_until=date(2024, 12, 31))
    models.BodyPeriod.objects.create(of=body, name_fi="Uusi", kind="network", valid_from=date(2025, 1, 1))
    [row] = read(client, "structure-changes", area="paijat-hame", since="2024-01-01", until="2025-06-01")["items"]
    assert (row["change"], row["before"], row["after"]) == ("renamed", "Vanha", "Uusi")


# What is never told


@pytest.fixture
def board(county):
    board = make.BodyFactory(home=county, key="lautakunta", period__kind="board")
    for number, (name, publicity) in enumerate([(PUBLIC, "name"), (SECRET, "role"), (SECRET, "signed_in")]):
        person = make.PersonFactory(home=county, name=name, email="salainen@example.org", phone="0401234567")
        make.SeatFactory(
            body=board, person=person, publicity=publicity, key=f"paikka-{number}-{publicity.replace('_', '')}"
        )
    return board


def test_a_visitor_sees_only_public_names(client, board):
    seats = read(client, "bodies/lautakunta")["seats"]
    assert [(seat["publicity"], seat["holder"]) for seat in seats] == [("name", PUBLIC), ("role", None)]


def test_a_minor_is_never_named(client, board):
    make.SeatFactory(
        body=board, person=make.PersonFactory(home=board.home, name=SECRET, is_minor=True), publicity="name"
    )
    assert SECRET not in json.dumps(read(client, "bodies/lautakunta"))


def test_a_worker_of_another_area_sees_no_more_names_by_role(client, board):
    client.force_login(make.member(make.AreaFactory()))
    seats = read(client, "bodies/lautakunta")["seats"]
    assert {seat["holder"] for seat in seats if seat["publicity"] == "role"} == {None}


def test_no_list_leaks_a_person(client, county, lahti, board):
    person = make.PersonFactory(home=lahti, name=SECRET, email="salainen@example.org", phone="0401234567")
    post = models.Post.objects.create(
        key="koordinaattori", home=lahti, title="Hyvinvointikoordinaattori", holder=person, valid_from=PASSED
    )
    focus_area = make.FocusAreaFactory(home=county)
    models.Counterpart.objects.create(key="v1", home=lahti, focus_area=focus_area, post=post, valid_from=PASSED)
    models.Counterpart.objects.create(key="v2", home=lahti, focus_area=focus_area, person=person, valid_from=PASSED)
    make.DutyFactory(home=lahti, unit=None)
    pages = "".join(
        client.get(one.address, {"area": "paijat-hame", "since": "2020-01-01"}).content.decode()
        for one in lists()
        if "{" not in one.address
    )
    assert "Hyvinvointikoordinaattori" in pages
    for secret in (SECRET, "salainen@example.org", "0401234567"):
        assert secret not in pages


def test_what_was_withdrawn_or_merged_is_left_out_even_for_its_own_workers(client, county):
    stays = make.BodyFactory(home=county, key="jaa")
    gone = make.BodyFactory(home=county, key="perutaan", withdrawn_on=PASSED)
    merged = make.BodyFactory(home=county, key="sulautuu", merged_into=stays)
    make.BodyFactory(home=county, key="alla", period__parent=gone)
    make.DutyFactory(home=county, withdrawn_on=PASSED)
    duty = make.DutyFactory(home=county, body=merged)
    for user in (None, make.member(county)):
        if user:
            client.force_login(user)
        assert keys(client, "bodies") == ["alla", "jaa"]
        assert read(client, "bodies/alla")["parent"] is None
        assert client.get("/api/v1/bodies/perutaan").status_code == 404
        assert client.get("/api/v1/bodies/sulautuu").status_code == 404
        assert [(row["key"], row["body"]) for row in read(client, "duties")["items"]] == [(duty.key, None)]


def test_a_decision_leaves_the_net_on_its_day_and_with_its_matter(client, county):
    body = make.BodyFactory(home=county)
    stays = a_decision(a_meeting(body, 0), a_matter(body, 0))
    a_decision(a_meeting(body, 1), a_matter(body, 1), remove_on=timezone.localdate())
    a_decision(a_meeting(body, 2), a_matter(body, 2, withdrawn_on=PASSED))
    for decision in Decision.objects.all():
        connect(decision, LinkKind.DECIDES, body, by=SYSTEM)
    assert keys(client, "decisions") == [stays.key]
    assert [row["from_record"]["key"] for row in read(client, "links")["items"]] == [stays.key]


def test_ties_tell_both_ends_and_only_those_that_may_be_seen(client, county, lahti):
    body = make.BodyFactory(home=county, key="lautakunta", period__name_fi="Lautakunta")
    gone = make.BodyFactory(home=county, key="perutaan", withdrawn_on=PASSED)
    decision = a_decision(a_meeting(body), a_matter(body))
    for target in (body, gone):
        connect(decision, LinkKind.DECIDES, target, by=SYSTEM, note="§ 4")
    rows = read(client, "links", area="paijat-hame", language="en")["items"]
    assert [row["to_record"] for row in rows] == [
        {
            "type": "body",
            "key": "lautakunta",
            "name": "Lautakunta",
            "address": "http://testserver/en/paijat-hame/toimielimet/lautakunta/",
        }
    ]
    assert (rows[0]["from_record"]["type"], rows[0]["kind_name"], rows[0]["note"]) == ("decision", "decides", "§ 4")
    assert [read(client, "links", **asked)["total"] for asked in ({"key": "lautakunta"}, {"key": "perutaan"})] == [1, 0]
    assert [read(client, "links", **asked)["total"] for asked in ({"kind": "funds"}, {"area": "lahti"})] == [0, 0]


def test_nothing_can_be_written(client, county):
    for one in lists():
        for verb in (client.post, client.put, client.patch, client.delete):
            assert verb(one.address.replace("{key}", "x")).status_code == 405


# Pages, faults, queries


def test_lists_come_in_pages_with_the_next_ones_address(client, county):
    for number in range(5):
        make.BodyFactory(home=county, key=f"ryhma-{number}")
    first = read(client, "bodies", limit=2, area="paijat-hame")
    assert (first["total"], [row["key"] for row in first["items"]]) == (5, ["ryhma-0", "ryhma-1"])
    second = client.get(first["next"]).json()
    assert [row["key"] for row in second["items"]] == ["ryhma-2", "ryhma-3"]
    assert client.get(second["next"]).json()["next"] is None
    assert read(client, "bodies", page=99)["items"] == []


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("bodies?limit=501", 422, "limit: The largest accepted number is 500."),
        ("bodies?page=0", 422, "page: The smallest accepted number is 1."),
        ("bodies?date=eilen", 422, "date: Give the day as 2023-09-01."),
        ("bodies?kind=kerho", 422, "kind: Accepted are"),
        ("bodies?area=Lahti!", 422, "area: A key has lower-case letters"),
        ("bodies?area=atlantis", 404, "There is no area with the key atlantis."),
        ("bodies/tuntematon", 404, "No body with the key tuntematon is in force on that day."),
        ("structure-changes?area=paijat-hame", 422, "Give the earlier day, or a draft."),
        ("structure-changes?area=paijat-hame&since=2025-01-01&until=2024-01-01", 422, "before the earlier day"),
        ("structure-changes?area=paijat-hame&draft=ei-ole", 404, "paijat-hame"),
        ("structure-changes", 422, "area: This is needed."),
    ],
)
def test_what_cannot_be_answered_gets_a_sentence(client, county, address, status, words):
    mark = "&" if "?" in address else "?"
    answer = client.get(f"/api/v1/{address}{mark}language=en")
    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (status, "application/json")
    if "ei-ole" not in address:
        assert words in answer.json()["error"]


def fill(county, lahti, number):
    """One of everything that a list shows, tied to everything it may be tied to."""
    organisation = make.OrganisationFactory(home=county)
    unit = models.Unit.objects.create(key=f"yksikko-{number}", home=county, organisation=organisation)
    above = models.Unit.objects.create(key=f"toimiala-{number}", home=county, organisation=organisation)
    for row, parent in ((above, None), (unit, above)):
        models.UnitPeriod.objects.create(of=row, name=f"Y{row.pk}", kind="unit", parent=parent, valid_from=PASSED)
    provision = models.Provision.objects.create(
        key=f"laki-{number}", home=county, act="Laki", section=f"{number} §", kind="law", valid_from=PASSED
    )
    person = make.PersonFactory(home=lahti)
    dataset = Dataset.objects.create(key=f"aineisto-{number}", home=county, name_fi="A", kind="local", publisher="P")
    indicator = Indicator.objects.create(key=f"verkosto-{number}", home=county, dataset=dataset, name_fi="I")
    post = models.Post.objects.create(
        key=f"virka-{number}", home=lahti, title="Virka", holder=person, valid_from=PASSED
    )
    body = make.BodyFactory(home=county, key=f"verkosto-{number}")
    below = make.BodyFactory(
        home=county, period__parent=body, period__owner=organisation, period__owner_unit=unit, period__provision=provision,
        period__presenter=post,
    )  # fmt: skip
    focus_area = make.FocusAreaFactory(home=county)
    earlier = make.FocusAreaFactory(home=county, valid_until=PASSED, valid_from=date(2019, 1, 1))
    focus_area.succeeds.add(earlier)
    models.Counterpart.objects.create(
        key=f"vastinpari-{number}", home=lahti, focus_area=focus_area, post=post, person=person, valid_from=PASSED
    )
    themes = [
        models.Theme.objects.create(
            key=f"karki-{number}-{part}", home=county, name="K", set_name=f"S{part}", valid_from=PASSED
        )
        for part in (1, 2)
    ]
    models.ThemeMapping.objects.create(home=county, source=themes[0], target=themes[1], kind="succeeds")
    indicator.themes.add(*themes)
    for row in (body, below):
        row.areas.add(lahti)
        row.parties.add(organisation)
        row.themes.add(*themes)
        row.focus_areas.add(focus_area)
    document = models.SteeringDocument.objects.create(
        key=f"ohjelma-{number}",
        home=county,
        name="O",
        kind="plan",
        owner=organisation,
        approved_by=body,
        valid_from=PASSED,
    )
    document.themes.add(*themes)
    models.DocumentLink.objects.create(
        key=f"linkki-{number}", home=county, document=document, url="https://example.org/"
    )
    duty = make.DutyFactory(home=county, provision=provision, body=body, unit=unit, organisation=organisation)
    make.DutyFactory(home=county, provision=provision, body=below, parent=duty)
    seat = make.SeatFactory(body_id=models.Body.objects.get(key="verkosto-0").pk, home=county, person=person, post=post)
    make.SeatFactory(body=seat.body, home=county, deputy_of=seat, represents=organisation)
    matter = a_matter(body)
    connect(a_decision(a_meeting(body), matter), LinkKind.DECIDES, document, by=SYSTEM)
    published_row(county, f"verkosto-{number}")
    plan = published_plan(county, f"verkosto-{number}", themes=themes)
    objective = plan.placings.get().objective
    ties = {"themes": themes, "objectives": [objective], "actions": objective.actions.all()}
    published_money(county, f"verkosto-{number}", year=2026 + number, **ties)
    decided = decided_of(county, title=f"Päätös {number}", matter=matter)
    type(decided).objects.filter(pk=decided.pk).update(key=f"verkosto-{number}")


def test_each_address_is_a_fixed_number_of_queries(client, county, lahti, django_assert_max_num_queries):
    def counts():
        found = {}
        for one in lists():
            address = one.address.replace("{key}", "verkosto-0")
            asked = (
                {"area": "paijat-hame", "limit": 500} if "/bodies/" not in address and "areas" not in address else {}
            )
            if "structure-changes" in address:
                asked["since"] = "2022-12-31"
            with django_assert_max_num_queries(60) as captured:
                assert client.get(address, asked).status_code == 200
            found[one.anchor] = len(captured)
        return found

    fill(county, lahti, 0)
    client.get("/api/v1/bodies")
    few = counts()
    for number in range(1, 30):
        fill(county, lahti, number)
    assert counts() == few
    assert max(count for anchor, count in few.items() if anchor != "structure-changes") <= 20


# Its description


def test_the_description_speaks_of_every_column(client):
    schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    for name, schema in schemas.items():
        if name.endswith(("Row", "Page", "List", "Named", "Fault")):
            for column, described in schema["properties"].items():
                assert described.get("description"), (name, column)


def test_the_page_lists_every_address_and_column(client, county, lahti):
    page = client.get("/en/avoin-data/").content.decode()
    for one in lists():
        assert f"<code>{one.address}</code>" in page or f'href="{one.address}"' in page
        assert all(f"<code>{column.name}</code>" in page for column in one.columns)
    assert reverse("api:openapi-json") in page
    assert 'href="/avoin-data/"' in client.get("/").content.decode()


def test_other_sites_pages_may_read_but_never_with_a_session(client, county):
    answer = client.get("/api/v1/areas", headers={"Origin": "https://tutkija.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert {"Accept-Language", "Cookie"} <= set(answer["Vary"].replace(" ", "").split(","))
