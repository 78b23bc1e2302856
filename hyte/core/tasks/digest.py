"""The weekly mail that tells a person what is due, grouped by record; none when nothing is."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from hyte.core.accounts.models import User
from hyte.core.tasks.asks import asks_by_mail
from hyte.core.tasks.models import Digest, Task
from hyte.core.tasks.queries import SOON

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Group:
    """The due tasks about one record."""

    title: str
    address: str
    tasks: list[Task]


def due_tasks(user: User, *, day: date) -> list[Task]:
    """The person's open tasks that are late or due within two weeks, those about one record together."""
    limit = day + timedelta(days=SOON)
    rows = list(Task.objects.mine(user).filter(due__lte=limit).select_related("home").order_by("due", "pk"))
    first: dict[tuple[str, int | None], int] = {}
    for number, row in enumerate(rows):
        first.setdefault(_record(row), number)
    return sorted(rows, key=lambda row: first[_record(row)])


def _record(task: Task) -> tuple[str, int | None]:
    return (task.model, task.object_id) if task.model else ("", None)


def groups_of(tasks: list[Task]) -> list[Group]:
    """Tasks by record, each with a whole address in the active language."""
    groups = []
    for (model, _pk), rows in ((key, list(rows)) for key, rows in groupby(tasks, key=_record)):
        title = rows[0].record_title if model else ""
        groups.append(Group(title, full_address(rows[0].get_absolute_url()), rows))
    return groups


def full_address(address: str) -> str:
    return settings.BASE_URL.rstrip("/") + address


def send_digest(user: User, *, day: date) -> bool:
    """Mail the person's digest; False when nothing is due."""
    tasks = due_tasks(user, day=day)
    with translation.override(user.language):
        asks = asks_by_mail(user, day=day)
        count = len(tasks) + len(asks)
        if not count:
            return False
        subject = ngettext("%(count)s task is due", "%(count)s tasks are due", count) % {"count": count}
        groups = groups_of(tasks)
        desk, account = full_address(reverse("tasks:desk")), full_address(reverse("accounts:account"))
        text = render_to_string(
            "tasks/digest.txt",
            {"user": user, "groups": groups, "asks": asks, "day": day, "desk": desk, "account": account},
        )
        send_mail(f"Hyte-työpöytä: {subject}", text, None, [user.email])
    return True


def last_digest_day(user: User, day: date) -> date:
    """The latest day, `day` at most, that is the person's weekday."""
    return day - timedelta(days=(day.weekday() - (user.digest_weekday or 0)) % 7)


def send_digests(*, day: date) -> int:
    """Deal with everyone whose weekday has come since the last run; a second run on the same day sends nothing."""
    sent = 0
    wanted = User.objects.filter(is_active=True, digest_weekday__isnull=False).exclude(email="")
    for user in wanted.iterator():
        if _claim(user, day):
            try:
                sent += send_digest(user, day=day)
            except OSError:
                logger.exception("The digest of account %s could not be sent", user.pk)
                Digest.objects.filter(user=user).update(handled_on=F("handled_on") - timedelta(days=7))
    return sent


def _claim(user: User, day: date) -> bool:
    """Mark the person's week as dealt with before sending, so that two workers never both send."""
    due = last_digest_day(user, day)
    digest, is_new = Digest.objects.get_or_create(user=user, defaults={"handled_on": due})
    if is_new:
        return due == day
    return bool(Digest.objects.filter(Q(pk=digest.pk), handled_on__lt=due).update(handled_on=due))
