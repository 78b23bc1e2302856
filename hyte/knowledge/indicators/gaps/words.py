"""Worries that nobody has held against the numbers, findings without an answer, and checks whose day has passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hyte.core.areas.models import Area
from hyte.core.areas.text import shown_day
from hyte.core.thread.gaps import Finding, GapKind, Verb
from hyte.knowledge.indicators.choices import ConcernKind, Outcome
from hyte.knowledge.indicators.models import Concern

COORDINATOR = gettext_lazy("wellbeing coordinator")
UNCHECKED = GapKind("worry_not_checked", COORDINATOR, is_seen=True)


def concern_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """Worries that stand as they were raised."""
    rows = Concern.objects.visible_to(user).live().of(area).select_related("home")
    for worry in rows.filter(kind=ConcernKind.WORRY, outcome=Outcome.OPEN, day__lte=day):
        why = _("The worry was raised on %(day)s and has not been held against the numbers.")
        address = reverse("indicators:concern-act", args=[area, worry.key, "tarkista"])
        verb = Verb(_("Check"), address, "indicators.raise_concern")
        yield Finding(UNCHECKED, worry, verb, why % {"day": shown_day(worry.day)})
