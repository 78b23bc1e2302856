from datetime import date
from typing import Any

from hyte.core.accounts.rules import SYSTEM_READER
from hyte.core.areas.commands import AreaCommand
from hyte.core.areas.models import Area
from hyte.core.thread.gaps import gaps_of


class Command(AreaCommand):
    help = "List what is missing from an area's records and what is not known of them."

    def rows(self, area: Area, day: date, options: dict[str, Any]) -> list[dict[str, Any]]:
        return [gap.as_dict() for gap in gaps_of(area, day=day, user=SYSTEM_READER)]

    def line(self, row: dict[str, Any]) -> str:
        return f"{row['strength']:8} {row['due'] or '':10} {row['kind']}: {row['record']} – {row['why']}"
