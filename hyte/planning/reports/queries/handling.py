"""The handling of a report in short: what is late, who has returned it, and where each municipality is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hyte.core.areas.choices import AreaKind
from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish_key, shown_day
from hyte.governance.meetings.choices import Verb
from hyte.governance.structure.queries.named import municipalities_of
from hyte.planning.reports.models import HandlingStep, Report


@dataclass(frozen=True)
class Standing:
    """Where a municipality is with the region's report, in a line."""

    municipality: Area
    words: str
    has_steps: bool
    is_done: bool
    is_begun: bool
    is_late: bool


def is_regional(report: Report) -> bool:
    """Whether municipalities handle the report too."""
    return report.home.kind == AreaKind.COUNTY


def is_late(step: HandlingStep, *, day: date) -> bool:
    """Whether the body's answer was due before the day and has not come."""
    return step.due is not None and step.due < day and step.answered_on is None and step.decision_id is None


def returned_by(steps: Iterable[HandlingStep]) -> list[HandlingStep]:
    """The steps whose body has returned the report and not decided of it again."""
    newest = {(step.body_id, step.role): step for step in steps if step.decision is not None}
    return [step for step in newest.values() if step.decision is not None and step.decision.verb == Verb.RETURNED]


def by_municipality(report: Report, steps: Sequence[HandlingStep], *, day: date) -> list[Standing]:
    """Each municipality of the county on one line; none for a municipality's own report."""
    if not is_regional(report):
        return []
    held: dict[int, list[HandlingStep]] = {}
    for step in steps:
        if step.home_id != report.home_id:
            held.setdefault(step.home_id, []).append(step)
    homes = {area.pk: area for area in municipalities_of(report.home, day=day)}
    homes |= {step.home_id: step.home for rows in held.values() for step in rows}
    ordered = sorted(homes.values(), key=lambda area: finnish_key(str(area)))
    return [_standing(area, held.get(area.pk, []), day=day) for area in ordered]


def _standing(area: Area, steps: Sequence[HandlingStep], *, day: date) -> Standing:
    decided = [step for step in steps if step.decision is not None]
    words = "; ".join(line_of(step) for step in steps) or _("no body of it is on the path")
    is_begun = any(step.asked_on or step.answered_on or step.matter_id for step in steps)
    return Standing(
        area,
        words,
        has_steps=bool(steps),
        is_done=bool(decided),
        is_begun=bool(decided) or is_begun,
        is_late=any(is_late(step, day=day) for step in steps),
    )


def line_of(step: HandlingStep) -> str:
    """A body's part in a few words: “Valtuusto: noted 12.5.2026 (D/12/2026)”."""
    case = f" ({step.matter.case_number})" if step.matter and step.matter.case_number else ""
    if step.decision is not None:
        told = f"{step.decision.get_verb_display()} {shown_day(step.decision.day)}{case}"
    elif step.answered_on:
        told = _("answered %(day)s") % {"day": shown_day(step.answered_on)} + case
    elif step.asked_on:
        told = _("asked %(day)s") % {"day": shown_day(step.asked_on)} + case
    elif step.not_asked_reason:
        told = _("not asked: %(reason)s") % {"reason": step.not_asked_reason}
    else:
        told = _("not begun")
    return f"{step.body}: {told}"


def summary_of(report: Report, steps: Sequence[HandlingStep], *, day: date) -> str:
    """How many municipalities have decided of the region's report, are handling it or have not begun."""
    rows = by_municipality(report, steps, day=day)
    if not rows:
        return ""
    done, begun = sum(row.is_done for row in rows), sum(row.is_begun and not row.is_done for row in rows)
    told = ngettext("%(count)s municipality", "%(count)s municipalities", len(rows)) % {"count": len(rows)}
    return _("%(all)s: %(done)s have decided, %(begun)s are handling it, %(left)s have not begun.") % {
        "all": told,
        "done": done,
        "begun": begun,
        "left": len(rows) - done - begun,
    }
