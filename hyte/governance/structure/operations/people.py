"""A person's contact details: whose, what for, and until when."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.audit.recording import Refused, lock, record
from hyte.governance.structure.models import Person

EDIT = "structure.edit_seats"
LONGEST = 731  # days a contact may be kept before someone renews it


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
