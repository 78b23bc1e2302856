import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from hyte.core.areas.commands import SpokenCommand
from hyte.core.audit.operations import Verification, verify_audit


class Command(SpokenCommand):
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
            _("Seals %(seals)s, sealed entries %(entries)s, not yet sealed %(unsealed)s, faults %(faults)s.")
            % {**asdict(result), "faults": len(result.faults)}
        )
