"""What is frozen when a report is approved: whose eyes it is read with, what may not be in it, and who may decide of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from hyte.core.accounts.models import Membership
from hyte.core.areas.models import Area
from hyte.governance.meetings.choices import Verb
from hyte.knowledge.indicators.models import Indicator
from hyte.planning.plans.models import SharedText
from hyte.planning.plans.queries.content import invented_in as invented_in_plan
from hyte.planning.reports.choices import SectionKind, StepRole
from hyte.planning.reports.content import ReportContent
from hyte.planning.reports.models import HandlingStep, Report
from hyte.planning.reports.queries.content import concerns_told, content_of, plans_in_force
from hyte.planning.reports.queries.money import budgets_told, phenomena_told

DECIDING = (Verb.APPROVED, Verb.NOTED)


class PublishingReader:
    """Reads the report's own area as its workers do and other areas as everybody does, whoever it is that approves."""

    is_authenticated = True
    active_memberships: tuple[Membership, ...] = ()

    def __init__(self, area: Area) -> None:
        self.worker_areas = frozenset({area.pk})


def content_to_freeze(report: Report, *, today: date) -> ReportContent:
    """The report as it is published: the same for whoever approves it."""
    return content_of(report, user=PublishingReader(report.home), today=today)


def deciding_steps(report: Report) -> QuerySet[HandlingStep]:
    """The steps by which the report is decided: of a body of its own area that decides, with a decision that approves or notes."""
    return report.steps.live().filter(
        role=StepRole.DECIDES,
        home=report.home_id,
        decision__isnull=False,
        decision__withdrawn_on__isnull=True,
        decision__verb__in=DECIDING,
    )


def invented_in(report: Report, content: ReportContent) -> list[str]:
    """Names of the invented examples that the report would tell as facts."""
    reader = PublishingReader(report.home)
    kinds = {one.kind for one in content.sections if one.figures or one.concerns or one.objectives or one.money}
    held: list[Any] = [*_indicators(content), *_shared_texts(report), *_of_path(report)]
    if SectionKind.CONCERNS in kinds:
        held += [row for row in concerns_told(report, user=reader) if row.is_example]
    if SectionKind.MONEY in kinds:
        tables = [table for section in content.sections for table in section.money]
        held += [row for row in (*budgets_told(report, user=reader), *phenomena_told(tables)) if row.is_example]
    names = [str(row) for row in held]
    if SectionKind.OBJECTIVES in kinds:
        plans = list(plans_in_force(report, user=reader))
        names += [str(plan) for plan in plans if plan.is_example]
        names += [name for plan in plans for name in invented_in_plan(plan)]
    return list(dict.fromkeys(names))


def invented_now(report: Report, *, today: date) -> list[str]:
    """What keeps a real report that is open from being approved; nothing for an example or an approved one."""
    if report.is_example or not report.is_open:
        return []
    return invented_in(report, content_to_freeze(report, today=today))


def _indicators(content: ReportContent) -> Iterable[Indicator]:
    keys = {figure.indicator for section in content.sections for figure in section.figures}
    rows = Indicator.objects.filter(key__in=keys).select_related("dataset")
    return [row for row in rows if row.is_example or row.dataset.is_example]


def _shared_texts(report: Report) -> Iterable[SharedText]:
    return SharedText.objects.filter(report_sections__report=report, is_example=True).distinct()


def _of_path(report: Report) -> list[Any]:
    """Bodies, matters and decisions on the path that are invented."""
    steps = report.steps.live().select_related("body", "matter", "decision__matter").prefetch_related("body__periods")
    held = [row for step in steps for row in (step.body, step.matter, step.decision)]
    return [row for row in held if row is not None and row.is_example]
