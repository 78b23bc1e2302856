"""Begin a pilot, count how many came how far, decide to spread it or to stop."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused, lock, record
from hyte.knowledge.screening.choices import NEXT, PilotDecision
from hyte.knowledge.screening.models import Pilot, PilotCount, Programme, Site
from hyte.knowledge.screening.models.pilots import STEPS
from hyte.knowledge.screening.operations.keys import free_key
from hyte.knowledge.screening.rules import PILOT


@transaction.atomic
def begin_pilot(
    area: Area,
    *,
    name: str,
    programme: Programme,
    way: str,
    site: Site | None = None,
    starts: date,
    ends: date,
    by: Principal,
    today: date,
) -> Pilot:
    """Record what is tried where, from when until when."""
    require(by, PILOT, area)
    if programme.home_id != area.pk or (site is not None and site.home_id != area.pk):
        raise Refused(_("The programme or the site belongs to another area."))
    if ends < starts:
        raise Refused(_("The last day is before the first day."))
    pilot = Pilot(
        key=free_key(Pilot, f"{area.key}-{name}"),
        home=area,
        name=name,
        programme=programme,
        way=way,
        site=site,
        valid_from=starts,
        valid_until=ends,
        confirmed_on=today,
        is_example=programme.is_example or bool(site and site.is_example),
    )
    with record(pilot, verb="pilot begun", by=by) as recording:
        recording.add(pilot)
    return pilot


@transaction.atomic
def count_pilot(
    pilot: Pilot, *, version: int, day: date, steps: dict[str, int], by: Principal, today: date
) -> PilotCount:
    """Enter how many had come how far by a day; numbers of the same day are replaced."""
    require(by, PILOT, pilot)
    pilot = lock(pilot, version=version)
    if day > today:
        raise Refused(_("The day is in the future."))
    if pilot.valid_from and day < pilot.valid_from:
        raise Refused(_("The pilot had not begun on that day."))
    numbers = [steps[step] for step in STEPS]
    if any(later > before for before, later in pairwise(numbers)):
        raise Refused(_("A later step has more people than the one before it."))
    row = PilotCount.objects.filter(pilot=pilot, day=day).first()
    with record(pilot, verb="pilot counted", by=by) as recording:
        if row is not None:
            return recording.change(row, **steps)
        return recording.add(
            PilotCount(home_id=pilot.home_id, pilot=pilot, day=day, is_example=pilot.is_example, **steps)
        )


@transaction.atomic
def decide_pilot(
    pilot: Pilot, *, version: int, decision: str, reason: str, day: date, by: Principal, today: date
) -> Pilot:
    """Decide to spread what was tried or to stop, with the reason."""
    require(by, PILOT, pilot)
    pilot = lock(pilot, version=version)
    if decision not in NEXT.get(pilot.decision, set()):
        raise Refused(_("It has been decided on this pilot already; undo the decision in the history first."))
    if day > today:
        raise Refused(_("The day is in the future."))
    if not reason:
        raise Refused(_("Say the reason for the decision."))
    with record(pilot, verb="pilot decided", by=by) as recording:
        recording.change(pilot, decision=PilotDecision(decision), decided_on=day, decision_reason=reason)
    return pilot
