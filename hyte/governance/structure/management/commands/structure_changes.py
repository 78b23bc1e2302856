import argparse
import json
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from hyte.core.areas.commands import SpokenCommand, area_argument, day_argument
from hyte.core.areas.models import Area
from hyte.governance.structure.changes.words import as_dict, as_text
from hyte.governance.structure.drafts import Draft, DraftFaulty, DraftNotFound, draft_named
from hyte.governance.structure.queries.changes import changes_between, changes_since_draft

HELP = """What began, ended, was renamed and moved in an area's structure between two days, or between a draft and a day.

A draft is a folder with draft.csv (name, day, title, source) and tables in the exchange format, such as bodies.csv.
Drafts are looked for under hyte/starting_data/<area, _ for ->/drafts/ and under <data folder>/drafts/<area>/.
Compared with a draft, only what the draft states is compared, with what stands on the structure picture of the day.
"""


class Command(SpokenCommand):
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

    def handle(self, *args: Any, **options: Any) -> None:
        area = area_argument(options["area"])
        start = day_argument(options["start"], name="--from") if options["start"] else None
        result = self.compare(area, start, day_argument(options["end"], name="--to"), options["draft"])
        if options["as_json"]:
            self.stdout.write(json.dumps(as_dict(result), ensure_ascii=False, indent=1))
        else:
            self.stdout.write(as_text(result))

    def compare(self, area: Area, start: date | None, end: date, name: str | None) -> Any:
        draft = self.draft_of(area, name) if name else None
        first = max((day for day in (start, draft.day if draft else None) if day), default=None)
        if first is None:
            raise CommandError(_("Give the earlier day with --from, or a draft with --draft."), returncode=2)
        if end < first:
            days = {"end": end, "start": first}
            raise CommandError(_("The later day %(end)s is before the earlier day %(start)s.") % days, returncode=2)
        if draft is None:
            return changes_between(area, start=first, end=end, user=AnonymousUser())
        try:
            return changes_since_draft(area, draft=draft, end=end, user=AnonymousUser())
        except DraftFaulty as error:
            raise CommandError(str(error), returncode=1) from error

    def draft_of(self, area: Area, name: str) -> Draft:
        try:
            return draft_named(area.key, name)
        except DraftNotFound as error:
            raise CommandError(str(error), returncode=2) from error
        except DraftFaulty as error:
            raise CommandError(str(error), returncode=1) from error
