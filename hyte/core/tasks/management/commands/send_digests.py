from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from hyte.core.tasks.digest import send_digests


class Command(BaseCommand):
    help = "Send the weekly digests that are due; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, help="as if today were this day, 2023-09-01")

    def handle(self, *args: Any, **options: Any) -> None:
        print(send_digests(day=options["day"] or timezone.localdate()))
