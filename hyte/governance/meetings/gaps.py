"""Gaps of meetings: said only of bodies whose meetings are kept here at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from hyte.core.areas.models import Area
from hyte.core.areas.text import shown_day
from hyte.core.thread.gaps import MISSING, Gap, Verb, register_gaps
from hyte.governance.meetings.choices import MeetingState
from hyte.governance.structure.models import Body

YEAR = 365


def meeting_gaps(area: Area, day: date, user: Any) -> Iterator[Gap]:
    """Bodies that have met, but not within a year, and that have no meeting planned."""
    held = Q(meetings__state=MeetingState.HELD, meetings__withdrawn_on__isnull=True)
    bodies = (
        Body.objects.visible_to(user)
        .live()
        .of(area)
        .select_related("home")
        .with_period(day)
        .annotate(last_met=Max("meetings__day", filter=held & Q(meetings__day__lte=day)))
        .filter(last_met__lt=day - timedelta(days=YEAR))
    )
    for body in bodies:
        yield Gap(
            "no_meeting_in_a_year",
            MISSING,
            str(body),
            _("The latest meeting kept here was on %(day)s.") % {"day": shown_day(body.last_met)},
            _("secretary of the body"),
            body.get_absolute_url(),
            "structure.body",
            body.pk,
            law=1,
            verb=Verb(_("Plan a meeting"), reverse("meetings:meeting-plan", args=[area]) + f"?toimielin={body.key}"),
            is_example=body.is_example,
        )


register_gaps(meeting_gaps)
