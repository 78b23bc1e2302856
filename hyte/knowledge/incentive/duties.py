"""What the worker does by itself: whoever should have answered an indicator gets a task of it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import translation

from hyte.core.accounts.rules import SYSTEM
from hyte.core.tasks.duties import register_duty
from hyte.core.tasks.models import Task
from hyte.knowledge.incentive.models import Answering
from hyte.knowledge.incentive.operations import ask
from hyte.knowledge.incentive.queries import late_answerings


def ask_for_late_answers(day: date) -> int:
    """Give a task of each late answer of which there has been none since it stood where it stands."""
    label = Answering._meta.label_lower
    asked = set(Task.objects.filter(model=label).values_list("object_id", flat=True))
    late = [answering for answering in late_answerings(day) if answering.pk not in asked]
    with translation.override(settings.LANGUAGE_CODE):
        for answering in late:
            ask(answering, by=SYSTEM, today=day)
    return len(late)


register_duty("late answers of the incentive", ask_for_late_answers)
