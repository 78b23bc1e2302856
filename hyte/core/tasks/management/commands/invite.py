from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import SYSTEM
from hyte.core.areas.choices import AUTHORITIES
from hyte.core.areas.commands import SpokenCommand, area_argument
from hyte.core.areas.models import Organisation
from hyte.core.audit.recording import Refused
from hyte.core.tasks.operations.invitations import invite


class Command(SpokenCommand):
    help = "Invite a person to an area by e-mail. So every area gets its first administrator, who invites the others."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--area", required=True, help="key of the area, such as paijat-hame or sysma")
        parser.add_argument("--email", required=True, help="where the invitation is sent")
        parser.add_argument("--role", default=Role.ADMINISTRATOR, choices=Role.values, help="administrator by default")

    def handle(self, *args: Any, **options: Any) -> None:
        area, today = area_argument(options["area"]), timezone.localdate()
        governing = Organisation.objects.live().at(today).filter(home=area, kind__in=AUTHORITIES).first()
        if governing is None or not area.is_open:
            raise CommandError(_("%(area)s is not open in this installation.") % {"area": area}, returncode=2)
        try:
            invite(governing, email=options["email"], role=options["role"], by=SYSTEM, today=today)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        told = {"email": options["email"], "organisation": governing}
        self.stdout.write(_("The invitation to %(organisation)s was sent to %(email)s.") % told)
