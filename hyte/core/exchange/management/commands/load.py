import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from hyte.core.areas.commands import SpokenCommand, area_argument
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused
from hyte.core.exchange.folders import load_folder, plan_folder
from hyte.core.exchange.planning import sentence_of_fault


class Command(SpokenCommand):
    help = "Load a folder of CSV or XLSX files in the exchange format; all rows or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", help="folder whose files are named after the sheets, such as bodies.csv")
        parser.add_argument("--area", help="key of the area that rows without a home belong to")
        parser.add_argument("--dry-run", action="store_true", help="say what would change; save nothing")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["folder"])
        if not folder.is_dir():
            raise CommandError(_("%(folder)s is not a folder.") % {"folder": folder}, returncode=2)
        area = area_argument(options["area"]) if options["area"] else self.only_county()
        try:
            plan = plan_folder(folder, area=area) if options["dry_run"] else load_folder(folder, area=area)
        except OSError as error:
            raise CommandError(_("The folder cannot be read: %(fault)s.") % {"fault": error}, returncode=2) from error
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        if options["as_json"]:
            self.stdout.write(json.dumps(plan.as_dict(), ensure_ascii=False, indent=1))
        else:
            self.print_plan(plan.as_dict(), is_dry=options["dry_run"])
        if plan.errors:
            raise SystemExit(1)

    def only_county(self) -> Area | None:
        """A folder of starting data says each row's home; where rows do not, a single open county is meant."""
        counties = list(Area.objects.filter(kind="county", is_open=True)[:2])
        return counties[0] if len(counties) == 1 else None

    def print_plan(self, result: dict[str, Any], *, is_dry: bool) -> None:
        for error in result["errors"]:
            self.stdout.write(sentence_of_fault(error))
        self.stdout.write(
            _("Created %(created)s, changed %(changed)s, unchanged %(unchanged)s.") % result
            + (" " + _("Nothing was saved.") if is_dry or result["errors"] else "")
        )
