"""Gaps of the incentive: answers that should have come."""

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
from hyte.knowledge.incentive.choices import Step
from hyte.knowledge.incentive.models import Answering
from hyte.knowledge.incentive.queries import late_answerings
from hyte.knowledge.incentive.rules import FOLLOW

LATE = GapKind("incentive_answer_late", gettext_lazy("holder of the post, or the coordinator"), law=2, is_seen=True)


def answer_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """Answers to indicators of the incentive whose day has passed."""
    seen = Answering.objects.visible_to(user).of(area).values("pk")
    for answering in late_answerings(day).filter(home=area, pk__in=seen):
        why = _("The answer was due on %(day)s: %(step)s.") % {
            "day": shown_day(answering.due),
            "step": answering.get_step_display(),
        }
        word, label = ("vastattu", _("Mark as answered")) if answering.step == Step.ASKED else ("pyyda", _("Ask"))
        address = reverse("incentive:answer-act", args=[area, answering.key, word])
        yield Finding(LATE, answering, Verb(label, address, FOLLOW), why, due=answering.due)


register_gaps(answer_gaps)
