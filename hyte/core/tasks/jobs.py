"""Work longer than a second: an app registers it by name, a view starts it, the worker runs it, a page follows it."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from hyte.core.accounts.rules import NotAllowed, Principal
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused
from hyte.core.tasks.models import Job, JobState
from hyte.core.tasks.progress import Progress, close_progress

logger = logging.getLogger(__name__)
_works: dict[str, Callable[..., dict[str, Any] | None]] = {}
_at_work: list[Job] = []  # the job at hand, while it can be broken off


class Stopped(BaseException):
    """The worker was told to stop in the middle of a piece of work."""


def stop_work() -> None:
    """Break off the work at hand, unless it is saving; a worker begins it anew. Called where a signal comes in."""
    if _at_work and not connection.in_atomic_block:
        raise Stopped


def register_work(name: str, work: Callable[..., dict[str, Any] | None]) -> None:
    """Name a piece of work: `work(progress=…, by=…, **arguments)`, where `progress(done, total)` may be called often.

    It returns what the job page shows: `summary` (a sentence), `address` with `address_label`, `errors` (sentences).
    """
    _works[name] = work


LONGEST_TITLE = 200


def start_job(work: str, *, title: str, by: Principal, area: Area | None = None, **arguments: Any) -> Job:
    """Queue a registered piece of work with plain JSON arguments; it starts when the caller's transaction is saved."""
    if work not in _works:
        raise KeyError(work)
    job = Job.objects.create(home=area, owner=by.user, title=title[:LONGEST_TITLE])
    transaction.on_commit(functools.partial(run_job.enqueue, job.pk, work, arguments))
    return job


@task()
def run_job(job_id: int, work: str, arguments: dict[str, Any]) -> None:
    """Run a job once; whatever happens, its page says how it ended."""
    claimed = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(state=JobState.RUNNING)
    if not claimed:
        return
    job = Job.objects.select_related("owner").get(pk=job_id)
    language = job.owner.language if job.owner else None
    try:
        with translation.override(language):
            state, result = _outcome(job, work, arguments)
    except Stopped:
        Job.objects.filter(pk=job_id).update(state=JobState.QUEUED)
        run_job.enqueue(job_id, work, arguments)
        return
    close_progress(job)
    job.state, job.result, job.ended_at = state, result, timezone.now()
    job.save(update_fields=["state", "result", "ended_at", "done", "total"])


def _outcome(job: Job, work: str, arguments: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    by = Principal(user=job.owner, via="job") if job.owner else Principal(is_system=True, via="job")
    try:
        _at_work.append(job)
        return JobState.DONE, _works[work](progress=Progress(job), by=by, **arguments) or {}
    except (Refused, NotAllowed) as refusal:
        return JobState.REFUSED, {"summary": str(refusal), "errors": getattr(refusal, "errors", [])}
    except Exception:
        logger.exception("Job %s (%s) failed", job.pk, work)
        return JobState.FAILED, {"summary": _("Something went wrong and nothing was saved. Try again.")}
    finally:
        _at_work.clear()


def close_interrupted_jobs(*, hours: int = 6) -> int:
    """Say of jobs whose worker was stopped in the middle that they were interrupted."""
    since = timezone.now() - timedelta(hours=hours)
    summary = _("The work was interrupted and nothing was saved. Start it again.")
    stuck = Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING], created_at__lt=since)
    return stuck.update(state=JobState.FAILED, ended_at=timezone.now(), result={"summary": summary})
