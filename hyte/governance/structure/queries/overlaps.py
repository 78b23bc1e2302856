"""The register's rows for the overlap finder, and what people have decided of its findings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from hyte.core.areas.models import Area, Organisation, in_force
from hyte.governance.structure.models import Body, FocusArea, OverlapDecision, Seat, Succession
from hyte.governance.structure.overlaps import BodyRow, FocusRow, Overlap, PartyRow, find_overlaps


def overlaps_of(area: Area, *, user: Any, day: date) -> list[Overlap]:
    """Pairs that look alike among the area's bodies on a day, best first, without those kept apart by decision."""
    bodies = list(Body.objects.visible_to(user).live().of(area).with_period(day))
    ties = {name: _keys_by_body(name, area) for name in ("themes", "focus_areas", "parties", "areas")}
    members: dict[int, list[str]] = {}
    seats = Seat.objects.visible_to(user).live().of(area).at(day).filter(person__isnull=False)
    for body_id, key in seats.values_list("body_id", "person__key"):
        members.setdefault(body_id, []).append(key)
    keys = {body.pk: body.key for body in bodies}
    rows = [_row(body, members.get(body.pk, []), keys, ties) for body in bodies]
    # An organisation that ended matters just because it ended, so these are read whatever the day.
    parties = Organisation.objects.visible_to(user).live().filter(Q(home=area) | Q(bodies__home=area)).distinct()
    focus_areas = FocusArea.objects.visible_to(user).live().of(area).filter(in_force(day)).order_by("order")
    successions = Succession.objects.visible_to(user).live().of(area).select_related("predecessor", "successor")
    decisions = OverlapDecision.objects.filter(home=area)
    return find_overlaps(
        rows,
        parties=[PartyRow(p.key, p.name_fi, tuple(p.aliases), p.valid_until, p.source) for p in parties],
        focus_areas=[FocusRow(f.key, f.name_fi, f.order) for f in focus_areas],
        day=day,
        kept_apart=frozenset(frozenset({d.a_key, d.b_key}) for d in decisions),
        successions=[(s.predecessor.key, s.successor.key, s.note) for s in successions],
    )


def _keys_by_body(name: str, area: Area) -> dict[int, list[str]]:
    """The keys that each body is tied to, in one query and without reading the records themselves."""
    found: dict[int, list[str]] = {}
    tied = Body.objects.of(area).filter(**{f"{name}__isnull": False}).order_by(f"{name}__key")
    for body_id, key in tied.values_list("pk", f"{name}__key"):
        found.setdefault(body_id, []).append(key)
    return found


def _row(body: Any, members: list[str], keys: dict[int, str], ties: dict[str, dict[int, list[str]]]) -> BodyRow:
    period = body.period
    return BodyRow(
        key=body.key,
        name=period.name_fi,
        kind=period.kind,
        heading=body.heading or None,
        aliases=tuple(body.aliases),
        focus_areas=tuple(ties["focus_areas"].get(body.pk, ())),
        themes=tuple(ties["themes"].get(body.pk, ())),
        parties=tuple(ties["parties"].get(body.pk, ())),
        areas=tuple(ties["areas"].get(body.pk, ())),
        members=tuple(members),
        aim=period.aim_fi or "",
        parent=keys.get(period.parent_id),
        mandate=period.mandate_fi or "",
        on_picture=bool(body.picture),
    )
