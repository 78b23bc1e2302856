import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from hyte.core.accounts.rules import SYSTEM
from hyte.core.areas.commands import SpokenCommand, area_argument
from hyte.core.audit.recording import Refused
from hyte.governance.structure.link_checker.fetching import Checker
from hyte.governance.structure.operations.link_checks import check_links


class Command(SpokenCommand):
    help = "Check the links of steering documents: dead, shared, front page only, text and address disagree."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--area", help="key of one area; every area without it")
        parser.add_argument("--offline", action="store_true", help="only what shows without opening the addresses")

    def handle(self, *args: Any, **options: Any) -> None:
        area = area_argument(options["area"]) if options["area"] else None
        today = timezone.localdate()
        try:
            if options["offline"]:
                report = check_links(area, by=SYSTEM, today=today)
            else:
                with Checker() as checker:
                    report = check_links(area, by=SYSTEM, today=today, checker=checker)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(json.dumps(vars(report), ensure_ascii=False))
