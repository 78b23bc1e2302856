"""What was withdrawn of the numbers and of screening is named on no page but its own, whoever reads."""

import pytest

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import SYSTEM
from hyte.core.audit.recording import record as recorded
from tests.factories import DAY, member
from tests.knowledge.wing import pages_of, wing_of

pytestmark = pytest.mark.django_db
NAME = "Erehdyksessä kirjattu"
FIELDS = ("name_fi", "text_fi", "name", "text", "reason", "told_on", "title", "note")
# Which record is withdrawn, and which of the pages are its own.
WITHDRAWN = {
    "indicator": {"indicator", "a municipality's indicator", "values of the open data"},
    "dataset": {"dataset", "own figures", "release", "older release"},
    "group": {"set"},
    "words": set(),
    "omission": set(),
    "concern": {"concern", "check a concern"},
    "theme": set(),
    "focus_area": set(),
    "claim": set(),
    "programme": {"programme", "entered", "month"},
    "base": set(),
    "published": set(),
    # Counts that were entered at the site still stand, so those who see them see where they are from.
    "site": {"site", "month", "entered"},
    "pilot": {"pilot"},
    "incentive_list": {"list of the incentive"},
    "incentive_indicator": set(),
    "result": set(),
    "told_once": set(),
    "act": set(),
}


@pytest.fixture
def wing():
    return wing_of(2)


def name(record):
    field = next(field for field in FIELDS if hasattr(record, field))
    type(record).objects.filter(pk=record.pk).update(**{field: NAME})


def withdraw(record):
    """As an act, since pages are kept until something is recorded."""
    with recorded(record, verb="withdrawn", by=SYSTEM) as recording:
        recording.change(type(record).objects.get(pk=record.pk), withdrawn_on=DAY, withdrawn_reason="Erehdys")


def naming(client, pages):
    """The pages that tell the name; a page of what hangs on a withdrawn record may be gone with it."""
    found = set()
    for page, address in pages.items():
        response = client.get(address)
        assert response.status_code in (200, 302, 403, 404), (page, response.status_code)
        if NAME in response.content.decode():
            found.add(page)
    return found


@pytest.mark.parametrize("withdrawn", WITHDRAWN)
def test_a_withdrawn_record_of_the_wing_is_named_on_no_page_of_others(client, wing, withdrawn):
    record = getattr(wing, withdrawn)
    name(record)
    pages = {page: address for page, address in pages_of(wing).items() if page not in WITHDRAWN[withdrawn]}
    readers = {role: member(wing.county, role) for role in (Role.COORDINATOR, Role.ANALYST)}
    before = naming(client, pages)
    withdraw(record)

    after = {"visitor": naming(client, pages)}
    for role, reader in readers.items():
        client.force_login(reader)
        after[role] = naming(client, pages)

    assert before  # it was told while it stood
    assert after == {"visitor": set(), Role.COORDINATOR: set(), Role.ANALYST: set()}
