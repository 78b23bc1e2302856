"""What ends soon: fixed-term posts, seats, terms of office, bodies, and the periods of documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Area, in_force
from hyte.core.areas.text import finnish_key
from hyte.governance.structure.models import Body, BodyPeriod, Post, Seat, SteeringDocument, Term
from hyte.governance.structure.queries.named import named_body


@dataclass(frozen=True)
class Ending:
    """One thing that ends: what it is, its words, where it is, the last day, the days left."""

    kind: Any
    name: str
    url: str
    last_day: date
    days_left: int
    detail: str = ""
    record: Any = None


def endings(area: Area, *, user: Any, day: date, within: int) -> list[Ending]:
    """Everything of the area that ends within some days of a day, the nearest first."""
    until = day + timedelta(days=within)
    found = [
        Ending(kind, name, url, last, (last - day).days, detail, record)
        for finder in (_posts, _seats, _terms, _bodies, _documents)
        for kind, name, url, last, detail, record in finder(area, user, day, until)
    ]
    return sorted(found, key=lambda ending: (ending.last_day, finnish_key(ending.name)))


Found = Iterator[tuple[Any, str, str, date, str, Any]]


def _posts(area: Area, user: Any, day: date, until: date) -> Found:
    rows = Post.objects.visible_to(user).live().of(area).filter(valid_until__range=(day, until)).select_related("home")
    for post in rows:
        yield _("fixed-term post"), str(post), post.get_absolute_url(), post.valid_until, "", post


def _seats(area: Area, user: Any, day: date, until: date) -> Found:
    rows = (
        Seat.objects.visible_to(user)
        .live()
        .of(area)
        .filter(valid_until__range=(day, until), body__withdrawn_on__isnull=True, body__merged_into__isnull=True)
        .select_related("home", "person", "post__holder")
        .prefetch_related(named_body(day))
    )
    for seat in rows:
        name = seat.name_for(user)
        detail = f"{seat.get_role_display()}, {name}" if name else str(seat.get_role_display())
        yield _("seat"), str(seat.body), seat.get_absolute_url(), seat.valid_until, detail, seat


def _terms(area: Area, user: Any, day: date, until: date) -> Found:
    rows = Term.objects.visible_to(user).live().of(area).filter(valid_until__range=(day, until))
    for term in rows.select_related("organisation"):
        yield _("term of office"), str(term), "", term.valid_until, str(term.organisation or ""), term


def _bodies(area: Area, user: Any, day: date, until: date) -> Found:
    periods = BodyPeriod.objects.filter(in_force(day), of__in=Body.objects.visible_to(user).live().of(area))
    for period in periods.filter(ends_on__range=(day, until)).select_related("of__home"):
        yield _("fixed-term body"), period.name, period.of.get_absolute_url(), period.ends_on, "", period.of


def _documents(area: Area, user: Any, day: date, until: date) -> Found:
    rows = SteeringDocument.objects.visible_to(user).live().of(area).at(day).select_related("home")
    for document in rows.filter(period_end__range=(day, until), superseded_by__isnull=True):
        yield _("document's period"), str(document), document.get_absolute_url(), document.period_end, "", document
