"""Every change of a body: found, rename, move, end, split, confirm. All at a date, all recorded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.areas.text import shown_day
from hyte.core.audit.recording import Recording, Refused, lock, record
from hyte.governance.structure.checks import is_below, parents_of
from hyte.governance.structure.models import Body, BodyPeriod, Seat
from hyte.governance.structure.operations.keys import free_key

PERIOD_FIELDS = (
    "name_fi",
    "name_sv",
    "name_en",
    "kind",
    "parent",
    "mandate_fi",
    "mandate_sv",
    "mandate_en",
    "provision",
    "founding_act",
    "aim_fi",
    "aim_sv",
    "aim_en",
    "permanence",
    "ends_on",
    "owner",
    "owner_unit",
    "presenter",
    "meets",
    "rules_url",
)


@transaction.atomic
def found_body(
    area: Area,
    *,
    name: str,
    kind: str,
    day: date,
    by: Principal,
    source: str = "",
    related: dict[str, Any] | None = None,
    **values: Any,
) -> Body:
    """Found a body that works from `day` on; `related` gives its areas, parties, themes and focus areas."""
    require(by, "structure.found_body", area)
    if values.get("parent") is not None:
        _refuse_parent(values["parent"], day)
    # Nobody can confirm today what begins later.
    confirmed_on = day if day <= timezone.localdate() else None
    body = Body(key=free_key(name, area=area), home=area, confirmed_on=confirmed_on, source=source)
    with record(body, verb="founded", by=by) as recording:
        recording.add(body)
        _tie(body, related, recording)
        recording.add(BodyPeriod(of=body, name_fi=name, kind=kind, valid_from=day, source=source, **values))
    return body


def _tie(body: Body, related: dict[str, Any] | None, recording: Recording) -> None:
    for field, targets in (related or {}).items():
        recording.tie(body, field, targets)


def _open_period(body: Body, day: date) -> BodyPeriod:
    """The period in force on the day; refuse when there is none or a later one follows."""
    if body.merged_into_id:
        raise Refused(_("%(body)s has been merged into another body.") % {"body": body})
    period = body.period_at(day)
    if period is None:
        raise Refused(_("%(body)s is not in force on %(day)s.") % {"body": body, "day": shown_day(day)})
    if body.periods.filter(valid_from__gt=day).exists():
        raise Refused(_("A later period follows %(day)s; change that one first.") % {"day": shown_day(day)})
    return period


@transaction.atomic
def change_body(
    body: Body,
    *,
    version: int,
    day: date,
    by: Principal,
    verb: str = "changed",
    alias: str = "",
    **values: Any,
) -> Body:
    """Let something else hold of the body from `day` on: a name, a parent, an owner, a mandate.

    On the period's own first day the period is corrected; later a new period begins and the old one ends the day before.
    An `alias` is kept among the other names.
    """
    require(by, "structure.change_body", body)
    body = lock(body, version=version)
    period = _open_period(body, day)
    if values.get("ends_on") is not None and values["ends_on"] < day:
        raise Refused(_("The end is before the day from which this holds."))
    if values.get("parent") is not None:
        _refuse_circle(body, values["parent"], day)
    with record(body, verb=verb, by=by) as recording:
        _turn(period, day, values, recording)
        if alias and alias not in body.aliases:
            recording.change(body, aliases=[*body.aliases, alias])
    return body


def _turn(period: BodyPeriod, day: date, values: dict[str, Any], recording: Recording) -> BodyPeriod:
    if period.valid_from == day:
        return recording.change(period, **values)
    kept = {name: getattr(period, name) for name in PERIOD_FIELDS}
    until = period.valid_until
    recording.change(period, valid_until=day - timedelta(days=1))
    return recording.add(
        BodyPeriod(of=period.of, valid_from=day, valid_until=until, source=period.source, **{**kept, **values})
    )


def _refuse_circle(body: Body, parent: Body, day: date) -> None:
    if is_below(parent.pk, body.pk, parents_of(Body)):
        raise Refused(_("%(parent)s is below %(body)s, so it cannot be above it.") % {"parent": parent, "body": body})
    _refuse_parent(parent, day)


def _refuse_parent(parent: Body, day: date) -> None:
    """Nothing begins under a body that is not there."""
    if parent.period_at(day) is None or parent.merged_into_id or parent.withdrawn_on:
        raise Refused(_("%(parent)s is not in force on %(day)s.") % {"parent": parent, "day": shown_day(day)})


def rename_body(
    body: Body, *, version: int, name: str, day: date, by: Principal, name_sv: str = "", keep_as_alias: bool = True
) -> Body:
    """Give the body another name from `day` on; the old one stays as an alias, so that it is still found."""
    if not name.strip():
        raise Refused(_("Give the new name."))
    old = body.period_at(day)
    if old is not None and old.name_fi == name.strip() and (old.name_sv or "") == name_sv:
        raise Refused(_("The body already has this name."))
    alias = old.name_fi if keep_as_alias and old is not None and old.name_fi != name.strip() else ""
    return change_body(
        body,
        version=version,
        day=day,
        by=by,
        verb="renamed",
        alias=alias,
        name_fi=name.strip(),
        name_sv=name_sv or None,
    )


@transaction.atomic
def describe_body(
    body: Body, *, version: int, by: Principal, related: dict[str, Any] | None = None, **values: Any
) -> Body:
    """Correct what does not depend on a day: aliases, parties, themes, focus areas, areas covered."""
    require(by, "structure.change_body", body)
    body = lock(body, version=version)
    with record(body, verb="described", by=by) as recording:
        recording.change(body, **values)
        _tie(body, related, recording)
    return body


@transaction.atomic
def end_body(body: Body, *, version: int, day: date, by: Principal, reason: str = "") -> Body:
    """End a body; `day` is its last. Its seats end with it; a body with living children is not ended."""
    require(by, "structure.change_body", body)
    body = lock(body, version=version)
    period = _open_period(body, day)
    if period.valid_until is not None and period.valid_until <= day:
        raise Refused(_("%(body)s has already ended.") % {"body": body})
    _refuse_children(body, after=day)
    with record(body, verb="ended", by=by, reason=reason) as recording:
        recording.change(period, valid_until=day)
        end_seats(body, day=day, recording=recording)
    return body


def _refuse_children(body: Body, *, after: date) -> None:
    """Nothing is left under a body that is no longer there."""
    children = BodyPeriod.objects.filter(parent=body, of__merged_into__isnull=True, of__withdrawn_on__isnull=True)
    outliving = children.exclude(valid_until__lte=after).first()
    if outliving is not None:
        raise Refused(
            _("%(child)s is still under %(body)s. Move or end it first.") % {"child": outliving, "body": body}
        )


def end_seats(body: Body, *, day: date, recording: Recording) -> None:
    """End every seat that would outlive the body."""
    for seat in Seat.objects.filter(body=body, withdrawn_on__isnull=True).exclude(valid_until__lte=day):
        if seat.valid_from and seat.valid_from > day:
            recording.change(seat, withdrawn_on=day, withdrawn_reason=str(_("The body ended before the seat began.")))
        else:
            recording.change(seat, valid_until=day)


@transaction.atomic
def split_body(body: Body, *, version: int, names: Iterable[str], day: date, by: Principal) -> list[Body]:
    """Make a body that names several groups into bodies of their own from `day` on; the old one ends the day before."""
    require(by, "structure.merge_bodies", body)
    names = [name.strip() for name in names if name.strip()]
    if len(set(names)) < 2:
        raise Refused(_("Give the names of at least two bodies."))
    body = lock(body, version=version)
    period = _open_period(body, day)
    if period.valid_from is not None and period.valid_from >= day:
        raise Refused(_("A body can be split at the earliest on the day after it began."))
    made = []
    with record(body, verb="split", by=by) as recording:
        recording.change(period, valid_until=day - timedelta(days=1))
        end_seats(body, day=day - timedelta(days=1), recording=recording)
        kept = {name: getattr(period, name) for name in PERIOD_FIELDS if not name.startswith("name")}
        for name in names:
            new = recording.add(
                Body(
                    key=free_key(name, area=body.home),
                    home=body.home,
                    heading=body.heading,
                    order=body.order,
                    source=body.source,
                    confirmed_on=day,
                    is_example=body.is_example,
                )
            )
            recording.add(BodyPeriod(of=new, name_fi=name, valid_from=day, source=period.source, **kept))
            for field in ("areas", "parties", "themes", "focus_areas"):
                recording.tie(new, field, list(getattr(body, field).all()))
            made.append(new)
    from hyte.core.search.index import index_rows

    index_rows(made)
    return made


@transaction.atomic
def confirm_bodies(bodies: Iterable[Body], *, day: date, by: Principal, source: str = "") -> int:
    """Say that bodies are as described on `day`; the number confirmed. One act, so one undo."""
    bodies = list(bodies)
    for body in bodies:
        require(by, "structure.confirm", body)
    if not bodies:
        raise Refused(_("Choose at least one body to confirm."))
    ids = [body.pk for body in bodies]
    locked = list(Body.objects.select_for_update().filter(pk__in=ids))
    alive = set(Body.objects.live().at(day).filter(pk__in=ids).values_list("pk", flat=True))
    for body in locked:
        if body.pk not in alive:
            raise Refused(
                _("%(body)s is not in force on %(day)s, so it cannot be confirmed. Nothing was confirmed.")
                % {"body": body, "day": shown_day(day)}
            )
    with record(locked[0], verb="confirmed", by=by, also=locked[1:]) as recording:
        for body in locked:
            recording.change(body, confirmed_on=day)
    return len(locked)


@transaction.atomic
def withdraw_body(body: Body, *, version: int, day: date, by: Principal, reason: str) -> Body:
    """Take back a body that was recorded by mistake, with its seats; it stays in the history with the reason."""
    require(by, "structure.change_body", body)
    reason = reason.strip()
    if not reason:
        raise Refused(_("Give the reason for the withdrawal."))
    body = lock(body, version=version)
    if body.withdrawn_on:
        raise Refused(_("%(body)s has already been withdrawn.") % {"body": body})
    _refuse_children(body, after=day)
    duty = body.duties.live().first()
    if duty is not None:
        told = {"body": body, "duty": duty}
        raise Refused(_("%(body)s carries the duty “%(duty)s”. Give the duty to another body first.") % told)
    with record(body, verb="withdrawn", by=by, reason=reason) as recording:
        recording.change(body, withdrawn_on=day, withdrawn_reason=reason)
        for seat in Seat.objects.live().filter(body=body):
            recording.change(seat, withdrawn_on=day, withdrawn_reason=reason)
    return body
