"""Lost years of life: how they are counted, what is hidden, findings, answers and checks."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hyte.core.accounts.rules import NotAllowed
from hyte.core.audit.recording import Refused
from hyte.core.thread.gaps import gap_list
from hyte.knowledge.indicators.jobs import publish
from hyte.knowledge.indicators.lost_years import (
    ALL_CAUSES,
    Counted,
    Way,
    bands_between,
    directions,
    hidden_of,
    judged,
    lost_years_of,
    standards_for,
    with_avoidable,
)
from hyte.knowledge.indicators.models import DeathCount, DeathTable, FindingAnswer, LostYears, LostYearsFinding
from hyte.knowledge.indicators.operations.lost_years import (
    answer_finding,
    check_answer,
    publish_lost_years,
    withdraw_answer,
    withdraw_finding,
    withdraw_lost_years,
    write_finding,
)
from hyte.knowledge.indicators.queries.lost_years import figures_in, may_have_trend
from hyte.knowledge.stats.refusals import InputRefused
from tests.factories import DAY, AreaFactory, MunicipalityFactory, OrganisationFactory, UserFactory, acting, member

BANDS = ((0, 24), (25, 49), (50, 74), (75, 79))
WAY = Way(75, 0, "esp2013-19")
PERIOD = (date(2015, 1, 1), date(2019, 12, 31))


def counts(area, cause, deaths, *, sex="total", people=10_000, bands=BANDS):
    return [Counted(area, sex, cause, band, number, people) for band, number in zip(bands, deaths, strict=True)]


def test_the_worked_value_agrees_with_the_formula():
    """R = sum of d W (75 - a) / n over sum of W, by hand for three bands of the European standard 2013."""
    (found,) = lost_years_of(counts("KU398", ALL_CAUSES, (2, 10, 60, 500)), WAY)

    weights = (27_500, 33_500, 30_000)  # ages 0–24, 25–49 and 50–74 of the standard
    left, deaths = (62.5, 37.5, 12.5), (2, 10, 60)
    value = sum(d * w * y / 10_000 for d, w, y in zip(deaths, weights, left, strict=True)) / sum(weights) * 100_000
    assert found.value == pytest.approx(value, rel=1e-9)
    assert (found.events, found.years) == (72, 2 * 62.5 + 10 * 37.5 + 60 * 12.5)
    assert found.crude == pytest.approx(found.years / 30_000 * 100_000)
    assert found.lower < found.value < found.upper


def test_deaths_from_the_limit_on_and_below_the_lower_age_do_not_count():
    (found,) = lost_years_of(counts("KU398", ALL_CAUSES, (2, 10, 60, 500)), Way(80, 25, "esp2013-19"))

    assert found.events == 570


@pytest.mark.parametrize("way", [Way(70, 0), Way(75, 15), Way(75, 80)])
def test_a_limit_that_cuts_a_band_or_leaves_none_is_refused(way):
    with pytest.raises(InputRefused):
        bands_between(BANDS, way)


def test_a_missing_band_is_no_band_without_deaths():
    rows = [*counts("KU398", ALL_CAUSES, (2, 10, 60, 500)), *counts("KU398", "Syy", (1, 1, 1, 1))[:2]]

    found = {one.cause: one for one in lost_years_of(rows, WAY)}

    assert found["Syy"].value is None
    assert found["Syy"].withheld == "an age band is missing"
    assert found[ALL_CAUSES].value is not None


def test_only_standards_whose_bands_fit_are_offered():
    infants = ((0, 0), (1, 4), *((age, age + 4) for age in range(5, 80, 5)))

    assert standards_for(infants, limit=75, lower_age=0) == ["esp2013-20", "esp2013-21"]
    assert "esp2013-19" in standards_for(BANDS, limit=75, lower_age=0)


def test_avoidable_deaths_come_by_shares_of_a_loaded_list_and_never_count_twice():
    rows = [*counts("KU398", "I21", (0, 4, 20, 9)), *counts("KU398", "K70", (0, 6, 10, 1))]
    shares = [
        {"first": "I20", "last": "I25", "age_limit": 75, "preventable": 0.5, "treatable": 0.5},
        {"first": "K70", "last": "K70", "age_limit": 75, "preventable": 1, "treatable": 0},
    ]

    found = {one.cause: one for one in lost_years_of(with_avoidable(rows, shares), WAY)}

    assert (found["preventable"].events, found["treatable"].events) == (12 + 16, 12)
    assert found["preventable"].events + found["treatable"].events == found["I21"].events + found["K70"].events
    assert with_avoidable(rows, []) == rows


def test_a_cause_known_only_by_name_is_in_no_avoidable_sum():
    rows = counts("KU398", "Tapaturmat", (1, 1, 1, 1))

    assert (
        with_avoidable(rows, [{"first": "V01", "last": "V99", "age_limit": 75, "preventable": 1, "treatable": 0}])
        == rows
    )


def test_figures_are_held_against_the_widest_area_and_it_against_none():
    rows = [
        *counts("FI", ALL_CAUSES, (200, 1000, 6000, 0), people=1_000_000),
        *counts("KU398", ALL_CAUSES, (9, 30, 150, 0)),
    ]

    country, town = judged(lost_years_of(rows, WAY), reference="FI")

    assert (country.reference, country.stands_out) == (None, False)
    assert (town.reference, town.verdict, town.stands_out) == (country.lost.value, "worse", True)


def test_small_counts_and_what_would_give_them_back_are_hidden():
    rows = [
        *counts("HVA07", ALL_CAUSES, (5, 20, 100, 0), sex="total"),
        *counts("HVA07", ALL_CAUSES, (2, 8, 40, 0), sex="female"),
        *counts("HVA07", ALL_CAUSES, (3, 12, 60, 0), sex="male"),
        *counts("HVA07", "Syy", (0, 2, 10, 0), sex="total"),
        *counts("HVA07", "Syy", (0, 0, 2, 0), sex="female"),
        *counts("HVA07", "Syy", (0, 2, 8, 0), sex="male"),
    ]

    found = hidden_of(lost_years_of(rows, WAY), wholes={}, threshold=5)

    shown = {(one.sex, one.cause): one.value is not None for one in found}
    assert not shown["female", "Syy"]
    assert not (shown["total", "Syy"] and shown["male", "Syy"])
    assert shown["total", ALL_CAUSES]
    bare = next(one for one in found if (one.sex, one.cause) == ("female", "Syy"))
    assert (bare.events, bare.years, bare.crude, bare.lower, bare.upper) == (None,) * 5


def test_a_sum_of_avoidable_deaths_is_hidden_where_a_cause_of_it_is():
    rows = [*counts("KU398", "I21", (0, 4, 20, 9)), *counts("KU398", "K70", (0, 1, 1, 1))]
    shares = [{"first": "A00", "last": "Z99", "age_limit": 75, "preventable": 1, "treatable": 0}]

    found = {
        one.cause: one for one in hidden_of(lost_years_of(with_avoidable(rows, shares), WAY), wholes={}, threshold=5)
    }

    assert (found["K70"].value, found["preventable"].value) == (None, None)


def test_parts_that_are_more_than_their_whole_are_refused():
    rows = [*counts("KU398", ALL_CAUSES, (1, 1, 10, 0)), *counts("KU398", "Syy", (1, 1, 20, 0))]

    with pytest.raises(InputRefused):
        hidden_of(lost_years_of(rows, WAY), wholes={}, threshold=5)


@pytest.mark.parametrize(
    ("years", "allowed"),
    [
        ([(year, year) for year in range(2015, 2020)], True),
        ([(year, year) for year in range(2016, 2020)], False),
        ([(year, year + 4) for year in range(2010, 2016)], False),
        ([(2000, 2004), (2005, 2009), (2010, 2014), (2015, 2019), (2020, 2024)], False),
    ],
)
def test_only_five_single_years_are_ever_tested_for_a_trend(years, allowed):
    periods = [(date(first, 1, 1), date(last, 12, 31)) for first, last in years]

    assert may_have_trend(periods) is allowed


def test_a_trend_of_single_years_is_told():
    (base,) = lost_years_of(counts("KU398", ALL_CAUSES, (20, 100, 600, 0)), WAY)
    half = base.upper - base.value
    by_year = {
        2015 + step: [replace(base, value=base.value + step * half * 3, lower=base.value + step * half * 3 - half,
                              upper=base.value + step * half * 3 + half)]
        for step in range(5)
    }  # fmt: skip

    assert directions(by_year) == {("KU398", "total", ALL_CAUSES): "increasing"}


@pytest.fixture
def county(db):
    county = AreaFactory(key="maakunta", code="HVA07")
    OrganisationFactory(home=county)
    return county


@pytest.fixture
def town(county):
    return MunicipalityFactory(key="kunta", code="KU398", county=county)


def table_with(county, rows, *, areas, key="kuolleet", period=PERIOD):
    table = DeathTable.objects.create(key=key, home=county, name="Kuolleet", producer="Tekijä")
    DeathCount.objects.bulk_create(
        DeathCount(
            table=table, home=county, area=areas[row.area], period_start=period[0], period_end=period[1], sex=row.sex,
            age_from=row.band[0], age_until=row.band[1], cause=row.cause, deaths=row.deaths, population=row.population,
        )
        for row in rows
    )  # fmt: skip
    return table


@pytest.fixture
def table(county, town):
    rows = [
        *counts("HVA07", ALL_CAUSES, (20, 100, 600, 0), people=100_000),
        *counts("HVA07", "Syy", (2, 10, 60, 0), people=100_000),
        *counts("KU398", ALL_CAUSES, (6, 30, 180, 0)),
        *counts("KU398", "Syy", (0, 1, 2, 0)),
    ]
    return table_with(county, rows, areas={"HVA07": county, "KU398": town})


@pytest.fixture
def published(county, table):
    return publish_lost_years(table, period=PERIOD, way=WAY, by=acting(county), today=DAY)


def write(home, published, area, **values):
    told = {"cause": ALL_CAUSES, "sex": "total", "text": "Korkea", "by": acting(home, "official"), "today": DAY}
    return write_finding(home, published=published, area=area, **{**told, **values})


def gaps_in(area, kind, day=DAY):
    return [gap.record for gap in gap_list(area, day=day, user=member(area)).missing if gap.kind == kind]


def test_what_is_published_keeps_its_way_and_hides_small_counts(published):
    shown = {(one.area, one.cause): one.value is not None for one in figures_in(published)}

    assert (published.limit, published.lower_age, published.standard, published.threshold) == (75, 0, "esp2013-19", 5)
    assert shown[("KU398", "Syy")] is False
    assert shown[("KU398", ALL_CAUSES)] is True


def test_a_period_is_published_in_one_way_at_a_time(county, table, published):
    by = acting(county)
    with pytest.raises(Refused):
        publish_lost_years(table, period=PERIOD, way=Way(80, 25), by=by, today=DAY)

    withdraw_lost_years(published, version=published.version, reason="Toisin", by=by, today=DAY)
    publish_lost_years(table, period=PERIOD, way=Way(80, 25), by=by, today=DAY)

    assert list(LostYears.objects.live().values_list("limit", flat=True)) == [80]


def test_a_way_that_the_bands_do_not_bear_is_refused_in_words(county, table):
    with pytest.raises(Refused, match="70"):
        publish_lost_years(table, period=PERIOD, way=Way(70, 0), by=acting(county), today=DAY)


def test_the_job_publishes_as_the_page_asked(county, table):
    told = publish(
        progress=None,
        by=acting(county),
        table=table.pk,
        period=[day.isoformat() for day in PERIOD],
        way=[75, 25, "esp2013-19"],
        causes=None,
    )

    assert told["address"] == table.get_absolute_url()
    assert LostYears.objects.get().lower_age == 25


def test_a_municipality_publishes_nothing_of_its_countys_table(town, table):
    with pytest.raises(NotAllowed):
        publish_lost_years(table, period=PERIOD, way=WAY, by=acting(town), today=DAY)


def test_a_finding_keeps_the_figure_and_the_way_it_was_counted(county, town, published):
    finding = write(county, published, town)

    own = next(one for one in figures_in(published) if one.place == ("KU398", "total", ALL_CAUSES))
    whole = next(one for one in figures_in(published) if one.place == ("HVA07", "total", ALL_CAUSES))
    assert finding.figures == {
        "value": own.value, "lower": own.lower, "upper": own.upper, "method": own.method, "reference": whole.value,
        "reference_area": str(county), "limit": 75, "lower_age": 0, "standard": "esp2013-19", "published": published.key,
    }  # fmt: skip


def test_no_finding_is_written_of_a_hidden_figure_or_of_a_stranger(county, town, published):
    with pytest.raises(Refused):
        write(county, published, town, cause="Syy")
    with pytest.raises(Refused):
        write(county, published, MunicipalityFactory())
    with pytest.raises(NotAllowed):
        write(county, published, county, by=acting(town))
    assert not LostYearsFinding.objects.exists()


def test_a_finding_of_a_town_is_a_gap_of_the_town_and_of_the_county_until_each_has_answered(county, town, published):
    other = MunicipalityFactory(county=county)
    finding = write(county, published, town)
    before = [bool(gaps_in(area, "finding_without_answer")) for area in (county, town, other)]

    values = {"kind": "action", "text": "Päihdepalveluja lisätään", "check_on": DAY + timedelta(days=180), "today": DAY}
    answer_finding(finding, area=town, by=acting(town), **values)
    answer_finding(finding, area=county, by=acting(county), kind="no_action", text="Kunnan asia", today=DAY)

    assert before == [True, True, False]
    assert [gaps_in(area, "finding_without_answer") for area in (county, town)] == [[], []]
    assert {row.home for row in FindingAnswer.objects.all()} == {town, county}


def test_a_finding_of_the_county_asks_every_municipality(county, town, published):
    other = MunicipalityFactory(county=county)
    write(county, published, county)

    assert [bool(gaps_in(area, "finding_without_answer")) for area in (county, town, other)] == [True] * 3


def test_answers_are_the_areas_own_and_given_once(county, town, published):
    finding = write(county, published, town)
    values = {"kind": "no_action", "text": "Syy", "today": DAY}
    with pytest.raises(NotAllowed):
        answer_finding(finding, area=town, by=acting(county), **values)
    answer_finding(finding, area=town, by=acting(town), **values)

    with pytest.raises(Refused):
        answer_finding(finding, area=town, by=acting(town), **values)
    stranger = MunicipalityFactory(county=county)
    with pytest.raises(Refused):
        answer_finding(finding, area=stranger, by=acting(stranger), **values)


def test_a_check_whose_day_has_passed_is_a_gap_until_it_is_made(county, town, published):
    finding = write(county, published, town)
    due = DAY + timedelta(days=30)
    by = acting(town)
    answer = answer_finding(finding, area=town, kind="action", text="Tehdään", check_on=due, by=by, today=DAY)
    later = due + timedelta(days=1)
    before = (gaps_in(town, "answer_not_checked"), gaps_in(town, "answer_not_checked", later))

    check_answer(answer, version=answer.version, note="Tehtiin", by=by, today=later)

    assert before == ([], [str(answer)])
    assert gaps_in(town, "answer_not_checked", later) == []


def test_a_withdrawn_answer_leaves_the_finding_waiting_and_a_withdrawn_finding_waits_for_nothing(
    county, town, published
):
    finding = write(county, published, town)
    by = acting(town)
    answer = answer_finding(finding, area=town, kind="no_action", text="Syy", by=by, today=DAY)

    withdraw_answer(answer, version=answer.version, reason="Virhe", by=by, today=DAY)
    waiting = gaps_in(town, "finding_without_answer")
    withdraw_finding(finding, version=finding.version, reason="Virhe", by=acting(county), today=DAY)

    assert waiting == [str(finding)]
    assert gaps_in(town, "finding_without_answer") == []


def test_counts_are_seen_only_by_those_whose_work_they_are(county, town, table):
    def seen_by(user):
        return DeathCount.objects.visible_to(user).count()

    strangers = [UserFactory(), member(town), member(county, "official"), member(county, "professional")]
    assert [seen_by(user) for user in strangers] == [0, 0, 0, 0]
    assert seen_by(member(county, "analyst")) == table.counts.count()
