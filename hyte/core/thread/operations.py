"""Accept a gap with a reason and a day, and take the acceptance back."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused, record
from hyte.core.thread.models import GapAcceptance


@transaction.atomic
def accept_gap(
    area: Area, *, kind: str, model: str, object_id: int, reason: str, until: date, by: Principal, today: date
) -> GapAcceptance:
    """Live with a gap until a day, for a reason that is kept."""
    require(by, "thread.accept_gap", area)
    if not reason.strip():
        raise Refused(_("Give the reason for accepting the gap."))
    if until < today:
        raise Refused(_("The day until which the gap is accepted has already passed."))
    if until > today.replace(year=today.year + 2, day=min(today.day, 28)):
        raise Refused(_("A gap can be accepted for two years at most."))
    acceptance = GapAcceptance.objects.filter(kind=kind, model=model, object_id=object_id).first() or GapAcceptance(
        home=area, kind=kind, model=model, object_id=object_id, until=until
    )
    values = {"reason": reason.strip(), "until": until, "accepted_by": by.user}
    with record(acceptance, verb="gap accepted", by=by, reason=reason) as recording:
        if acceptance.pk:
            return recording.change(acceptance, **values)
        for name, value in values.items():
            setattr(acceptance, name, value)
        return recording.add(acceptance)


@transaction.atomic
def withdraw_acceptance(acceptance: GapAcceptance, *, by: Principal) -> None:
    """Show the gap again."""
    require(by, "thread.accept_gap", acceptance)
    with record(acceptance.home, verb="gap shown again", by=by) as recording:
        recording.remove(acceptance)
