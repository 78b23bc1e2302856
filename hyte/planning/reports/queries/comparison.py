"""Two reports of an area side by side: the same sections beside one another, and numbers with their change where they compare."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hyte.planning.reports.content import ReportContent
from hyte.planning.reports.models import Section
from hyte.planning.reports.shown import ShownFigure, ShownSection, shown_report


@dataclass(frozen=True)
class FigurePair:
    """A number in both reports; the change only where the two say the same thing of two periods."""

    name: Any
    before: ShownFigure | None
    after: ShownFigure | None

    @property
    def change(self) -> float | None:
        """How much the number has changed; none where the numbers do not compare."""
        if self.before is None or self.after is None or self.why_not:
            return None
        first, second = self.before.figure.value, self.after.figure.value
        return None if first is None or second is None else second - first

    @property
    def why_not(self) -> str:
        """Why no change is told, as a word that the page explains; empty where it is."""
        if self.before is None or self.after is None:
            return "one"
        first, second = self.before.figure, self.after.figure
        if first.area != second.area:
            return "area"
        if first.unit != second.unit or first.polarity != second.polarity:
            return "meaning"
        if (first.period_start, first.period_end) == (second.period_start, second.period_end):
            return "period"
        if _length(first) != _length(second):
            return "length"
        return "" if first.value is not None and second.value is not None else "missing"


def _length(figure: Any) -> int:
    start, end = figure.period_start, figure.period_end
    return int((end.year - start.year) * 12 + end.month - start.month)


@dataclass(frozen=True)
class SectionPair:
    """A section in both reports; one that stands in one of them alone has an empty place beside it."""

    before: ShownSection | None
    after: ShownSection | None

    @property
    def title(self) -> Any:
        return (self.after or self.before).title  # type: ignore[union-attr]

    @property
    def figures(self) -> list[FigurePair]:
        first = {figure.key: figure for figure in self.before.figures} if self.before else {}
        second = {figure.key: figure for figure in self.after.figures} if self.after else {}
        keys = list(dict.fromkeys([*second, *first]))
        return [FigurePair((second.get(key) or first[key]).name, first.get(key), second.get(key)) for key in keys]


def side_by_side(before: ReportContent, after: ReportContent) -> list[SectionPair]:
    """The sections of the newer report in its order, each with the older one's, and last what only the older one has."""
    asked = _asked([*before.sections, *after.sections])
    old = {_identity(one, asked): one for one in shown_report(before).sections}
    pairs = [SectionPair(old.pop(_identity(one, asked), None), one) for one in shown_report(after).sections]
    return [*pairs, *(SectionPair(one, None) for one in old.values())]


def _asked(sections: Iterable[Any]) -> dict[str, int]:
    """Which section of a template each one answers."""
    rows = Section.objects.filter(key__in=[one.key for one in sections], asked__isnull=False)
    return dict(rows.values_list("key", "asked_id"))


def _identity(one: ShownSection, asked: dict[str, int]) -> Any:
    """What makes two sections the same: the template's section that they answer, or their kind and heading."""
    return asked.get(one.key) or (one.kind, str(one.title).casefold())
