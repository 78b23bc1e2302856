"""Assessments as pages and papers show them: one table of perspectives and alternatives, in one language."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from hyte.core.areas.models import Area
from hyte.core.areas.text import shown_number
from hyte.knowledge.indicators.queries.circle import circle_of
from hyte.knowledge.indicators.shown import shown_period, shown_value
from hyte.planning.assessments.choices import SIZE_SIGNS, SIZE_WORDS, Certainty, Depth, Expected, Group, Scale, Span
from hyte.planning.assessments.content import AssessmentContent, EffectRow, FigureRow
from hyte.planning.assessments.models import Assessment, AssessmentTemplate
from hyte.planning.plans.queries.pages import Words, in_words


@dataclass
class _Measured:
    unit: str
    decimals: int


def shown_figure(row: FigureRow) -> dict[str, Any]:
    """A number that was taken in, with its period, area and release."""
    unit, name, area = in_words(row.unit), in_words(row.name), in_words(row.area_name)
    return {
        "key": row.indicator,
        "name": name,
        "value": shown_value(row.value, _Measured(unit, row.decimals)),
        "period": shown_period(row.period_start, row.period_end),
        "area": area,
        "release": row.release,
    }


def shown_amount(value: Decimal | None) -> str:
    """A number without decimals where it is whole."""
    return shown_number(int(value) if value is not None and value == int(value) else value)


@dataclass(frozen=True)
class ShownEffect:
    """An effect in words; its colour never says more than its sign and its words do."""

    key: str
    size: int
    sign: str
    words: Any
    groups: list[Any]
    certainty: Any
    span: Any
    reason: Words
    grounds: Words
    figures: list[dict[str, Any]]

    @property
    def colour(self) -> str:
        return "danger" if self.size < 0 else "success" if self.size > 0 else "neutral"


@dataclass
class ShownCell:
    """One alternative from one perspective; without effects it is not assessed."""

    alternative: str
    effects: list[ShownEffect] = field(default_factory=list)


@dataclass
class ShownRow:
    key: str
    name: Words
    cells: list[ShownCell] = field(default_factory=list)


@dataclass
class ShownAssessment:
    """A whole assessment in the reader's language, whether read from what was decided on or as it stands now."""

    content: AssessmentContent
    head: dict[str, Any]
    alternatives: list[dict[str, Any]]
    rows: list[ShownRow]
    crossings: list[dict[str, Any]]
    hearings: list[dict[str, Any]]
    predictions: list[dict[str, Any]]
    decided: dict[str, Any] | None
    not_assessed: int

    @property
    def recommended(self) -> dict[str, Any] | None:
        return next((row for row in self.alternatives if row["is_recommended"]), None)

    @property
    def depth(self) -> Any:
        return Depth(self.content.depth).label


def shown_assessment(content: AssessmentContent) -> ShownAssessment:
    """The content in the active language, ready to be drawn."""
    plain = content.model_dump()
    names = {row["key"]: in_words(row["name"]) for row in (*plain["alternatives"], *plain["perspectives"])}
    rows = {row.key: ShownRow(row.key, names[row.key]) for row in content.perspectives}
    for cell in content.cells:
        effects = [_effect(effect, content.scale) for effect in cell.effects]
        rows[cell.perspective].cells.append(ShownCell(cell.alternative, effects))
    head_names = ("title", "subject", "area_name", "template", "post", "matter", "recommendation")
    decided = plain["decision"]
    return ShownAssessment(
        content=content,
        head={name: in_words(plain[name]) for name in head_names},
        alternatives=[
            {**row, "name": names[row["key"]], "description": in_words(row["description"])}
            for row in plain["alternatives"]
        ],
        rows=list(rows.values()),
        crossings=[
            {"first": names[row["first"]], "second": names[row["second"]], "note": in_words(row["note"])}
            for row in plain["crossings"]
        ],
        hearings=[in_words(row) for row in plain["hearings"]],
        predictions=[_prediction(row, names) for row in content.predictions],
        decided={**decided, "alternative": names[decided["alternative"]], "by": in_words(decided["by"])}
        if decided
        else None,
        not_assessed=sum(not cell.effects for cell in content.cells),
    )


def _effect(row: EffectRow, scale: str) -> ShownEffect:
    words = SIZE_WORDS[Scale(scale)].get(row.size, SIZE_WORDS[Scale.FIVE][row.size])
    return ShownEffect(
        key=row.key,
        size=row.size,
        sign=SIZE_SIGNS[row.size],
        words=words,
        groups=[Group(group).label for group in row.groups],
        certainty=Certainty(row.certainty).label if row.certainty != Certainty.UNKNOWN else "",
        span=Span(row.span).label if row.span != Span.UNKNOWN else "",
        reason=in_words(row.reason),
        grounds=in_words(row.grounds),
        figures=[shown_figure(figure) for figure in row.figures],
    )


def _prediction(row: Any, names: dict[str, Any]) -> dict[str, Any]:
    """A prediction as one line: what, which way, from which number, and when it is asked again."""
    what = in_words(row.what)
    return {
        "key": row.key,
        "what": what,
        "alternative": names[row.alternative],
        "perspective": names[row.perspective],
        "expected": Expected(row.expected).label,
        "value": shown_amount(Decimal(row.value)) if row.value is not None else "",
        "ask_on": row.ask_on,
        "base": shown_figure(row.base) if row.base else None,
    }


def listed_assessments(area: Area, *, user: Any) -> QuerySet[Assessment]:
    """The area's assessments: those under way first, then the newest decisions."""
    rows = (
        Assessment.objects.visible_to(user).live().of(area).select_related("home", "template", "chosen", "matter__home")
    )
    shown = Q(alternatives__withdrawn_on__isnull=True)
    return rows.annotate(alternative_count=Count("alternatives", filter=shown, distinct=True)).order_by(
        "-decided_on", "-begun_on", "-pk"
    )


def templates_for(area: Area, *, user: Any, day: date) -> list[AssessmentTemplate]:
    """The templates of a day that serve an area: its own, its county's and the country's."""
    rows = AssessmentTemplate.objects.visible_to(user).live().at(day).filter(home__in=circle_of(area, day=day).homes)
    return list(rows.select_related("home").order_by("order", "pk"))
