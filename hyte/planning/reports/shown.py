"""A report in words, in one language, for the page and every file: rows with signs, periods and charts. It fetches nothing."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hyte.governance.meetings.choices import Verb
from hyte.knowledge.indicators.charts import trend_chart
from hyte.knowledge.indicators.choices import ConcernKind, Outcome
from hyte.knowledge.indicators.shown import (
    Arrow,
    Light,
    arrow_of,
    light_of,
    shown_limits,
    shown_period,
    shown_value,
)
from hyte.knowledge.stats.store.reading import Latest, Observation
from hyte.knowledge.stats.store.shape import TOTAL
from hyte.planning.plans.choices import Status
from hyte.planning.plans.queries.pages import Words, in_words
from hyte.planning.reports.choices import ReportKind, SectionKind, SectionState, StatementState, StepRole
from hyte.planning.reports.content import Figure, HandlingRow, ReportContent, SectionContent
from hyte.planning.reports.shown_money import ShownMoney, no_money, shown_money

FEWEST_IN_CHART = 2  # years with a value


@dataclass(frozen=True)
class Unit:
    """What a number is shown by."""

    unit: str
    decimals: int


@dataclass(frozen=True)
class ShownFigure:
    """A number in words, with the sentence about it and its years."""

    key: str
    name: Words
    unit: Unit
    value: str
    limits: str
    period: str
    area: Words
    reference: str
    light: Light
    arrow: Arrow
    sentence: Words
    is_unread: bool
    years: list[tuple[str, str]]
    figure: Figure

    @property
    def has_chart(self) -> bool:
        return sum(value is not None for value in self.figure.values) >= FEWEST_IN_CHART

    @property
    def words(self) -> str:
        """What a chart of the number says to those who do not see it."""
        return self.sentence or _("%(name)s: %(value)s in %(period)s.") % {
            "name": self.name,
            "value": self.value,
            "period": self.period,
        }

    @property
    def chart(self) -> SafeString:
        """The years as a line; the newest with its interval."""
        return trend_chart(_years(self.figure), {}, self.unit, area=self.area, words=self.words)

    @property
    def chart_data(self) -> str:
        """The same picture as an address that holds it, for paper."""
        return f"data:image/svg+xml;base64,{base64.b64encode(self.chart.encode()).decode()}"


@dataclass(frozen=True)
class ShownStep:
    """A body on the path and what came of it, in words."""

    body: Words
    part: Any
    asked_on: date | None
    answered_on: date | None
    statement: str
    effect: str
    not_asked_reason: str
    case_number: str
    decision: Any
    decided_on: date | None


@dataclass(frozen=True)
class ShownAbsence:
    """Indicators of which the report tells nothing, all for one reason."""

    names: list[Words]
    reason: Words


@dataclass(frozen=True)
class ShownSection:
    """A section in words: what stands in it by its kind, or why it was left out."""

    key: str
    kind: str
    title: Words
    text: Words
    shared: Words
    asked_by: str
    is_left_out: bool
    left_out_reason: str
    figures: list[ShownFigure] = field(default_factory=list)
    absences: list[ShownAbsence] = field(default_factory=list)
    concerns: list[dict[str, Any]] = field(default_factory=list)
    plans: list[tuple[Words, list[dict[str, Any]]]] = field(default_factory=list)
    money: list[ShownMoney] = field(default_factory=list)
    steps: list[ShownStep] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        held = (self.figures, self.absences, self.concerns, self.plans, self.money, self.steps)
        return not (self.text or self.shared or self.without_money or any(held))

    @property
    def is_foreign(self) -> bool:
        """Whether its own words or its shared text are in another language than the reader's."""
        return any(text.attribute for text in (self.text, self.shared) if text)

    @property
    def without_money(self) -> str:
        """That it is to tell of money and no budget is there; empty otherwise."""
        return no_money() if self.kind == SectionKind.MONEY and not (self.money or self.is_left_out) else ""

    @property
    def charts(self) -> int:
        return sum(figure.has_chart for figure in self.figures)


@dataclass(frozen=True)
class ShownReport:
    """A report in words."""

    title: Words
    area: Words
    kind: Any
    first: date
    last: date
    is_example: bool
    sections: list[ShownSection]
    plain: ShownSection | None
    content: ReportContent

    @property
    def charts(self) -> int:
        return sum(section.charts for section in self.sections)

    @property
    def foreign(self) -> list[Words]:
        """Headings of the sections in which something written by people is not in the reader's language."""
        return [one.title for one in self.sections if one.is_foreign]


def shown_report(content: ReportContent) -> ShownReport:
    """A report in the language in use; what is not written in it is in the language that it was written in."""
    head = in_words({"title": content.title, "area": content.area_name})
    sections = [_section(one) for one in content.sections]
    plain = next((one for one in sections if one.kind == SectionKind.PLAIN and one.text), None)
    return ShownReport(
        head["title"],
        head["area"],
        ReportKind(content.kind).label,
        content.first,
        content.last,
        content.is_example,
        sections,
        plain,
        content,
    )


def _section(one: SectionContent) -> ShownSection:
    said = in_words(one.model_dump(exclude={"figures", "money", "handling"}))
    for concern in said["concerns"]:
        concern["kind_words"] = ConcernKind(concern["kind"]).label
        concern["outcome_words"] = Outcome(concern["outcome"]).label
    for objective in said["objectives"]:
        for action in objective["actions"]:
            action["status_words"] = Status(action["status"]).label if action["status"] else ""
    return ShownSection(
        key=one.key,
        kind=one.kind,
        title=said["title"],
        text=said["text"],
        shared=said["shared"],
        asked_by=one.asked_by,
        is_left_out=one.state == SectionState.LEFT_OUT,
        left_out_reason=one.left_out_reason,
        figures=[_figure(figure) for figure in one.figures],
        absences=_by_reason(said["absences"]),
        concerns=said["concerns"],
        plans=_by_plan(said["objectives"]),
        money=[shown_money(table) for table in one.money],
        steps=[_step(row) for row in one.handling],
    )


def _by_reason(absences: Sequence[dict[str, Any]]) -> list[ShownAbsence]:
    found: dict[str, ShownAbsence] = {}
    for one in absences:
        found.setdefault(one["reason"], ShownAbsence([], one["reason"])).names.append(one["name"])
    return list(found.values())


def _by_plan(objectives: Sequence[dict[str, Any]]) -> list[tuple[Words, list[dict[str, Any]]]]:
    """Objectives under their plans, in the order in which they come."""
    plans: dict[str, tuple[Words, list[dict[str, Any]]]] = {}
    for objective in objectives:
        plans.setdefault(objective["plan"], (objective["plan"], []))[1].append(objective)
    return list(plans.values())


def _figure(figure: Figure) -> ShownFigure:
    said = in_words({"name": figure.name, "unit": figure.unit, "area": figure.area_name, "sentence": figure.sentence})
    unit = Unit(said["unit"], figure.decimals)
    judged = cast("Latest", figure)  # a figure has what its light and arrow are told by
    return ShownFigure(
        key=figure.indicator,
        name=said["name"],
        unit=unit,
        value=shown_value(figure.value, unit),
        limits=shown_limits(figure.lower, figure.upper, unit),
        period=shown_period(figure.period_start, figure.period_end),
        area=said["area"],
        reference=shown_value(figure.reference, unit),
        light=light_of(judged),
        arrow=arrow_of(judged),
        sentence=said["sentence"],
        is_unread=figure.sentence_state == StatementState.GENERATED and bool(figure.sentence),
        years=[
            (_period_ending(figure, day), shown_value(value, unit, with_unit=False) or "–")
            for day, value in zip(figure.periods, figure.values, strict=True)
        ],
        figure=figure,
    )


def _period_ending(figure: Figure, day: date) -> str:
    """A period of the same length as the newest that ends on a day."""
    months = (
        (figure.period_end.year - figure.period_start.year) * 12 + figure.period_end.month - figure.period_start.month
    )
    first = day.year * 12 + day.month - 1 - months
    return shown_period(date(first // 12, first % 12 + 1, 1), day)


def _years(figure: Figure) -> list[Observation]:
    """The short series as the chart takes it; only the newest period's interval is known."""
    empty = dict.fromkeys(("numerator", "denominator", "missing_reason", "flags", "method"))
    return [
        Observation(
            dataset="",
            indicator=figure.indicator,
            area=figure.area,
            period_start=date(day.year, 1, 1),
            period_end=day,
            sex=TOTAL,
            age_group=TOTAL,
            breakdown=TOTAL,
            value=value,
            lower=figure.lower if day == figure.period_end else None,
            upper=figure.upper if day == figure.period_end else None,
            release=figure.release,
            **empty,
        )
        for day, value in zip(figure.periods, figure.values, strict=True)
    ]


def _step(row: HandlingRow) -> ShownStep:
    return ShownStep(
        body=in_words(row.body),
        part=StepRole(row.role).label,
        asked_on=row.asked_on,
        answered_on=row.answered_on,
        statement=row.statement,
        effect=row.effect,
        not_asked_reason=row.not_asked_reason,
        case_number=row.case_number,
        decision=Verb(row.decision).label if row.decision else "",
        decided_on=row.decided_on,
    )
