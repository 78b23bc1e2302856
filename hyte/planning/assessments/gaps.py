"""Gaps of assessments: a prediction to be asked again, a matter that was said to need an assessment, an answer that is late."""

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
from hyte.planning.assessments.queries.following import due_predictions, late_hearings, needs_unmet
from hyte.planning.assessments.rules import ANSWER, EDIT

WHO = gettext_lazy("whoever prepared the decision")
DUE = GapKind("prediction_due", WHO, is_seen=True)
UNMET = GapKind("assessment_needed", WHO, law=1, is_seen=True)
LATE = GapKind("hearing_unanswered", WHO, is_seen=True)


def assessment_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """What is due; that a decision has no assessment is a gap only where somebody has said that one is needed."""
    for prediction in due_predictions(area, user=user, day=day):
        why = _("What became of it should have been asked on %(day)s.") % {"day": shown_day(prediction.ask_on)}
        address = reverse("assessments:prediction-act", args=[area, prediction.key, "vastaa"])
        yield Finding(DUE, prediction, Verb(_("Judge it"), address, ANSWER), why, due=prediction.ask_on)
    for need in needs_unmet(area, user=user):
        why = _("It was said on %(day)s that the effects are assessed, and no assessment has been begun.")
        address = f"{reverse('assessments:begin', args=[area])}?asia={need.matter.key}"
        words = {"day": shown_day(need.day)}
        verb = Verb(_("Begin the assessment"), address, EDIT)
        yield Finding(UNMET, need, verb, why % words, name=str(need.matter), due=need.due)
    for hearing in late_hearings(area, user=user, day=day):
        why = _("An answer was asked for by %(day)s.") % {"day": shown_day(hearing.due)}
        address = reverse("assessments:part-act", args=[area, "kuuleminen", hearing.key, "kirjaa"])
        name = f"{hearing}: {hearing.assessment}"
        yield Finding(LATE, hearing, Verb(_("Record it"), address, EDIT), why, name=name, due=hearing.due)


register_gaps(assessment_gaps)
