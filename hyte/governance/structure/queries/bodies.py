"""Lists and pages of bodies and networks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.text import capfirst

from hyte.core.areas.models import Area, Organisation, in_force, worker_areas
from hyte.core.areas.text import finnish, finnish_key, in_page_language, shown_day
from hyte.core.audit.kept import kept
from hyte.governance.structure.choices import BodyKind
from hyte.governance.structure.models import Body, BodyPeriod, FocusArea, Seat, Theme


@dataclass(frozen=True)
class BodyFilter:
    """What the list of bodies can be narrowed by; empty means all."""

    text: str = ""
    kind: str = ""
    theme: str = ""
    focus_area: str = ""
    municipality: str = ""
    owner: str = ""
    unconfirmed: bool = False


def bodies_of(area: Area, *, user: Any, day: date) -> QuerySet[Body]:
    """Bodies in force on the day that belong to the area or cover it."""
    return (
        Body.objects.visible_to(user)
        .live()
        .filter(Q(home=area) | _covers(area=area))
        .prefetch_related("home")
        .with_period(day)
        .prefetch_related("periods_of_day__owner")
    )


def _covers(**area: Any) -> Q:
    """Told by numbers: a join would need every column compared to tell the doubles apart."""
    return Q(pk__in=Body.areas.through.objects.filter(**area).values("body_id"))


def listed_bodies(
    area: Area, *, user: Any, day: date, chosen: BodyFilter, ids: list[int] | None = None
) -> QuerySet[Body]:
    """The list's bodies in Finnish order; `ids` are search hits when words were given."""
    periods = BodyPeriod.objects.filter(in_force(day), of=OuterRef("pk"))
    bodies = bodies_of(area, user=user, day=day).annotate(
        sort_name=Subquery(
            periods.order_by("-valid_from", "-pk").annotate(shown=in_page_language("name")).values("shown")[:1]
        )
    )
    if ids is not None:
        bodies = bodies.filter(pk__in=ids)
    if chosen.kind:
        bodies = bodies.filter(Exists(periods.filter(kind=chosen.kind)))
    if chosen.owner:
        bodies = bodies.filter(Exists(periods.filter(owner__key=chosen.owner)))
    if chosen.theme:
        bodies = bodies.filter(themes__key=chosen.theme)
    if chosen.focus_area:
        bodies = bodies.filter(focus_areas__key=chosen.focus_area)
    if chosen.municipality:
        bodies = bodies.filter(_covers(area__key=chosen.municipality) | Q(home__key=chosen.municipality))
    if chosen.unconfirmed:
        bodies = bodies.filter(Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=day - timedelta(days=365)))
    return bodies.order_by(finnish("sort_name"), "pk")


def with_ties(bodies: Iterable[Body], *names: str) -> list[Body]:
    """The bodies with their themes, areas and so on in plain lists: `tied_themes` for "themes".

    A tied record is read once, however many of the bodies share it.
    """
    found = list(bodies)
    for name in names:
        relation: Any = Body._meta.get_field(name)
        far = f"{relation.m2m_reverse_field_name()}_id"
        pairs = relation.remote_field.through.objects.filter(body__in=[body.pk for body in found]).order_by(far)
        ties: dict[int, list[int]] = {}
        for body_id, pk in pairs.values_list("body_id", far):
            ties.setdefault(body_id, []).append(pk)
        tied = relation.related_model.objects.in_bulk({pk for ids in ties.values() for pk in ids})
        for body in found:
            setattr(body, f"tied_{name}", [tied[pk] for pk in ties.get(body.pk, ())])
    return found


@dataclass(frozen=True)
class BodyLine:
    """A body on the list."""

    body: Body
    period: BodyPeriod
    home: Area | None
    kind: str
    subjects: str
    owner: str
    confirmed: str


def lines_of(bodies: Iterable[Body], *, area: Area) -> list[BodyLine]:
    """The bodies as the area's list shows them; the home of those that come from elsewhere."""
    names: dict[Any, str] = {}

    def named(records: Iterable[Any]) -> str:
        return ", ".join(names.setdefault(record, str(record)) for record in records if record.withdrawn_on is None)

    lines = []
    for body in with_ties(bodies, "focus_areas", "themes"):
        period, subjects = body.period, (named(body.tied_focus_areas), named(body.tied_themes))
        lines.append(
            BodyLine(
                body,
                period,
                body.home if body.home_id != area.pk else None,
                capfirst(period.get_kind_display()),
                "; ".join(filter(None, subjects)),
                str(period.owner or ""),
                shown_day(body.confirmed_on),
            )
        )
    return lines


@dataclass(frozen=True)
class FilterChoices:
    """What each filter of the list offers."""

    kinds: list[tuple[str, Any]]
    themes: list[Theme]
    focus_areas: list[FocusArea]
    municipalities: list[Area]
    owners: list[Organisation]


def filter_choices(area: Area, *, user: Any, day: date) -> FilterChoices:
    """Only what some body of the area has, so that no choice leads to an empty list."""
    return kept(("filter choices", area.pk, day), lambda: _filter_choices(area, user, day), user=user)


def _filter_choices(area: Area, user: Any, day: date) -> FilterChoices:
    periods = BodyPeriod.objects.filter(in_force(day), of__in=Body.objects.visible_to(user).live().of(area))
    used = set(periods.values_list("kind", flat=True).distinct())
    return FilterChoices(
        kinds=[(kind.value, kind.label) for kind in BodyKind if kind.value in used],
        themes=list(
            Theme.objects.visible_to(user).live().filter(bodies__home=area).distinct().order_by("home", "order")
        ),
        focus_areas=list(
            FocusArea.objects.visible_to(user).live().filter(bodies__home=area).distinct().order_by("order")
        ),
        municipalities=sorted(Area.objects.in_county(area, day), key=lambda area: finnish_key(area.name))
        if area.kind == "county"
        else [],
        owners=sorted(
            Organisation.objects.filter(pk__in=periods.filter(owner__isnull=False).values("owner")),
            key=lambda owner: finnish_key(owner.name),
        ),
    )


def body_of(area: Area, key: str, *, user: Any) -> QuerySet[Body]:
    """One body of the area, merged ones included so that their old addresses lead on."""
    return (
        Body.objects.visible_to(user)
        .filter(home=area, key=key)
        .select_related("home", "merged_into__home")
        .prefetch_related(
            Prefetch("focus_areas", FocusArea.objects.live().select_related("home")),
            Prefetch("themes", Theme.objects.live().select_related("home")),
            *("areas", "parties", "periods"),
        )
    )


def seats_of(body: Body, *, user: Any, day: date) -> list[Seat]:
    """The body's seats on the day, chair first; names are decided seat by seat."""
    order = ["chair", "vice_chair", "member", "deputy", "presenter", "secretary", "expert"]
    seats = (
        Seat.objects.visible_to(user)
        .live()
        .filter(body=body)
        .at(day)
        .select_related("home", "body__home", "person__home", "post__holder__home", "represents", "deputy_of", "term")
    )
    rows = sorted(seats, key=lambda seat: (order.index(seat.role), seat.pk))
    knows_people = bool(worker_areas(user))
    for seat in rows:
        seat.shown_name = seat.name_for(user)
        seat.holder = (seat.person or (seat.post.holder if seat.post else None)) if seat.shown_name else None
        seat.leads_to_person = knows_people and seat.holder is not None
    return rows


def children_of(body: Body, *, user: Any, day: date) -> QuerySet[Body]:
    """Bodies under this one on the day."""
    under = BodyPeriod.objects.filter(in_force(day), of=OuterRef("pk"), parent=body)
    return Body.objects.visible_to(user).live().filter(Exists(under)).prefetch_related("home").with_period(day)
