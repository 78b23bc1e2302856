"""How far a job is, written where the job's own transaction cannot hide it."""

from __future__ import annotations

import json
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

from hyte.core.tasks.models import Job

EVERY = 0.5


class Progress:
    """Told by the work how far it is; writes at most twice a second."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._last = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done < total and now - self._last < EVERY:
            return
        self._last = now
        write_progress(self.job, done, total)


def _file_of(job: Job) -> Path:
    return Path(settings.DATA_FOLDER) / "progress" / f"{job.pk}.json"


def write_progress(job: Job, done: int, total: int) -> None:
    """On SQLite a small file, since the work holds the only write lock; otherwise a connection of its own."""
    if connection.vendor == "sqlite":
        path = _file_of(job)
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(json.dumps([done, total]))
        new.replace(path)
        return
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("UPDATE tasks_job SET done = %s, total = %s WHERE id = %s", [done, total, job.pk])
    finally:
        own.close()


def read_progress(job: Job) -> Job:
    """The job with its newest progress."""
    if connection.vendor == "sqlite" and not job.is_over:
        try:
            job.done, job.total = json.loads(_file_of(job).read_text())
        except (OSError, ValueError):
            return job
    return job


def close_progress(job: Job) -> None:
    """Keep the last figures in the row and remove the file."""
    read_progress(job)
    if connection.vendor == "sqlite":
        _file_of(job).unlink(missing_ok=True)
    else:
        job.refresh_from_db(fields=["done", "total"])
