"""Numbers that came with counts and without an interval: what their pages then tell, and what they still do not."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hyte.core.areas.models import AreaPeriod
from hyte.knowledge.indicators.numbers import derive_numbers, numbers, reading_of
from hyte.knowledge.indicators.queries.circle import circle_of
from hyte.knowledge.indicators.queries.indicator import indicator_page
from hyte.knowledge.indicators.queries.reading import figures_of_release
from hyte.knowledge.indicators.units import per_of
from tests.factories import DAY, AreaFactory, MunicipalityFactory
from tests.knowledge.indicators.figures import (
    COUNTRY,
    COUNTY,
    LAHTI,
    SYSMA,
    indicator_in,
    release_of,
    row,
    stored_numbers,
    text_of,
)

COLOUR = 'class="light" data-colour='
BASE = {LAHTI: 100_000, SYSMA: 4_000, COUNTRY: 5_400_000}


def counted(indicator, area: str, values: list[float], *, last: int = 2012) -> list[dict]:
    """Successive years of percentages with the counts that they were rounded from."""
    first, base = last - len(values) + 1, BASE[area]
    return [
        row(indicator, area, first + at, value, numerator=round(value * base / 100), denominator=base, flags="derived")
        for at, value in enumerate(values)
    ]


def ageing(indicator) -> list[dict]:
    """Lahti rises above the country; Sysmä moves less than its size can show."""
    return [
        *counted(indicator, LAHTI, [9.6, 9.9, 10.4, 11.0, 11.6]),
        *counted(indicator, SYSMA, [10.2, 10.0, 10.3, 10.1, 10.6]),
        *counted(indicator, COUNTRY, [8.9, 9.1, 9.5, 9.9, 10.4]),
    ]


@pytest.mark.parametrize(
    ("unit", "per"),
    [
        ("%", 100),
        ("Prosenttia", 100),
        ("% väestöstä", 100),
        ("‰", 1000),
        ("/ 1 000", 1000),
        ("/ 1\u00a0000 asukasta", 1000),
        ("/ 100 000", 100_000),
        ("/ 100 15–64-vuotiasta", 100),
        ("tapausta / 10000", 10_000),
        ("Tuhatta asukasta kohden", 1000),
        ("Kymmentä tuhatta asukasta kohden", 10_000),
        ("Sataa tuhatta asukasta kohden", 100_000),
        ("", 1),
        ("henkilöä", None),
        ("euroa / asukas", None),
        ("/ 0", None),
    ],
)
def test_unit_tells_of_how_many_persons_a_number_is(unit, per):
    assert per_of(unit) == per


@pytest.mark.django_db
def test_only_shares_and_crude_rates_are_limited_from_counts(areas):
    pairs = {
        kind: reading_of(indicator_in(areas[0], f"luku-{kind}", kind=kind, unit_fi="/ 1 000")).per
        for kind in ("proportion", "rate", "count", "mean", "index", "money")
    }
    standardised = indicator_in(areas[0], "vakioitu", kind="rate", unit_fi="/ 1 000", is_standardised=True)

    assert pairs == {"proportion": 1000, "rate": 1000, "count": None, "mean": None, "index": None, "money": None}
    assert reading_of(standardised).per is None


@pytest.mark.django_db
def test_page_tells_interval_verdict_finding_and_how_the_counts_came(client, areas):
    one = indicator_in(areas[0], polarity="none")
    stored_numbers((one, ageing(one)))

    page = text_of(client, f"/lahti/tieto/{one.key}/?pvm=2026-11-22")

    for words in (
        "Lahti: rising over the last five years (2008–2012). Higher than in the whole country (10.4 %).",
        "95 % interval 11.4–11.8",
        "derived counts",
        "Interval: computed from the counts, Wilson 1927, 95 %.",
        "The counts are derived: a rounded number times its population, so the interval is an approximation.",
        "Direction: chi-square for trend of five years, 99.8 %.",
        "How the colours and arrows are decided",
    ):
        assert words in page
    sysma = text_of(client, f"/sysma/tieto/{one.key}/")
    assert "Sysmä: no certain change over the last five years (2008–2012)." in sysma
    assert "No certain difference from the whole country (10.4 %)." in sysma


@pytest.mark.django_db
def test_without_counts_the_same_page_has_no_colour(client, areas):
    one, other = indicator_in(areas[0], "laskettu"), indicator_in(areas[0], "laskematon")
    bare = [{**told, "numerator": None, "denominator": None} for told in ageing(other)]
    stored_numbers((one, ageing(one)), (other, bare))

    told = {key: client.get(f"/en/lahti/tieto/{key}/").content.decode() for key in ("laskettu", "laskematon")}

    shown = {key: page.split('<details class="ds-details"><summary>How the colours')[0] for key, page in told.items()}
    assert (COLOUR in shown["laskettu"], COLOUR in shown["laskematon"]) == (True, False)
    assert "no statistical comparison can be made" in shown["laskematon"]
    assert COLOUR in client.get("/en/lahti/tieto/profiili/").content.decode()


@pytest.mark.django_db
def test_release_of_its_own_gives_the_same_limits(areas):
    one = indicator_in(areas[0])
    release = release_of(one, ageing(one))
    derive_numbers()

    found = figures_of_release(release, one)

    wanted = numbers()
    assert found.latest_of_area(LAHTI, [one.key], comparators=[COUNTRY]) == wanted.latest_of_area(
        LAHTI, [one.key], comparators=[COUNTRY]
    )
    assert found.series_of(one.key, [LAHTI]) == wanted.series_of(one.key, [LAHTI])


@pytest.mark.django_db
def test_region_of_another_division_is_a_line_of_its_own_and_no_comparator(client, areas):
    region = AreaFactory(key="maakunta", kind="region", code="MK07", name_fi="Päijät-Häme")
    AreaPeriod.objects.filter(area__in=areas[1:]).update(region=region)
    AreaPeriod.objects.filter(area=areas[2]).update(valid_from=DAY)
    one = indicator_in(areas[0])
    then = [row(one, "MK07", year, 9.9, breakdown="vuoden 2012 aluejako") for year in (2011, 2012)]
    schooling = [row(one, "MK07", 2012, 3.0, breakdown="perusaste")]
    stored_numbers((one, [*ageing(one), *then, *schooling]))

    page = indicator_page(
        one, circle_of(areas[1], day=DAY), figures=numbers(), population=numbers(), peers=None
    )  # fmt: skip

    told = {name: [(one.period_end.year, one.value) for one in rows] for name, rows in page.others.items()}
    assert told["Päijät-Häme, division of 2012"] == [(2011, 9.9), (2012, 9.9)]
    assert list(told) == ["Suomi", "Päijät-Häme, division of 2012"]
    assert "MK07" not in {row.area.code for row in page.compared}
    assert {row.area.code for row in page.compared} >= {LAHTI, SYSMA, COUNTRY}
    newest, beside = page.over_time[0]
    assert (newest.value, [one.value if one else None for one in beside]) == (11.6, [10.4, 9.9])
    assert [one.value if one else None for one in page.over_time[2][1]] == [9.5, None]
    assert "Päijät-Häme, division of 2012" in text_of(client, f"/lahti/tieto/{one.key}/")


@pytest.mark.django_db
def test_one_indicators_page_asks_as_much_of_thirty_areas_as_of_two(client, areas):
    one = indicator_in(areas[0])
    stored_numbers((one, ageing(one)))
    address = f"/lahti/tieto/{one.key}/?pvm=2026-11-22"
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert client.get(address).status_code == 200

    for number in range(28):
        MunicipalityFactory(key=f"kunta-{number}", code=f"KU{100 + number}", name_fi=f"Kunta {number}", county=areas[0])
    more = [row(one, f"KU{100 + n}", 2012, 10.0, numerator=500, denominator=5000) for n in range(28)]
    many_years = counted(one, COUNTRY, [8.0] * 15, last=2007)
    release_of(one, [*ageing(one), *more, *many_years, row(one, COUNTY, 2012, 10.1)])
    derive_numbers()
    client.get(address)
    with CaptureQueriesContext(connection) as many:
        assert "Kunta 27" in client.get(address).content.decode()

    assert len(many) == len(few) <= 40
