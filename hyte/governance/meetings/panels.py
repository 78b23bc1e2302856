"""Panels that meetings add to other records' pages: evidence, and when a body meets and what it has open."""

from __future__ import annotations

from datetime import date
from typing import Any

from hyte.core.thread.facts import Panel, register_evidence, register_panel
from hyte.governance.meetings.models import Matter
from hyte.governance.meetings.queries import (
    EVIDENCED,
    decisions_in,
    evidence_of,
    may_see_state,
    meeting_days,
    newest_evidence,
    open_matters,
    word_of,
)
from hyte.governance.meetings.ties import may_tie, ties_of
from hyte.governance.meetings.ties import word_of as tie_word
from hyte.governance.structure.models import Body, Duty, SteeringDocument


def evidence_panel(record: Any, user: Any, day: date) -> dict[str, Any]:
    """A record's evidence; for the area's workers also when there is none, with the way to record some."""
    rows = evidence_of(record, user=user)
    is_worker = may_see_state(record.home_id, user)
    if not rows and not is_worker:
        return {}
    return {"evidence": rows, "evidence_of": record, "evidence_word": word_of(record), "shows_state": is_worker}


def body_panel(body: Body, user: Any, day: date) -> dict[str, Any]:
    """When a body met and meets, and its open matters."""
    days, matters = meeting_days(body, user=user, day=day), open_matters(body, user=user)
    is_worker = may_see_state(body.home_id, user)
    if not any(days.values()) and not matters and not is_worker:
        return {}
    return {"meetings": days, "matters": matters, "meetings_of": body, "shows_state": is_worker}


def ties_panel(record: Any, user: Any, day: date) -> dict[str, Any]:
    """What a record is tied to; on a matter's page, what its decisions are."""
    records = decisions_in(record, user=user, day=day) if isinstance(record, Matter) else [record]
    found = ties_of(records, user=user)
    can_tie = may_tie(record, user)
    if not records or not (found or can_tie):
        return {}
    groups = [
        {"record": one, "ties": found.get(one.pk, []), "word": tie_word(one), "model": one._meta.label_lower}
        for one in records
        if can_tie or one.pk in found
    ]
    is_matter = isinstance(record, Matter)
    return {"groups": groups, "may_tie": can_tie, "has_headings": is_matter, "back": record.get_absolute_url()}


register_evidence(newest_evidence)
for _model in (Body, SteeringDocument, Duty, Matter):
    register_panel(_model._meta.label_lower, Panel("meetings/ties_panel.html", ties_panel, order=25))
for _model in EVIDENCED.values():
    register_panel(_model._meta.label_lower, Panel("meetings/evidence_panel.html", evidence_panel, order=30))
register_panel(Body._meta.label_lower, Panel("meetings/body_panel.html", body_panel, order=20))
