"""What the desk, the area's work list and the list of accesses show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from hyte.core.accounts.choices import Role
from hyte.core.accounts.limits import name_limits, record_of
from hyte.core.accounts.models import Invitation, Membership, RightGrant, User
from hyte.core.accounts.rules import Principal, label_of, may, require
from hyte.core.areas.choices import AUTHORITIES
from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish
from hyte.core.tasks.asks import Ask, asks_on_desk
from hyte.core.tasks.models import Job, Task

YEAR = 365
SOON = 14


@dataclass(frozen=True)
class Place:
    """Where a person works, and the one record there that the access is limited to, if it is."""

    membership: Membership
    record: Any


@dataclass(frozen=True)
class Desk:
    """What a person sees first: late, soon due and other tasks, own jobs, and where they work."""

    late: list[Task]
    soon: list[Task]
    later: list[Task]
    done: list[Task]
    jobs: list[Job]
    places: list[Place]
    asks: list[Ask]

    @property
    def is_empty(self) -> bool:
        return not (self.late or self.soon or self.later or self.asks)


def desk_of(user: User, *, day: date) -> Desk:
    """The person's desk, joined across all areas."""
    open_tasks = list(Task.objects.mine(user).select_related("home").order_by(F("due").asc(nulls_last=True), "pk"))
    limit = date.fromordinal(day.toordinal() + SOON)
    return Desk(
        late=[task for task in open_tasks if task.due and task.due < day],
        soon=[task for task in open_tasks if task.due and day <= task.due <= limit],
        later=[task for task in open_tasks if task.due is None or task.due > limit],
        done=list(Task.objects.filter(done_by=user).select_related("home").order_by("-done_at")[:5]),
        jobs=list(Job.objects.visible_to(user).order_by("-created_at")[:5]),
        places=[
            Place(membership, record_of(membership))
            for membership in user.memberships.at(day)
            .select_related("organisation__home")
            .order_by(finnish("organisation__name"))
        ],
        asks=asks_on_desk(user, day=day),
    )


def tasks_of_area(area: Area, *, by: Principal) -> QuerySet[Task]:
    """The area's open tasks for its workers, the nearest day first."""
    return (
        Task.objects.visible_to(by.user)
        .filter(home=area, done_at__isnull=True)
        .select_related("person")
        .order_by(F("due").asc(nulls_last=True), "pk")
    )


def successors(area: Area, *, day: date, but: User | None = None) -> QuerySet[User]:
    """Who may take over tasks in the area."""
    people = User.objects.filter(
        pk__in=Membership.objects.at(day).filter(organisation__home=area).values("user"), is_active=True
    )
    return (people.exclude(pk=but.pk) if but else people).order_by(finnish("name"))


def memberships_in(area: Area) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation__home=area).select_related("user", "organisation__home")


@dataclass(frozen=True)
class Accesses:
    """The area's people as its administrator sees them."""

    current: list[Membership]
    ended: list[Membership]
    invitations: list[Invitation]
    grants: list[tuple[RightGrant, str]]
    may_change: bool


def accesses_of(area: Area, *, by: Principal, day: date, now: datetime) -> Accesses:
    """Accesses of the area's organisations, waiting invitations and rights given to others; refused to the rest."""
    require(by, "accounts.see_accesses", area)
    rows = memberships_in(area).order_by(finnish("user__name"), finnish("organisation__name"), "role")
    a_year_ago = date.fromordinal(day.toordinal() - YEAR)
    grants = RightGrant.objects.filter(area=area, valid_until__gte=day)
    return Accesses(
        current=name_limits(rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))),
        ended=list(rows.filter(valid_until__lt=day, valid_until__gte=a_year_ago).order_by("-valid_until")),
        invitations=name_limits(
            Invitation.objects.filter(organisation__home=area, used_at__isnull=True, expires_at__gt=now)
            .select_related("organisation__home")
            .order_by("expires_at")
        ),
        grants=[(grant, label_of(grant.operation)) for grant in grants.select_related("organisation").order_by("pk")],
        may_change=may(by, "accounts.end_access", area),
    )


def unconfirmed_areas(day: date) -> QuerySet[Area]:
    """Areas with an access that nobody has confirmed within a year."""
    limit = date.fromordinal(day.toordinal() - YEAR)
    stale = Membership.objects.at(day).filter(
        Q(confirmed_on__lt=limit) | Q(confirmed_on__isnull=True, valid_from__lt=limit)
    )
    return Area.objects.filter(pk__in=stale.values("organisation__home"))


def administered_areas(person: User, day: date) -> QuerySet[Area]:
    """Areas where the person is an administrator on the day."""
    own = Membership.objects.at(day).filter(user=person, role=Role.ADMINISTRATOR, organisation__kind__in=AUTHORITIES)
    return Area.objects.filter(pk__in=own.values("organisation__home"))


def is_stale(membership: Membership, day: Any) -> bool:
    """Whether a year has passed since the access was last confirmed or given."""
    return (day - (membership.confirmed_on or membership.valid_from)).days > YEAR
