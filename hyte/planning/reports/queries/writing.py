"""What the pages of writing show: the area's reports, and what is left to do in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from hyte.core.areas.models import Area
from hyte.governance.structure.models import Post
from hyte.planning.plans.queries.content import in_languages
from hyte.planning.plans.queries.pages import in_words
from hyte.planning.reports.choices import ReportState, SectionState, StatementState
from hyte.planning.reports.models import DocumentImport, Report, Section, Statement
from hyte.planning.reports.queries.content import section_content
from hyte.planning.reports.queries.figures import Told, statements_by_place, told_in
from hyte.planning.reports.queries.statements import has_changed
from hyte.planning.reports.shown_money import ShownMoney, shown_money

UNFINISHED = (SectionState.TO_WRITE, SectionState.DRAFT)
ENOUGH = 5  # finished reports from which the usual time is told


def listed_reports(area: Area, *, user: Any) -> list[Any]:
    """The area's reports, the newest period first, each with the number of sections that are not ready."""
    unfinished = Q(sections__state__in=UNFINISHED, sections__withdrawn_on__isnull=True)
    rows = Report.objects.visible_to(user).live().of(area).annotate(left=Count("sections", filter=unfinished))
    return list(rows.select_related("home").order_by("-last", "-pk"))


def has_reports(area: Area, user: Any) -> bool:
    """Whether the reader finds any report of the area."""
    return Report.objects.visible_to(user).live().of(area).exists()


def is_late(row: Any, *, day: date) -> bool:
    """Whether a report or a section was due before the day and is not ready."""
    is_open = row.is_open if isinstance(row, Report) else row.state in UNFINISHED
    return is_open and row.due is not None and row.due < day


def sections_of(report: Report, *, user: Any) -> QuerySet[Section]:
    """The report's sections in order with their writers as the reader sees them, and how many sentences wait to be read."""
    unread = Q(statements__state=StatementState.GENERATED, statements__withdrawn_on__isnull=True)
    rows = (
        Section.objects.visible_to(user)
        .live()
        .filter(report=report)
        .annotate(unread=Count("statements", filter=unread))
    )
    return rows.select_related("asked", "report__home").prefetch_related(_posts(user)).order_by("order", "pk")


def _posts(user: Any) -> Prefetch:
    return Prefetch("post", Post.objects.visible_to(user).select_related("home"))


def usual_days(report: Report) -> int | None:
    """How many days such a report has taken from beginning to approval; none before enough have been finished."""
    rows = Report.objects.live().filter(
        state=ReportState.APPROVED, template=report.template_id, approved_on__isnull=False, is_example=False
    )
    days = [(approved - begun).days for begun, approved in rows.values_list("begun_on", "approved_on")]
    return round(median(days)) if len(days) >= ENOUGH else None


def imports_of(report: Report, *, user: Any) -> QuerySet[DocumentImport]:
    """Documents of earlier years that were brought in for the report, the newest first."""
    rows = DocumentImport.objects.visible_to(user).live().filter(report=report)
    return rows.select_related("home", "report__home").order_by("-pk")


@dataclass(frozen=True)
class ToldRow:
    """A number of a section with its sentence, and whether the number has changed since the sentence was made."""

    told: Told
    statement: Statement | None
    words: Any

    @property
    def has_changed(self) -> bool:
        return self.statement is not None and has_changed(self.statement, self.told)


@dataclass(frozen=True)
class SectionPage:
    section: Section
    content: Any
    money: list[ShownMoney]
    rows: list[ToldRow]
    absences: list[Any]
    before: list[tuple[str, str]]
    earlier: Section | None
    later: Section | None

    @property
    def is_to_make(self) -> bool:
        """Whether sentences are missing that the numbers could give."""
        return any(row.statement is None for row in self.rows)


def section_page(section: Section, *, before: dict[str, str], user: Any, today: date) -> SectionPage:
    """A section with what it draws from elsewhere, last year's words and its neighbours."""
    content = section_content(section, user=user, today=today)
    told = told_in(section.report, [section], user=user, today=today).get(section.pk, [])
    statements = statements_by_place([section], user=user)
    rows = Section.objects.visible_to(user).live().filter(report=section.report)
    siblings = list(rows.select_related("report__home").order_by("order", "pk"))
    place = next(number for number, one in enumerate(siblings) if one.pk == section.pk)
    return SectionPage(
        section=section,
        content=in_words(content.model_dump(exclude={"money"})),
        money=[shown_money(table) for table in content.money],
        rows=[_row(one, statements.get((section.pk, one.indicator.pk))) for one in told if one.number is not None],
        absences=[in_words(one.absence.model_dump()) for one in told if one.absence is not None],
        before=list(before.items()),
        earlier=siblings[place - 1] if place else None,
        later=siblings[place + 1] if place + 1 < len(siblings) else None,
    )


def _row(told: Told, statement: Statement | None) -> ToldRow:
    words = in_languages(statement, "text") if statement else told.sentence
    return ToldRow(told, statement, in_words(words))
