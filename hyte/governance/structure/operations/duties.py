"""How well a provision is known, when a duty is next due, and who carries it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Organisation
from hyte.core.audit.recording import Refused, lock, record
from hyte.governance.structure.choices import PROVISION_NEXT, ProvisionStatus
from hyte.governance.structure.models import Body, Duty, Provision, Unit

EDIT = "structure.edit_duty"


@transaction.atomic
def mark_provision(
    provision: Provision, *, version: int, status: str, day: date, role: str = "", by: Principal, today: date
) -> Provision:
    """Record that a provision was read in the law on a day, or confirmed by someone in a role."""
    require(by, EDIT, provision)
    provision = lock(provision, version=version)
    _refuse_status(provision, ProvisionStatus(status), day=day, role=role, today=today)
    verbs = {ProvisionStatus.READ: "provision read", ProvisionStatus.CONFIRMED: "provision confirmed"}
    with record(provision, verb=verbs[ProvisionStatus(status)], by=by) as recording:
        recording.change(provision, status=status, status_on=day, status_by=role, confirmed_on=today)
    return provision


def _refuse_status(provision: Provision, status: ProvisionStatus, *, day: date, role: str, today: date) -> None:
    now = ProvisionStatus(provision.status)
    if status not in PROVISION_NEXT[now]:
        if status == ProvisionStatus.CONFIRMED:
            raise Refused(_("Read the provision in the law first; what nobody has read cannot be confirmed."))
        raise Refused(_("A provision cannot go back to being only cited."))
    if day > today:
        raise Refused(_("The day is in the future; give the day on which it was done."))
    if now != ProvisionStatus.CITED and provision.status_on and day < provision.status_on:
        raise Refused(
            _("The day is before the day of the present status (%(day)s).")
            % {"day": date_format(provision.status_on, "SHORT_DATE_FORMAT")}
        )
    if status == ProvisionStatus.CONFIRMED and not role:
        raise Refused(_("Say in which role the provision was confirmed."))


@transaction.atomic
def set_next_due(duty: Duty, *, version: int, day: date | None, by: Principal, today: date) -> Duty:
    """Set the day by which a duty is next to be done, or none; only where its provision has been read."""
    require(by, EDIT, duty)
    duty = lock(duty, version=version)
    if day is not None:
        _refuse_due(duty, day, today)
    with record(duty, verb="next due set" if day else "next due removed", by=by) as recording:
        recording.change(duty, next_due=day)
    return duty


def _refuse_due(duty: Duty, day: date, today: date) -> None:
    if duty.provision is None:
        raise Refused(_("The duty stands on no provision here, so no day can be set by which it is due."))
    if duty.provision.status == ProvisionStatus.CITED:
        raise Refused(
            _("%(provision)s has not been read yet. Read it and mark it read; only then can a due day be set.")
            % {"provision": duty.provision}
        )
    if day < today:
        raise Refused(_("The next due day is in the past."))
    if duty.valid_until and day > duty.valid_until:
        raise Refused(
            _("The duty ends before that day (%(day)s).") % {"day": date_format(duty.valid_until, "SHORT_DATE_FORMAT")}
        )


@transaction.atomic
def change_carrier(
    duty: Duty,
    *,
    version: int,
    body: Body | None = None,
    unit: Unit | None = None,
    organisation: Organisation | None = None,
    by: Principal,
    today: date,
) -> Duty:
    """Say who carries a duty from now on: a body, a unit, an organisation, or several of these together."""
    require(by, EDIT, duty)
    duty = lock(duty, version=version)
    if body is None and unit is None and organisation is None:
        raise Refused(_("Choose the body, unit or organisation that carries the duty."))
    for carrier in (body, unit):
        if carrier is not None:
            _refuse_carrier(carrier, today)
    if organisation is not None and organisation.valid_until and organisation.valid_until < today:
        raise Refused(_("%(carrier)s has ended and cannot carry a duty.") % {"carrier": organisation})
    ids = tuple(carrier.pk if carrier else None for carrier in (body, unit, organisation))
    if ids == (duty.body_id, duty.unit_id, duty.organisation_id):
        raise Refused(_("Nothing would change: the duty is already carried so."))
    with record(duty, verb="carrier changed", by=by) as recording:
        recording.change(duty, body=body, unit=unit, organisation=organisation)
    return duty


def _refuse_carrier(carrier: Body | Unit, today: date) -> None:
    if carrier.withdrawn_on or carrier.merged_into_id:
        raise Refused(_("%(carrier)s has been withdrawn or merged into another.") % {"carrier": carrier})
    if carrier.period_at(today) is None:
        raise Refused(_("%(carrier)s is not in force today and cannot carry a duty.") % {"carrier": carrier})
