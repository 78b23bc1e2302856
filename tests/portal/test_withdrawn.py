"""What was withdrawn is named on no page but its own, whoever reads and whatever it was tied to."""

from datetime import date

import pytest
from django.urls import reverse

from hyte.core.accounts.rules import SYSTEM
from hyte.core.audit.recording import record as recorded
from hyte.governance.meetings.models import Decision, Matter, Meeting
from hyte.governance.structure.models import AppointmentStep, Provision, SteeringDocument, Theme
from tests.factories import DAY, AreaFactory, BodyFactory, DutyFactory, FocusAreaFactory, OrganisationFactory, member

pytestmark = pytest.mark.django_db
START = {"valid_from": date(2023, 1, 1)}
NAME = "Erehdyksessä kirjattu"


@pytest.fixture
def area():
    area = AreaFactory(key="alue")
    OrganisationFactory(home=area, key="alueen-hva")
    return area


@pytest.fixture
def records(area):
    """One record of each kind by the word of its page, all tied to one another as far as they can be."""
    theme = Theme.objects.create(key="karki", home=area, name_fi="Kärki", set_name_fi="Kärjet", order=1, **START)
    focus = FocusAreaFactory(home=area, key="painopiste")
    provision = Provision.objects.create(key="saannos", home=area, act="Laki", section="1", kind="law", **START)
    body = BodyFactory(home=area, key="toimielin", period__provision=provision)
    other = BodyFactory(home=area, key="muu-toimielin", period__provision=provision)
    document = SteeringDocument.objects.create(
        key="asiakirja", home=area, name_fi="Asiakirja", kind="plan", approved_by=other, approved_on=DAY, **START
    )
    for tied in (body, other):
        tied.themes.add(theme)
        tied.focus_areas.add(focus)
        document.bodies.add(tied)
    document.themes.add(theme)
    document.focus_areas.add(focus)
    AppointmentStep.objects.create(key="vaihe", home=area, body=body, by_body=other, act="proposes", order=1, **START)
    duty = DutyFactory(home=area, key="tehtava", provision=provision, body=body)
    part = DutyFactory(home=area, key="osa", provision=provision, parent=duty)
    meeting = Meeting.objects.create(key="kokous", home=area, body=other, day=date(2024, 1, 1), state="held")
    matter = Matter.objects.create(key="asia", home=area, title_fi="Asia", body=other, **START)
    Decision.objects.create(key="paatos", home=area, meeting=meeting, matter=matter, verb="decided", day=meeting.day)
    return {
        "structure:theme": theme,
        "structure:focus-area": focus,
        "structure:provision": provision,
        "structure:body": body,
        "other": other,
        "structure:document": document,
        "structure:duty": duty,
        "part": part,
        "meetings:matter": matter,
    }


def name(record):
    """Give the record the name that is looked for."""
    for field in ("name_fi", "title_fi"):
        if hasattr(record, field):
            type(record).objects.filter(pk=record.pk).update(**{field: NAME})
            return
    record.periods.update(name_fi=NAME)


def withdraw(record):
    """As an act, since pages are kept until something is recorded."""
    with recorded(record, verb="withdrawn", by=SYSTEM) as recording:
        recording.change(type(record).objects.get(pk=record.pk), withdrawn_on=DAY, withdrawn_reason="Erehdys")


def pages(area, records, *, but):
    lists = [
        *("structure:bodies", "structure:documents", "structure:duties", "structure:provisions", "structure:themes"),
        *("structure:focus-areas", "structure:picture", "structure:organisation", "structure:ending"),
        *("meetings:meetings", "meetings:matters", "meetings:decisions", "portal:area"),
    ]
    own = [record.get_absolute_url() for word, record in records.items() if word != but]
    return [reverse(page, args=[area]) for page in lists] + own


@pytest.mark.parametrize("reader", ["visitor", "coordinator"])
@pytest.mark.parametrize(
    "withdrawn", ["other", "part", "structure:theme", "structure:focus-area", "structure:document", "meetings:matter"]
)
def test_a_withdrawn_record_is_named_on_no_page_of_others(client, area, records, withdrawn, reader):
    record = records[withdrawn]
    name(record)
    if reader == "coordinator":
        client.force_login(member(area))
    addresses = pages(area, records, but=withdrawn)
    before = {address for address in addresses if NAME in client.get(address).content.decode()}
    withdraw(record)

    found = {address: client.get(address) for address in addresses}

    assert before  # it was told while it stood
    assert {response.status_code for response in found.values()} == {200}
    assert [address for address, response in found.items() if NAME in response.content.decode()] == []


def test_a_meeting_of_a_withdrawn_body_has_no_page_for_visitors(client, area, records):
    address = reverse("meetings:meeting", args=[area, "kokous"])
    assert client.get(address).status_code == 200
    withdraw(records["other"])

    assert client.get(address).status_code == 404
    client.force_login(member(area))
    assert client.get(address).status_code == 200
