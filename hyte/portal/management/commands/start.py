from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hyte.portal.starting import find_county, load_country, start_county


class Command(BaseCommand):
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
            raise CommandError(f"There is no wellbeing services county called {options['county']}.", returncode=2)
        start_county(county, say=self.stdout.write, with_data=not options["empty"])
        self.stdout.write(f"{county.name_fi} is open at /{county.key}/.")
