import json
import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.accounts.models import User
from hyte.core.accounts.personal_data import declarations
from hyte.core.accounts.rules import SYSTEM
from hyte.core.areas.commands import SpokenCommand, day_argument
from hyte.core.audit.recording import Refused
from hyte.core.tasks.operations.personal_data import erase_expired, erase_person, export_personal_data
from hyte.core.tasks.personal_data_page import personal_data_page


class Command(SpokenCommand):
    help = "Give out, erase or expire personal data, or print the page that lists it."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        export = acts.add_parser("export", help="everything about a person as JSON")
        export.add_argument("--email", required=True)
        erase = acts.add_parser("erase", help="erase a person")
        erase.add_argument("--email", required=True)
        erase.add_argument("--yes", action="store_true", help="without asking")
        expire = acts.add_parser("expire", help="erase what has been kept as long as declared")
        expire.add_argument("--day", help="as if today were this day, 2023-09-01")
        acts.add_parser("page", help="print docs/personal-data.md")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['act']}")(options)

    def _export(self, options: dict[str, Any]) -> None:
        print(json.dumps(export_personal_data(_person(options["email"]), by=SYSTEM), ensure_ascii=False, indent=1))

    def _erase(self, options: dict[str, Any]) -> None:
        person = _person(options["email"])
        if not options["yes"]:
            if not sys.stdin.isatty():
                raise CommandError(_("Erasing cannot be undone; give --yes to erase without asking."), returncode=2)
            if input(_("Erase %(person)s for good? Write yes: ") % {"person": person.email}).strip() != "yes":
                raise CommandError(_("Nothing was erased."))
        try:
            counts = erase_person(person, by=SYSTEM, today=timezone.localdate())
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        print(json.dumps(counts))

    def _expire(self, options: dict[str, Any]) -> None:
        print(json.dumps(erase_expired(today=day_argument(options["day"], name="--day"))))

    def _page(self, options: dict[str, Any]) -> None:
        print(personal_data_page(), end="")


def _person(email: str) -> User:
    """The account of the e-mail; for someone without an account, whoever the registers know by that e-mail."""
    known = User.objects.filter(email__iexact=email).first()
    if known is not None:
        return known
    nobody = User(pk=0, email=email)  # no row belongs to number 0, so only what is known by the e-mail is found
    if not any(declared.of(nobody).exists() for _model, declared in declarations()):
        raise CommandError(_("Nothing is known of the e-mail %(email)s.") % {"email": email}, returncode=2)
    return nobody
