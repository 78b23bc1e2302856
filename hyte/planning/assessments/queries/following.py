"""Predictions that are asked again, the matters that wait for an assessment, and hearings that wait for an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from hyte.core.areas.models import Area
from hyte.governance.meetings.models import Matter
from hyte.planning.assessments.choices import DECIDED, Verdict
from hyte.planning.assessments.models import Assessment, AssessmentNeed, Hearing, Prediction, PredictionAnswer


def in_force(rows: QuerySet[Prediction]) -> QuerySet[Prediction]:
    """Predictions of the alternatives that were decided on: only they can come true."""
    return rows.live().filter(
        assessment__state__in=DECIDED,
        assessment__withdrawn_on__isnull=True,
        effect__withdrawn_on__isnull=True,
        effect__alternative=F("assessment__chosen"),
    )


def _without_answer(rows: QuerySet[Prediction]) -> QuerySet[Prediction]:
    """Those that nobody has judged since the day on which they are asked again."""
    answers = PredictionAnswer.objects.live().filter(prediction=OuterRef("pk"), day__gte=OuterRef("ask_on"))
    return rows.exclude(Exists(answers))


def asked_again(assessment: Assessment) -> QuerySet[Prediction]:
    """The predictions of what was decided, the nearest day first."""
    return in_force(Prediction.objects.filter(assessment=assessment)).order_by("ask_on", "pk")


def unanswered(assessment: Assessment) -> QuerySet[Prediction]:
    return _without_answer(asked_again(assessment))


def predictions_of(area: Area, *, user: Any) -> QuerySet[Prediction]:
    """Every prediction in force of an area's decisions with its answers, newest answer first."""
    answers = PredictionAnswer.objects.live().order_by("-day", "-pk")
    rows = in_force(Prediction.objects.visible_to(user).of(area))
    return (
        rows.select_related("home", "indicator__home", "assessment__home", "effect__perspective__template")
        .prefetch_related(Prefetch("answers", answers, to_attr="answers_read"))
        .order_by("ask_on", "pk")
    )


def due_predictions(area: Area, *, user: Any, day: date) -> QuerySet[Prediction]:
    """Predictions whose day has come and of which nobody has said what became of them."""
    return _without_answer(predictions_of(area, user=user).filter(ask_on__lte=day))


def needs_unmet(area: Area, *, user: Any) -> QuerySet[AssessmentNeed]:
    """Matters of which somebody has said that an assessment is needed, and of which none has been begun."""
    begun = Assessment.objects.live().filter(matter=OuterRef("matter"))
    rows = AssessmentNeed.objects.visible_to(user).live().of(area).filter(verdict=Verdict.NEEDED)
    return rows.exclude(Exists(begun)).select_related("home", "matter__home").order_by("due", "pk")


def late_hearings(area: Area, *, user: Any, day: date) -> QuerySet[Hearing]:
    """Those who were asked about a decision that is still open, and who have not answered in time."""
    rows = Hearing.objects.visible_to(user).live().of(area)
    rows = rows.filter(due__lt=day, answered_on__isnull=True, assessment__withdrawn_on__isnull=True)
    rows = rows.exclude(assessment__state__in=DECIDED)
    return (
        rows.select_related("home", "assessment__home", "body__home").prefetch_related("body__periods").order_by("due")
    )


def assessments_of_matters(matters: Iterable[Matter], *, user: Any) -> Mapping[int, list[Assessment]]:
    """The assessments of matters that the reader may see, by matter."""
    rows = Assessment.objects.visible_to(user).live().filter(matter__in=[row.pk for row in matters])
    found: dict[int, list[Assessment]] = {}
    for row in rows.select_related("home").order_by("pk"):
        found.setdefault(row.matter_id, []).append(row)
    return found


def need_of(matter: Matter, *, user: Any) -> AssessmentNeed | None:
    """What has been said of a matter's need of an assessment."""
    rows = AssessmentNeed.objects.visible_to(user).live().filter(matter=matter)
    return rows.select_related("template__home").filter(Q(withdrawn_on__isnull=True)).first()
