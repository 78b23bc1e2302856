"""What an assessment says now, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from hyte.governance.meetings.models import Decision
from hyte.planning.assessments.content import (
    AlternativeRow,
    AssessmentContent,
    CellRow,
    CrossingRow,
    DecisionRow,
    EffectRow,
    FigureRow,
    HearingRow,
    PerspectiveRow,
    PredictionRow,
    Words,
)
from hyte.planning.assessments.models import (
    Alternative,
    Assessment,
    AssessmentSnapshot,
    Crossing,
    Effect,
    Hearing,
    Perspective,
    Prediction,
)
from hyte.planning.plans.queries.content import in_languages


@dataclass(frozen=True)
class Decided:
    """What is about to be recorded as decided; the content says it before the record does."""

    day: date
    alternative: Alternative
    decision: Decision | None = None
    by_words: str = ""
    by_words_sv: str = ""


def content_of(assessment: Assessment, *, decided: Decided | None = None) -> AssessmentContent:
    """The assessment as it stands, in a fixed number of queries; with what is decided, where that is told."""
    alternatives = list(assessment.alternatives.live().order_by("-is_no_change", "order", "pk"))
    perspectives = perspectives_of(assessment)
    post, matter = assessment.post, assessment.matter
    return AssessmentContent(
        key=assessment.key,
        title=in_languages(assessment, "title"),
        subject=in_languages(assessment, "subject"),
        area=assessment.home.key,
        area_name=in_languages(assessment.home, "name"),
        template=in_languages(assessment.template, "name"),
        template_version=assessment.template.label,
        kind=assessment.template.kind,
        scale=assessment.template.scale,
        depth=assessment.depth,
        post=in_languages(post, "title") if post else {},
        matter=in_languages(matter, "title") if matter else {},
        case_number=matter.case_number if matter else "",
        recommendation=in_languages(assessment, "recommendation"),
        is_example=assessment.is_example,
        alternatives=[_alternative(one) for one in alternatives],
        perspectives=[PerspectiveRow(key=one.key, name=in_languages(one, "name")) for one in perspectives],
        cells=_cells(assessment, alternatives, perspectives),
        crossings=_crossings(assessment),
        hearings=_hearings(assessment),
        predictions=_predictions(assessment),
        decision=_decision(decided) if decided else None,
    )


def perspectives_of(assessment: Assessment) -> list[Perspective]:
    """The template's perspectives in order, and those taken out of it since from which something was assessed."""
    used = Effect.objects.live().filter(alternative__assessment=assessment).values("perspective")
    rows = Perspective.objects.filter(template=assessment.template_id)
    rows = rows.filter(withdrawn_on__isnull=True) | rows.filter(pk__in=used)
    return list(rows.order_by("order", "pk"))


def _alternative(row: Alternative) -> AlternativeRow:
    return AlternativeRow(
        key=row.key,
        name=in_languages(row, "name"),
        description=in_languages(row, "description"),
        is_no_change=row.is_no_change,
        is_recommended=row.is_recommended,
    )


def _cells(assessment: Assessment, alternatives: list[Alternative], perspectives: list[Perspective]) -> list[CellRow]:
    """Every perspective by every alternative; a cell that nobody has assessed has no effects."""
    effects: dict[tuple[int, int], list[EffectRow]] = {}
    for row in Effect.objects.live().filter(alternative__assessment=assessment).order_by("pk"):
        effects.setdefault((row.perspective_id, row.alternative_id), []).append(_effect(row))
    return [
        CellRow(
            perspective=perspective.key,
            alternative=alternative.key,
            effects=effects.get((perspective.pk, alternative.pk), []),
        )
        for perspective in perspectives
        for alternative in alternatives
    ]


def _effect(row: Effect) -> EffectRow:
    return EffectRow(
        key=row.key,
        size=row.size,
        certainty=row.certainty,
        span=row.span,
        groups=row.groups,
        reason=in_languages(row, "reason"),
        grounds=in_languages(row, "grounds"),
        figures=[FigureRow(**figure) for figure in row.figures],
    )


def _crossings(assessment: Assessment) -> list[CrossingRow]:
    rows = Crossing.objects.live().filter(assessment=assessment).select_related("first", "second")
    return [
        CrossingRow(first=row.first.key, second=row.second.key, note=in_languages(row, "note"))
        for row in rows.order_by("first__order", "second__order", "pk")
    ]


def _hearings(assessment: Assessment) -> list[HearingRow]:
    rows = Hearing.objects.live().filter(assessment=assessment).select_related("body").prefetch_related("body__periods")
    return [
        HearingRow(
            who=_who(row),
            asked_on=row.asked_on,
            answered_on=row.answered_on,
            statement=in_languages(row, "statement"),
            effect=in_languages(row, "effect"),
            not_asked_reason=in_languages(row, "not_asked_reason"),
        )
        for row in rows.order_by("order", "pk")
    ]


def _who(row: Hearing) -> Words:
    return in_languages(row.body.period, "name") if row.body and row.body.period else in_languages(row, "who")


def _predictions(assessment: Assessment) -> list[PredictionRow]:
    rows = Prediction.objects.live().filter(assessment=assessment, effect__withdrawn_on__isnull=True)
    rows = rows.select_related("indicator", "effect__alternative", "effect__perspective")
    return [
        PredictionRow(
            key=row.key,
            alternative=row.effect.alternative.key,
            perspective=row.effect.perspective.key,
            what=in_languages(row, "measure") or in_languages(row.indicator, "name"),
            expected=row.expected,
            value=str(row.value) if row.value is not None else None,
            ask_on=row.ask_on,
            base=FigureRow(**row.base) if row.base else None,
        )
        for row in rows.order_by("ask_on", "pk")
    ]


def _decision(decided: Decided) -> DecisionRow:
    body: Any = decided.decision.meeting.body.period if decided.decision else None
    told = {"fi": decided.by_words.strip(), "sv": decided.by_words_sv.strip()}
    by = in_languages(body, "name") if body else {code: words for code, words in told.items() if words}
    return DecisionRow(day=decided.day, alternative=decided.alternative.key, by=by)


def content_shown(assessment: Assessment, snapshot: AssessmentSnapshot | None) -> AssessmentContent:
    """What was decided on where something was, otherwise what is said now."""
    return AssessmentContent.model_validate_json(snapshot.content) if snapshot else content_of(assessment)


def invented_in(assessment: Assessment) -> list[str]:
    """Names of the invented examples that an assessment stands on."""
    parts: list[Any] = [
        *Alternative.objects.live().filter(assessment=assessment),
        *Effect.objects.live()
        .filter(alternative__assessment=assessment)
        .select_related("alternative", "perspective__template"),
        *Hearing.objects.live().filter(assessment=assessment).select_related("body"),
        *Prediction.objects.live().filter(assessment=assessment).select_related("indicator"),
    ]
    held = [assessment.matter, assessment.template, assessment.post]
    held += [part.body for part in parts if isinstance(part, Hearing)]
    held += [part.indicator for part in parts if isinstance(part, Prediction)]
    return [str(row) for row in [*held, *parts] if row is not None and row.is_example]
