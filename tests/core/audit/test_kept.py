"""What is computed is kept for its reader until something is recorded."""

import threading
import time
from datetime import date

import pytest
from django.utils import translation

from hyte.core.accounts.rules import SYSTEM_READER
from hyte.core.audit.kept import Shelf, computed, kept
from hyte.governance.structure.operations.bodies import rename_body
from tests.factories import BodyFactory, acting, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(settings):
    """How many times the thing was made, as a function of the reader."""
    settings.KEPT_PAGES = 10
    computed.clear()
    times = iter(range(1, 100))
    yield lambda user, what="thing": kept((what,), lambda: next(times), user=user)
    computed.clear()


def test_a_thing_is_made_once_for_each_reader_language_and_name(made):
    body = BodyFactory()
    one, other = member(body.home), member(body.home)

    mine = made(one), made(one), made(other), made(SYSTEM_READER), made(one, "another")
    with translation.override("sv"):
        in_swedish = made(one)

    assert (*mine, in_swedish) == (1, 1, 2, 3, 4, 5)


def test_a_thing_is_made_anew_when_something_was_recorded(made):
    body = BodyFactory(period__name="Vanha nimi")
    reader = member(body.home)
    before = made(reader)

    rename_body(body, name="Uusi nimi", day=date(2026, 1, 1), by=acting(body.home), version=body.version)

    assert (before, made(reader)) == (1, 2)


def test_nothing_is_kept_where_none_is_asked_for(made, settings):
    settings.KEPT_PAGES = 0

    assert (made(SYSTEM_READER), made(SYSTEM_READER)) == (1, 2)


def test_the_thing_unread_for_longest_gives_way():
    shelf = Shelf()
    for name in "abc":
        shelf.keep(name, name.upper(), most=3)
    shelf.find("a")

    shelf.keep("d", "D", most=3)

    assert [shelf.find(name) for name in "abcd"] == ["A", None, "C", "D"]


def test_several_who_ask_at_once_have_the_thing_made_once():
    shelf, makings, started = Shelf(), [], threading.Barrier(4)

    def ask():
        started.wait()
        with shelf.turn("thing"):
            if shelf.find("thing") is None:
                makings.append("made")
                time.sleep(0.05)
                shelf.keep("thing", "made", most=3)

    askers = [threading.Thread(target=ask) for _number in range(4)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()

    assert (makings, shelf.find("thing")) == (["made"], "made")
