import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import SYSTEM
from hyte.core.areas.commands import SpokenCommand
from hyte.core.audit.recording import Refused
from hyte.knowledge.indicators.jobs import summary_of_table
from hyte.knowledge.indicators.models import Dataset
from hyte.knowledge.indicators.numbers import derive_numbers
from hyte.knowledge.indicators.operations.loading import (
    TableRefused,
    load_figures,
    previewed,
    read_figures,
    sentence_of,
)
from hyte.knowledge.stats.store.releases import ReleaseBroken


class Command(SpokenCommand):
    help = "Load an area's own figures from an XLSX or CSV file into a data set; all rows or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="XLSX or CSV with the columns of an own table")
        parser.add_argument("--dataset", required=True, help="key of the data set")
        parser.add_argument("--replace", action="store_true", help="take away the figures that the file does not have")
        parser.add_argument("--dry-run", action="store_true", help="say what would change; save nothing")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        dataset = Dataset.objects.live().select_related("home").filter(key=options["dataset"]).first()
        if dataset is None:
            told = _("There is no data set with the key %(key)s.") % {"key": options["dataset"]}
            raise CommandError(told, returncode=2)
        try:
            content = path.read_bytes()
        except OSError as fault:
            sentence = _("The file %(path)s cannot be read: %(fault)s.") % {"path": path, "fault": fault.strerror}
            raise CommandError(sentence, returncode=2) from fault
        try:
            told = self.load(dataset, path.name, content, options)
        except TableRefused as refusal:
            told = {"state": "refused", "errors": refusal.faults}
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        except ReleaseBroken as fault:
            raise CommandError(fault.sentence(_), returncode=1) from fault
        if options["as_json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            self.print(told)
        if told["errors"]:
            raise SystemExit(1)

    def load(self, dataset: Dataset, name: str, content: bytes, options: dict[str, Any]) -> dict[str, Any]:
        keeps = not options["replace"]
        rows = read_figures(dataset, name=name, content=content)
        report = previewed(dataset, rows, name=name, keeps_earlier=keeps)
        told = {key: report[key] for key in ("rows", "new", "changed", "gone", "same", "hidden", "errors")}
        if options["dry_run"]:
            return {"state": "unsaved", **told}
        release, is_new = load_figures(
            dataset, name=name, content=content, keeps_earlier=keeps, by=SYSTEM, now=timezone.now()
        )
        derive_numbers()
        summary = summary_of_table(release, is_new=is_new)
        return {"state": "new" if is_new else "unchanged", "release": release.hash, "summary": summary, **told}

    def print(self, told: dict[str, Any]) -> None:
        for fault in told["errors"]:
            self.stdout.write(sentence_of(fault))
        if told["errors"]:
            self.stdout.write(_("Nothing was saved."))
            return
        counts = _("New %(new)s, changed %(changed)s, gone %(gone)s, as they were %(same)s.") % told
        summary = told.get("summary") or _("Nothing was saved.")
        self.stdout.write(f"{counts} {summary}")
