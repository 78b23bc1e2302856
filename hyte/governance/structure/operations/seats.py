"""Who sits where: appoint, resign, replace, name a deputy."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Organisation
from hyte.core.areas.text import shown_day
from hyte.core.audit.recording import Recording, Refused, lock, record
from hyte.governance.structure.checks import life_of, outside_life
from hyte.governance.structure.choices import SeatRole
from hyte.governance.structure.models import Body, Person, Post, Seat, Term
from hyte.governance.structure.models.bodies import default_publicity
from hyte.governance.structure.operations.keys import numbered_key


def _refuse_outside_life(seat: Seat) -> None:
    sentence = outside_life(seat.valid_from, seat.valid_until, life_of(seat.body))
    if sentence:
        raise Refused(_as_sentence(sentence))


def _as_sentence(words: str) -> str:
    return words[0].upper() + words[1:] + "."


def _refuse_double(body: Body, person: Person | None, role: str, day: date) -> None:
    """Nobody sits in the same body twice in one role."""
    seats = body.seats.live().filter(person=person, role=role).exclude(valid_until__lt=day)
    if person is not None and seats.exists():
        raise Refused(_("%(person)s already sits in %(body)s in this role.") % {"person": person, "body": body})


def appoint(
    body: Body,
    *,
    role: str,
    day: date,
    by: Principal,
    until: date | None = None,
    person: Person | None = None,
    post: Post | None = None,
    represents: Organisation | None = None,
    deputy_of: Seat | None = None,
    appointed_by: Body | None = None,
    term: Term | None = None,
    publicity: str = "",
) -> Seat:
    """Appoint someone to a body from `day` on; without a person or post the seat is vacant."""
    require(by, "structure.edit_seats", body)
    period = body.period_at(day)
    if period is None or body.merged_into_id:
        raise Refused(_("%(body)s is not in force on %(day)s.") % {"body": body, "day": shown_day(day)})
    if deputy_of is not None and deputy_of.body_id != body.pk:
        raise Refused(_("A deputy sits in the same body as the member."))
    if role == SeatRole.CHAIR and body.seats.live().at(day).filter(role=role).exists():
        raise Refused(_("%(body)s already has a chair's seat; change its holder instead.") % {"body": body})
    # A seat ends with its term, and never outlives its body.
    until = until or (term.valid_until if term else None) or life_of(body)[1]
    if until is not None and until < day:
        raise Refused(_("The seat would end before it began."))
    _refuse_double(body, person, role, day)
    seat = Seat(
        key=numbered_key(f"{body.key}-paikka", model=Seat),
        home=body.home,
        body=body,
        role=SeatRole.DEPUTY if deputy_of else role,
        person=person,
        post=post,
        represents=represents,
        deputy_of=deputy_of,
        appointed_by=appointed_by,
        term=term,
        valid_from=day,
        valid_until=until,
        confirmed_on=day,
        publicity=publicity or default_publicity(period.kind),
        is_example=body.is_example or bool(person and person.is_example),
    )
    _refuse_outside_life(seat)
    with transaction.atomic(), record(body, verb="appointed", by=by) as recording:
        return recording.add(seat)


@transaction.atomic
def resign(seat: Seat, *, version: int, day: date, by: Principal, reason: str = "", leave_vacant: bool = True) -> Seat:
    """End a seat's holding on `day`; the place stays as a vacant seat from the next day on unless it is abolished."""
    require(by, "structure.edit_seats", seat)
    seat = lock(seat, version=version)
    with record(seat.body, verb="resigned", by=by, reason=reason) as recording:
        _end(seat, day, recording)
        last = life_of(seat.body)[1]
        if leave_vacant and (last is None or day < last):
            _follow(seat, day, recording, person=None, post=None)
    return seat


@transaction.atomic
def replace(
    seat: Seat, *, version: int, day: date, by: Principal, person: Person | None = None, post: Post | None = None
) -> Seat:
    """Let someone else hold the seat from `day` on; a vacant seat that began that day is simply filled."""
    require(by, "structure.edit_seats", seat)
    if person is None and post is None:
        raise Refused(_("Give the person or the post that takes the seat."))
    seat = lock(seat, version=version)
    _refuse_same(seat, person, post)
    _refuse_double(seat.body, person, seat.role, day)
    with record(seat.body, verb="replaced", by=by) as recording:
        if seat.valid_from == day and seat.is_vacant:
            return recording.change(seat, person=person, post=post)
        _end(seat, day - timedelta(days=1), recording)
        return _follow(seat, day - timedelta(days=1), recording, person=person, post=post)


def _refuse_same(seat: Seat, person: Person | None, post: Post | None) -> None:
    """A change of holder changes the holder."""
    now = seat.person or (seat.post.holder if seat.post else None)
    new = person or (post.holder if post else None)
    is_same_person = new is not None and new == now and (post is None or post == seat.post)
    if is_same_person or (person, post) == (seat.person, seat.post):
        raise Refused(_("Nothing would change: %(holder)s already holds the seat.") % {"holder": new or post})


def _end(seat: Seat, day: date, recording: Recording) -> None:
    if seat.valid_until is not None and seat.valid_until <= day:
        raise Refused(_("The seat has already ended."))
    if seat.valid_from is not None and day < seat.valid_from:
        raise Refused(_("The seat would end before it began."))
    sentence = outside_life(None, day, life_of(seat.body))
    if sentence:
        raise Refused(_as_sentence(sentence))
    recording.change(seat, valid_until=day)


def _follow(seat: Seat, last_day: date, recording: Recording, *, person: Person | None, post: Post | None) -> Seat:
    term_end = (seat.term.valid_until if seat.term else None) or life_of(seat.body)[1]
    following = Seat(
        key=numbered_key(f"{seat.body.key}-paikka", model=Seat),
        home=seat.home,
        body=seat.body,
        role=seat.role,
        person=person,
        post=post,
        represents=seat.represents,
        deputy_of=seat.deputy_of,
        appointed_by=seat.appointed_by,
        term=seat.term,
        publicity=seat.publicity,
        valid_from=last_day + timedelta(days=1),
        valid_until=term_end,
        is_example=seat.is_example,
        source=seat.source,
    )
    _refuse_outside_life(following)
    return recording.add(following)
