"""Every list, and every page that lists what hangs on its record, asks the database equally often for a dozen rows and for 30."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hyte.core.accounts.choices import Role
from hyte.governance.meetings import models as meetings
from hyte.governance.structure import models
from tests.factories import (
    AreaFactory,
    BodyFactory,
    DutyFactory,
    FocusAreaFactory,
    MunicipalityFactory,
    OrganisationFactory,
    PersonFactory,
    SeatFactory,
    UserFactory,
    member,
)

pytestmark = pytest.mark.django_db
START = date(2023, 1, 1)
LISTS = (
    "structure:bodies",
    "structure:overlaps",
    "structure:picture",
    "structure:organisation",
    "structure:changes",
    "structure:duties",
    "structure:provisions",
    "structure:focus-areas",
    "structure:documents",
    "structure:themes",
    "structure:people",
    "structure:ending",
    "structure:cooperation",
    "meetings:meetings",
    "meetings:matters",
    "meetings:decisions",
    "thread:gaps",
    "tasks:tasks",
    "accounts:accesses",
    "portal:area",
    "portal:take-part",
)
HUBS = ("body", "unit", "post", "person", "provision", "duty", "document", "theme", "focus-area")


def a_county_of(number):
    """A county where each kind of record is there `number` times, all tied to the first of the kinds they hang on."""
    county = AreaFactory()
    organisation = OrganisationFactory(home=county)
    key = county.key
    common = {"home": county, "valid_from": START}
    root = BodyFactory(home=county, key=f"{key}-juuri")
    hub = {"body": root}
    for n in range(number):
        town = MunicipalityFactory(county=county, is_open=False)
        unit = models.Unit.objects.create(key=f"{key}-yksikko-{n}", home=county, organisation=organisation)
        top = hub.setdefault("unit", unit)
        models.UnitPeriod.objects.create(
            of=unit, name_fi=f"Yksikkö {n}", valid_from=START, kind="unit", parent=None if unit is top else top
        )
        person = PersonFactory(home=county)
        post = models.Post.objects.create(
            key=f"{key}-virka-{n}", title_fi=f"Virka {n}", organisation=organisation, unit=top, holder=person, **common
        )
        hub.setdefault("person", person)
        hub.setdefault("post", post)
        law = models.Provision.objects.create(key=f"{key}-saannos-{n}", act_fi=f"Laki {n}", section="1 §", **common)
        hub.setdefault("provision", law)
        theme = models.Theme.objects.create(
            key=f"{key}-karki-{n}", name_fi=f"Kärki {n}", set_name_fi="Kärjet", **common
        )
        focus = FocusAreaFactory(home=county)
        hub.setdefault("theme", theme)
        hub.setdefault("focus-area", focus)
        body = BodyFactory(
            home=county,
            period__parent=root,
            period__owner=organisation,
            period__owner_unit=hub["unit"],
            period__provision=hub["provision"],
            period__presenter=hub["post"],
        )
        body.themes.add(hub["theme"])
        body.focus_areas.add(hub["focus-area"])
        body.areas.add(town)
        root.themes.add(theme)
        root.focus_areas.add(focus)
        SeatFactory(body=root, person=person)
        SeatFactory(body=body, person=hub["person"], post=None, role="chair")
        duty = DutyFactory(home=county, body=root, provision=hub["provision"], unit=None)
        hub.setdefault("duty", duty)
        DutyFactory(home=county, unit=hub["unit"], parent=hub["duty"], provision=law)
        document = models.SteeringDocument.objects.create(
            key=f"{key}-asiakirja-{n}", name_fi=f"Asiakirja {n}", kind="plan", owner=organisation, **common
        )
        hub.setdefault("document", document)
        document.themes.add(hub["theme"])
        document.focus_areas.add(hub["focus-area"])
        document.bodies.add(root)
        hub["document"].themes.add(theme)
        models.Counterpart.objects.create(
            key=f"{key}-vastinpari-{n}", focus_area=hub["focus-area"], home=town, post=hub["post"], valid_from=START
        )
        meeting = meetings.Meeting.objects.create(
            key=f"{key}-kokous-{n}", home=county, body=root, day=date(2026, 1, 1 + n % 28), state="held"
        )
        matter = meetings.Matter.objects.create(key=f"{key}-asia-{n}", home=county, body=root, title_fi=f"Asia {n}")
        meetings.Decision.objects.create(
            key=f"{key}-paatos-{n}", home=county, matter=matter, meeting=meeting, day=meeting.day, verb="approved"
        )
        UserFactory()
    return county, hub


def addresses_of(county, hub):
    lists = {name: reverse(name, args=[county]) for name in LISTS}
    return {**lists, **{name: reverse(f"structure:{name}", args=[county, hub[name].key]) for name in HUBS}}


def questions(county, hub, reader):
    """How often each page that the reader may open asks the database."""
    client = Client()
    if reader:
        client.force_login(member(county, reader))
    counts = {}
    for name, address in addresses_of(county, hub).items():
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address)
        if response.status_code == 200:
            counts[name] = len(asked)
    return counts


def test_pages_ask_equally_often_for_few_and_for_many():
    small, large = a_county_of(14), a_county_of(30)

    for reader in (None, Role.COORDINATOR, Role.ADMINISTRATOR):
        few, many = questions(*small, reader), questions(*large, reader)
        assert set(few) == set(many)
        assert {name: (reader, few[name], many[name]) for name in few if few[name] != many[name]} == {}
