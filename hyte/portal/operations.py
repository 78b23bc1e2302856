"""Give and answer feedback; state how accessible an organisation's pages are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area, Organisation
from hyte.core.audit.recording import Conflict, Refused, lock, record
from hyte.core.tasks.models import Task
from hyte.portal.choices import ANSWER_DAYS
from hyte.portal.models import AccessibilityStatement, Feedback
from hyte.portal.rules import ANSWER, STATE_ACCESSIBILITY


@transaction.atomic
def give_feedback(
    area: Area, *, subject: str, text: str, page: str, email: str, by: Principal, now: datetime
) -> Feedback:
    """Anyone may give feedback; the area's administrator gets a task with the day by which to answer."""
    day = timezone.localdate(now)
    feedback = Feedback(
        home=area,
        subject=subject,
        text=text,
        page=page,
        email=email,
        created_at=now,
        due=day + timedelta(days=ANSWER_DAYS),
    )
    with record(feedback, verb="feedback_given", by=by) as recording:
        recording.add(feedback)
        recording.add(
            Task(
                home=area,
                title=_("Answer feedback: %(subject)s") % {"subject": feedback.get_subject_display()},
                role=Role.ADMINISTRATOR,
                due=feedback.due,
                model=Feedback._meta.label_lower,
                object_id=feedback.pk,
                record_title=str(feedback),
                address=feedback.get_absolute_url(),
            )
        )
    return feedback


@transaction.atomic
def answer_feedback(feedback: Feedback, *, answer: str, version: int, by: Principal, now: datetime) -> Feedback:
    """Answer once; the task about the feedback is done with it."""
    require(by, ANSWER, feedback)
    feedback = lock(feedback, version=version)
    if feedback.answered_at:
        raise Refused(_("This feedback has already been answered."))
    if not answer.strip():
        raise Refused(_("Write the answer first."))
    with record(feedback, verb="feedback_answered", by=by) as recording:
        recording.change(feedback, answer=answer.strip(), answered_at=now, answered_by=by.user)
        tasks = Task.objects.filter(
            model=Feedback._meta.label_lower, object_id=feedback.pk, done_at__isnull=True
        ).select_for_update()
        for task in tasks:
            recording.change(task, done_at=now, done_by=by.user)
    return feedback


@transaction.atomic
def state_accessibility(
    organisation: Organisation, *, version: int | None, by: Principal, **values: Any
) -> AccessibilityStatement:
    """Write or renew an organisation's accessibility statement; a first one was edited from no `version`."""
    require(by, STATE_ACCESSIBILITY, organisation)
    current = AccessibilityStatement.objects.filter(organisation=organisation).first()
    if current is None:
        statement = AccessibilityStatement(home=organisation.home, organisation=organisation, **values)
        with record(statement, verb="accessibility_stated", by=by) as recording:
            return recording.add(statement)
    if version is None:
        raise Conflict(current)
    statement = lock(current, version=version)
    with record(statement, verb="accessibility_stated", by=by) as recording:
        return recording.change(statement, **values)
