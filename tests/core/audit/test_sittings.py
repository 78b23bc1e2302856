"""Saves of one person that follow one another are one entry of the history, and nothing of it is lost."""

from datetime import timedelta

import pytest

from hyte.core.audit.kept import state_of_records
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import seal_entries, undo, verify_audit
from hyte.planning.reports.operations import writing
from tests.factories import acting
from tests.factories.reports import report_of, reread

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return report_of().sections.get()


def write(section, by, text):
    return writing.write_section(reread(section), version=reread(section).version, words={"text_fi": text}, by=by)


def entries():
    return list(AuditEntry.objects.filter(verb="report section written").order_by("pk"))


def told(entry):
    return [(change.before, change.after) for change in entry.changes.order_by("pk")]


def test_a_sitting_is_one_entry_from_the_first_word_to_the_last(section):
    by = acting(section.home)
    versions = [write(section, by, text).version for text in ("Vuosi", "Vuosi oli", "Vuosi oli hyvä.")]

    (entry,) = entries()
    assert told(entry) == [
        ({"state": "to_write", "text_fi": None}, {"state": "draft", "text_fi": "Vuosi oli hyvä."}),
    ]
    assert versions == sorted(set(versions))
    seal_entries()
    assert verify_audit().faults == ()
    undo(entry, by=by)
    assert (reread(section).state, reread(section).text_fi) == ("to_write", None)


def test_each_save_makes_what_is_kept_anew(section):
    by = acting(section.home)
    states = []
    for text in ("Vuosi", "Vuosi oli", "Vuosi oli hyvä."):
        write(section, by, text)
        states.append(state_of_records())

    assert len(entries()) == 1
    assert len(set(states)) == 3


def test_what_was_written_and_taken_away_again_leaves_a_sound_entry(section):
    by = acting(section.home)
    write(section, by, "Yksi")
    write(section, by, "")
    write(section, by, "Kaksi")

    (entry,) = entries()
    assert told(entry)[0][1]["text_fi"] == "Kaksi"
    seal_entries()
    assert verify_audit().faults == ()


def test_another_person_a_sealed_entry_and_a_later_hour_begin_an_entry_of_their_own(section):
    first, second = acting(section.home), acting(section.home)
    write(section, first, "Yksi")
    write(section, second, "Yksi kaksi")
    write(section, first, "Yksi kaksi kolme")
    seal_entries()
    write(section, first, "Yksi kaksi kolme neljä")
    AuditEntry.objects.filter(pk=entries()[-1].pk).update(at=entries()[-1].at - timedelta(minutes=11))
    write(section, first, "Yksi kaksi kolme neljä viisi")

    assert [told(entry)[0][1]["text_fi"].split()[-1] for entry in entries()] == [
        "Yksi",
        "kaksi",
        "kolme",
        "neljä",
        "viisi",
    ]


def test_an_act_in_between_ends_the_sitting_and_an_undone_one_is_not_gone_on(section):
    by = acting(section.home)
    write(section, by, "Yksi")
    now = reread(section)
    writing.finish_section(now, version=now.version, by=by)
    write(section, by, "Kaksi")
    undo(entries()[-1], by=by)
    write(section, by, "Kolme")

    assert [told(entry)[0][1]["text_fi"] for entry in entries()] == ["Yksi", "Kaksi", "Kolme"]
