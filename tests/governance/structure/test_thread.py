"""The register's own steps of the thread, and that each record's page shows its thread."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from hyte.core.thread.graph import walk
from hyte.governance.meetings.models import Decision, Matter, Meeting
from hyte.governance.structure.models import (
    AppointmentStep,
    Counterpart,
    Post,
    Provision,
    SteeringDocument,
    Theme,
    ThemeMapping,
    Unit,
    UnitPeriod,
)
from tests.factories import (
    AreaFactory,
    BodyFactory,
    DutyFactory,
    FocusAreaFactory,
    MunicipalityFactory,
    OrganisationFactory,
    PersonFactory,
    SeatFactory,
    member,
)

pytestmark = pytest.mark.django_db
START = date(2023, 1, 1)


@pytest.fixture
def area():
    return AreaFactory()


def theme(area, key, **values):
    return Theme.objects.create(key=key, home=area, name_fi=key, set_name="Kärjet", **{"valid_from": START, **values})


@pytest.fixture
def records(area):
    """One record of each kind that has a page, tied to one another."""
    law = Provision.objects.create(key="laki", home=area, act="Laki", section="7 §", kind="law", valid_from=START)
    unit = Unit.objects.create(key="yksikko", home=area, organisation=OrganisationFactory(home=area))
    UnitPeriod.objects.create(of=unit, name_fi="Yksikkö", kind="unit", valid_from=START)
    person = PersonFactory(home=area)
    post = Post.objects.create(key="virka", home=area, title_fi="Virka", unit=unit, holder=person, valid_from=START)
    body = BodyFactory(home=area, period__owner_unit=unit, period__presenter=post)
    old, new = theme(area, "vanha", valid_until=date(2024, 12, 31)), theme(area, "uusi")
    ThemeMapping.objects.create(home=area, source=new, target=old, kind="succeeds")
    focus = FocusAreaFactory(home=area)
    body.themes.add(new)
    body.focus_areas.add(focus)
    document = SteeringDocument.objects.create(
        key="ohjelma", home=area, name_fi="Ohjelma", kind="programme", approved_by=body, valid_from=START
    )
    matter = Matter.objects.create(key="asia", home=area, title_fi="Asia", body=body, valid_from=START)
    meeting = Meeting.objects.create(key="kokous", home=area, body=body, day=date(2026, 1, 1), state="held")
    Decision.objects.create(
        key="paatos", home=area, meeting=meeting, matter=matter, verb="approved", day=date(2026, 1, 1)
    )
    duty = DutyFactory(home=area, provision=law, body=body)
    kinds = (law, duty, body, unit, post, person, new, focus, document, matter, meeting)
    return {record._meta.model_name: record for record in kinds}


@pytest.mark.parametrize(
    "name",
    [
        *("provision", "duty", "body", "unit", "post", "person", "theme", "focusarea"),
        *("steeringdocument", "matter", "meeting"),
    ],
)
def test_each_records_page_shows_its_thread_as_a_list_and_a_drawing(client, area, records, name):
    client.force_login(member(area))

    response = client.get(records[name].get_absolute_url())
    page = response.content.decode()

    assert response.context["thread"]
    assert 'id="thread"' in page
    assert "<svg" in page.split('id="thread"')[1]
    assert '<ul class="ds-list">' in page.split('id="thread"')[1]


def test_the_thread_of_a_page_runs_several_steps_both_ways(client, area, records):
    thread = walk(records["body"], user=None)

    assert depth(thread.forward) >= 2
    assert depth(thread.back) >= 2
    assert {"structure.provision", "structure.theme"} <= {node.label for node in every(thread.back)}
    assert {"meetings.decision", "structure.steeringdocument"} <= {node.label for node in every(thread.forward)}


def depth(nodes):
    return max((node.step for node in every(nodes)), default=0)


def every(nodes):
    return [found for node in nodes for found in [node, *every(node.children)]]


def test_a_period_or_seat_that_is_over_is_no_step(area):
    today = timezone.localdate()
    above, body = BodyFactory(home=area), BodyFactory(home=area)
    body.periods.update(parent=above, valid_until=today + timedelta(days=30))
    person = PersonFactory(home=area)
    SeatFactory(body=body, person=person, publicity="name", valid_until=today + timedelta(days=30))
    user = member(area)

    assert [node.pk for node in walk(above, user=user, steps=1).forward] == [body.pk]
    assert [node.pk for node in walk(body, user=user, steps=1).forward] == [person.pk]

    body.seats.update(valid_until=today - timedelta(days=1))

    assert walk(body, user=user, steps=1).forward == []


def test_a_person_is_on_the_thread_only_for_those_who_may_know_it(area):
    """A visitor sees nobody; another area's worker sees a named seat's holder, never a seat of the role only."""
    body = BodyFactory(home=area)
    named, hidden = PersonFactory(home=area), PersonFactory(home=area)
    SeatFactory(body=body, person=named, publicity="name")
    SeatFactory(body=body, person=hidden, publicity="role")
    SeatFactory(body=BodyFactory(home=area), person=hidden, publicity="name")

    people = {
        name: [node.pk for node in walk(body, user=user, steps=1).forward]
        for name, user in (("visitor", None), ("other", member(AreaFactory())))
    }

    assert people == {"visitor": [], "other": [named.pk]}


def test_a_counterpart_and_a_chain_of_appointment_are_steps(area):
    focus, town = FocusAreaFactory(home=area), MunicipalityFactory(county=area)
    post = Post.objects.create(key="virka", home=town, title_fi="Virka", valid_from=START)
    Counterpart.objects.create(key="vastinpari", home=town, focus_area=focus, post=post, valid_from=START)
    proposer, proposed = BodyFactory(home=area), BodyFactory(home=area)
    AppointmentStep.objects.create(key="askel", home=area, body=proposed, by_body=proposer, act="proposes")

    assert [node.pk for node in walk(focus, user=None).forward] == [post.pk]
    assert [node.pk for node in walk(post, user=None).back] == [focus.pk]
    assert [node.pk for node in walk(proposer, user=None).forward] == [proposed.pk]
