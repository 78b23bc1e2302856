from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import Principal, allow
from hyte.core.tasks.models import Task


@rules.predicate
def is_asked_of(by: Principal, task: Any) -> bool:
    """The task is for the person, or for a role the person has in the task's area."""
    if by.user is None or not isinstance(task, Task):
        return False
    if task.person_id is not None:
        return task.person_id == by.user.pk
    return any(m.role == task.role and m.area_id == task.home_id for m in by.memberships)


@rules.predicate
def did_task(by: Principal, task: Any) -> bool:
    """The person marked the task done, and may say that it was not."""
    return by.user is not None and isinstance(task, Task) and task.done_by_id == by.user.pk


_LEADERS = [Role.COORDINATOR, Role.ADMINISTRATOR]

allow("tasks.create", _("give a task"), [*_LEADERS, Role.SECRETARY, Role.OFFICIAL])
allow("tasks.complete", _("mark a task done"), _LEADERS, also=is_asked_of | did_task)
allow("tasks.hand_over", _("hand a task to someone else"), _LEADERS, also=is_asked_of)
