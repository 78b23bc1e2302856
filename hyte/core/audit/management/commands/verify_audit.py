from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hyte.core.audit.operations import verify_audit


class Command(BaseCommand):
    help = "Check that no audit entry has been altered since it was sealed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", default="", help="begin from the seal whose hash begins so")

    def handle(self, *args: Any, **options: Any) -> None:
        result = verify_audit(since=options["since"])
        for fault in result.faults:
            self.stdout.write(fault)
        self.stdout.write(
            f"{result.seals} seals, {result.entries} sealed entries, {result.unsealed} not yet sealed, "
            f"{len(result.faults)} faults."
        )
        if result.faults:
            raise SystemExit(1)
