"""Give, finish and hand over tasks."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from hyte.core.accounts.models import Membership, User
from hyte.core.accounts.rules import NotAllowed, Principal, may, require
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Recording, Refused, lock, record
from hyte.core.tasks.models import Task


@transaction.atomic
def create_task(
    title: str,
    *,
    area: Area,
    by: Principal,
    today: date,
    person: User | None = None,
    role: str = "",
    due: date | None = None,
    about: models.Model | None = None,
    address: str = "",
    is_example: bool = False,
    recording: Recording | None = None,
) -> Task:
    """Give a task to a person or to whoever has a role in the area; an open one of the same words is returned as it is.

    `about` is the record concerned; its own address is used unless `address` is given. An operation that gives a task
    as a part of its own act passes its `recording`.
    """
    require(by, "tasks.create", area)
    if person is None and not role:
        raise Refused(_("A task needs a person or a role."))
    if person is not None and not person.is_active:
        raise Refused(_("%(person)s no longer has an account.") % {"person": person})
    if due is not None and due < today and not by.is_system:
        raise Refused(_("The due day is already past."))
    task = Task(home=area, title=title.strip(), person=person, role=role, due=due, is_example=is_example)
    if about is not None:
        task.model, task.object_id, task.record_title = about._meta.label_lower, about.pk, str(about)[:250]
        address = address or _address_of(about)
    task.address = address
    same = {"home": area, "title": task.title, "person": person, "role": role, "object_id": task.object_id}
    existing = Task.objects.filter(**same, model=task.model, done_at__isnull=True).first()
    if existing:
        return existing
    if recording is not None:
        return recording.add(task)
    with record(task, verb="task given", by=by) as own:
        return own.add(task)


def _address_of(about: models.Model) -> str:
    """The record's address without a language; the task's reader adds their own."""
    with translation.override(settings.LANGUAGE_CODE):
        return about.get_absolute_url() if hasattr(about, "get_absolute_url") else ""


@transaction.atomic
def complete_task(task: Task, *, by: Principal, now: datetime, version: int | None = None) -> Task:
    """Mark a task done."""
    require(by, "tasks.complete", task)
    task = lock(task, version=version)
    if task.done_at:
        raise Refused(_("The task has already been done."))
    with record(task, verb="task done", by=by) as recording:
        recording.change(task, done_at=now, done_by=by.user)
    return task


@transaction.atomic
def reopen_task(task: Task, *, by: Principal, version: int | None = None) -> Task:
    """Say that a task is not done after all."""
    require(by, "tasks.complete", task)
    task = lock(task, version=version)
    if not task.done_at:
        raise Refused(_("The task is already open."))
    with record(task, verb="task opened again", by=by) as recording:
        recording.change(task, done_at=None, done_by=None)
    return task


def is_member(person: User, area: Area, day: date) -> bool:
    """Whether the person has a membership in an organisation of the area on the day."""
    return Membership.objects.at(day).filter(user=person, organisation__home=area).exists()


def check_successor(to: User, *, area: Area, today: date) -> None:
    """Refuse a successor who cannot take tasks in the area."""
    if not to.is_active or not is_member(to, area, today):
        raise Refused(_("%(person)s has no access to %(area)s, so cannot take tasks.") % {"person": to, "area": area})


@transaction.atomic
def hand_over(
    tasks: models.QuerySet[Task] | list[Task],
    *,
    to: User,
    area: Area,
    by: Principal,
    today: date,
    recording: Recording | None = None,
) -> list[Task]:
    """Give open tasks of an area to another person who works there; returns those that moved."""
    check_successor(to, area=area, today=today)
    ids = [task.pk for task in tasks]
    rows = list(Task.objects.select_for_update().filter(pk__in=ids, home=area, done_at__isnull=True).exclude(person=to))
    if recording is None and not rows:
        raise Refused(_("There is no open task to hand over."))
    for task in rows:
        if recording is None and not may(by, "tasks.hand_over", task):
            raise NotAllowed("tasks.hand_over")
        if recording is not None:
            recording.change(task, person=to, role="", version=task.version + 1)
            continue
        with record(task, verb="task handed over", by=by) as own:
            own.change(task, person=to, role="")
    return rows
