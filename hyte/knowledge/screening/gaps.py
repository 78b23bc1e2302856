"""Gaps of screening: pilots past their end without a decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hyte.core.areas.models import Area
from hyte.core.areas.text import shown_day
from hyte.core.thread.gaps import Finding, GapKind, Verb, register_gaps
from hyte.knowledge.screening.queries.pilots import undecided_pilots
from hyte.knowledge.screening.rules import PILOT

UNDECIDED = GapKind("pilot_without_decision", gettext_lazy("wellbeing coordinator"), law=2, is_seen=True)


def pilot_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """Pilots that have ended and of which nobody has decided whether to spread them or to stop."""
    for pilot in undecided_pilots(area, user=user, day=day):
        why = _("The pilot ended on %(day)s, and it has not been decided whether to spread it or to stop.") % {
            "day": shown_day(pilot.valid_until)
        }
        address = reverse("screening:pilot-act", args=[area, pilot.key, "paata"])
        yield Finding(UNDECIDED, pilot, Verb(_("Decide"), address, PILOT), why, due=pilot.valid_until)


register_gaps(pilot_gaps)
