"""Bodies without mandate, owner or seats, past their end, or not confirmed for a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from hyte.core.areas.models import Area, in_force
from hyte.core.areas.text import shown_day
from hyte.core.thread.gaps import Finding, GapKind, Verb
from hyte.governance.structure.choices import Permanence
from hyte.governance.structure.models import Body, Seat

COORDINATOR = gettext_lazy("wellbeing coordinator")


def ask_chairs(area: Area) -> Verb:
    """The unconfirmed bodies, where their chairs are asked and the bodies confirmed as one act."""
    return Verb(_("Ask or confirm"), reverse("structure:bodies", args=[area]) + "?vahvistamatta=1", "structure.confirm")


WITHOUT_MANDATE = GapKind(
    "body_without_mandate",
    COORDINATOR,
    gettext_lazy("The body has no mandate: no founding act, provision or task is recorded."),
    ngettext_lazy("Mandate of %(count)s body", "Mandate of %(count)s bodies", "count"),
    ask=ask_chairs,
)
WITHOUT_OWNER = GapKind(
    "body_without_owner",
    COORDINATOR,
    gettext_lazy("No organisation or unit is recorded as the owner of the body."),
    ngettext_lazy("Owner of %(count)s body", "Owner of %(count)s bodies", "count"),
    ask=ask_chairs,
)
WITHOUT_SEATS = GapKind(
    "body_without_seats",
    COORDINATOR,
    gettext_lazy("No seats are recorded for the body."),
    ngettext_lazy("Seats of %(count)s body", "Seats of %(count)s bodies", "count"),
    ask=ask_chairs,
)
PAST_ITS_END = GapKind("body_past_its_end", COORDINATOR, law=1, is_seen=True)
UNCONFIRMED = GapKind(
    "unconfirmed",
    COORDINATOR,
    words=ngettext_lazy(
        "%(count)s body has not been confirmed for a year",
        "%(count)s bodies have not been confirmed for a year",
        "count",
    ),
    why_unknown=gettext_lazy("Nobody has said within a year whether these bodies still work as described."),
    ask=ask_chairs,
)


def body_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """What each body in force lacks."""
    seats = Seat.objects.live().filter(in_force(day), body=OuterRef("pk"))
    # Prefetched, not joined: the bodies share a home and a few owners, which are then made once and not for each row.
    rows = Body.objects.visible_to(user).live().of(area).prefetch_related("home").with_period(day)
    rows = rows.prefetch_related("periods_of_day__owner")
    to_complete, to_appoint = _("Complete"), _("Appoint")
    for body in rows.annotate(has_seats=Exists(seats)):
        period = body.period
        complete = _act(to_complete, area, body, "muuta", "structure.change_body")
        if not (period.mandate or period.provision_id or period.founding_act):
            yield Finding(WITHOUT_MANDATE, body, complete)
        if not (period.owner_id or period.owner_unit_id):
            yield Finding(WITHOUT_OWNER, body, complete)
        elif period.owner and period.owner.valid_until and period.owner.valid_until < day:
            told = {"owner": period.owner, "day": shown_day(period.owner.valid_until)}
            yield Finding(WITHOUT_OWNER, body, complete, _("The owner, %(owner)s, ended on %(day)s.") % told)
        if not body.has_seats:
            yield Finding(WITHOUT_SEATS, body, _act(to_appoint, area, body, "nimita", "structure.edit_seats"))
        ends = period.ends_on
        if period.permanence == Permanence.FIXED_TERM and ends and ends < day:
            why = _("The body was appointed until %(day)s and is still in force.") % {"day": shown_day(ends)}
            end = _act(_("End or continue"), area, body, "paata", "structure.change_body")
            yield Finding(PAST_ITS_END, body, end, why, due=ends)
        if not body.is_confirmed(day):
            yield Finding(UNCONFIRMED, body, complete)


def _act(label: Any, area: Area, body: Body, word: str, operation: str) -> Verb:
    return Verb(label, reverse_lazy("structure:body-act", args=[area, body.key, word]), operation)
