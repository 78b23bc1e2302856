"""The catalogue, peers, the profile, residents by age, and differences inside a county."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from hyte.core.areas.models import Area
from hyte.core.search.index import reindex
from hyte.knowledge.indicators.models import IndicatorSet, SetMember, SetVersion
from hyte.knowledge.indicators.numbers import derive_numbers, numbers
from hyte.knowledge.indicators.queries.circle import circle_of
from hyte.knowledge.indicators.queries.inequality import inequality_of
from hyte.knowledge.indicators.queries.peers import peers_of
from hyte.knowledge.indicators.queries.profile import profile_of
from tests.factories import DAY, MunicipalityFactory, member
from tests.knowledge.indicators.figures import (
    COUNTRY,
    COUNTY,
    FLAT,
    LAHTI,
    MADE,
    RISING,
    SYSMA,
    indicator_in,
    limited,
    release_of,
    row,
    stored_numbers,
    text_of,
    yearly,
)

pytestmark = pytest.mark.django_db


def test_catalogue_shows_value_age_direction_and_verdict(client, areas):
    one = indicator_in(areas[0], kind="index")
    stored_numbers((one, limited(one)))

    page = text_of(client, "/lahti/tieto/?pvm=2026-11-22")

    for words in ("14.0 %", "2012", "14 years old", "↗ rising", "▼ worse"):
        assert words in page


def test_traffic_light_of_a_crude_rate_carries_a_warning(client, areas):
    crude = indicator_in(areas[0], kind="rate")
    stored_numbers((crude, limited(crude)))

    for address in ("/lahti/tieto/", "/lahti/tieto/profiili/"):
        assert "▼ worse crude rate: not adjusted for age" in text_of(client, address)


def test_county_sees_its_municipalities_side_by_side_where_it_has_no_number(client, areas):
    one = indicator_in(areas[0], kind="index")
    stored_numbers((one, limited(one)))

    page = text_of(client, f"/paijat-hame/tieto/{one.key}/")

    assert "There are no numbers of this indicator for Päijät-Hämeen hyvinvointialue yet." in page
    assert "1 of 2 areas are above the whole country" in page


def test_catalogue_names_the_countys_number_where_the_area_has_none(client, areas):
    one = indicator_in(areas[0], kind="index")
    stored_numbers((one, [*yearly(one, COUNTY, FLAT), row(one, SYSMA, 2012, missing_reason="hidden small count")]))

    assert "Päijät-Hämeen hyvinvointialue: the area has no number of its own" in text_of(client, "/sysma/tieto/")
    page = text_of(client, f"/sysma/tieto/{one.key}/")
    assert "Sysmä has no number of its own. What is shown here is Päijät-Hämeen hyvinvointialue." in page
    assert "Why: hidden small count." in page


def test_catalogue_finds_in_finnish_by_any_form_of_a_word(client, areas):
    wanted = indicator_in(areas[0], "tyottomyys", name_fi="Työttömien osuus työvoimasta")
    indicator_in(areas[0], "tulot", name_fi="Verotulot asukasta kohti")
    reindex()

    page = client.get("/lahti/tieto/?q=työtön").content.decode()

    assert (wanted.name_fi in page, "Verotulot" in page) == (True, False)


def test_catalogue_is_narrowed_by_set_and_data_set(client, areas):
    inside, outside = indicator_in(areas[0], "sisalla"), indicator_in(areas[0], "ulkona")
    set_ = IndicatorSet.objects.create(key="perusluvut", home=areas[0], name_fi="Perusluvut")
    version = SetVersion.objects.create(
        key="perusluvut-1", home=areas[0], of=set_, label="1", valid_from=DAY - timedelta(days=9), source="lähde"
    )
    SetMember.objects.create(set_version=version, indicator=inside, home=areas[0])

    for query in (f"joukko={set_.key}", f"aineisto={inside.dataset.key}"):
        page = text_of(client, f"/lahti/tieto/?{query}")
        assert (inside.name_fi in page, outside.name_fi in page) == (True, False)


def test_without_numbers_the_page_says_who_can_fetch_them(client, areas):
    indicator_in(areas[0])

    for address in ("/lahti/tieto/", "/lahti/tieto/koettu-terveys/", "/lahti/tieto/profiili/", "/lahti/tieto/erot/"):
        assert "No numbers have been fetched yet." in text_of(client, address)
    client.force_login(member(areas[1]))
    assert "You can fetch them from Sotkanet" in text_of(client, "/lahti/tieto/")


@pytest.mark.parametrize("address", ["/lahti/tieto/", "/lahti/tieto/profiili/"])
def test_questions_do_not_grow_with_indicators(client, areas, address):
    def asked(count):
        for number in range(count):
            one = indicator_in(areas[0], f"luku-{count}-{number}", kind="index")
            release_of(one, limited(one))
        derive_numbers()
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    assert asked(1) == asked(29)


def test_peers_are_the_nearest_in_size_of_those_with_numbers(areas):
    county, lahti, _sysma = areas
    population = indicator_in(county, "vaesto", kind="count")
    sizes = {LAHTI: 100.0, SYSMA: 3.0, "KU001": 180.0, "KU002": 90.0, "KU003": 210.0, COUNTY: 103.0, "KU004": 99.0}
    for code in ("KU001", "KU002", "KU003", "KU004"):
        MunicipalityFactory(code=code, key=code.lower())
    stored_numbers((population, [row(population, code, 2022, size) for code, size in sizes.items()]))

    found = peers_of(lahti, figures=numbers(), among=[LAHTI, SYSMA, COUNTY, "KU001", "KU002", "KU003"])

    assert ([area.code for area in found.areas], found.own, found.year) == (["KU002", "KU001"], 100.0, 2022)


def test_peers_say_why_there_are_none(areas):
    county, lahti, sysma = areas
    other = indicator_in(county, kind="index")
    stored_numbers((other, limited(other)))
    assert peers_of(lahti, figures=numbers(), among=[SYSMA]).reason == "no population"

    population = indicator_in(county, "vaesto", kind="count")
    stored_numbers((population, [row(population, LAHTI, 2022, 100.0), row(population, "KU001", 2022, 9.0)]))

    assert peers_of(sysma, figures=numbers(), among=[LAHTI]).reason == "no own population"
    assert peers_of(lahti, figures=numbers(), among=["KU001"]).reason == "none alike"


def test_profile_shows_the_set_in_its_order_with_the_time_before(client, areas):
    first, second = indicator_in(areas[0], "b-luku", kind="index"), indicator_in(areas[0], "a-luku", kind="index")
    set_ = IndicatorSet.objects.create(key="perusluvut", home=areas[0], name_fi="Perusluvut")
    version = SetVersion.objects.create(key="v", home=areas[0], of=set_, label="1", valid_from=DAY, source="lähde")
    for order, one in enumerate((first, second)):
        SetMember.objects.create(set_version=version, indicator=one, home=areas[0], order=order, group="Ryhmä")
    stored_numbers((first, limited(first)), (second, limited(second)))

    page = text_of(client, "/lahti/tieto/profiili/?joukko=perusluvut&pvm=2026-11-22")

    assert page.index(first.name_fi) < page.index(second.name_fi)
    for words in ("Ryhmä", "13.0 % (2011)", "2 of 2 indicators have a number. 2 can be tested"):
        assert words in page
    assert client.get("/lahti/tieto/profiili/?joukko=ei-ole").status_code == 404


def test_profile_leaves_out_numbers_of_another_period(areas):
    county, lahti, _sysma = areas
    one = indicator_in(county, kind="index")
    stored_numbers(
        (
            one,
            [
                *yearly(one, LAHTI, RISING),
                *yearly(one, COUNTY, FLAT, last=2011),
                *yearly(one, COUNTRY, FLAT, last=2011),
            ],
        )
    )

    found = profile_of(circle_of(lahti, day=DAY), user=member(lahti), day=DAY, chosen=None, figures=numbers())

    assert [(row_.county, row_.country, row_.spine) for row_ in found.rows] == [(None, None, None)]


def test_spine_has_the_better_end_to_the_right(areas):
    county, lahti, _sysma = areas
    low, high = (
        indicator_in(county, "pieni", kind="index"),
        indicator_in(county, "suuri", kind="index", polarity="high"),
    )
    stored_numbers((low, limited(low)), (high, limited(high)))

    found = profile_of(circle_of(lahti, day=DAY), user=member(lahti), day=DAY, chosen=None, figures=numbers())
    dots = {row_.indicator.key: float(row_.spine.dot) for row_ in found.rows}

    assert (dots["pieni"] < 80 < dots["suuri"], found.is_against_country) == (True, True)


def test_redrawn_region_says_whose_borders_it_has(areas):
    from hyte.core.areas.models import AreaPeriod
    from tests.factories import AreaFactory

    region = AreaFactory(key="maakunta", kind="region", code="MK07", name_fi="Päijät-Häme")
    AreaPeriod.objects.filter(area=areas[1]).update(region=region)
    AreaPeriod.objects.filter(area=areas[2]).update(region=region, valid_from=DAY)

    circle = circle_of(areas[1], day=DAY)

    with translation.override("en"):
        assert circle.name_in("MK07", date(2012, 12, 31)) == "Päijät-Häme as drawn in 2012"
        assert circle.name_in("MK07", DAY) == "Päijät-Häme"


def test_residents_by_age_are_the_newest_with_their_share_of_old(client, areas):
    people = indicator_in(areas[0], "vaesto-ika", kind="count", unit_fi="henkilöä", decimals=0)
    rows = [
        row(people, area, 2019, value, sex=sex, age_group=ages)
        for area, (young, old) in {LAHTI: (60.0, 40.0), COUNTRY: (80.0, 20.0)}.items()
        for ages, value in (("0-64", young), ("65+", old))
        for sex in ("male", "female")
    ]
    stored_numbers((people, rows))

    page = text_of(client, "/lahti/tieto/asukkaat/")

    assert "40.0 % of the residents are at least 65 years old, in the whole country 20.0 %." in page
    assert "200 residents" in page
    assert "No numbers of residents by age and sex have been fetched yet." in text_of(client, "/sysma/tieto/asukkaat/")


def five_municipalities(county) -> list[str]:
    for number in range(3):
        MunicipalityFactory(key=f"kunta-{number}", code=f"KU90{number}", county=county)
    return [LAHTI, SYSMA, "KU900", "KU901", "KU902"]


def test_inequality_is_computed_only_where_limits_allow(client, areas):
    county, lahti, _sysma = areas
    codes = five_municipalities(county)
    health, income = (
        indicator_in(county, "terveys", kind="index"),
        indicator_in(county, "tulot", kind="index", polarity="high"),
    )
    bare, people = indicator_in(county, "ilman", kind="index"), indicator_in(county, "vaesto", kind="count")
    stored_numbers(
        (
            health,
            [row(health, code, 2012, 10.0 - at, lower=9.9 - at, upper=10.1 - at) for at, code in enumerate(codes)],
        ),
        (income, [row(income, code, 2012, 100.0 + at) for at, code in enumerate(codes)]),
        (bare, [row(bare, code, 2012, 10.0 - at) for at, code in enumerate(codes)]),
        (people, [row(people, code, 2022, 1000.0) for code in codes]),
    )
    circle = circle_of(Area.objects.get(pk=lahti.pk), day=DAY)

    found = inequality_of(health, income, circle, figures=numbers())
    withheld = inequality_of(bare, income, circle, figures=numbers())

    assert [one.area.code for one in found.ranked] == codes
    assert found.result["value"] == pytest.approx(-5.0)
    assert found.result["upper"] < -4.0
    assert (withheld.result, withheld.reason) == (None, "no limits")
    page = text_of(client, f"/lahti/tieto/erot/?luku={health.key}&jarjestys={income.key}")
    assert "the number changes by −5.0 percentage points" in page
    assert "Only 5 groups" in page


def test_inequality_says_what_is_missing(areas):
    county, lahti, _sysma = areas
    health, income = (
        indicator_in(county, "terveys", kind="index"),
        indicator_in(county, "tulot", kind="index", polarity="high"),
    )
    stored_numbers((health, limited(health)), (income, limited(income)))

    found = inequality_of(health, income, circle_of(lahti, day=DAY), figures=numbers())

    assert (len(found.ranked), found.result, found.reason) == (2, None, "too few areas")


def test_kept_pages_are_made_anew_after_a_derivation(client, areas, settings):
    settings.KEPT_PAGES = 10
    one = indicator_in(areas[0], kind="index")
    stored_numbers((one, limited(one)))
    address = f"/lahti/tieto/{one.key}/"
    assert "14.0 %" in text_of(client, address)
    release_of(one, yearly(one, LAHTI, [20.0] * 5), made_at=MADE + timedelta(days=1))

    derive_numbers()

    assert "20.0 %" in text_of(client, address)


def test_profile_counts_the_countys_numbers_as_lacking(client, areas):
    own, countys = indicator_in(areas[0], "oma", kind="index"), indicator_in(areas[0], "alueen", kind="index")
    stored_numbers((own, yearly(own, SYSMA, FLAT)), (countys, yearly(countys, COUNTY, FLAT)))

    page = text_of(client, "/sysma/tieto/profiili/")

    assert "1 of 2 indicators have a number." in page
    for address in ("/sysma/tieto/", "/sysma/tieto/profiili/"):
        labels = client.get(address).content.decode().count('data-label="Päijät-Hämeen hyvinvointialue"')
        assert labels == 1, "on a phone a number stands after whose it is"
    assert "Päijät-Hämeen hyvinvointialue: the area has no number of its own" in page
