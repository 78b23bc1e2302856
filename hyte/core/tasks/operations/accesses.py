"""Who may work in an area: confirm, change and end accesses, give rights to other organisations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.limits import is_limit
from hyte.core.accounts.models import Invitation, Membership, RightGrant, User
from hyte.core.accounts.rules import KEPT_BY_THE_AREA, OPERATIONS, Principal, require
from hyte.core.accounts.sessions import sign_out
from hyte.core.areas.choices import AUTHORITIES
from hyte.core.areas.models import Area, Organisation
from hyte.core.audit.recording import Conflict, Refused, lock, record
from hyte.core.tasks.models import Task
from hyte.core.tasks.operations.tasks import check_successor, hand_over


def check_limit(organisation: Organisation, limit_model: str, limit_key: str) -> None:
    """Refuse a limit to a record that the organisation's area does not have."""
    if (limit_model or limit_key) and not is_limit(organisation.home, limit_model, limit_key):
        raise Refused(_("The record to which the access would be limited does not exist in this area."))


def require_an_administrator(area: Area, *, day: date) -> None:
    """Refuse an act after which nobody could let people into the area."""
    administrators = Membership.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=day),
        organisation__home=area,
        organisation__kind__in=AUTHORITIES,
        role=Role.ADMINISTRATOR,
        limit_model="",
        user__is_active=True,
    )
    if not administrators.exists():
        raise Refused(
            _("%(area)s would be left without an administrator. Invite another administrator first.") % {"area": area}
        )


def _lock_area(area: Area) -> None:
    """Two administrators who remove each other at the same moment wait for one another here."""
    Area.objects.select_for_update().get(pk=area.pk)


@transaction.atomic
def confirm_accesses(area: Area, *, versions: Mapping[int, int], by: Principal, today: date) -> list[Membership]:
    """Say that these accesses are still needed; `versions` are the rows as the administrator saw them."""
    require(by, "accounts.confirm_accesses", area)
    rows = list(Membership.objects.select_for_update().filter(pk__in=versions, organisation__home=area).order_by("pk"))
    if not rows:
        raise Refused(_("Choose at least one access to confirm."))
    for row in rows:
        if row.version != versions[row.pk]:
            raise Conflict(row)
    with record(rows[0], verb="accesses confirmed", by=by, also=rows[1:]) as recording:
        for row in rows:
            recording.change(row, confirmed_on=today)
    return rows


@transaction.atomic
def change_membership(
    membership: Membership,
    *,
    version: int,
    valid_until: date | None,
    by: Principal,
    today: date,
    limit_model: str = "",
    limit_key: str = "",
) -> Membership:
    """Change the last day or the limit of one access."""
    require(by, "accounts.change_membership", membership.organisation)
    _lock_area(membership.organisation.home)
    membership = lock(membership, version=version)
    if valid_until is not None and valid_until < membership.valid_from:
        raise Refused(_("The last day is before the first."))
    if valid_until is not None and valid_until < today:
        raise Refused(_("The last day is already past. To end the access at once, use “End access”."))
    check_limit(membership.organisation, limit_model, limit_key)
    with record(membership, verb="access changed", by=by) as recording:
        recording.change(membership, valid_until=valid_until, limit_model=limit_model, limit_key=limit_key)
    if membership.role == Role.ADMINISTRATOR:
        require_an_administrator(membership.organisation.home, day=today)
    return membership


@transaction.atomic
def end_access(
    person: User,
    *,
    area: Area,
    last_day: date | None = None,
    by: Principal,
    today: date,
    successor: User | None = None,
    reason: str = "",
) -> tuple[list[Membership], list[Task]]:
    """End all the person's accesses in the area in one step and hand their open tasks there to a successor.

    Without a last day they end at once, and the person is signed out everywhere. Without a successor the tasks fall to
    the area's coordinators. An access that has not begun is removed, and a waiting invitation is cancelled.
    """
    require(by, "accounts.end_access", area)
    # A last day is still in force, so what ends at once had its last day yesterday.
    yesterday = date.fromordinal(today.toordinal() - 1)
    last_day = last_day or yesterday
    if last_day < yesterday:
        raise Refused(_("An access can end yesterday at the earliest: what was done before stays done by right."))
    _lock_area(area)
    rows = list(
        Membership.objects.select_for_update()
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gt=last_day), user=person, organisation__home=area)
        .select_related("organisation")
        .order_by("valid_from", "pk")
    )
    if not rows:
        raise Refused(_("%(person)s has no access to end in %(area)s.") % {"person": person, "area": area})
    if successor is not None:
        if successor.pk == person.pk:
            raise Refused(_("The successor is the same person."))
        check_successor(successor, area=area, today=today)
    tasks = Task.objects.filter(home=area, person=person, done_at__isnull=True)
    with record(rows[0], verb="access ended", by=by, reason=reason, also=rows[1:]) as recording:
        moved = _pass_on(tasks, to=successor, area=area, by=by, today=today, recording=recording)
        for row in rows:
            if row.valid_from > last_day:
                recording.remove(row)
            else:
                recording.change(row, valid_until=last_day)
        for invitation in _waiting_invitations(person, area):
            recording.change(invitation, expires_at=timezone.now())
    if any(row.role == Role.ADMINISTRATOR for row in rows):
        require_an_administrator(area, day=max(last_day, today))
    if last_day == yesterday:
        sign_out(person, now=timezone.now())
    return rows, moved


def _waiting_invitations(person: User, area: Area) -> QuerySet[Invitation]:
    """Invitations to any of the person's addresses that would let the person into the area again."""
    own = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    waiting = Invitation.objects.filter(organisation__home=area, used_at__isnull=True, expires_at__gt=timezone.now())
    return waiting.filter(email__in={address.lower() for address in (person.email, *own)})


def _pass_on(tasks: Any, *, to: User | None, area: Area, by: Principal, today: date, recording: Any) -> list[Task]:
    if to is not None:
        return hand_over(tasks, to=to, area=area, by=by, today=today, recording=recording)
    return [
        recording.change(task, person=None, role=task.role or Role.COORDINATOR, version=task.version + 1)
        for task in tasks
    ]


def grantable() -> list[tuple[str, str]]:
    """Operations that may be given to another organisation, with their words."""
    return sorted(
        ((name, str(declared["label"])) for name, declared in OPERATIONS.items() if not _is_kept(name)),
        key=lambda pair: pair[1],
    )


def _is_kept(operation: str) -> bool:
    return operation.startswith(KEPT_BY_THE_AREA)


@transaction.atomic
def give_right(
    operation: str,
    *,
    area: Area,
    organisation: Organisation,
    valid_from: date,
    valid_until: date,
    by: Principal,
    today: date,
) -> RightGrant:
    """Let another organisation do one operation on the area's records until a day."""
    require(by, "accounts.give_right", area)
    if operation not in OPERATIONS or _is_kept(operation):
        raise Refused(_("This right cannot be given to another organisation."))
    if organisation.home_id == area.pk:
        raise Refused(
            _("%(organisation)s belongs to this area; invite its people instead.") % {"organisation": organisation}
        )
    if valid_until < valid_from:
        raise Refused(_("The last day is before the first."))
    if valid_until < today:
        raise Refused(_("The last day is already past."))
    clash = RightGrant.objects.filter(
        operation=operation,
        area=area,
        organisation=organisation,
        valid_from__lte=valid_until,
        valid_until__gte=valid_from,
    )
    if clash.exists():
        raise Refused(
            _("%(organisation)s already has this right on some of these days.") % {"organisation": organisation}
        )
    grant = RightGrant(
        operation=operation, area=area, organisation=organisation, valid_from=valid_from, valid_until=valid_until
    )
    with record(grant, verb="right given", by=by) as recording:
        return recording.add(grant)


@transaction.atomic
def end_right(grant: RightGrant, *, version: int, by: Principal, today: date) -> RightGrant | None:
    """End a right today; one that has not begun is removed."""
    require(by, "accounts.give_right", grant.area)
    grant = lock(grant, version=version)
    if grant.valid_until < today:
        raise Refused(_("The right has already ended."))
    yesterday = date.fromordinal(today.toordinal() - 1)
    with record(grant, verb="right ended", by=by) as recording:
        if grant.valid_from > yesterday:
            recording.remove(grant)
            return None
        return recording.change(grant, valid_until=yesterday)
