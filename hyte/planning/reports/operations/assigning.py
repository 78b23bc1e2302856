"""Who writes which section by when, and the task that reminds of it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.models import User
from hyte.core.accounts.rules import Principal, require
from hyte.core.audit.recording import Recording, Refused, lock, record
from hyte.core.tasks.models import Task
from hyte.core.tasks.operations.tasks import create_task, is_member
from hyte.governance.structure.models import Post
from hyte.planning.reports.choices import SectionState
from hyte.planning.reports.models import Section
from hyte.planning.reports.rules import LEAD

DONE = {SectionState.READY, SectionState.LEFT_OUT}


@transaction.atomic
def assign_section(
    section: Section, *, version: int, post: Post | None, due: date | None, by: Principal, today: date
) -> Section:
    """Give a section its writer and its due day; whoever holds the post gets a task of it until it is ready."""
    require(by, LEAD, section.report)
    section = lock(section, version=version)
    if not section.report.is_open:
        raise Refused(_("The report has been approved or withdrawn, so it is not written any more."))
    if post is not None and (post.home_id != section.home_id or post.withdrawn_on):
        raise Refused(_("The post belongs to another area or has been withdrawn."))
    if due is not None and due != section.due and due < today:
        raise Refused(_("The due day is already past."))
    with record(section, verb="report section assigned", by=by) as recording:
        recording.change(section, post=post, due=due)
        _ask_writer(section, recording=recording, by=by, today=today)
    return section


def _ask_writer(section: Section, *, recording: Recording, by: Principal, today: date) -> None:
    """One open task at most: of whom is asked now, with today's due day."""
    asked = section.post is not None and section.state not in DONE
    person = _writer(section.post, section=section, today=today) if section.post else None
    role = "" if person else Role.COORDINATOR.value
    kept = None
    for task in _open_tasks(section):
        if asked and kept is None and (task.person_id, task.role) == (person.pk if person else None, role):
            kept = recording.change(task, due=section.due, version=task.version + 1)
        else:
            recording.change(task, done_at=timezone.now(), done_by=by.user, version=task.version + 1)
    if not asked or kept is not None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Write %(section)s (%(report)s)") % {"section": section, "report": section.report}
        if person is None:
            title = _("%(title)s, %(post)s") % {"title": title, "post": section.post}
        address = section.writing_url
    create_task(
        title[:250],
        area=section.home,
        by=by,
        today=today,
        person=person,
        role=role,
        due=section.due if section.due and section.due >= today else None,
        about=section,
        address=address,
        is_example=section.is_example,
        recording=recording,
    )


def _writer(post: Post, *, section: Section, today: date) -> User | None:
    """The holder's account where the holder has one and works in the area; else the coordinator is reminded."""
    person = post.holder.user if post.holder else None
    return person if person and person.is_active and is_member(person, section.home, today) else None


def _open_tasks(section: Section) -> list[Task]:
    rows = Task.objects.select_for_update().filter(model=section._meta.label_lower, object_id=section.pk)
    return list(rows.filter(done_at__isnull=True).order_by("pk"))


def end_tasks(section: Section, *, recording: Recording, by: Principal) -> None:
    """Nobody is reminded of a section that is ready or left out."""
    for task in _open_tasks(section):
        recording.change(task, done_at=timezone.now(), done_by=by.user, version=task.version + 1)
