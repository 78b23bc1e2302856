"""What piles up on a group, and the groups' numbers that are offered to the writer."""

from datetime import date

import pytest
from django.urls import reverse

from hyte.core.accounts.rules import SYSTEM
from hyte.planning.assessments.operations import assessing
from hyte.planning.assessments.queries.figures import figures_now, group_of_ages, offered_figures
from hyte.planning.assessments.queries.piling import direction_of, pile_up
from tests.factories import AreaFactory, MunicipalityFactory, OrganisationFactory
from tests.factories.assessments import (
    TODAY,
    alternative_of,
    assessment_of,
    decided_of,
    effect_of,
    made_ready,
    reread,
)
from tests.knowledge.indicators import figures

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    area = AreaFactory(kind="municipality", key="kunta")
    OrganisationFactory(home=area, kind="municipality")
    return area


def test_effects_are_told_apart_and_never_summed():
    assert [direction_of(sizes) for sizes in ([-1, 0], [2], [-2, 2], [0], [0, 1, -1])] == [
        "weakens",
        "improves",
        "mixed",
        "none",
        "mixed",
    ]


def test_three_weakening_decisions_pile_up_on_a_group(area, settings):
    settings.ASSESSMENTS_PILE_UP = 3
    for number in range(3):
        decided_of(area, title=f"Päätös {number}", groups=["children", "older"] if number else ["children"])
    decided_of(area, title="Parannus", size=2, groups=["older"])
    decided_of(area, title="Vanha", day=date(2020, 1, 1))

    found = pile_up(area, first=date(2026, 1, 1), last=TODAY, user=None, day=TODAY)

    assert len(found.columns) == 4
    assert [(row.group, [(pile.area, pile.total) for pile in row.piles], row.piles_up) for row in found.rows] == [
        ("children", [(area, 3)], True),
        ("older", [], False),
    ]


def test_what_is_ready_counts_by_its_recommendation_and_the_county_is_seen_from_its_municipality(area, settings):
    settings.ASSESSMENTS_PILE_UP = 2
    county = AreaFactory()
    town = MunicipalityFactory(county=county)
    decided_of(county, title="Alueen päätös")
    coming = assessment_of(town, title_fi="Tulossa")
    effect_of(alternative_of(coming))
    fresh = reread(coming)
    assessing.describe_assessment(
        fresh, version=fresh.version, recommended=alternative_of(coming), by=SYSTEM, today=TODAY
    )
    made_ready(coming)

    found = pile_up(town, first=date(2026, 1, 1), last=TODAY, user=None, day=TODAY)

    assert [(str(column.assessment), column.is_coming) for column in found.columns] == [
        ("Alueen päätös", False),
        ("Tulossa", True),
    ]
    assert [(pile.area, pile.decided, pile.coming) for row in found.rows for pile in row.piles] == [(town, 1, 1)]


def test_a_county_sees_its_municipalities_decisions_and_counts_those_that_the_same_people_live_with(settings):
    settings.ASSESSMENTS_PILE_UP = 2
    county = AreaFactory()
    towns = [MunicipalityFactory(county=county, name_fi=name) for name in ("Ylälä", "Alala", "Sivula")]
    for home, title in ((county, "Alueen"), (towns[0], "Ylälän"), (towns[1], "Alalan"), (AreaFactory(), "Muun")):
        decided_of(home, title=title)

    found = pile_up(county, first=date(2026, 1, 1), last=TODAY, user=None, day=TODAY)

    assert {str(column.assessment) for column in found.columns} == {"Alueen", "Ylälän", "Alalan"}
    # Three decisions in all, and two for the people of either town.
    assert {(str(pile.area), pile.decided) for row in found.rows for pile in row.piles} == {("Ylälä", 2), ("Alala", 2)}


def test_a_draft_of_a_municipality_is_in_nobody_elses_pile():
    county = AreaFactory()
    effect_of(alternative_of(assessment_of(MunicipalityFactory(county=county))))

    assert pile_up(county, first=date(2026, 1, 1), last=TODAY, user=None, day=TODAY).columns == []


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("0–17", "children"),
        ("17–24", "young"),
        ("16-64", "working"),
        ("75", "older"),
        ("65–74", "older"),
        ("15", None),
        ("", None),
    ],
)
def test_numbers_belong_to_the_group_whose_ages_hold_most_of_theirs(words, group):
    assert group_of_ages(words) == group


def test_the_groups_numbers_are_offered_with_their_age_and_kept_as_they_were():
    county, lahti, _sysma = figures.county_of_two()
    indicator = figures.indicator_in(county, "nuorten-yksinaisyys", age_group="14–16")
    figures.release_of(indicator, [figures.row(indicator, figures.LAHTI, 2023, 12.5)])
    figures.derive_numbers()
    assessment = assessment_of(lahti)

    offers = offered_figures(lahti, user=None, today=TODAY)
    effect = effect_of(alternative_of(assessment), figures=[indicator])
    kept = reread(effect).figures[0]

    assert [(offer.group, offer.period, offer.age) for offer in offers] == [("young", "2023", offers[0].age)]
    assert "3" in offers[0].age
    assert (kept["indicator"], kept["value"], kept["area"], len(kept["release"])) == (indicator.key, 12.5, "KU398", 64)
    assert figures_now(lahti, [], today=TODAY) == {}


def test_many_decisions_stand_under_one_another_by_group(client, settings):
    settings.ASSESSMENTS_PILE_UP = 2
    county = AreaFactory()
    OrganisationFactory(home=county)
    towns = [MunicipalityFactory(county=county) for _number in range(6)]
    for town in towns:
        decided_of(town, title=f"Koulu: {town}", groups=["children"])
    decided_of(county, title="Vastaanotto", groups=["older"])
    address = reverse("assessments:pile-up", args=[county])

    shown = client.get(address, {"alku": "2026-01-01", "loppu": "2026-12-31"})

    pile = shown.context["pile"]
    assert pile.is_wide
    assert [(row.group, [column.assessment.title for column, _cell in met]) for row, met in pile.by_group] == [
        ("children", [f"Koulu: {town}" for town in towns]),
        ("older", ["Vastaanotto"]),
    ]
    assert [str(town) in shown.content.decode() for town in towns] == [True] * 6


def test_a_period_that_ends_before_it_begins_is_refused_in_words(client, area):
    answer = client.get(reverse("assessments:pile-up", args=[area]), {"alku": "2026-02-01", "loppu": "2026-01-31"})

    assert answer.status_code == 400
    assert "Viimeinen päivä" in answer.content.decode()
