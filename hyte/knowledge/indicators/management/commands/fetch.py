import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import Progress

from hyte.core.accounts.rules import SYSTEM
from hyte.core.areas.commands import SpokenCommand, area_argument
from hyte.core.areas.models import Area
from hyte.core.areas.text import slug
from hyte.core.audit.recording import Refused
from hyte.knowledge.indicators.boundaries import fetch_newest
from hyte.knowledge.indicators.choices import SourceKind
from hyte.knowledge.indicators.jobs import summary_of
from hyte.knowledge.indicators.models import Dataset
from hyte.knowledge.indicators.numbers import derive_numbers
from hyte.knowledge.indicators.operations.datasets import add_dataset, sotkanet_dataset
from hyte.knowledge.indicators.operations.due import due_datasets
from hyte.knowledge.indicators.operations.fetching import fetch_dataset, manners
from hyte.knowledge.indicators.questions import query_in
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.sources import pxweb
from hyte.knowledge.stats.sources.fetching import Client

MOST_YEARS = 200
Told = dict[str, Any]


class Command(SpokenCommand):
    help = "Fetch numbers: data sets by key, those that are due, Sotkanet's indicators, a table by its address, boundaries."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "what", nargs="*", help="keys of data sets; sotkanet; the address of a table; statfin/…; boundaries"
        )
        parser.add_argument("--due", action="store_true", help="the data sets whose numbers are stale or not here yet")
        parser.add_argument("--area", help="key of the area that keeps the data set, such as paijat-hame")
        parser.add_argument("--indicators", help="Sotkanet's numbers of indicators, such as 4,127")
        parser.add_argument("--years", help="years, such as 2010-2024 or 2015,2020; all without it")
        parser.add_argument("--reading", help="a JSON file that tells how a table is read")
        parser.add_argument("--name", help="name of a new data set")
        parser.add_argument("--publisher", help="who publishes the table")
        parser.add_argument("--licence", help="licence of the table")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        self.now = timezone.now()
        try:
            told = [self.one(work) for work in self.works(options)]
            derive_numbers()
        except (Refused, InputRefused) as refusal:
            sentence = refusal.sentence(_) if isinstance(refusal, InputRefused) else str(refusal)
            raise CommandError(sentence, returncode=1) from refusal
        except KeyboardInterrupt as stop:
            sentence = _("Stopped. The numbers are as they were; the next fetch goes on from what came.")
            raise CommandError(sentence, returncode=1) from stop
        if options["as_json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        if any(one["fault"] for one in told):
            raise SystemExit(1)

    def works(self, options: Told) -> list[Callable[[], Told]]:
        """What is to be fetched, each as a piece of work that says what came of it."""
        self.as_json = options["as_json"]
        words: list[str] = options["what"]
        if options["due"]:
            area = area_argument(options["area"]) if options["area"] else None
            due = due_datasets(today=timezone.localdate(), now=self.now, area=area)
            if not due and not self.as_json:
                self.stdout.write(_("Nothing is due."))
            return [lambda dataset=dataset: self.fetch(dataset) for dataset in due]  # type: ignore[misc]
        if not words:
            raise CommandError(_("Say what to fetch: keys of data sets, sotkanet, an address, or --due."), returncode=2)
        if words == ["boundaries"]:
            years = years_argument(options["years"]) if options["years"] else [self.now.year]
            return [lambda: self.boundaries(years[-1])]
        datasets = [self.dataset(word, options) for word in words]
        return [lambda dataset=dataset: self.fetch(dataset) for dataset in datasets]  # type: ignore[misc]

    def dataset(self, word: str, options: Told) -> Dataset:
        if word == "sotkanet":
            years = years_argument(options["years"]) if options["years"] else None
            return sotkanet_dataset(
                self.area(options),
                indicators=whole_numbers(options["indicators"] or "", name="--indicators"),
                years=years,
                by=SYSTEM,
                today=self.now.date(),
            )
        if word.startswith("statfin/"):
            word = f"{settings.STATFIN_URL}/{word.removeprefix('statfin/')}"
        if "://" in word:
            return self.table(word, options)
        known = Dataset.objects.live().select_related("home").filter(key=word).first()
        if known is None:
            raise CommandError(_("There is no data set with the key %(key)s.") % {"key": word}, returncode=2)
        return known

    def table(self, address: str, options: Told) -> Dataset:
        """The data set of a table's address; made where there is none."""
        known = Dataset.objects.live().select_related("home").filter(address=address).first()
        if known is not None:
            return known
        if not options["reading"] or not options["name"]:
            raise CommandError(_("Give also %(names)s.") % {"names": "--name, --reading"}, returncode=2)
        is_px = address.endswith(".px")
        is_statfin = address.startswith(settings.STATFIN_URL)
        publisher = options["publisher"] or (pxweb.SOURCE if is_statfin else "")
        licence = options["licence"] or (pxweb.LICENCE if is_statfin else "")
        if not publisher or not licence:
            raise CommandError(_("Give also %(names)s.") % {"names": "--publisher, --licence"}, returncode=2)
        query = query_of(Path(options["reading"]))
        area = self.area(options)
        return add_dataset(
            area,
            key=f"{area.key}-{slug(options['name'])}"[:120].strip("-"),
            by=SYSTEM,
            today=self.now.date(),
            name_fi=options["name"],
            kind=SourceKind.PXWEB if is_px else SourceKind.JSONSTAT,
            address=address,
            publisher=publisher,
            licence=licence,
            query=query,
        )

    def area(self, options: Told) -> Area:
        if not options["area"]:
            raise CommandError(_("Give also %(names)s.") % {"names": "--area"}, returncode=2)
        return area_argument(options["area"])

    def one(self, work: Callable[[], Told]) -> Told:
        told = work()
        if not self.as_json:
            line = f"{told['dataset']}: {told['fault'] or told['summary']}"
            (self.stderr if told["fault"] else self.stdout).write(line)
            for note in told["notes"]:
                self.stdout.write(f"  {note}")
        return told

    def fetch(self, dataset: Dataset) -> Told:
        """Fetch one data set; that its source is down does not stop the others."""
        told: Told = {"dataset": dataset.key, "state": "failed", "release": None, "rows": 0, "notes": [], "fault": ""}
        try:
            with shown_progress(str(dataset)) as progress:
                renewal = fetch_dataset(dataset, by=SYSTEM, now=datetime.now(self.now.tzinfo), progress=progress)
        except Refused as fault:
            return {**told, "summary": "", "fault": str(fault)}
        return {
            **told,
            "state": "new" if renewal.is_new else "unchanged",
            "release": renewal.release.hash,
            "rows": renewal.release.rows,
            "summary": summary_of(renewal),
            "notes": list(renewal.notes),
        }

    def boundaries(self, year: int) -> Told:
        """Fetch the municipalities' boundaries, as they were drawn in a year."""
        with shown_progress(_("Boundaries")) as progress, Client(manners=manners(), progress=progress) as client:
            found = fetch_newest(client, year=year, now=self.now)
        return {
            "dataset": "boundaries",
            "state": "new",
            "release": found.hash,
            "rows": len(found.areas),
            "summary": _("The boundaries of %(count)s areas are here.") % {"count": len(found.areas)},
            "notes": [note.sentence(_) for note in found.notes],
            "fault": "",
        }


@contextmanager
def shown_progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the terminal's error stream; nothing where the output goes to a file."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def query_of(path: Path) -> Told:
    """What is asked of a table: `reading`, and `selection` and `areas` where they narrow it; a lone reading will do."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as fault:
        sentence = _("The file %(path)s cannot be read as JSON: %(fault)s.") % {"path": path, "fault": fault}
        raise CommandError(sentence, returncode=2) from fault
    try:
        return query_in(text)
    except Refused as fault:
        raise CommandError(str(fault), returncode=2) from fault


def years_argument(text: str) -> list[int]:
    """Years such as 2010-2024 or 2015,2020."""
    first, dash, last = text.partition("-")
    if not dash:
        return whole_numbers(text, name="--years")
    years = [*whole_numbers(first, name="--years"), *whole_numbers(last, name="--years")]
    if len(years) != 2 or not 0 <= years[1] - years[0] < MOST_YEARS:
        raise _no_numbers("--years", text)
    return list(range(years[0], years[1] + 1))


def whole_numbers(text: str, *, name: str) -> list[int]:
    """Whole numbers separated by commas."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isascii() and part.isdecimal() for part in parts):
        raise _no_numbers(name, text)
    return [int(part) for part in parts]


def _no_numbers(name: str, text: str) -> CommandError:
    told = _("%(name)s %(text)s is not right. Give whole numbers, such as 4,127 or 2010-2024.")
    return CommandError(told % {"name": name, "text": text}, returncode=2)
