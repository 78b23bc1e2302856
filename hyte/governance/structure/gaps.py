"""The structure register's gaps.

A gap is missing only where someone has confirmed the record and it still lacks the thing; otherwise it is not known,
and not-known things are one line per kind with their number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from hyte.core.areas.models import Area, in_force
from hyte.core.areas.text import shown_day
from hyte.core.thread.facts import latest_evidence
from hyte.core.thread.gaps import MISSING, UNKNOWN, Gap, Verb, register_gaps
from hyte.governance.structure.choices import EVIDENCE_DAYS, Permanence
from hyte.governance.structure.models import (
    Body,
    Counterpart,
    Duty,
    FocusArea,
    Person,
    Post,
    Seat,
    SteeringDocument,
    Theme,
)

SOON = 90


def _address(name: str, area: Area, *parts: str) -> str:
    return reverse(name, args=[area, *parts])


def split(
    rows: Iterable[Any],
    *,
    kind: str,
    why: str,
    unknown: str,
    who: str,
    day: date,
    verb: Callable[[Any], Verb | None],
    law: int = 2,
    ask_url: str = "",
) -> Iterator[Gap]:
    """Confirmed rows become missing one by one; the rest become one line of what is not known."""
    unconfirmed = []
    for row in rows:
        if row.is_confirmed(day):
            yield Gap(
                kind,
                MISSING,
                str(row),
                why,
                who,
                row.get_absolute_url(),
                row._meta.label_lower,
                row.pk,
                law=law,
                verb=verb(row),
                is_example=row.is_example,
            )
        else:
            unconfirmed.append(row)
    if unconfirmed:
        yield Gap(
            kind,
            UNKNOWN,
            unknown % {"count": len(unconfirmed)},
            _("Nobody has confirmed these records within a year, so it is not known whether the thing is missing."),
            who,
            url=ask_url,
            count=len(unconfirmed),
            law=law,
            verb=Verb(_("Ask"), ask_url) if ask_url else None,
            names=tuple(str(row) for row in unconfirmed[:200]),
        )


def body_gaps(area: Area, day: date, user: Any) -> Iterator[Gap]:
    """Bodies without mandate, owner or seats; past their end; not confirmed for a year."""
    bodies: list[Any] = list(
        Body.objects.visible_to(user)
        .live()
        .of(area)
        .select_related("home")
        .with_period(day)
        .annotate(has_seats=Exists(Seat.objects.live().filter(in_force(day), body=OuterRef("pk"))))
    )
    ask = _address("structure:bodies", area) + "?vahvistamatta=1"
    yield from _incomplete_bodies(bodies, area, day, ask)
    yield from _bodies_past_their_end(bodies, area, day)
    yield from _unconfirmed_bodies(bodies, day, ask)


def _incomplete_bodies(bodies: list[Any], area: Area, day: date, ask: str) -> Iterator[Gap]:
    who = _("wellbeing coordinator")
    edit = lambda row: Verb(_("Complete"), _address("structure:body-act", area, row.key, "muuta"))  # noqa: E731
    seats = lambda row: Verb(_("Appoint"), _address("structure:body-act", area, row.key, "nimita"))  # noqa: E731
    without = {
        "body_without_mandate": (
            [b for b in bodies if not b.period.mandate and not b.period.provision_id and not b.period.founding_act],
            _("The body has no mandate: no founding act, provision or task is recorded."),
            _("Mandate of %(count)s bodies"),
            edit,
        ),
        "body_without_owner": (
            [b for b in bodies if not b.period.owner_id and not b.period.owner_unit_id],
            _("No organisation or unit is recorded as the owner of the body."),
            _("Owner of %(count)s bodies"),
            edit,
        ),
        "body_without_seats": (
            [b for b in bodies if not b.has_seats],
            _("No seats are recorded for the body."),
            _("Seats of %(count)s bodies"),
            seats,
        ),
    }
    for kind, (rows, why, unknown, verb) in without.items():
        yield from split(rows, kind=kind, why=why, unknown=unknown, who=who, day=day, verb=verb, ask_url=ask)


def _bodies_past_their_end(bodies: list[Any], area: Area, day: date) -> Iterator[Gap]:
    for body in bodies:
        ends = body.period.ends_on
        if body.period.permanence == Permanence.FIXED_TERM and ends and ends < day:
            yield Gap(
                "body_past_its_end",
                MISSING,
                str(body),
                _("The body was appointed until %(day)s and is still in force.") % {"day": shown_day(ends)},
                _("wellbeing coordinator"),
                body.get_absolute_url(),
                "structure.body",
                body.pk,
                due=ends,
                is_example=body.is_example,
                law=1,
                verb=Verb(_("End or continue"), _address("structure:body-act", area, body.key, "paata")),
            )


def _unconfirmed_bodies(bodies: list[Any], day: date, ask: str) -> Iterator[Gap]:
    stale = [body for body in bodies if not body.is_confirmed(day)]
    if stale:
        yield Gap(
            "unconfirmed",
            UNKNOWN,
            _("%(count)s bodies have not been confirmed for a year") % {"count": len(stale)},
            _("Nobody has said within a year whether these bodies still work as described."),
            _("wellbeing coordinator"),
            url=ask,
            count=len(stale),
            verb=Verb(_("Ask or confirm"), ask),
            names=tuple(str(body) for body in stale[:200]),
        )


def seat_gaps(area: Area, day: date, user: Any) -> Iterator[Gap]:
    """Vacant seats."""
    vacant = (
        Seat.objects.visible_to(user)
        .live()
        .of(area)
        .at(day)
        .filter(Q(person__isnull=True) & (Q(post__isnull=True) | Q(post__holder__isnull=True)))
        .filter(represents__isnull=True, body__merged_into__isnull=True)
        .select_related("home", "body__home", "post")
        .prefetch_related("body__periods")
    )
    yield from split(
        vacant,
        kind="vacant_seat",
        why=_("The seat has no holder."),
        unknown=_("Holders of %(count)s seats"),
        who=_("secretary of the body"),
        day=day,
        verb=lambda seat: Verb(_("Fill"), _address("structure:seat-act", area, seat.key, "vaihda")),
        ask_url=_address("structure:bodies", area),
    )


def post_gaps(area: Area, day: date, user: Any) -> Iterator[Gap]:
    """Fixed-term posts that end soon or have ended without a new day."""
    soon = day + timedelta(days=SOON)
    posts = Post.objects.visible_to(user).live().of(area).filter(is_fixed_term=True, valid_until__lte=soon)
    for post in posts.filter(valid_until__gte=day).select_related("home"):
        yield Gap(
            "post_ending",
            MISSING,
            post.title,
            _("The fixed-term post ends in %(days)s days; nobody is recorded to go on with its duties.")
            % {"days": (post.valid_until - day).days},
            _("superior of the post"),
            post.get_absolute_url(),
            "structure.post",
            post.pk,
            due=post.valid_until,
            is_example=post.is_example,
            verb=Verb(_("Look at the duties"), post.get_absolute_url()),
        )


def duty_gaps(area: Area, day: date, user: Any) -> Iterator[Gap]:
    """Duties that nobody carries, and duties without evidence within their period."""
    duties = list(
        Duty.objects.visible_to(user)
        .live()
        .of(area)
        .at(day)
        .select_related("home", "provision")
        .prefetch_related("children")
    )
    by_law = {duty.pk: 0 if duty.provision_id else 1 for duty in duties}
    for law in (0, 1):
        yield from split(
            [
                duty
                for duty in duties
                if by_law[duty.pk] == law and not (duty.body_id or duty.unit_id) and not duty.children.all()
            ],
            kind="duty_without_body",
            why=_("No body or unit is recorded to carry the duty."),
            unknown=_("Carriers of %(count)s duties"),
            who=_("wellbeing coordinator"),
            day=day,
            law=law,
            verb=lambda duty: Verb(_("Name the carrier"), duty.get_absolute_url()),
            ask_url=_address("structure:duties", area),
        )
    evidence = latest_evidence(user, "structure.duty", [duty.pk for duty in duties])
    late = [duty for duty in duties if _lacks_evidence(duty, evidence.get(duty.pk), day)]
    yield from split(
        late,
        kind="duty_without_evidence",
        why=_("No evidence is recorded in this system for the duty's latest period."),
        unknown=_("Evidence of %(count)s duties"),
        who=_("carrier of the duty"),
        day=day,
        law=0,
        verb=lambda duty: Verb(_("Record evidence"), duty.get_absolute_url()),
        ask_url=_address("structure:duties", area),
    )


def _lacks_evidence(duty: Duty, fact: Any, day: date) -> bool:
    days = EVIDENCE_DAYS.get(duty.frequency)
    return days is not None and (fact is None or (day - fact.day).days > days)


def focus_gaps(area: Area, day: date, user: Any) -> Iterator[Gap]:
    """Focus areas without a network or a counterpart."""
    areas = list(
        FocusArea.objects.visible_to(user)
        .live()
        .of(area)
        .at(day)
        .select_related("home")
        .annotate(
            has_body=Exists(Body.objects.live().filter(focus_areas=OuterRef("pk"))),
            has_counterpart=Exists(Counterpart.objects.live().filter(in_force(day), focus_area=OuterRef("pk"))),
        )
    )
    for kind, rows, why, unknown in (
        (
            "focus_without_network",
            [f for f in areas if not f.has_body],
            _("No network works on the focus area."),
            _("Networks of %(count)s focus areas"),
        ),
        (
            "focus_without_counterpart",
            [f for f in areas if not f.has_counterpart],
            _("No municipality has a counterpart for the focus area."),
            _("Counterparts of %(count)s focus areas"),
        ),
    ):
        yield from split(
            rows,
            kind=kind,
            why=why,
            unknown=unknown,
            who=_("wellbeing coordinator"),
            day=day,
            verb=lambda row: Verb(_("Look at the focus area"), row.get_absolute_url()),
            ask_url=_address("structure:focus-areas", area),
        )


def document_gaps(area: Area, day: date, user: Any) -> Iterator[Gap]:
    """Documents whose period has ended, and links with a fault."""
    documents = (
        SteeringDocument.objects.visible_to(user)
        .live()
        .of(area)
        .at(day)
        .filter(superseded_by__isnull=True)
        .select_related("home")
        .prefetch_related("links")
    )
    who = _("owner of the document")
    for document in documents:
        verb = Verb(_("Look at the document"), document.get_absolute_url())
        if document.period_end and document.period_end < day:
            yield Gap(
                "document_out_of_period",
                MISSING,
                document.name,
                _("The document's period ended on %(day)s and no newer one supersedes it.")
                % {"day": shown_day(document.period_end)},
                who,
                document.get_absolute_url(),
                "structure.steeringdocument",
                document.pk,
                due=document.period_end,
                law=1,
                verb=verb,
            )
        faults = [link for link in document.links.all() if link.fault and link.withdrawn_on is None]
        if faults:
            yield Gap(
                "document_link_fault",
                MISSING,
                document.name,
                "; ".join(f"{link.get_fault_display()}: {link}" for link in faults[:3]),
                who,
                document.get_absolute_url(),
                "structure.steeringdocument",
                document.pk,
                verb=verb,
            )


def theme_gaps(area: Area, day: date, user: Any) -> Iterator[Gap]:
    """Sets of themes that have ended and that no later theme follows."""
    themes = (
        Theme.objects.visible_to(user)
        .live()
        .of(area)
        .filter(valid_until__lt=day)
        .exclude(mapped_from__kind="succeeds")
        .order_by("valid_until", "order")
    )
    sets: dict[str, list[Theme]] = {}
    for theme in themes:
        sets.setdefault(theme.set_name, []).append(theme)
    for name, rows in sets.items():
        yield Gap(
            "themes_without_successor",
            MISSING,
            name,
            _("The set of themes ended on %(day)s and no theme is recorded to follow it.")
            % {"day": shown_day(rows[0].valid_until)},
            _("wellbeing coordinator"),
            _address("structure:themes", area),
            "structure.theme",
            rows[0].pk,
            due=rows[0].valid_until,
            law=1,
            verb=Verb(_("Map the themes"), _address("structure:themes", area)),
        )


def personal_data_gaps(area: Area, day: date, user: Any) -> Iterator[Gap]:
    """Contact details kept past their own last day."""
    people = Person.objects.visible_to(user).of(area).filter(contact_expires_on__lt=day).exclude(email="", phone="")
    for person in people.select_related("home"):
        yield Gap(
            "personal_data_expired",
            MISSING,
            str(person),
            _("The contact details were to be kept until %(day)s.") % {"day": shown_day(person.contact_expires_on)},
            _("administrator"),
            person.get_absolute_url(),
            "structure.person",
            person.pk,
            due=person.contact_expires_on,
            is_example=person.is_example,
            law=0,
            verb=Verb(_("Renew or remove"), person.get_absolute_url()),
        )


for finder in (
    body_gaps,
    seat_gaps,
    post_gaps,
    duty_gaps,
    focus_gaps,
    document_gaps,
    theme_gaps,
    personal_data_gaps,
):
    register_gaps(finder)
