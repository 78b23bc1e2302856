"""A load that was taken back: its release stays to be told of, and the one before it is in force again."""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa
import pytest

from hyte.core.accounts.choices import Role
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo, undo_blockers
from hyte.core.tasks.models import Job
from hyte.knowledge.indicators.models import CountedFigures, Release
from hyte.knowledge.indicators.numbers import derive_numbers, numbers, releases_in_force
from hyte.knowledge.indicators.operations.releases import add_release
from hyte.knowledge.stats.store.shape import FILE_SCHEMA
from tests.factories import acting
from tests.knowledge.indicators.figures import LAHTI, MADE, indicator_in, row, text_of

pytestmark = pytest.mark.django_db
LATER = MADE + timedelta(days=30)


def table(one, value: float) -> pa.Table:
    return pa.Table.from_pylist([row(one, LAHTI, 2024, value)], schema=FILE_SCHEMA)


def loaded(one, value: float, *, now=MADE, counted: float | None = None) -> Release:
    behind = None if counted is None else table(one, counted)
    by = acting(one.home, Role.COORDINATOR)
    release, _is_new = add_release(one.dataset, table(one, value), counted=behind, by=by, now=now)
    return release


def undone(one) -> None:
    entry = AuditEntry.objects.filter(verb="numbers renewed").latest("pk")
    undo(entry, by=acting(one.home, Role.COORDINATOR))
    derive_numbers()


def shown(client, one, **asked) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return text_of(client, f"/lahti/tieto/{one.key}/?{query}")


def address_of(record) -> str:
    return record.get_absolute_url().removeprefix("/en")


@pytest.fixture
def one(areas):
    return indicator_in(areas[0], kind="index", unit_fi="")


def test_undoing_puts_the_release_before_in_force_and_keeps_the_row(client, one):
    first = loaded(one, 11.5)
    mistaken = loaded(one, 98.5, now=LATER)
    jobs = Job.objects.count()
    undone(one)

    mistaken.refresh_from_db()
    assert mistaken.withdrawn_at is not None
    assert releases_in_force() == [first]
    assert Job.objects.count() == jobs + 1
    now = shown(client, one)
    assert ("11.5" in now, "98.5" in now) == (True, False)


def test_lasting_addresses_keep_answering_and_tell_of_the_withdrawal(client, one):
    first = loaded(one, 11.5)
    mistaken = loaded(one, 98.5, now=LATER)
    undone(one)

    view = shown(client, one, julkaisu=mistaken.hash)
    page = text_of(client, address_of(mistaken))
    file = client.get(f"{mistaken.get_absolute_url()}luvut.csv")
    figures = client.get(f"/lahti/tieto/{one.key}/luvut.csv?julkaisu={mistaken.hash}")

    assert "This release was withdrawn on" in view
    assert "98.5" not in view
    assert "Show the newest numbers" in view
    assert "This release was withdrawn on" in page
    assert mistaken.hash in page
    assert (file.status_code, figures.status_code) == (302, 302)
    assert "withdrawn" not in text_of(client, address_of(first))
    assert text_of(client, address_of(one.dataset)).count("withdrawn") == 1


def test_those_who_keep_the_figures_still_see_what_was_withdrawn(client, one):
    loaded(one, 11.5)
    mistaken = loaded(one, 98.5, now=LATER)
    undone(one)
    client.force_login(acting(one.home, Role.COORDINATOR).user)

    view = shown(client, one, julkaisu=mistaken.hash)
    file = client.get(f"{mistaken.get_absolute_url()}luvut.csv")

    assert "This release was withdrawn on" in view
    assert "98.5" in view
    assert b"98.5" in b"".join(file.streaming_content)


def test_the_only_release_of_all_leaves_no_numbers(client, one):
    loaded(one, 98.5)
    derive_numbers()
    before = shown(client, one)
    undone(one)

    assert "98.5" in before
    assert numbers() is None
    assert "98.5" not in shown(client, one)


def test_the_same_figures_loaded_again_are_in_force_again_and_can_be_taken_back_again(one):
    first = loaded(one, 11.5)
    loaded(one, 98.5, now=LATER)
    undone(one)

    again = loaded(one, 98.5, now=LATER + timedelta(days=1))
    assert releases_in_force() == [again]
    undone(one)
    assert releases_in_force() == [first]
    assert Release.objects.count() == 2


def test_taking_back_the_taking_back_puts_the_release_in_force(one):
    loaded(one, 11.5)
    second = loaded(one, 98.5, now=LATER)
    undone(one)

    entry = AuditEntry.objects.filter(verb="undone").latest("pk")
    assert undo_blockers(entry) == []
    undo(entry, by=acting(one.home, Role.COORDINATOR))

    assert releases_in_force() == [second]


def test_what_stood_behind_a_withdrawn_release_is_kept(one):
    """What has been shown is held against what is shown later, so it must be known."""
    loaded(one, 11.5)
    mistaken = loaded(one, 98.5, now=LATER, counted=97.5)
    undone(one)

    assert CountedFigures.objects.get().release == mistaken
