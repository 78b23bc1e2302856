import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hyte.core.audit.operations import Verification, verify_audit


class Command(BaseCommand):
    help = "Check that no audit entry has been altered since it was sealed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", default="", help="begin from the seal whose hash begins so")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        result = verify_audit(since=options["since"])
        if options["as_json"]:
            self.stdout.write(json.dumps(asdict(result), ensure_ascii=False))
        else:
            self.tell(result)
        if result.faults:
            raise SystemExit(1)

    def tell(self, result: Verification) -> None:
        for fault in result.faults:
            self.stdout.write(fault)
        self.stdout.write(
            f"{result.seals} seals, {result.entries} sealed entries, {result.unsealed} not yet sealed, "
            f"{len(result.faults)} faults."
        )
