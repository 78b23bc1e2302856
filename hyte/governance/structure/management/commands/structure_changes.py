import argparse
import json
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from hyte.core.areas.models import Area
from hyte.governance.structure.changes.words import as_dict, as_text
from hyte.governance.structure.drafts import DraftFaulty, DraftNotFound, draft_named
from hyte.governance.structure.queries.changes import changes_between, changes_since_draft

HELP = """What began, ended, was renamed and moved in an area's structure between two days, or between a draft and a day.

A draft is a folder with draft.csv (name, day, title, source) and tables in the exchange format, such as bodies.csv.
Drafts are looked for under hyte/starting_data/<area, _ for ->/drafts/ and under <data folder>/drafts/<area>/.
Compared with a draft, only what the draft states is compared, with what stands on the structure picture of the day.
"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        parser = super().create_parser(*args, **options)
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--area", required=True, help="key of the area, such as paijat-hame")
        parser.add_argument("--from", dest="start", help="earlier day, 2022-05-31; a draft brings its own")
        parser.add_argument("--to", dest="end", help="later day, 2023-12-31; today when left out")
        parser.add_argument("--draft", help="name of a draft, or a part that only one draft has")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the result as JSON")
        parser.add_argument("--language", default="fi", choices=["fi", "sv", "en"], help="language of the text")

    def handle(self, *args: Any, **options: Any) -> None:
        area = Area.objects.filter(key=options["area"]).first()
        if area is None:
            raise CommandError(f"There is no area with the key {options['area']}.", returncode=2)
        start = self.day_of(options["start"], "--from")
        end = self.day_of(options["end"], "--to") or timezone.localdate()
        with translation.override(options["language"]):
            result = self.compare(area, start, end, options["draft"])
            if options["as_json"]:
                self.stdout.write(json.dumps(as_dict(result), ensure_ascii=False, indent=1))
            else:
                self.stdout.write(as_text(result))

    def compare(self, area: Area, start: date | None, end: date, name: str | None) -> Any:
        if name:
            try:
                draft = draft_named(area.key, name)
                return changes_since_draft(area, draft=draft, end=end, user=AnonymousUser())
            except DraftNotFound as error:
                raise CommandError(str(error), returncode=2) from error
            except DraftFaulty as error:
                raise CommandError(str(error), returncode=1) from error
        if start is None:
            raise CommandError("Give the earlier day with --from, or a draft with --draft.", returncode=2)
        if end < start:
            raise CommandError(f"The later day {end} is before the earlier day {start}.", returncode=2)
        return changes_between(area, start=start, end=end, user=AnonymousUser())

    def day_of(self, text: str | None, option: str) -> date | None:
        if text is None:
            return None
        try:
            return date.fromisoformat(text.strip())
        except ValueError as error:
            raise CommandError(f"{option} {text} is not a day; give it as 2023-12-31.", returncode=2) from error
