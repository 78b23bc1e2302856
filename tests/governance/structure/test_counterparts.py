"""Counterparts: the grid, who names whom, and whose names are shown to whom."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hyte.core.accounts.models import RightGrant
from hyte.core.accounts.rules import NotAllowed
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.recording import Conflict, Refused
from hyte.governance.structure.models import Counterpart, Post
from hyte.governance.structure.operations.counterparts import set_counterpart
from tests.factories import (
    DAY,
    AreaFactory,
    FocusAreaFactory,
    MunicipalityFactory,
    OrganisationFactory,
    PersonFactory,
    acting,
    member,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return AreaFactory(key="paijat-hame")


@pytest.fixture
def town(county):
    return MunicipalityFactory(key="lahti", county=county)


def a_post(area, **values):
    values = {"key": "koordinaattori", "title_fi": "Koordinaattori", "valid_from": date(2023, 1, 1)} | values
    return Post.objects.create(home=area, **values)


def name_one(focus, town, by, **values):
    values = {"version": None, "day": DAY, "today": DAY} | values
    return set_counterpart(focus, municipality=town, by=by, **values)


def test_set_counterpart_ends_the_earlier_one(county, town):
    focus, by, person = FocusAreaFactory(home=county), acting(town), PersonFactory(home=town)
    first = name_one(focus, town, by, post=a_post(town))
    later = DAY + timedelta(days=30)

    second = name_one(focus, town, by, person=person, day=later, version=first.version, today=later)

    first.refresh_from_db()
    assert first.valid_until == later - timedelta(days=1)
    assert (second.home, second.valid_from, second.valid_until) == (town, later, None)
    assert AuditEntry.objects.filter(verb="counterpart set", area=town).count() == 2


def test_set_counterpart_refuses_what_makes_no_sense(county, town):
    focus, by, elsewhere = FocusAreaFactory(home=county), acting(town), MunicipalityFactory(county=county)
    gone = PersonFactory(home=town, valid_until=date(2024, 1, 1))
    minor = PersonFactory(home=town, is_minor=True)
    stranger = PersonFactory(home=elsewhere)

    for person in (None, gone, minor, stranger):
        with pytest.raises(Refused):
            name_one(focus, town, by, person=person)
    with pytest.raises(Refused):
        name_one(focus, town, by, person=PersonFactory(home=town), day=date(2022, 1, 1))

    assert not Counterpart.objects.exists()


def test_set_counterpart_refuses_a_municipality_of_another_county(county):
    outside = MunicipalityFactory(county=AreaFactory())

    with pytest.raises(Refused):
        name_one(FocusAreaFactory(home=county), outside, acting(outside), post=a_post(outside))


def test_set_counterpart_tells_of_someone_elses_save(county, town):
    focus, by = FocusAreaFactory(home=county), acting(town)
    name_one(focus, town, by, post=a_post(town))

    with pytest.raises(Conflict):
        name_one(focus, town, by, person=PersonFactory(home=town), day=DAY + timedelta(days=1))


def test_only_the_municipalitys_own_keepers_name_its_counterpart_unless_granted(county, town):
    focus, post = FocusAreaFactory(home=county), a_post(town)
    by = acting(county)

    with pytest.raises(NotAllowed):
        name_one(focus, town, by, post=post)
    RightGrant.objects.create(
        operation="structure.set_counterpart",
        area=town,
        organisation=by.user.memberships.get().organisation,
        valid_from=date(2023, 1, 1),
        valid_until=date(2099, 1, 1),
    )

    assert name_one(focus, town, by, post=post).home == town


def test_names_of_persons_are_for_signed_in_workers(county, town, client):
    focus = FocusAreaFactory(home=county)
    person = PersonFactory(home=town, name="Keksitty Nimi")
    name_one(focus, town, acting(town), person=person)
    seen = {}
    for name, user in {
        "visitor": None,
        "reader": member(county, "reader"),
        "other": member(AreaFactory()),
        "own": member(town),
    }.items():
        client.logout()
        if user:
            client.force_login(user)
        pages = ["/paijat-hame/painopisteet/", f"/paijat-hame/painopisteet/{focus.key}/", "/lahti/painopisteet/"]
        seen[name] = {"Keksitty Nimi" in client.get(page).content.decode() for page in pages}

    assert seen == {"visitor": {False}, "reader": {False}, "other": {True}, "own": {True}}


def test_grid_has_a_fixed_number_of_queries(county, town, client):
    OrganisationFactory(home=county)
    client.force_login(member(county))
    counts = []
    for more in (1, 29):
        for _number in range(more):
            other = MunicipalityFactory(county=county)
            focus = FocusAreaFactory(home=county)
            name_one(focus, other, acting(other), person=PersonFactory(home=other))
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/paijat-hame/painopisteet/").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]
