"""Predictions: made with a day and a measure, asked again as a task, judged by a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import SYSTEM, Principal, require
from hyte.core.areas.models import Area
from hyte.core.areas.text import cut_key
from hyte.core.audit.recording import Recording, Refused, lock, record
from hyte.core.tasks.models import Task
from hyte.core.tasks.operations import create_task
from hyte.governance.structure.operations.keys import numbered_key
from hyte.knowledge.indicators.models import Indicator
from hyte.planning.assessments.choices import Grade
from hyte.planning.assessments.models import Effect, Prediction, PredictionAnswer
from hyte.planning.assessments.operations.assessing import open_assessment
from hyte.planning.assessments.queries.figures import figures_now
from hyte.planning.assessments.queries.following import in_force
from hyte.planning.assessments.rules import ANSWER


@transaction.atomic
def predict(
    effect: Effect,
    *,
    version: int,
    indicator: Indicator | None = None,
    measure: str = "",
    measure_sv: str = "",
    expected: str,
    value: Decimal | None = None,
    ask_on: date,
    by: Principal,
    today: date,
) -> Prediction:
    """Say what an effect will show, where, and when it is asked again; the indicator's number of today is kept with it."""
    assessment = open_assessment(effect.whole, version=None, by=by)
    effect = lock(effect, version=version)
    if effect.withdrawn_on:
        raise Refused(_("The effect has been taken away."))
    if ask_on <= today and not by.is_system:
        raise Refused(_("The day of asking again is in the past. Choose a later one."))
    prediction = Prediction(
        key=numbered_key(f"{cut_key(assessment.key, 90)}-ennuste", model=Prediction),
        home_id=assessment.home_id,
        assessment=assessment,
        effect=effect,
        indicator=indicator,
        measure_fi=measure.strip(),
        measure_sv=measure_sv.strip(),
        expected=expected,
        value=value,
        ask_on=ask_on,
        base=_number_of(assessment.home, indicator, today),
        is_example=assessment.is_example,
    )
    with record(effect, verb="effect predicted", by=by, also=[assessment]) as recording:
        return recording.add(prediction)


def _number_of(area: Area, indicator: Indicator | None, today: date) -> dict[str, Any]:
    found = figures_now(area, [indicator] if indicator else [], today=today)
    return next((row.model_dump(mode="json") for row in found.values()), {})


@transaction.atomic
def withdraw_prediction(prediction: Prediction, *, version: int, reason: str, by: Principal, today: date) -> Prediction:
    """Take away a prediction before the decision; what was decided on is asked again."""
    open_assessment(prediction.assessment, version=None, by=by)
    prediction = lock(prediction, version=version)
    if prediction.withdrawn_on:
        raise Refused(_("The prediction has been withdrawn already."))
    if not reason.strip():
        raise Refused(_("Give the reason."))
    with record(
        prediction, verb="prediction withdrawn", by=by, reason=reason, also=[prediction.assessment]
    ) as recording:
        recording.change(prediction, withdrawn_on=today, withdrawn_reason=reason.strip()[:300])
    return prediction


@transaction.atomic
def answer_prediction(
    prediction: Prediction,
    *,
    version: int,
    grade: str,
    note: str,
    note_sv: str = "",
    ask_again: date | None = None,
    by: Principal,
    today: date,
) -> PredictionAnswer:
    """Say what became of a prediction; the indicator's number of today is kept with the answer.

    One that cannot be judged yet may be asked again on a later day.
    """
    require(by, ANSWER, prediction)
    prediction = lock(prediction, version=version)
    if not in_force(Prediction.objects.filter(pk=prediction.pk)).exists():
        raise Refused(_("Only a prediction of what was decided can be judged."))
    if not prediction.is_due(today):
        raise Refused(_("The day of asking again has not come yet."))
    if prediction.answers.live().filter(day__gte=prediction.ask_on).exists():
        raise Refused(_("The prediction has been judged already. Undo the answer in the history to judge it anew."))
    if not note.strip():
        raise Refused(_("Write what is seen now."))
    if ask_again is not None and (grade != Grade.CANNOT_SAY or ask_again <= today):
        raise Refused(_("It is asked again only when it cannot be judged yet, and on a later day."))
    answer = PredictionAnswer(
        key=numbered_key(f"{cut_key(prediction.key, 90)}-vastaus", model=PredictionAnswer),
        home_id=prediction.home_id,
        prediction=prediction,
        day=today,
        grade=Grade(grade),
        note_fi=note.strip(),
        note_sv=note_sv.strip(),
        seen=_number_of(prediction.home, prediction.indicator, today),
        is_example=prediction.is_example,
    )
    with record(prediction, verb="prediction judged", by=by, also=[prediction.assessment]) as recording:
        recording.add(answer)
        close_tasks(recording, [prediction], by=by)
        if ask_again is not None:
            recording.change(prediction, ask_on=ask_again)
            give_tasks(recording, prediction, by=by, today=today)
    return answer


def give_tasks(recording: Recording, prediction: Prediction, *, by: Principal, today: date) -> None:
    """A task on the day of asking again, for whoever prepared the decision, or for the coordinator."""
    post = prediction.assessment.post
    person = post.holder.user if post and post.holder and post.holder.user_id else None
    with translation.override("fi"):
        title = _("What became of this prediction: %(what)s") % {"what": prediction.what}
        address = reverse("assessments:prediction-act", args=[prediction.home, prediction.key, "vastaa"])
    create_task(
        title[:250],
        area=prediction.home,
        # The task is a part of the act that was asked about already, and its day may be past where the decision is old.
        by=SYSTEM,
        today=today,
        person=person if person and person.is_active else None,
        role="" if person and person.is_active else Role.COORDINATOR,
        due=prediction.ask_on,
        about=prediction,
        address=address,
        is_example=prediction.is_example,
        recording=recording,
    )


def close_tasks(recording: Recording, predictions: Iterable[Prediction], *, by: Principal) -> None:
    """The tasks of predictions that need not be asked any more are done."""
    ids = [prediction.pk for prediction in predictions]
    label = Prediction._meta.label_lower
    for task in Task.objects.select_for_update().filter(model=label, object_id__in=ids, done_at__isnull=True):
        recording.change(task, done_at=timezone.now(), done_by=by.user, version=task.version + 1)
