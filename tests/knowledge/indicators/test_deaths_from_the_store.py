"""Lost years from a fetched data set: a table of deaths and one of people become releases, and the same figures come of them."""

import itertools
import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from hyte.core.accounts.rules import SYSTEM, NotAllowed
from hyte.core.audit.recording import Refused
from hyte.core.exchange.loading import apply_plan
from hyte.core.exchange.planning import plan_load
from hyte.core.exchange.sheets import sheet_named
from hyte.core.thread.graph import walk
from hyte.knowledge.indicators.lost_years import ALL_CAUSES, Counted, Way, lost_years_of
from hyte.knowledge.indicators.models import Dataset, DeathTable, Indicator, Release
from hyte.knowledge.indicators.numbers import derive_numbers
from hyte.knowledge.indicators.operations.fetching import fetch_dataset
from hyte.knowledge.indicators.operations.lost_years import (
    answer_finding,
    count_deaths_by,
    publish_lost_years,
    write_finding,
)
from hyte.knowledge.indicators.queries.circle import circle_of
from hyte.knowledge.indicators.queries.lost_years import deaths_in, figures_in, periods_of
from hyte.knowledge.indicators.queries.stored_deaths import band_of, finest_bands
from hyte.knowledge.stats.sources.fetching import Manners
from tests.factories import DAY, acting, member
from tests.knowledge.indicators.figures import indicator_in, text_of
from tests.knowledge.stats.sources.conftest import as_json, source  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
QUICK = Manners(pause=0, timeout=5, tries=2, backoff=0.01)
PAGE = "/paijat-hame/tieto/menetetyt-elinvuodet/"
WAY = Way(75, 0, "esp2013-19")
PERIOD = (date(2023, 1, 1), date(2023, 12, 31))
AREAS = {"SSS": "KOKO MAA", "HVA09": "Päijät-Hämeen hyvinvointialue", "KU398": "Lahti", "SK071": "Lahden seutukunta"}
SEXES = {"SSS": "Yhteensä", "1": "Miehet", "2": "Naiset"}
BANDS = {"SSS": "Yhteensä", **{f"{age}-{age + 4}": f"{age} - {age + 4}" for age in range(0, 95, 5)}, "95-": "95 -"}
AGES = {"SSS": "Yhteensä", **{f"{age:03}": str(age) for age in range(100)}, "100-": "100 -"}
CAUSES = {"00-54": "Kaikki kuolemansyyt", "27": "Sepelvaltimotauti", "46": "Tapaturmat"}
PEOPLE_OF_AN_AGE = {"SSS": 30_000, "HVA09": 1_000, "KU398": 600, "SK071": 700}
SHARES = {"00-54": 10, "27": 3, "46": 1}


def deaths_of(area, sex, age, cause):
    """Deaths as the invented source counts them: ten of all causes a year in each band of Lahti's men, more elsewhere."""
    if area == "KU398" and (age, cause) == ("70-74", "46"):
        return None  # kept secret by the source
    size = {"SSS": 300, "HVA09": 20, "KU398": 10, "SK071": 10}[area]
    bands = 20 if age == "SSS" else 1
    return size * SHARES[cause] * bands * (2 if sex == "SSS" else 1) // 10


def people_of(area, sex, age):
    return PEOPLE_OF_AN_AGE[area] * (101 if age == "SSS" else 1) * (2 if sex == "SSS" else 1)


def table_of(title, dimensions, value_of):
    """A PxWeb table over HTTP: its description to GET, the chosen part as JSON-stat 2.0 to POST."""

    def answer(asked):
        if asked.method == "GET":
            variables = [
                {"code": code, "text": code, "values": list(values), "valueTexts": list(values.values())}
                for code, values in dimensions.items()
            ]
            return as_json({"title": title, "variables": variables})
        chosen = {one["code"]: one["selection"]["values"] for one in asked.body["query"]}
        sides = {code: [one for one in values if one in chosen[code]] for code, values in dimensions.items()}
        found = [value_of(dict(zip(sides, key, strict=True))) for key in itertools.product(*sides.values())]
        return as_json(
            {
                "class": "dataset",
                "label": title,
                "updated": "2025-01-20T06:00:00Z",
                "id": list(sides),
                "size": [len(codes) for codes in sides.values()],
                "dimension": {
                    code: {
                        "label": code,
                        "category": {
                            "index": {one: place for place, one in enumerate(codes)},
                            "label": {one: dimensions[code][one] for one in codes},
                        },
                    }
                    for code, codes in sides.items()
                },
                "value": found,
                "status": {str(place): "3" for place, value in enumerate(found) if value is None},
            }
        )

    return answer


@pytest.fixture
def statfin(source, monkeypatch):  # noqa: F811
    """The source's table of deaths and its table of people."""
    monkeypatch.setattr("hyte.knowledge.indicators.operations.fetching.manners", lambda: QUICK)
    common = {"Alue": AREAS, "Vuosi": {"2022": "2022", "2023": "2023"}, "Sukupuoli": SEXES}
    deaths = common | {"Ikä": BANDS, "Peruskuolemansyy": CAUSES, "Tiedot": {"ksyy": "Kuolleet"}}
    people = common | {"Ikä": AGES, "Tiedot": {"vaesto": "Väestö 31.12."}}
    source.give(
        "/StatFin/ksyyt/kuolleet.px",
        table_of(
            "Kuolleet syyn mukaan",
            deaths,
            lambda key: deaths_of(key["Alue"], key["Sukupuoli"], key["Ikä"], key["Peruskuolemansyy"]),
        ),
    )
    source.give(
        "/StatFin/vaerak/vaesto.px",
        table_of("Väestö", people, lambda key: people_of(key["Alue"], key["Sukupuoli"], key["Ikä"])),
    )
    return source


def dataset_of(county, source, key, path, **reading):  # noqa: F811
    told = {"area": "Alue", "period": "Vuosi", "sex": "Sukupuoli", "age": "Ikä", "measure": "Tiedot", **reading}
    return Dataset.objects.create(
        key=key, home=county, name_fi=key.capitalize(), kind="pxweb", address=f"{source.address}{path}",
        publisher="Tilastokeskus, StatFin", licence="CC BY 4.0", query={"reading": told},
    )  # fmt: skip


@pytest.fixture
def table(areas, statfin):
    """Both data sets fetched, and a table of deaths that reads them."""
    county = areas[0]
    causes = {"breakdown": ["Peruskuolemansyy"], "parts": {"00-54": "total", "27": "Sepelvaltimotauti"}}
    deaths = dataset_of(county, statfin, "kuolleet", "/StatFin/ksyyt/kuolleet.px", **causes)
    people = dataset_of(county, statfin, "vaesto", "/StatFin/vaerak/vaesto.px")
    for dataset in (deaths, people):
        fetch_dataset(dataset, by=SYSTEM, now=NOW)
    derive_numbers()
    return count_deaths_by(
        county, name="Kuolleet syyn mukaan", by=SYSTEM, today=DAY,
        deaths=Indicator.objects.get(key="kuolleet-ksyy"), people=Indicator.objects.get(key="vaesto-vaesto"),
    )  # fmt: skip


def test_the_figures_are_those_of_the_same_counts_brought_in_a_table(areas, table):
    found = deaths_in(table, PERIOD, circle_of(areas[0], day=DAY))

    loaded = [
        Counted("KU398", "male", ALL_CAUSES, (age, age + 4 if age < 95 else None), 10, 600 * (5 if age < 95 else 6))
        for age in range(0, 100, 5)
    ]
    own = [row for row in found.rows if (row.area, row.sex, row.cause) == ("KU398", "male", ALL_CAUSES)]
    assert own == loaded
    assert lost_years_of(own, WAY) == lost_years_of(loaded, WAY)
    assert {row.area for row in found.rows} == {"FI", "HVA09", "KU398"}  # the sub-region has no code here
    assert {row.cause for row in found.rows} == {ALL_CAUSES, "Sepelvaltimotauti", "46"}


def test_what_the_source_keeps_secret_is_absent_and_never_zero(areas, table):
    rows = deaths_in(table, PERIOD, circle_of(areas[0], day=DAY)).rows

    found = {one.place: one for one in lost_years_of(rows, WAY)}
    younger = {one.place: one for one in lost_years_of(rows, Way(70, 0, "esp2013-19"))}

    assert (found["KU398", "total", "46"].value, found["KU398", "total", "46"].withheld) == (
        None,
        "an age band is missing",
    )
    assert younger["KU398", "total", "46"].events == 14 * 2  # 70–74 is above that limit
    assert found["HVA09", "total", "46"].events == 15 * 4


def test_periods_and_releases_are_told_and_kept_with_what_is_published(areas, table):
    published = publish_lost_years(table, period=PERIOD, way=WAY, by=acting(areas[0]), today=DAY)

    assert periods_of(table) == [PERIOD, (date(2022, 1, 1), date(2022, 12, 31))]
    assert set(published.releases) == set(Release.objects.values_list("hash", flat=True))
    lahti = next(one for one in figures_in(published) if one.place == ("KU398", "male", ALL_CAUSES))
    assert (lahti.events, lahti.method) == (150, figures_in(published)[0].method)


def test_a_new_release_gives_new_figures_and_the_published_ones_stay(areas, table, statfin):
    county = areas[0]
    published = publish_lost_years(table, period=PERIOD, way=WAY, by=acting(county), today=DAY)
    before = figures_in(published)
    statfin.give(
        "/StatFin/vaerak/vaesto.px",
        table_of(
            "Väestö",
            {"Alue": AREAS, "Vuosi": {"2023": "2023"}, "Sukupuoli": SEXES, "Ikä": AGES, "Tiedot": {"vaesto": "Väestö"}},
            lambda key: 2 * people_of(key["Alue"], key["Sukupuoli"], key["Ikä"]),
        ),
    )
    fetch_dataset(Dataset.objects.get(key="vaesto"), by=SYSTEM, now=NOW)
    derive_numbers()

    now = lost_years_of(deaths_in(table, PERIOD, circle_of(county, day=DAY)).rows, WAY)

    published.refresh_from_db()
    assert figures_in(published) == before
    halves = {one.place: one.crude for one in now}
    assert halves["KU398", "male", ALL_CAUSES] == pytest.approx(before_of(before).crude / 2)


def before_of(figures):
    return next(one for one in figures if one.place == ("KU398", "male", ALL_CAUSES))


def test_the_page_tells_the_source_and_its_releases(areas, table, client):
    client.force_login(member(areas[0], "analyst"))

    text = text_of(client, PAGE)

    told = re.sub(r" (?=[.,;:])", "", text)
    assert "Deaths: Kuolleet. People: Väestö 31.12.. Counted from the releases: Kuolleet, 1 March 2026; Vaesto," in told
    assert "Sepelvaltimotauti" in text


def test_a_table_is_taken_from_a_data_set_on_its_page(areas, table, client):
    county = areas[0]
    client.force_login(member(county, "analyst"))
    address = reverse("indicators:lost-years-source", args=[county])
    indicators = {name: Indicator.objects.get(key=f"{name}") for name in ("kuolleet-ksyy", "vaesto-vaesto")}

    response = client.post(
        address,
        {"name": "Toinen", "deaths": indicators["kuolleet-ksyy"].pk, "people": indicators["vaesto-vaesto"].pk},
    )

    made = DeathTable.objects.get(name="Toinen")
    assert response.url == made.get_absolute_url()
    assert (made.producer, made.deaths.key, made.home) == ("Tilastokeskus, StatFin", "kuolleet-ksyy", county)


def test_only_keepers_take_deaths_and_never_from_own_figures(areas, table):
    county, lahti, _sysma = areas
    values = {"name": "X", "people": None, "today": DAY}

    with pytest.raises(NotAllowed):
        count_deaths_by(county, deaths=table.deaths, by=acting(lahti), **values)
    with pytest.raises(Refused):
        count_deaths_by(county, deaths=indicator_in(county, "omat"), by=acting(county), **values)


def load(county, sheet, text):
    return plan_load([(sheet_named(sheet), f"{sheet}.csv", text.encode())], by=SYSTEM, area=county)


def test_a_table_that_has_a_source_takes_no_counts_and_a_sheet_may_name_the_source(areas, table):
    county = areas[0]
    indicator_in(county, "omat")
    header = "key,name,producer,deaths,people,home\n"

    counts = load(
        county,
        "deaths",
        "table,area,first_year,last_year,sex,age_from,age_until,cause,deaths,population\n"
        f"{table.key},lahti,2023,2023,total,0,24,total,1,100\n",
    )
    own = load(county, "death_tables", f"{header}omat,Omat,Tekijä,omat,,paijat-hame\n")
    people = load(county, "death_tables", f"{header}pelkat,Pelkät,Tekijä,,vaesto-vaesto,paijat-hame\n")
    sound = load(
        county,
        "death_tables",
        f"{header}toinen,Toinen,Tilastokeskus,kuolleet-ksyy,vaesto-vaesto,paijat-hame\n",
    )
    apply_plan(sound, title="death_tables.csv")

    assert [[(one.row, one.column) for one in plan.errors] for plan in (counts, own, people)] == [
        [(2, "table")],
        [(2, "deaths")],
        [(2, "deaths")],
    ]
    assert DeathTable.objects.get(key="toinen").people.key == "vaesto-vaesto"


def test_a_visitor_sees_nothing_of_the_counts_before_they_are_published(areas, table):
    text = text_of(Client(), PAGE)

    assert "Nothing of this table has been published yet." in text


def names(nodes):
    return [(node.record._meta.model_name, node.name) for node in nodes]


def test_a_finding_stands_on_the_thread_between_the_numbers_and_what_is_done(areas, table):
    county, lahti, _sysma = areas
    published = publish_lost_years(table, period=PERIOD, way=WAY, by=acting(county), today=DAY)
    smoking = indicator_in(county, "tupakointi")
    values = {"cause": ALL_CAUSES, "sex": "total", "text": "Korkea", "indicators": [smoking], "today": DAY}
    finding = write_finding(county, published=published, area=lahti, by=acting(county), **values)
    told = {"kind": "action", "text": "Päihdepalveluja lisätään", "check_on": date(DAY.year + 1, 3, 1), "today": DAY}
    answer_finding(finding, area=lahti, by=acting(lahti), **told)

    thread = walk(finding, user=member(county), steps=3)
    of_deaths = walk(table.deaths, user=member(county), steps=3)

    assert names(thread.back) == [("deathtable", table.name)]
    assert names(thread.back[0].children) == [("indicator", "Kuolleet")]
    assert sorted(names(thread.forward)) == [
        ("findinganswer", f"Lahti: Päihdepalveluja lisätään (to be checked 1 March {DAY.year + 1})"),
        ("indicator", "Tupakointi"),
    ]
    assert names(of_deaths.forward[0].children) == [("lostyearsfinding", "Lahti: all causes, both sexes")]


@pytest.mark.parametrize(
    ("text", "band"), [("20-24", (20, 24)), ("0", (0, 0)), ("95+", (95, None)), ("total", None), ("muut", None)]
)
def test_an_age_group_is_a_band_of_whole_years(text, band):
    assert band_of(text) == band


def test_sums_over_other_bands_are_left_out():
    bands = [(0, 0), (0, 14), (1, 4), (5, 14), (15, None), (15, 64), (65, None)]

    assert finest_bands(bands) == [(0, 0), (1, 4), (5, 14), (15, 64), (65, None)]
