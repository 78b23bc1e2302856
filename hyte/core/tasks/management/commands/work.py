import logging
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandParser
from django.db import close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from hyte.core.areas.commands import SpokenCommand
from hyte.core.tasks.duties import run_duties
from hyte.core.tasks.jobs import stop_work

HOUR = 3600


class Command(SpokenCommand):
    help = "Run queued jobs until stopped, and the periodic duties once an hour."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="run what is queued and the duties, then stop")
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between looks at an empty queue")
        parser.add_argument("--no-periodic", action="store_true", help="leave the periodic duties to a timer")

    def handle(self, *args: Any, **options: Any) -> None:
        for name in ("django_tasks", "django_tasks_db"):
            logging.getLogger(name).setLevel(logging.ERROR)
        worker = _Worker()
        signal.signal(signal.SIGINT, worker.stop)
        signal.signal(signal.SIGTERM, worker.stop)
        next_duties = time.monotonic()
        while worker.running:
            worker.run()
            if not options["no_periodic"] and worker.running and time.monotonic() >= next_duties:
                with worker.leaving():
                    run_duties(timezone.localdate())
                next_duties = time.monotonic() + HOUR
            close_old_connections()
            if options["once"]:
                break
            if worker.running:
                with worker.leaving():
                    time.sleep(options["interval"])


class _Worker(Worker):
    """Runs what is queued and returns; told to stop, it breaks off the job at hand but lets it finish saving.

    A second signal stops it at once.
    """

    def __init__(self) -> None:
        super().__init__(
            queue_names=["*"],
            interval=1,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        self._may_leave = False

    def stop(self, *_signal: Any) -> None:
        if not self.running or self._may_leave:
            sys.exit(0)
        self.running = False
        stop_work()

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """While it rests, and in the duties, each of which is done again by the next worker, it may leave at once."""
        self._may_leave = True
        try:
            yield
        finally:
            self._may_leave = False
