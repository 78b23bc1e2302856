"""Add and correct people; keep their contact details: whose, what for, and until when."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area, Organisation
from hyte.core.audit.recording import Refused, lock, record
from hyte.governance.structure.models import Person
from hyte.governance.structure.operations.keys import numbered_key

EDIT = "structure.edit_seats"
LONGEST = 731  # days a contact may be kept before someone renews it


@transaction.atomic
def add_person(
    area: Area,
    *,
    name: str,
    day: date,
    by: Principal,
    today: date,
    organisation: Organisation | None = None,
    is_minor: bool = False,
) -> Person:
    """Add someone who holds seats or posts. The key tells nothing of the person, since it outlives an erasure."""
    require(by, EDIT, area)
    if not name.strip():
        raise Refused(_("Give the person's name."))
    person = Person(
        key=numbered_key(f"{area.key}-henkilo", model=Person),
        home=area,
        name=name.strip(),
        organisation=organisation,
        is_minor=is_minor,
        valid_from=day,
        confirmed_on=today,
    )
    with record(person, verb="person added", by=by) as recording:
        return recording.add(person)


@transaction.atomic
def change_person(
    person: Person,
    *,
    version: int,
    name: str,
    organisation: Organisation | None,
    is_minor: bool,
    valid_until: date | None,
    by: Principal,
    today: date,
) -> Person:
    """Correct who a person is, or say until when they are in the register."""
    require(by, EDIT, person)
    person = lock(person, version=version)
    if not name.strip():
        raise Refused(_("Give the person's name."))
    if is_minor and (person.email or person.phone):
        raise Refused(_("Contact details of a person under 18 are not kept."))
    values = {"name": name.strip(), "organisation": organisation, "is_minor": is_minor, "valid_until": valid_until}
    with record(person, verb="person corrected", by=by) as recording:
        return recording.change(person, confirmed_on=today, **values)


@transaction.atomic
def set_contact(
    person: Person,
    *,
    version: int,
    email: str,
    phone: str,
    purpose: str,
    expires_on: date | None,
    by: Principal,
    today: date,
) -> Person:
    """Keep, renew or remove a person's contact details; without e-mail and phone they are removed."""
    require(by, EDIT, person)
    person = lock(person, version=version)
    if not email and not phone:
        purpose, expires_on = "", None
    elif not purpose:
        raise Refused(_("Say what the contact details are for."))
    elif expires_on is None:
        raise Refused(_("Give the day until which the contact details are kept."))
    elif not 0 <= (expires_on - today).days <= LONGEST:
        raise Refused(_("Contact details are kept at most two years at a time; give a day within that."))
    elif person.is_minor:
        raise Refused(_("Contact details of a person under 18 are not kept."))
    verb = "contact kept" if email or phone else "contact removed"
    with record(person, verb=verb, by=by) as recording:
        recording.change(person, email=email, phone=phone, contact_purpose=purpose, contact_expires_on=expires_on)
    return person
