"""A county with two municipalities, a list of indicators, a round of it, and what is known of both."""

from datetime import date

import pytest

from hyte.knowledge.incentive import models
from tests.factories import AreaFactory, MunicipalityFactory, OrganisationFactory

DAY = date(2026, 11, 22)


@pytest.fixture
def county():
    county = AreaFactory(key="maakunta", name_fi="Maakunta")
    OrganisationFactory(home=county, kind="county", name_fi="Maakunnan hyvinvointialue")
    return county


@pytest.fixture
def town(county):
    return MunicipalityFactory(key="kaupunki", name_fi="Kaupunki", county=county)


@pytest.fixture
def village(county):
    return MunicipalityFactory(key="kyla", name_fi="Kylä", county=county)


@pytest.fixture
def listed(county):
    """A list of two process indicators and one outcome, kept by the county."""
    found = models.IncentiveSet.objects.create(
        key="luettelo", home=county, name_fi="Luettelo", label="1", target="municipality", valid_from=date(2025, 1, 1)
    )
    for order, (key, part, weight, values) in enumerate(
        (
            ("kertomus", "process", 0.75, {}),
            ("neuvonta", "process", 0.25, {}),
            ("murtumat", "outcome", 1, {"direction": "down", "low": 0, "high": 10}),
        ),
        start=1,
    ):
        models.SetIndicator.objects.create(
            key=key, home=county, of=found, name_fi=key.capitalize(), part=part, weight=weight, order=order, **values
        )
    return found


@pytest.fixture
def round_(listed, county):
    return models.Round.objects.create(
        key="kierros-2026",
        home=county,
        of=listed,
        year=2026,
        pot=1_000_000,
        population=50_000,
        population_source="Väestörekisteri",
    )


@pytest.fixture
def indicators(listed):
    return {row.key: row for row in models.SetIndicator.objects.filter(of=listed)}


@pytest.fixture
def figures(round_, indicators, town, village):
    """The town: own work 0.75·60 + 0.25·20 = 50 points, outcome 40; the village all zero."""
    for area, (report, advice, before, now) in {town: (60, 20, 50, 46), village: (0, 0, 50, 50)}.items():
        for key, score in (("kertomus", report), ("neuvonta", advice)):
            models.AreaScore.objects.create(
                round=round_, area=area, indicator=indicators[key], score=score, source="Kysely 2025", home=area
            )
        models.AreaScore.objects.create(
            round=round_,
            area=area,
            indicator=indicators["murtumat"],
            before=before,
            now=now,
            source="Rekisteri",
            home=area,
        )


@pytest.fixture
def result(town):
    return models.OfficialResult.objects.create(
        key="tulos", home=town, area=town, year=2026, coefficient=0.5, money=200_000, per_inhabitant=20, source="Päätös"
    )


@pytest.fixture
def act(town, indicators):
    act = models.IncentiveAct.objects.create(key="teko", home=town, title="Neuvonta auki kaikille", effort=10)
    act.indicators.set([indicators["neuvonta"]])
    return act
