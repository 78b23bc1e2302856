"""What people say of numbers: interpretations, joys and worries, and what does not concern an area."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.areas.text import cut_key, slug
from hyte.core.audit.recording import Refused, lock, record
from hyte.governance.structure.operations.keys import part_key
from hyte.knowledge.indicators.choices import Outcome
from hyte.knowledge.indicators.models import Concern, Indicator, Interpretation, Omission, SetMember
from hyte.knowledge.stats.store.reading import Latest

INTERPRET, RAISE, EDIT = "indicators.interpret", "indicators.raise_concern", "indicators.edit"


@transaction.atomic
def interpret(
    indicator: Indicator, *, area: Area, text: str, number: Latest | None, by: Principal, today: date
) -> Interpretation:
    """Sign words on an area's number; the number they were written of is kept beside them."""
    require(by, INTERPRET, area)
    words = Interpretation(
        key=part_key(
            cut_key(indicator.key, 60), cut_key(area.key, 40), _next_number(indicator, area), model=Interpretation
        ),
        home=area,
        indicator=indicator,
        text=text,
        day=today,
        author=by.user,
        period_end=number.period_end if number else None,
        value=number.value if number else None,
        release=number.release if number else "",
        confirmed_on=today,
        is_example=indicator.is_example,
    )
    with record(words, verb="number interpreted", by=by) as recording:
        recording.add(words)
    return words


def _next_number(indicator: Indicator, area: Area) -> int:
    return Interpretation.objects.filter(indicator=indicator, home=area).count() + 1


@transaction.atomic
def withdraw_interpretation(
    words: Interpretation, *, version: int, reason: str, by: Principal, today: date
) -> Interpretation:
    """Take words back, with the reason."""
    require(by, INTERPRET, words)
    words = lock(words, version=version)
    if words.withdrawn_on:
        raise Refused(_("The words have already been withdrawn."))
    if not reason:
        raise Refused(_("Say why the words are withdrawn."))
    with record(words, verb="interpretation withdrawn", by=by, reason=reason) as recording:
        recording.change(words, withdrawn_on=today, withdrawn_reason=reason)
    return words


@transaction.atomic
def raise_concern(
    area: Area,
    *,
    kind: str,
    text: str,
    raised_by: str = "",
    indicators: Sequence[Indicator] = (),
    by: Principal,
    today: date,
) -> Concern:
    """Write down a joy or a worry of the area, with the indicators that may tell of it."""
    require(by, RAISE, area)
    base = f"{area.key}-{slug(text)}"[:100].strip("-")
    key, number = base, 2
    while Concern.objects.filter(key=key).exists():
        key, number = f"{base}-{number}", number + 1
    concern = Concern(key=key, home=area, kind=kind, text=text, raised_by=raised_by, day=today, confirmed_on=today)
    with record(concern, verb="concern raised", by=by) as recording:
        recording.add(concern)
        if indicators:
            recording.tie(concern, "indicators", indicators)
    return concern


@transaction.atomic
def check_concern(
    concern: Concern,
    *,
    version: int,
    outcome: str,
    note: str,
    indicators: Sequence[Indicator],
    by: Principal,
    today: date,
) -> Concern:
    """Say what the numbers say of a joy or worry: confirmed, not confirmed, or that there is no indicator."""
    require(by, RAISE, concern)
    concern = lock(concern, version=version)
    if concern.withdrawn_on:
        raise Refused(_("The joy or worry has been withdrawn."))
    if outcome == Outcome.OPEN:
        raise Refused(_("Say what the numbers tell: confirmed, not confirmed, or no indicator."))
    if outcome == Outcome.NO_INDICATOR and indicators:
        raise Refused(_("“There is no indicator” cannot be said with indicators chosen."))
    if outcome != Outcome.NO_INDICATOR and not indicators:
        raise Refused(_("Choose the indicators against which it was checked."))
    with record(concern, verb="concern checked", by=by) as recording:
        recording.change(concern, outcome=Outcome(outcome), outcome_on=today, outcome_note=note, confirmed_on=today)
        recording.tie(concern, "indicators", indicators)
    return concern


@transaction.atomic
def withdraw_concern(concern: Concern, *, version: int, reason: str, by: Principal, today: date) -> Concern:
    """Withdraw a joy or worry that was written by mistake."""
    require(by, RAISE, concern)
    concern = lock(concern, version=version)
    if concern.withdrawn_on:
        raise Refused(_("The joy or worry has been withdrawn."))
    if not reason:
        raise Refused(_("Say why it is withdrawn."))
    with record(concern, verb="concern withdrawn", by=by, reason=reason) as recording:
        recording.change(concern, withdrawn_on=today, withdrawn_reason=reason)
    return concern


@transaction.atomic
def leave_out(member: SetMember, *, area: Area, reason: str, by: Principal, today: date) -> Omission:
    """Say that an indicator of a set does not concern the area, and why."""
    require(by, EDIT, area)
    if not reason.strip():
        raise Refused(_("Say why the indicator is left out."))
    if Omission.objects.live().filter(member=member, home=area).exists():
        raise Refused(_("The indicator has already been left out here."))
    number = Omission.objects.filter(member=member, home=area).count() + 1
    omission = Omission(
        key=f"{cut_key(area.key, 50)}-{cut_key(member.indicator.key, 40)}-{member.pk}-{number}",
        home=area,
        member=member,
        reason=reason,
        confirmed_on=today,
    )
    with record(omission, verb="indicator left out", by=by) as recording:
        recording.add(omission)
    return omission


@transaction.atomic
def take_back_in(omission: Omission, *, version: int, by: Principal, today: date) -> Omission:
    """Have an indicator that was left out in the area's set again."""
    require(by, EDIT, omission)
    omission = lock(omission, version=version)
    if omission.withdrawn_on:
        raise Refused(_("The indicator is in the set already."))
    with record(omission, verb="indicator taken back in", by=by) as recording:
        recording.change(omission, withdrawn_on=today, withdrawn_reason=_("taken back in"))
    return omission
