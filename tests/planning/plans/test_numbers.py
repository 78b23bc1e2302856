"""The newest number beside a measure by an indicator: its year, its age and how it stands against its path."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hyte.planning.plans.models import MeasureTarget
from tests.factories.plans import action_of, approved, measure_of, objective_of, placing_of, plan_of
from tests.knowledge.indicators.figures import (
    LAHTI,
    RISING,
    county_of_two,
    indicator_in,
    stored_numbers,
    text_of,
    yearly,
)

pytestmark = pytest.mark.django_db
LAST = 2024


@pytest.fixture
def areas():
    return county_of_two()


def followed(of, indicator, *, targets=((2022, 12), (2026, 16)), **values):
    """A measure by an indicator with its path."""
    row = measure_of(of, "indicator", indicator=indicator, name_fi="", **{"direction": "up", **values})
    for year, value in targets:
        MeasureTarget.objects.create(measure=row, home=row.home, year=year, value=value)
    return row


def stored(indicator, *, width=0.0, last=LAST):
    stored_numbers((indicator, yearly(indicator, LAHTI, RISING, last=last, width=width)))


def test_plan_objective_and_action_tell_the_newest_number_its_age_and_where_it_is_on_its_path(client, areas):
    _county, lahti, _sysma = areas
    indicator = indicator_in(lahti, decimals=1)
    plan = plan_of(lahti, state="in_use")
    objective = objective_of(plan=plan)
    action = action_of(objective)
    followed(objective, indicator)
    followed(action, indicator, direction="down", targets=((LAST, 13),))
    stored(indicator)
    age = timezone.localdate().year - LAST

    addresses = [row.get_absolute_url() for row in (plan, objective, action)]
    told = [text_of(client, address) for address in addresses]

    number = f"Lahti now 14.0 % ({LAST}, {age} years old)"
    assert f"{number} On its path not tested path 14.0 %" in told[1]
    assert f"{number} Behind its path not tested path 13.0 %" in told[2]
    assert all(words in told[0] for words in ("On its path", "Behind its path"))
    assert told[0].count(number) == 2
    assert all("How a number is held against its path" in page for page in told)


def test_a_tested_number_has_a_colour_and_one_within_its_limits_says_nothing(client, areas):
    _county, lahti, _sysma = areas
    sure, unsure = indicator_in(lahti, "varma"), indicator_in(lahti, "epavarma")
    plan = plan_of(lahti, state="in_use")
    objective = objective_of(plan=plan)
    followed(objective, sure, targets=((LAST, 20),))
    followed(objective, unsure, targets=((LAST, 14.3),))
    stored(sure, width=0.5)
    stored(unsure, width=0.5)

    page = client.get(f"/en{plan.get_absolute_url()}").content.decode()

    assert 'data-color="danger">Behind its path' in page
    assert "Cannot be said" in page
    assert "the path is within the limits of the number" in page


def test_a_shared_measure_shows_the_plans_own_area_and_judges_it_by_nobody_elses_targets(client, areas):
    county, lahti, _sysma = areas
    indicator = indicator_in(county)
    shared = objective_of(county, is_shared=True)
    plan = plan_of(lahti, state="in_use")
    placing_of(plan, shared)
    followed(shared, indicator)
    stored(indicator)

    addresses = [row.get_absolute_url() for row in (plan, shared)]
    page, own = (text_of(client, address) for address in addresses)

    assert "Lahti now 14.0 %" in page
    assert "Cannot be said the targets are those of Päijät-Hämeen hyvinvointialue" in page
    assert "Päijät-Hämeen hyvinvointialue: no number yet" in own


def test_an_approved_plan_is_held_against_the_path_that_was_approved(client, areas):
    _county, lahti, _sysma = areas
    indicator = indicator_in(lahti)
    plan = plan_of(lahti)
    row = followed(objective_of(plan=plan), indicator, targets=((LAST, 13),))
    stored(indicator)
    approved(plan)
    row.targets.update(value=99)

    assert "On its path not tested path 13.0 %" in text_of(client, plan.get_absolute_url())


def test_an_indicator_that_was_withdrawn_is_neither_linked_nor_asked(client, areas):
    _county, lahti, _sysma = areas
    indicator = indicator_in(lahti)
    plan = plan_of(lahti, state="in_use")
    objective = objective_of(plan=plan)
    followed(objective, indicator)
    stored(indicator)
    address = indicator.get_absolute_url()
    assert address in client.get(plan.get_absolute_url()).content.decode()

    type(indicator).objects.update(withdrawn_on=date(2026, 1, 1))

    for record in (plan, objective):
        page = client.get(record.get_absolute_url()).content.decode()
        assert address not in page
        assert "14,0" not in page


def test_numbers_are_read_at_once_however_many_measures_there_are(client, areas):
    _county, lahti, _sysma = areas
    counts = []
    for number in (2, 12):
        plan = plan_of(lahti, state="in_use")
        objective = objective_of(plan=plan)
        for n in range(number):
            indicator = indicator_in(lahti, f"luku-{number}-{n}")
            followed(objective, indicator)
            followed(action_of(objective), indicator)
        client.get(plan.get_absolute_url())
        row = []
        for record in (plan, objective):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"{record.get_absolute_url()}?pvm=2026-02-01").status_code == 200
            row.append(len(queries))
        counts.append(row)

    assert counts[1] == counts[0]
