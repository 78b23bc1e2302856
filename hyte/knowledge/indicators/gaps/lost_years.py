"""Findings of lost years without an area's answer, and answers whose check is overdue."""

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
from hyte.knowledge.indicators.models import FindingAnswer
from hyte.knowledge.indicators.queries.circle import circle_of
from hyte.knowledge.indicators.queries.lost_years import awaits_answer_of, findings_seen_from

COORDINATOR = gettext_lazy("wellbeing coordinator")
UNANSWERED = GapKind("finding_without_answer", COORDINATOR, is_seen=True)
UNCHECKED = GapKind("answer_not_checked", COORDINATOR, is_seen=True)
ANSWER = "indicators.answer_finding"


def finding_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """Findings that wait for the area's own answer, and the area's answers whose day of check has passed."""
    findings = findings_seen_from(area, user=user, day=day)
    circle = circle_of(area, day=day) if findings else None
    for finding in findings:
        if circle is not None and awaits_answer_of(finding, area, circle=circle):
            why = _("%(area)s has not answered the finding of %(day)s.") % {"area": area, "day": shown_day(finding.day)}
            address = reverse("indicators:finding-answer", args=[area, finding.key])
            # The right is asked of the finding's home; the page asks it of the area that answers.
            verb = Verb(_("Answer"), address, ANSWER if finding.home_id == area.pk else "")
            yield Finding(UNANSWERED, finding, verb, why)
    answers = FindingAnswer.objects.visible_to(user).live().of(area).filter(checked_on__isnull=True, check_on__lt=day)
    for answer in answers.filter(finding__withdrawn_on__isnull=True).select_related(
        "home", "finding__home", "finding__area"
    ):
        why = _("What is done was to be checked on %(day)s.") % {"day": shown_day(answer.check_on)}
        address = reverse("indicators:answer-act", args=[area, answer.key, "tarkista"])
        yield Finding(UNCHECKED, answer, Verb(_("Check"), address, ANSWER), why, due=answer.check_on)
