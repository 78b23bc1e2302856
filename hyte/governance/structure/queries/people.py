"""People, posts and units: who holds what, as far as the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from hyte.core.areas.models import Area, in_force, worker_areas
from hyte.core.areas.text import finnish
from hyte.governance.structure.models import Body, Counterpart, Duty, Person, Post, Seat, Unit, UnitPeriod
from hyte.governance.structure.queries.focus_areas import may_see_person
from hyte.governance.structure.queries.named import in_finnish_order, named_body, named_unit, with_names


def listed_people(area: Area, *, user: Any, day: date, text: str = "") -> QuerySet[Person]:
    """The area's people who had not left by a day, in Finnish order by name; `text` is a part of a name."""
    posts = _held(user).filter(in_force(day)).select_related("home").order_by("order", "pk")
    rows = (
        Person.objects.visible_to(user)
        .live()
        .of(area)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
        .select_related("home", "organisation")
        .prefetch_related(
            Prefetch("posts", posts, to_attr="posts_of_day"), Prefetch("seats", _seats(user, day), "seats_of_day")
        )
    )
    if text:
        rows = rows.filter(name__icontains=text)
    return rows.order_by(finnish("name"), "pk")


def _seats(user: Any, day: date) -> QuerySet[Seat]:
    return (
        Seat.objects.visible_to(user)
        .live()
        .at(day)
        .select_related("home", "person", "post__holder", "term", "represents")
        .prefetch_related(named_body(day))
        .order_by("pk")
    )


def show_seats(person: Person, user: Any) -> list[Seat]:
    """A person's seats, but only those whose holder the reader may know by name."""
    return [seat for seat in person.seats_of_day if seat.name_for(user)]


def seats_of_person(person: Person, *, user: Any, day: date) -> list[Seat]:
    """Seats the person holds in their own name or through a post, as far as the reader may know it."""
    rows = _seats(user, day).filter(Q(person=person) | Q(post__holder=person))
    return [seat for seat in rows if seat.name_for(user)]


def _held(user: Any) -> QuerySet[Post]:
    """Posts whose holders the reader may know: those who work somewhere may."""
    rows = Post.objects.visible_to(user).live()
    return rows if worker_areas(user) else rows.none()


def posts_of_person(person: Person, *, user: Any, day: date) -> list[Post]:
    rows = _held(user).filter(in_force(day), holder=person).select_related("home", "organisation")
    return list(rows.prefetch_related(named_unit(day)).order_by("order", "pk"))


def counterparts_of(*, day: date, user: Any, **holder: Any) -> list[Counterpart]:
    """What a person or a post is a municipality's counterpart for; give `person=` or `post=`."""
    rows = Counterpart.objects.visible_to(user).live().at(day).filter(**holder)
    return list(rows.select_related("home", "focus_area__home").order_by("focus_area__order", "pk"))


def posts_read(user: Any, *, day: date) -> QuerySet[Post]:
    """Posts in force on a day with what their lines show."""
    return (
        Post.objects.visible_to(user)
        .live()
        .at(day)
        .select_related("home", "organisation", "holder__home")
        .prefetch_related(named_unit(day))
        .order_by("order", "pk")
    )


def holder_for(post: Post, user: Any) -> Person | None:
    """The post's holder when the reader may know it: workers only."""
    return post.holder if post.holder is not None and may_see_person(post.holder, user) else None


def seats_of_post(post: Post, *, user: Any, day: date) -> list[Seat]:
    return list(_seats(user, day).filter(post=post))


def presented_bodies(post: Post, *, user: Any, day: date) -> list[Body]:
    """Bodies to which the post presents matters on a day."""
    rows = Body.objects.visible_to(user).live().select_related("home").with_period(day)
    return in_finnish_order(rows.filter(Exists(_periods(Body, day).filter(presenter=post))))


def _periods(model: Any, day: date) -> QuerySet:
    return model.period_model().objects.filter(in_force(day), of=OuterRef("pk"))


@dataclass(frozen=True)
class UnitPage:
    """What a unit's page shows on a day."""

    parents: list[Unit]
    children: list[Unit]
    posts: list[Post]
    duties: list[Duty]
    bodies: list[Body]


def unit_page(unit: Unit, *, user: Any, day: date) -> UnitPage:
    """A unit's place in the tree, its posts, duties and the bodies it owns."""
    units = Unit.objects.visible_to(user).live().select_related("home")
    under = Exists(UnitPeriod.objects.filter(in_force(day), of=OuterRef("pk"), parent=unit))
    posts = list(posts_read(user, day=day).filter(unit=unit))
    for post in posts:
        post.shown_holder = holder_for(post, user)
    bodies = Body.objects.visible_to(user).live().select_related("home").with_period(day)
    duties = Duty.objects.visible_to(user).live().at(day).filter(unit=unit).select_related("home", "provision")
    return UnitPage(
        parents_of(unit, day=day),
        sorted(units.filter(under).with_period(day), key=lambda child: (child.period.order, str(child))),
        posts,
        list(duties.order_by("order", "pk")),
        in_finnish_order(bodies.filter(Exists(_periods(Body, day).filter(owner_unit=unit)))),
    )


def parents_of(unit: Unit, *, day: date) -> list[Unit]:
    """The units above a unit on a day, the highest first; read in one go, since trees are low and wide."""
    above = dict(
        UnitPeriod.objects.filter(in_force(day), of__organisation=unit.organisation_id).values_list(
            "of_id", "parent_id"
        )
    )
    ids: list[int] = []
    at = above.get(unit.pk)
    while at and at not in ids:
        ids.insert(0, at)
        at = above.get(at)
    units = {row.pk: row for row in with_names(Unit.objects.live().select_related("home").filter(pk__in=ids), day)}
    return [units[pk] for pk in ids if pk in units]
