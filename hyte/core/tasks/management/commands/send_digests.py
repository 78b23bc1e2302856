from typing import Any

from django.core.management.base import CommandParser

from hyte.core.areas.commands import SpokenCommand, day_argument
from hyte.core.tasks.digest import send_digests


class Command(SpokenCommand):
    help = "Send the weekly digests that are due; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--day", help="as if today were this day, 2023-09-01")

    def handle(self, *args: Any, **options: Any) -> None:
        print(send_digests(day=day_argument(options["day"], name="--day")))
