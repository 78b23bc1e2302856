"""Compiled figures over time in words and pictures: the finding, the drawing, and what the gaps are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hyte.knowledge.indicators.shown import shown_period
from hyte.knowledge.screening.charts import Dot, over_time_chart
from hyte.knowledge.screening.queries.over_time import Point
from hyte.knowledge.screening.templatetags.screening_words import limits, percent


@dataclass(frozen=True)
class Picture:
    """A drawing, the sentence over it and the notes under it."""

    finding: str
    drawing: SafeString
    notes: list[str]


def pictures_of(points: Sequence[Point]) -> list[Picture]:
    """The share at or above the limit over time, and coverage; each where two periods of it are shown."""
    found = [_share_picture(points), _coverage_picture(points)]
    return [picture for picture in found if picture is not None]


def _share_picture(points: Sequence[Point]) -> Picture | None:
    shown = [point for point in points if point.share is not None]
    if len(shown) < 2:
        return None
    told = [_told_share(point) for point in (shown[-1], shown[0])]
    finding = _("At or above the limit of those screened: %(newest)s; %(oldest)s.") % {
        "newest": told[0],
        "oldest": told[1],
    }
    dots = [
        Dot(_period(p), 100 * p.share.value, 100 * p.share.lower, 100 * p.share.upper) if p.share else Dot(_period(p))
        for p in points
    ]
    notes = [_("The upright lines are 95 % intervals (Wilson).")]
    return Picture(finding, over_time_chart(dots, words=finding), [*notes, *_hidden(points), *_absent(points)])


def _told_share(point: Point) -> str:
    told = {"period": _period(point), "share": percent(point.share.value), "limits": limits(point.share)}  # type: ignore[union-attr]
    return _("%(period)s %(share)s (%(limits)s)") % told


def _coverage_picture(points: Sequence[Point]) -> Picture | None:
    shown = [point for point in points if point.coverage is not None]
    if len(shown) < 2:
        return None
    finding = _("Coverage: %(newest)s; %(oldest)s.") % {
        name: f"{_period(point)} {percent(point.coverage)}"
        for name, point in (("newest", shown[-1]), ("oldest", shown[0]))
    }
    dots = [
        Dot(
            _period(point),
            100 * point.coverage if point.coverage is not None else None,
            100 * point.coverage_limits.lower if point.coverage_limits else None,
            100 * point.coverage_limits.upper if point.coverage_limits else None,
            begins_anew=point.has_new_base,
        )
        for point in points
    ]
    notes = []
    if any(point.coverage_limits for point in points):
        notes.append(_("The upright lines are 95 % intervals (Wilson)."))
    else:
        notes.append(_("Forms are counted, and one person may have filled several, so coverage has no interval."))
    if any(point.has_new_base for point in points):
        notes.append(_("The dashed line is where the base changes: coverage before and after it cannot be compared."))
    baseless = [_period(point) for point in points if point.is_compiled and point.coverage is None]
    if baseless:
        notes.append(_("No base is named: %(periods)s.") % {"periods": ", ".join(baseless)})
    return Picture(finding, over_time_chart(dots, words=finding), [*notes, *_absent(points)])


def _period(point: Point) -> str:
    return shown_period(point.first, point.last)


def _hidden(points: Sequence[Point]) -> list[str]:
    """Which periods have no dot because their share is hidden."""
    hidden = [_period(point) for point in points if point.is_hidden]
    return [_("Hidden, because the numbers are small: %(periods)s.") % {"periods": ", ".join(hidden)}] if hidden else []


def _absent(points: Sequence[Point]) -> list[str]:
    """Which periods have no dot because nothing was compiled of them."""
    absent = [_period(point) for point in points if not point.is_compiled]
    return [_("Nothing has been compiled of: %(periods)s.") % {"periods": ", ".join(absent)}] if absent else []
