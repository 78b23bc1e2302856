"""Pages and tables of lost years: what each reader sees of counts, and what a table of deaths must meet."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hyte.core.accounts.rules import SYSTEM
from hyte.core.exchange.loading import apply_plan
from hyte.core.exchange.planning import plan_load
from hyte.core.exchange.queries import rows_of
from hyte.core.exchange.reading import write_csv
from hyte.core.exchange.sheets import sheet_named
from hyte.core.tasks.models import Job
from hyte.knowledge.indicators.lost_years import Way
from hyte.knowledge.indicators.models import CauseShare, DeathCount, DeathTable, FindingAnswer, LostYearsFinding
from hyte.knowledge.indicators.operations.lost_years import publish_lost_years, write_finding
from tests.factories import DAY, AreaFactory, MunicipalityFactory, OrganisationFactory, acting, member

pytestmark = pytest.mark.django_db
HEADER = "table,area,first_year,last_year,sex,age_from,age_until,cause,deaths,population"


def line(area, cause, deaths, *, ages=("0", "24"), sex="total", population=9000, table="kuolleet", year=2019):
    return f"{table},{area},{year},{year},{sex},{ages[0]},{ages[1]},{cause},{deaths},{population}"


BANDS = (("0", "24"), ("25", "49"), ("50", "74"))


def lines_of(area, cause, deaths, **values):
    return [line(area, cause, n, ages=ages, **values) for ages, n in zip(BANDS, deaths, strict=True)]


@pytest.fixture
def county():
    county = AreaFactory(key="maakunta", code="HVA07")
    OrganisationFactory(home=county)
    return county


@pytest.fixture
def town(county):
    return MunicipalityFactory(key="kunta", code="KU398", county=county)


@pytest.fixture
def table(county, town):
    table = DeathTable.objects.create(key="kuolleet", home=county, name="Kuolleet", producer="Tekijä")
    lines = [
        *lines_of("maakunta", "total", (20, 100, 600), population=90_000),
        *lines_of("maakunta", "Syy", (2, 10, 60), population=90_000),
        *lines_of("kunta", "total", (6, 30, 180)),
        *lines_of("kunta", "Syy", (1, 1, 3)),
        *lines_of("kunta", "Pieni", (1, 3, 0)),  # 62,5 + 112,5 years, four deaths
        *lines_of("maakunta", "Pieni", (2, 9, 40), population=90_000),
    ]
    load(county, lines)
    return table


def plan_of(area, lines, *, by=SYSTEM, sheet="deaths", header=HEADER):
    content = "\n".join([header, *lines, ""]).encode()
    return plan_load([(sheet_named(sheet), f"{sheet}.csv", content)], by=by, area=area)


def load(area, lines):
    plan = plan_of(area, lines)
    assert plan.errors == []
    apply_plan(plan, title="deaths.csv")


def faults(plan):
    return [(error.row, error.column) for error in plan.errors]


def publish(table):
    period = (date(2019, 1, 1), date(2019, 12, 31))
    return publish_lost_years(table, period=period, way=Way(75, 0, "esp2013-19"), by=SYSTEM, today=DAY)


def page_of(client, area, **asked):
    return client.get(reverse("indicators:lost-years", args=[area]), asked).content.decode()


def test_deaths_taken_out_load_back_unchanged(county, table):
    sheet = sheet_named("deaths")
    rows = list(rows_of(sheet, county, user=member(county, "analyst")))
    content = write_csv([column.name for column in sheet.columns], rows)

    plan = plan_load([(sheet, "deaths.csv", content)], by=SYSTEM, area=county)

    assert plan.as_dict() == {"created": 0, "changed": 0, "unchanged": DeathCount.objects.count(), "errors": []}


def test_each_fault_of_a_table_is_told_by_its_row_and_column(county, town, table):
    lines = [
        line("kunta", "Uusi", 4, ages=("0", "24"), year=2018),
        line("kunta", "Uusi", 4, ages=("30", "49"), year=2018),
        line("kunta", "Toinen", 4, ages=("0", "24"), year=2018, population=8000),
        line("kunta", "Kolmas", 9001, ages=("0", "24"), year=2018),
        line("kunta", "Neljäs", 1, ages=("24", "0"), year=2018),
        line("kunta", "Viides", 1, year=2199),
        line("kunta", "Kuudes", "-1", year=2018),
        line("olematon", "Uusi", 1, year=2018),
    ]

    assert faults(plan_of(county, lines)) == [
        (3, "age_from"),
        (4, "population"),
        (5, "deaths"),
        (6, "age_until"),
        (7, "first_year"),
        (8, "deaths"),
        (9, "area"),
    ]


def test_whoever_may_not_load_a_table_learns_nothing_by_trying(county, town, table):
    same = lines_of("kunta", "Syy", (1, 1, 3))

    plan = plan_of(town, same, by=acting(town, "analyst"))

    assert plan.as_dict()["unchanged"] == 0
    assert {(error.column) for error in plan.errors} == {"table"}


def test_shares_that_count_a_death_twice_are_refused_with_those_in_the_register(county):
    plan = plan_of(county, ["oecd,Luettelo,OECD"], sheet="cause_lists", header="key,name,publisher")
    apply_plan(plan, title="cause_lists.csv")
    header = "list,first,last,age_limit,preventable,treatable"
    apply_plan(plan_of(county, ["oecd,I20,I25,75,0.5,0.5"], sheet="cause_shares", header=header), title="x")

    plan = plan_of(county, ["oecd,I21,I22,75,0.2,0"], sheet="cause_shares", header=header)

    assert faults(plan) == [(2, "preventable")]
    assert CauseShare.objects.count() == 1


@pytest.mark.parametrize("who", ["visitor", "town", "official", "elsewhere"])
def test_small_counts_reach_no_reader_whose_work_they_are_not(client, county, town, table, who):
    readers = {"town": member(town), "official": member(county, "official"), "elsewhere": member(AreaFactory())}
    if who in readers:
        client.force_login(readers[who])
    before = page_of(client, town)
    publish(table)

    pages = [page_of(client, area, **asked) for area in (town, county) for asked in ({}, {"nakyma": "", "raja": "80"})]
    pages.append(client.get(reverse("exchange:download", args=[county, "deaths"]) + "?muoto=csv").content.decode())

    assert "Pieni" not in before
    assert [page for page in pages if ">175<" in page or ",Pieni,3," in page] == []
    assert "Pieni" in pages[0]


def test_the_county_s_analyst_sees_the_counts_and_what_was_published(client, county, town, table):
    publish(table)
    client.force_login(member(county, "analyst"))

    own = page_of(client, county, syy="Pieni")
    public = page_of(client, county, syy="Pieni", nakyma="julkaistu")

    assert reverse("indicators:lost-years-publish", args=[county]) in own
    assert reverse("indicators:lost-years-publish", args=[county]) not in public


def test_a_limit_that_cuts_a_band_is_told_in_a_sentence(client, county, table):
    client.force_login(member(county, "analyst"))

    assert 'role="alert"' in page_of(client, county, raja="70")


def test_publishing_is_asked_of_the_worker_by_those_who_may(client, county, town, table):
    values = {"taulukko": "kuolleet", "jakso": "2019-2019", "raja": "75", "alaika": "0", "vakio": "esp2013-19"}
    address = reverse("indicators:lost-years-publish", args=[county])
    client.force_login(member(county, "official"))
    refused = client.post(address, values)
    client.force_login(member(county, "analyst"))

    asked = client.post(address, values)

    assert (refused.status_code, asked.status_code) == (403, 302)
    assert [job.home for job in Job.objects.all()] == [county]


def test_a_finding_is_written_answered_and_checked_on_pages(client, county, town, table):
    published = publish(table)
    client.force_login(member(county, "official"))
    values = {"area": "kunta", "cause": "total", "sex": "total", "text": "Korkea, koska …"}
    written = client.post(reverse("indicators:finding-write", args=[county, published.key]), values)
    finding = LostYearsFinding.objects.get()

    client.force_login(member(town))
    page = client.get(reverse("indicators:finding", args=[town, finding.key])).content.decode()
    without_day = client.post(
        reverse("indicators:finding-answer", args=[town, finding.key]), {"kind": "action", "text": "Tehdään"}
    )
    answered = client.post(
        reverse("indicators:finding-answer", args=[town, finding.key]),
        {"kind": "action", "text": "Tehdään", "check_on": "2199-01-01"},
    )
    answer = FindingAnswer.objects.get()
    checked = client.post(
        reverse("indicators:answer-act", args=[town, answer.key, "tarkista"]),
        {"version": answer.version, "note": "Tehtiin"},
    )

    assert written.url == finding.get_absolute_url()
    assert reverse("indicators:finding-answer", args=[town, finding.key]) in page
    assert (without_day.status_code, answered.status_code, checked.status_code) == (422, 302, 302)
    answer.refresh_from_db()
    assert (answer.home, answer.check_note) == (town, "Tehtiin")


def test_a_finding_that_does_not_concern_an_area_is_not_found_there(client, county, town, table):
    published = publish(table)
    values = {"area": town, "cause": "total", "sex": "total", "text": "Sanat", "by": SYSTEM, "today": DAY}
    finding = write_finding(county, published=published, **values)
    other = MunicipalityFactory(county=county)

    found = [
        client.get(reverse("indicators:finding", args=[area, finding.key])).status_code
        for area in (county, town, other)
    ]

    assert found == [200, 200, 404]


def test_pages_ask_equally_often_for_one_finding_and_for_a_dozen(client, county, town, table):
    published = publish(table)
    asked = []
    for count in (1, 11):
        for n in range(count):
            values = {"area": town, "cause": "total", "sex": "total", "text": f"Sanat {n}", "by": SYSTEM, "today": DAY}
            write_finding(county, published=published, **values)
        page_of(client, county)
        with CaptureQueriesContext(connection) as questions:
            page_of(client, county)
        asked.append(len(questions))

    assert asked[0] == asked[1]
