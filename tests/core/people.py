"""Areas, organisations and people for the tests of core."""

from __future__ import annotations

from datetime import date
from typing import Any

from hyte.core.accounts.models import Membership, User
from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area, Organisation

DAY = date(2026, 3, 2)  # a Monday
PASSWORD = "seitsemän-veljestä"


def an_area(key: str = "lahti", kind: str = "municipality") -> Area:
    return Area.objects.create(key=key, kind=kind, code=f"X-{key}"[:10], name=key.title(), is_open=True)


def an_organisation(area: Area, kind: str = "municipality", name: str = "") -> Organisation:
    return Organisation.objects.create(
        key=f"{area.key}-{name.lower() or kind}", home=area, kind=kind, name=name or f"{area.name}n kaupunki"
    )


def a_user(email: str, **values: Any) -> User:
    name = email.split("@", maxsplit=1)[0].replace(".", " ").title()
    user = User.objects.create_user(email, PASSWORD, **{"name": name, **values})
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def a_member(organisation: Organisation, role: str, email: str = "", **values: Any) -> User:
    """A person with a role, in force long before the tests' day."""
    user = User.objects.filter(email=email).first() or a_user(email or f"{role}@{organisation.key}.example")
    Membership.objects.create(
        user=user,
        organisation=organisation,
        role=role,
        **{"valid_from": date(2025, 1, 1), "confirmed_on": date(2026, 1, 1), **values},
    )
    return user


def acting(user: User) -> Principal:
    """The person as an operation sees them, their memberships read anew."""
    return Principal(user=User.objects.get(pk=user.pk))
