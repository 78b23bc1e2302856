from datetime import date
from typing import Any

from hyte.core.accounts.rules import SYSTEM_READER
from hyte.core.areas.commands import AreaCommand
from hyte.core.areas.models import Area
from hyte.governance.structure.overlap_words import kind_words, other_words, reason_words
from hyte.governance.structure.queries.overlaps import overlaps_of


class Command(AreaCommand):
    help = "Find bodies and networks that overlap, best first."

    def rows(self, area: Area, day: date, options: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {
                "a": found.a,
                "b": other_words(found),
                "score": round(found.score, 3),
                "reasons": [reason_words(reason) for reason in found.reasons],
                "kind": found.kind,
                "kind_words": kind_words(found.kind),
                "a_key": found.a_key,
                "b_key": found.b_key,
            }
            for found in overlaps_of(area, user=SYSTEM_READER, day=day)
        ]

    def line(self, row: dict[str, Any]) -> str:
        return f"{row['score']:.2f}  {row['a']} – {row['b']}: {'; '.join(row['reasons'])}"
