"""Every page of numbers and of screening asks the database equally often for a dozen rows and for 30."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hyte.core.accounts.choices import Role
from tests.factories import member
from tests.knowledge.wing import pages_of, wing_of

pytestmark = pytest.mark.django_db
# Some of the pages that each reader must have opened, so that the comparison is not of refusals.
OPENED = {
    None: {
        "indicators:catalogue",
        "indicators:profile",
        "indicator",
        "dataset",
        "release",
        "programme",
        "pilot",
        "incentive:standing",
        "incentive:what-if",
        "what if all were done",
        "list of the incentive",
    },
    Role.COORDINATOR: {"check a concern", "own figures", "screening:site-add", "thread:gaps", "incentive:follow-up"},
    Role.ANALYST: {"entered", "month", "screening:pilot-begin"},
}


def questions(wing, reader, *, drawn):
    """How often each page that the reader may open asks the database; `drawn` are pages that somebody has opened before."""
    client = Client()
    if reader:
        client.force_login(member(wing.county, reader))
    counts = {}
    for name, address in pages_of(wing).items():
        if address not in drawn:
            client.get(address)  # what is drawn from releases is kept under their hashes, so the first reader asks more
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address)
        assert response.status_code in (200, 302, 403, 404), (name, response.status_code)
        if response.status_code == 200:
            counts[name] = len(asked)
            drawn.add(address)
    return counts


def test_pages_of_numbers_and_screening_ask_equally_often_for_few_and_for_many():
    small, large = wing_of(14, key="pieni"), wing_of(30, key="suuri")
    drawn: set[str] = set()

    for reader, pages in OPENED.items():
        few, many = questions(small, reader, drawn=drawn), questions(large, reader, drawn=drawn)
        assert set(few) == set(many)
        assert pages - set(few) == set()
        assert {name: (reader, few[name], many[name]) for name in few if few[name] != many[name]} == {}
