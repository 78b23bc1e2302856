"""Hiding a question: one at a time, with a reason, undone by showing it again."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from hyte.core.accounts.rules import NotAllowed, Principal
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Conflict, Refused
from hyte.workbench.models import HiddenQuestion
from hyte.workbench.operations import hide_question, show_question
from tests.factories import AreaFactory, acting

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def hide(area, *, by=None, **values):
    told = {"rule": "late", "reason": " Päivät on kirjattu väärin. ", "today": TODAY}
    return hide_question(area, **told | values, by=by or acting(area, "official"))


def hidden_rows():
    return list(HiddenQuestion.objects.values_list("home", "rule", "about", "reason", "hidden_on"))


def test_a_question_is_hidden_with_its_reason_and_told_in_the_log():
    area = AreaFactory()

    hide(area, rule="worsened", about="sotkanet-4")

    assert hidden_rows() == [(area.pk, "worsened", "sotkanet-4", "Päivät on kirjattu väärin.", TODAY)]
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.area, entry.reason) == ("council question hidden", area, "Päivät on kirjattu väärin.")


def test_only_one_is_hidden_at_a_time_in_an_area():
    area = AreaFactory()
    hide(area)

    with translation.override("en"), pytest.raises(Refused, match="One question is hidden already"):
        hide(area, rule="silent")
    hide(AreaFactory(), rule="silent")

    assert [row[1] for row in hidden_rows()] == ["late", "silent"]


def test_a_reason_is_needed_and_the_rule_must_exist():
    area = AreaFactory()

    with pytest.raises(Refused):
        hide(area, reason="  ")
    with pytest.raises(ValidationError):
        hide(area, rule="nonsense")

    assert hidden_rows() == []


@pytest.mark.parametrize("role", ["reader", "representative", "secretary", "analyst"])
def test_others_than_officials_hide_nothing(role):
    area = AreaFactory()

    with pytest.raises(NotAllowed):
        hide(area, by=acting(area, role))
    with pytest.raises(NotAllowed):
        hide(area, by=acting(AreaFactory(), "official"))
    with pytest.raises(NotAllowed):
        hide(area, by=Principal())

    assert hidden_rows() == []


def test_a_question_is_shown_again_and_another_may_be_hidden():
    area = AreaFactory()
    hidden = hide(area)

    show_question(hidden, version=1, by=acting(area))
    hide(area, rule="silent")

    assert [row[1] for row in hidden_rows()] == ["silent"]
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["council question hidden", "council question shown", "council question hidden"]


def test_showing_refuses_strangers_and_another_version():
    area = AreaFactory()
    hidden = hide(area)

    with pytest.raises(NotAllowed):
        show_question(hidden, by=acting(area, "reader"))
    with pytest.raises(Conflict):
        show_question(hidden, version=2, by=acting(area))

    assert len(hidden_rows()) == 1


def test_both_acts_are_undone():
    area = AreaFactory()
    by = acting(area)
    hidden = hide(area, by=by)
    show_question(hidden, by=by)

    undo(AuditEntry.objects.get(verb="council question shown"), by=by)
    assert len(hidden_rows()) == 1
    undo(AuditEntry.objects.get(verb="council question hidden"), by=by)
    assert hidden_rows() == []
