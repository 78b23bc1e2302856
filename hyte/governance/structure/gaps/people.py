"""Vacant seats, fixed-term posts about to end, and contact details past their day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from hyte.core.areas.models import Area
from hyte.core.areas.text import shown_day
from hyte.core.thread.gaps import Finding, GapKind, Verb
from hyte.governance.structure.gaps.bodies import ask_chairs
from hyte.governance.structure.models import Person, Post, Seat
from hyte.governance.structure.queries.named import named_body

SOON = 90  # days before its last day that a post is said to be ending
VACANT_SEAT = GapKind(
    "vacant_seat",
    gettext_lazy("secretary of the body"),
    gettext_lazy("The seat has no holder."),
    ngettext_lazy("Holder of %(count)s seat", "Holders of %(count)s seats", "count"),
    ask=ask_chairs,
)
POST_ENDING = GapKind("post_ending", gettext_lazy("superior of the post"), is_seen=True)
CONTACT_EXPIRED = GapKind("personal_data_expired", gettext_lazy("administrator"), law=0, is_seen=True)


def seat_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """Seats that nobody holds; one that is kept for an organisation's representative is not vacant."""
    vacant = (
        Seat.objects.visible_to(user)
        .live()
        .of(area)
        .at(day)
        .filter(Q(post__isnull=True) | Q(post__holder__isnull=True), person__isnull=True, represents__isnull=True)
        .filter(body__merged_into__isnull=True, body__withdrawn_on__isnull=True)
        .prefetch_related("home", named_body(day))
    )
    to_fill = _("Fill")
    for seat in vacant:
        address = reverse_lazy("structure:seat-act", args=[area, seat.key, "vaihda"])
        verb = Verb(to_fill, address, "structure.edit_seats")
        yield Finding(VACANT_SEAT, seat, verb, confirmed_with=seat.body)


def post_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """Fixed-term posts whose last day is near."""
    posts = Post.objects.visible_to(user).live().of(area).select_related("home")
    for post in posts.filter(is_fixed_term=True, valid_until__range=(day, day + timedelta(days=SOON))):
        days = (post.valid_until - day).days
        why = ngettext(
            "The fixed-term post ends in %(days)s day; nobody is recorded to go on with its duties.",
            "The fixed-term post ends in %(days)s days; nobody is recorded to go on with its duties.",
            days,
        ) % {"days": days}
        verb = Verb(_("Look at the duties"), post.get_absolute_url())
        yield Finding(POST_ENDING, post, verb, why, due=post.valid_until)


def personal_data_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """Contact details kept past their own last day."""
    people = Person.objects.visible_to(user).of(area).filter(contact_expires_on__lt=day).exclude(email="", phone="")
    for person in people.select_related("home"):
        ended = person.contact_expires_on
        why = _("The contact details were to be kept until %(day)s.") % {"day": shown_day(ended)}
        verb = Verb(
            _("Renew or remove"), reverse("structure:person-contact", args=[area, person.key]), "structure.edit"
        )
        yield Finding(CONTACT_EXPIRED, person, verb, why, due=ended)
