"""What commands about an area share: its key, a day, JSON out, and a sentence with status 2 for a bad argument."""

from __future__ import annotations

import json
from abc import abstractmethod
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from hyte.core.areas.models import Area


def day_argument(text: str | None, *, name: str = "--date") -> date:
    """A day as 2023-09-01; today without one."""
    if not text:
        return timezone.localdate()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{name} {text} is not a day; give it as 2023-09-01.", returncode=2) from None


def area_argument(key: str) -> Area:
    area = Area.objects.filter(key=key).first()
    if area is None:
        raise CommandError(f"There is no area with the key {key}.", returncode=2)
    return area


class AreaCommand(BaseCommand):
    """A command that reads one area on one day and prints rows, as JSON or as text."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--area", required=True, help="key of the area, such as paijat-hame")
        parser.add_argument("--date", help="the day, as 2023-09-01; today by default")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")
        parser.add_argument("--language", default="fi", choices=["fi", "sv", "en"], help="language of the words")

    def handle(self, *args: Any, **options: Any) -> None:
        area, day = area_argument(options["area"]), day_argument(options["date"])
        with translation.override(options["language"]):
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
