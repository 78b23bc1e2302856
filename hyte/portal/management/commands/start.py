from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from hyte.core.areas.commands import SpokenCommand
from hyte.core.areas.models import Area
from hyte.portal.starting import (
    find_county,
    find_municipality,
    load_country,
    load_figures,
    open_municipality,
    start_county,
)


class Command(SpokenCommand):
    help = "Make this installation a county's, with its municipalities and starting data, or one municipality's alone."

    def add_arguments(self, parser: CommandParser) -> None:
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--county", help="the county's name or key, such as Kanta-Häme or kanta-hame")
        whose.add_argument("--municipality", help="a municipality that starts alone, such as Sysmä or sysma")
        parser.add_argument("--empty", action="store_true", help="leave out the starting data")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        load_country()
        area = self._start(options)
        told = {"area": area.name, "address": f"/{area.key}/", "key": area.key}
        self.stdout.write(_("%(area)s is open at %(address)s") % told)
        self.stdout.write(_("Invite its administrator: hyte invite --area %(key)s --email ADDRESS") % told)

    def _start(self, options: dict[str, Any]) -> Area:
        if options["county"] is None:
            municipality = find_municipality(options["municipality"])
            if municipality is None:
                told = _("There is no municipality called %(name)s.") % {"name": options["municipality"]}
                raise CommandError(told, returncode=2)
            open_municipality(municipality)
            return municipality
        county = find_county(options["county"])
        if county is None:
            told = _("There is no wellbeing services county called %(name)s.") % {"name": options["county"]}
            raise CommandError(told, returncode=2)
        start_county(county, say=self.stdout.write, with_data=not options["empty"])
        if not options["empty"]:
            load_figures(county, say=self.stdout.write)
        return county
