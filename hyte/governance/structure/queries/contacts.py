"""Whom to contact about a body or an area: posts first, then the organisation; never a person's own contact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Area, Organisation
from hyte.governance.structure.choices import SeatRole
from hyte.governance.structure.models import Body, BodyPeriod, Post, Seat

# Words in the title of a post that say that its holder coordinates the work for wellbeing and health.
COORDINATING = ("hyvinvointikoordinaattori", "hyte-koordinaattori", "hyte-päällikkö", "hyvinvointipäällikkö")
ANSWERING = (SeatRole.PRESENTER, SeatRole.SECRETARY, SeatRole.CHAIR)
MOST = 3


@dataclass(frozen=True)
class Contact:
    """A post to ask, and why it is the one."""

    why: Any
    post: Post


@dataclass(frozen=True)
class Contacts:
    """Whom to ask, the nearest first; then the organisation's own site. The area's feedback form is always there."""

    posts: list[Contact] = field(default_factory=list)
    organisation: Organisation | None = None

    @property
    def site(self) -> str:
        return (self.organisation.hyte_page or self.organisation.website) if self.organisation else ""


def contacts_of_body(body: Body, period: BodyPeriod, *, seats: Iterable[Seat], user: Any, day: date) -> Contacts:
    """The presenting official, those who answer for the body in it, the owner unit; else the area's coordinating post."""
    reasons: dict[int, Any] = {}
    if period.presenter_id:
        reasons[period.presenter_id] = _("presenting official")
    for role in ANSWERING:
        for seat in seats:
            if seat.role == role and seat.post_id:
                reasons.setdefault(seat.post_id, seat.get_role_display())
    asked = Q(pk__in=reasons) | _coordinating() & Q(home=body.home_id)
    if period.owner_unit_id:
        asked |= Q(unit=period.owner_unit_id)
    posts = list(_posts(user, day).filter(asked))
    near = [Contact(reasons[post.pk], post) for post in posts if post.pk in reasons]
    near.sort(key=lambda contact: list(reasons).index(contact.post.pk))
    unit = [
        Contact(_("unit that owns the body"), post)
        for post in posts
        if post.pk not in reasons and period.owner_unit_id and post.unit_id == period.owner_unit_id
    ]
    area = [Contact(_("coordinates the work in the area"), post) for post in posts if _coordinates(post)]
    return Contacts(_reachable([*near, *unit]) or _reachable(area) or [*near, *unit, *area][:1], _owner(period, day))


def contacts_of_area(area: Area, *, user: Any, day: date) -> list[Post]:
    """Posts of the area whose title says that they coordinate the work, those that can be reached first."""
    posts = _posts(user, day).of(area).filter(_coordinating())
    return sorted(posts, key=lambda post: not post.has_contact)[:MOST]


def _posts(user: Any, day: date) -> QuerySet[Post]:
    found = Post.objects.visible_to(user).live().at(day).select_related("home", "organisation")
    return found.order_by("order", "key")


def _coordinating() -> Q:
    titles = Q()
    for word in COORDINATING:
        titles |= Q(title_fi__icontains=word)
    return titles


def _coordinates(post: Post) -> bool:
    return any(word in post.title_fi.casefold() for word in COORDINATING)


def _reachable(contacts: list[Contact]) -> list[Contact]:
    return [contact for contact in contacts if contact.post.has_contact][:MOST]


def _owner(period: BodyPeriod, day: date) -> Organisation | None:
    """The owner; where it is not known or has ended, the organisation that governs the area."""
    owner = period.owner
    if owner is not None and owner.withdrawn_on is None and (owner.valid_until is None or owner.valid_until >= day):
        return owner
    area = period.of.home
    return Organisation.objects.live().of(area).filter(kind=area.kind).order_by("pk").first()
