"""What a report that is being written says now: its own words, and what is drawn from numbers, plans and handling."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from hyte.governance.meetings.models import Decision, Matter
from hyte.knowledge.indicators.choices import Outcome
from hyte.knowledge.indicators.models import Concern
from hyte.knowledge.indicators.queries.words import ConcernFilter, concerns_of
from hyte.planning.plans.choices import FOLLOWED, PlanState
from hyte.planning.plans.models import Action, Plan, PlanObjective, PlanSnapshot, SharedText
from hyte.planning.plans.queries import content as plan_content
from hyte.planning.plans.queries.content import in_languages
from hyte.planning.reports.choices import SectionKind, SectionState
from hyte.planning.reports.content import (
    ActionRow,
    ConcernRow,
    HandlingRow,
    MoneyTable,
    ObjectiveRow,
    ReportContent,
    SectionContent,
    Words,
)
from hyte.planning.reports.models import HandlingStep, Report, Section
from hyte.planning.reports.queries.figures import Told, figure_of, statements_by_place, told_in
from hyte.planning.reports.queries.money import money_tables


@dataclass
class Drawn:
    """What the sections of a report draw from elsewhere, read once for all of them."""

    told: dict[int, list[Told]] = field(default_factory=dict)
    statements: Any = field(default_factory=dict)
    shared: dict[int, Words] = field(default_factory=dict)
    concerns: list[ConcernRow] = field(default_factory=list)
    objectives: list[ObjectiveRow] = field(default_factory=list)
    money: list[MoneyTable] = field(default_factory=list)
    handling: list[HandlingRow] = field(default_factory=list)


def content_of(report: Report, *, user: Any, today: date) -> ReportContent:
    """The report as it stands now for a reader, as plain values; a section that was left out says only why."""
    rows = Section.objects.visible_to(user).live().filter(report=report).select_related("asked")
    sections = list(rows.order_by("order", "pk"))
    drawn = _drawn(report, sections, user=user, today=today)
    return ReportContent(
        key=report.key,
        kind=report.kind,
        title=in_languages(report, "title"),
        area=report.home.key,
        area_name=in_languages(report.home, "name"),
        first=report.first,
        last=report.last,
        is_example=report.is_example,
        sections=[_section(section, drawn) for section in sections],
    )


def section_content(section: Section, *, user: Any, today: date) -> SectionContent:
    """One section as it stands now for a reader."""
    return _section(section, _drawn(section.report, [section], user=user, today=today))


def _drawn(report: Report, sections: list[Section], *, user: Any, today: date) -> Drawn:
    written = [one for one in sections if one.state != SectionState.LEFT_OUT]
    kinds = {one.kind for one in written}
    drawn = Drawn(told=told_in(report, written, user=user, today=today), shared=_shared_texts(written, user=user))
    if drawn.told:
        drawn.statements = statements_by_place(written, user=user)
    if SectionKind.CONCERNS in kinds:
        drawn.concerns = concern_rows(report, user=user)
    if SectionKind.OBJECTIVES in kinds:
        drawn.objectives = objective_rows(report, user=user)
    if SectionKind.MONEY in kinds:
        drawn.money = money_tables(report, user=user)
    if SectionKind.HANDLING in kinds:
        drawn.handling = handling_rows(report, user=user)
    return drawn


def _section(section: Section, drawn: Drawn) -> SectionContent:
    is_in = section.state != SectionState.LEFT_OUT
    told = drawn.told.get(section.pk, [])
    return SectionContent(
        key=section.key,
        kind=section.kind,
        state=section.state,
        title=in_languages(section, "title"),
        text=in_languages(section, "text") if is_in else {},
        left_out_reason="" if is_in else section.left_out_reason,
        asked_by=section.asked.asked_by if section.asked else "",
        shared=drawn.shared.get(section.shared_id, {}) if is_in and section.shared_id else {},
        figures=[
            figure_of(one, drawn.statements.get((section.pk, one.indicator.pk)))
            for one in told
            if one.number is not None
        ],
        absences=[one.absence for one in told if one.absence is not None],
        concerns=drawn.concerns if is_in and section.kind == SectionKind.CONCERNS else [],
        objectives=drawn.objectives if is_in and section.kind == SectionKind.OBJECTIVES else [],
        money=drawn.money if is_in and section.kind == SectionKind.MONEY else [],
        handling=drawn.handling if is_in and section.kind == SectionKind.HANDLING else [],
    )


def _shared_texts(sections: Iterable[Section], *, user: Any) -> dict[int, Words]:
    ids = {one.shared_id for one in sections if one.shared_id}
    rows = SharedText.objects.visible_to(user).live().filter(pk__in=ids) if ids else ()
    return {row.pk: in_languages(row, "text") for row in rows}


def concerns_told(report: Report, *, user: Any) -> list[Concern]:
    """Joys and worries of the report's area that were raised or checked since its first day, or are still to be checked."""
    rows = concerns_of(report.home, user=user, only=ConcernFilter())
    return [row for row in rows if _concerns_period(row, report)]


def concern_rows(report: Report, *, user: Any) -> list[ConcernRow]:
    """The joys and worries that the report tells of, as plain values."""
    return [
        ConcernRow(
            kind=row.kind,
            text=row.text,
            outcome=row.outcome,
            note=row.outcome_note,
            indicators=[in_languages(one, "name") for one in sorted(row.indicators.all(), key=lambda one: one.key)],
        )
        for row in concerns_told(report, user=user)
    ]


def _concerns_period(row: Concern, report: Report) -> bool:
    return row.outcome == Outcome.OPEN or max(row.day, row.outcome_on or row.day) >= report.first


def plans_in_force(report: Report, *, user: Any) -> QuerySet[Plan]:
    """The area's plans whose period meets the report's: approved or in use then, also one that is being revised now."""
    return (
        Plan.objects.visible_to(user)
        .live()
        .of(report.home)
        .filter(Q(state__in=[*FOLLOWED, PlanState.ENDED]) | Q(approved_on__isnull=False))
        .filter(Q(starts__isnull=True) | Q(starts__lte=report.last), Q(ends__isnull=True) | Q(ends__gte=report.first))
        .order_by("order", "-starts", "pk")
    )


def objective_rows(report: Report, *, user: Any) -> list[ObjectiveRow]:
    """What the plans in force in the period aimed at, and where each action stands by its newest report."""
    contents = _plan_contents(report, user=user)
    keys = {action["key"] for one in contents for row in one["objectives"] for action in row["actions"]}
    actions = Action.objects.visible_to(user).live().filter(key__in=keys).with_status() if keys else ()
    standings = {row.key: row for row in actions}
    return [
        ObjectiveRow(
            plan=content["plan"]["name"],
            theme=_theme_of(content, row),
            name=row["name"],
            local_words=row["local_words"],
            is_shared=row["home"] != report.home.key,
            actions=[_action(action, standings.get(action["key"])) for action in row["actions"]],
        )
        for content in contents
        for row in content["objectives"]
    ]


def _plan_contents(report: Report, *, user: Any) -> list[plan_content.Content]:
    """What each plan says: as approved by the end of the period, as first approved after it, or as it stands in use."""
    held = PlanObjective.objects.filter(plan=OuterRef("pk"))
    plans = list(plans_in_force(report, user=user).annotate(has_objectives=Exists(held)))
    versions: dict[int, PlanSnapshot] = {}
    for one in PlanSnapshot.objects.live().filter(plan__in=plans).order_by("number"):
        if one.plan_id not in versions or one.day <= report.last:
            versions[one.plan_id] = one
    contents = []
    for plan in plans:
        if plan.pk in versions:
            contents.append(versions[plan.pk].content)
        elif plan.has_objectives:
            contents.append(plan_content.content_of(plan))
    return contents


def _theme_of(content: plan_content.Content, objective: dict[str, Any]) -> Words:
    """The plan's theme that the objective stands under, or its own first."""
    names = {theme["key"]: theme["name"] for theme in [*objective["themes"], *content["plan"]["themes"]]}
    places = objective["under"] or [theme["key"] for theme in objective["themes"]]
    return names[places[0]] if places else {}


def _action(action: dict[str, Any], standing: Any) -> ActionRow:
    in_charge = action["post"] or action["unit"]
    return ActionRow(
        name=action["name"],
        in_charge=in_charge["name"] if in_charge else {},
        ends=date.fromisoformat(action["ends"]) if action["ends"] else None,
        status=standing.status if standing else "",
        stands=standing.stands if standing else "",
        reported_on=standing.reported_on if standing else None,
    )


def handling_rows(report: Report, *, user: Any) -> list[HandlingRow]:
    """The bodies on the report's path in order, and what came of each, as far as the reader sees the matter and decision."""
    steps = HandlingStep.objects.visible_to(user).live().filter(report=report).select_related("body")
    steps = steps.prefetch_related(
        "body__periods",
        Prefetch("matter", Matter.objects.visible_to(user).live()),
        Prefetch("decision", Decision.objects.visible_to(user).live()),
    )
    return [_handling(step) for step in steps.order_by("order", "pk")]


def _handling(step: HandlingStep) -> HandlingRow:
    return HandlingRow(
        body=in_languages(step.body, "name"),
        role=step.role,
        asked_on=step.asked_on,
        answered_on=step.answered_on,
        statement=step.statement,
        effect=step.effect,
        not_asked_reason=step.not_asked_reason,
        case_number=step.matter.case_number if step.matter else "",
        decision=step.decision.verb if step.decision else "",
        decided_on=step.decision.day if step.decision else None,
    )
