"""What commands share: one language, an area's key, a day, JSON out, and a sentence with status 2 for a bad argument."""

from __future__ import annotations

import json
import re
import sys
from abc import abstractmethod
from datetime import date
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser, SystemCheckError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hyte.core.areas.models import Area

LANGUAGES = ("fi", "sv", "en")


class SpokenCommand(BaseCommand):
    """A command whose words are Finnish, or in the language of `--language`, whatever the machine's own language is."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.add_argument(
            "--language", default=settings.LANGUAGE_CODE, choices=LANGUAGES, help="language of the words"
        )
        if parser.called_from_command_line:
            self._replace_error(parser)
        return parser

    def _replace_error(self, parser: CommandParser) -> None:
        def error(message: str) -> NoReturn:
            command = parser.prog.rpartition(" ")[2].replace("_", "-")
            self.stderr.write(" ".join([sentence_of(message), _("See: hyte help %(command)s") % {"command": command}]))
            sys.exit(2)

        parser.error = error  # type: ignore[method-assign]

    def run_from_argv(self, argv: list[str]) -> None:
        with translation.override(_language_in(argv)):
            super().run_from_argv(argv)

    def execute(self, *args: Any, **options: Any) -> str | None:
        with translation.override(options.get("language") or settings.LANGUAGE_CODE):
            try:
                return super().execute(*args, **options)
            except CommandError as fault:
                # Another command asks for the error itself; a reader of the terminal gets its sentence and no class name.
                if not self._called_from_command_line or options["traceback"] or isinstance(fault, SystemCheckError):
                    raise
                self.stderr.write(str(fault))
                sys.exit(fault.returncode)


def _language_in(argv: list[str]) -> str:
    """The language asked for, read before the arguments are, so that their faults are told in it too."""
    found = re.search(r"--language[= ](\w+)", " ".join(argv))
    return found[1] if found and found[1] in LANGUAGES else settings.LANGUAGE_CODE


def sentence_of(message: str) -> str:
    """What the reader of arguments says in English, as a sentence in the language in use."""
    sentences = {
        r"the following arguments are required: (?P<names>.+)": _("Give also %(names)s."),
        r"one of the arguments (?P<names>.+) is required": _("Give one of these: %(names)s."),
        r"unrecognized arguments: (?P<names>.+)": _("This is not known: %(names)s."),
        r"argument (?P<name>[^:]+): expected one argument": _("%(name)s needs a value."),
        r"argument (?P<name>[^:]+): invalid choice: (?P<value>.+) \(choose from (?P<values>.+)\)": _(
            "%(name)s cannot be %(value)s. It is one of: %(values)s."
        ),
    }
    for pattern, sentence in sentences.items():
        if found := re.fullmatch(pattern, message):
            return sentence % found.groupdict()
    return _("The arguments are not right: %(message)s.") % {"message": message}


def day_argument(text: str | date | None, *, name: str = "--date") -> date:
    """A day as 2023-09-01; today without one."""
    if not text:
        return timezone.localdate()
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        fault = _("%(name)s %(text)s is not a day. Give it as 2023-09-01.") % {"name": name, "text": text}
        raise CommandError(fault, returncode=2) from None


def area_argument(key: str) -> Area:
    """The area of a key; a municipality without pages here has no data either, but it is an area."""
    area = Area.objects.filter(key=key).first()
    if area is None:
        raise CommandError(_("There is no area with the key %(key)s.") % {"key": key}, returncode=2)
    return area


class AreaCommand(SpokenCommand):
    """A command that reads one area on one day and prints rows, as JSON or as text."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--area", required=True, help="key of the area, such as paijat-hame")
        parser.add_argument("--date", help="the day, as 2023-09-01; today by default")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        area, day = area_argument(options["area"]), day_argument(options["date"])
        rows = self.rows(area, day, options)
        if options["as_json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
        else:
            for row in rows:
                self.stdout.write(self.line(row))

    @abstractmethod
    def rows(self, area: Area, day: date, options: dict[str, Any]) -> list[dict[str, Any]]:
        """The rows to print."""

    @abstractmethod
    def line(self, row: dict[str, Any]) -> str:
        """One row as text."""
