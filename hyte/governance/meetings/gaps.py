"""Gaps of meetings, said only of bodies whose meetings are kept here at all, and of evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from hyte.core.areas.models import Area
from hyte.core.areas.text import shown_day
from hyte.core.thread.gaps import Finding, GapKind, Verb, register_gaps
from hyte.governance.meetings.choices import MeetingState
from hyte.governance.meetings.models import Meeting
from hyte.governance.meetings.queries import word_of
from hyte.governance.structure.choices import EVIDENCE_DAYS
from hyte.governance.structure.models import Body, Duty
from hyte.governance.structure.queries.duties import lines_of

YEAR = timedelta(days=365)
NO_MEETING = GapKind("no_meeting_in_a_year", gettext_lazy("secretary of the body"), law=1, is_seen=True)
WITHOUT_EVIDENCE = GapKind(
    "duty_without_evidence",
    gettext_lazy("carrier of the duty"),
    gettext_lazy("No evidence is recorded in this system for the duty's latest period."),
    ngettext_lazy("Evidence of %(count)s duty", "Evidence of %(count)s duties", "count"),
    law=0,
)


def meeting_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """Bodies that have met, but not within a year."""
    latest = Meeting.objects.filter(
        body=OuterRef("pk"), state=MeetingState.HELD, withdrawn_on__isnull=True, day__lte=day
    ).order_by("-day")
    bodies = (
        Body.objects.visible_to(user)
        .live()
        .of(area)
        .select_related("home")
        .with_period(day)
        .annotate(
            last_met=Subquery(latest.values("day")[:1]),
            is_last_an_example=Subquery(latest.values("is_example")[:1]),
        )
        .filter(last_met__lt=day - YEAR)
    )
    for body in bodies:
        why = _("The latest meeting kept here was on %(day)s.") % {"day": shown_day(body.last_met)}
        address = reverse("meetings:meeting-plan", args=[area]) + f"?toimielin={body.key}"
        verb = Verb(_("Plan a meeting"), address, "meetings.edit")
        yield Finding(NO_MEETING, body, verb, why, is_example=bool(body.is_last_an_example))


def evidence_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """Duties with a rhythm whose evidence is lacking or older than the rhythm, as their own pages show it."""
    duties = Duty.objects.visible_to(user).live().of(area).at(day).filter(frequency__in=EVIDENCE_DAYS)
    for line in lines_of(duties.select_related("home"), user=user, day=day):
        if line.evidence is None or line.is_evidence_old:
            duty = line.duty
            address = reverse("meetings:evidence", args=[area, word_of(duty), duty.key])
            verb = Verb(_("Record evidence"), address, "meetings.record_evidence")
            yield Finding(WITHOUT_EVIDENCE, duty, verb, due=duty.next_due)


for finder in (meeting_gaps, evidence_gaps):
    register_gaps(finder)
