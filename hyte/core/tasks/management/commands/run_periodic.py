import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hyte.core.tasks.duties import run_duties


class Command(BaseCommand):
    help = "Do the periodic duties once: digests, seals, retention. The worker does them by itself every hour."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, help="as if today were this day, 2023-09-01")

    def handle(self, *args: Any, **options: Any) -> None:
        done = run_duties(options["day"] or timezone.localdate())
        print(json.dumps(done, ensure_ascii=False))
        if "failed" in done.values():
            raise CommandError("A duty failed; the log says why.")
