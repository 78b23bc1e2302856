import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from hyte.core.areas.commands import SpokenCommand
from hyte.planning.reports.models import ReportSnapshot
from hyte.planning.reports.queries.verifying import Verification, verify_snapshot


class Command(SpokenCommand):
    help = (
        "Compute every figure of an approved report again from the stored releases and check its hashes; "
        "exit status 1 when something differs, 2 when there is no such report."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", help="key of the report, as in its address")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        key = options["key"]
        rows = ReportSnapshot.objects.live().filter(report__key=key).select_related("report", "pdf", "pdf_sv")
        snapshot = rows.order_by("-number").first()
        if snapshot is None:
            raise CommandError(_("There is no approved report with the key %(key)s.") % {"key": key}, returncode=2)
        found = verify_snapshot(snapshot)
        if options["as_json"]:
            self.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
        else:
            self.tell(found)
        if not found.is_sound:
            raise CommandError(
                _("Not as it was approved: %(differences)s figures differ, %(faults)s faults.")
                % {"differences": len(found.differences), "faults": len(found.faults)}
            )

    def tell(self, found: Verification) -> None:
        for one in found.differences:
            self.stdout.write(
                _("%(indicator)s, %(area)s: %(what)s was %(approved)s when approved, and is %(computed)s.")
                % {**one.__dict__, "approved": one.approved or "–", "computed": one.computed or "–"}
            )
        for fault in found.faults:
            self.stdout.write(fault)
        if found.amounts:
            amounts = {"number": found.amounts}
            self.stdout.write(_("%(number)s amounts of money held against the budgets of today.") % amounts)
        told = {"number": found.figures, "hash": found.sha256}
        self.stdout.write(_("%(number)s figures computed again. SHA-256 %(hash)s.") % told)
