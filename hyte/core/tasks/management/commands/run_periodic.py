import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from hyte.core.areas.commands import SpokenCommand, day_argument
from hyte.core.tasks.duties import run_duties


class Command(SpokenCommand):
    help = "Do the periodic duties once: digests, seals, retention. The worker does them by itself every hour."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--day", help="as if today were this day, 2023-09-01")

    def handle(self, *args: Any, **options: Any) -> None:
        done = run_duties(day_argument(options["day"], name="--day"))
        print(json.dumps(done, ensure_ascii=False))
        if "failed" in done.values():
            raise CommandError(_("A duty failed; the log says why."))
