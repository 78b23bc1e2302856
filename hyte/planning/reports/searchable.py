"""Which words of reports are searched: of an approved report what was published, of a draft its own words, for its workers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from hyte.core.search.index import Searchable, register
from hyte.planning.plans.queries.pages import in_words
from hyte.planning.reports.choices import ReportState, SectionState
from hyte.planning.reports.content import SectionContent
from hyte.planning.reports.models import Report, ReportSnapshot, Section


def _reports(ids: list[int]) -> Iterable[Report]:
    return Report.objects.filter(pk__in=ids)


def _sections(ids: list[int]) -> Iterator[Section]:
    """The sections, each with what was approved of it; a report's content is read once."""
    snapshots = ReportSnapshot.objects.live().order_by("-number")
    rows = Section.objects.filter(pk__in=ids).select_related("report")
    published: dict[int, dict[str, SectionContent]] = {}
    for row in rows.prefetch_related(Prefetch("report__snapshots", snapshots, to_attr="approved")).order_by("report"):
        report: Any = row.report
        if report.state == ReportState.APPROVED and report.approved:
            if report.pk not in published:
                published[report.pk] = {one.key: one for one in report.approved[0].read().sections}
            row.published = published[report.pk].get(row.key)  # type: ignore[attr-defined]
        yield row


def _words(row: Any) -> list[str]:
    """A section's words in the active language; what was left out of a report is not found."""
    if row.state == SectionState.LEFT_OUT:
        return [row.title]
    one: SectionContent | None = getattr(row, "published", None)
    if one is None:
        return [row.title, row.text]
    said = in_words(one.model_dump(include={"title", "text", "shared", "concerns", "objectives"}))
    figures = in_words([{"name": figure.name, "sentence": figure.sentence} for figure in one.figures])
    return [
        said["title"],
        said["text"],
        said["shared"],
        *(text for figure in figures for text in figure.values()),
        *(concern["text"] for concern in said["concerns"]),
        *(objective["name"] for objective in said["objectives"]),
        *(action["name"] for objective in said["objectives"] for action in objective["actions"]),
    ]


register(Searchable(model=Report, label=_("wellbeing report"), texts=lambda row: [row.title], rows=_reports))
register(Searchable(model=Section, label=_("section of a report"), texts=_words, rows=_sections))
