from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from hyte.core.areas.commands import SpokenCommand
from hyte.portal.starting import find_county, load_country, start_county


class Command(SpokenCommand):
    help = "Make this installation a county's: its areas and organisations, and the starting data if there is any."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--county", required=True, help="the county's name or key, such as Kanta-Häme or kanta-hame"
        )
        parser.add_argument("--empty", action="store_true", help="leave out the starting data")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        load_country()
        county = find_county(options["county"])
        if county is None:
            told = _("There is no wellbeing services county called %(name)s.") % {"name": options["county"]}
            raise CommandError(told, returncode=2)
        start_county(county, say=self.stdout.write, with_data=not options["empty"])
        told = {"county": county.name, "address": f"/{county.key}/"}
        self.stdout.write(_("%(county)s is open at %(address)s") % told)
