"""Who may do what: one vocabulary of operations, asked inside every operation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hyte.core.accounts.choices import Role
from hyte.core.accounts.models import Membership, RightGrant, SignedLink, User


@dataclass(frozen=True)
class Principal:
    """Who acts: a signed-in user, the holder of a signed link, or the system itself (a command or a job)."""

    user: User | None = None
    link: SignedLink | None = None
    is_system: bool = False
    via: str = "web"

    @property
    def memberships(self) -> list[Membership]:
        return self.user.active_memberships if self.user else []


SYSTEM = Principal(is_system=True, via="command")


class NotAllowed(PermissionDenied):
    """The rule for an operation said no."""

    def __init__(self, operation: str) -> None:
        self.operation = operation
        super().__init__(_("You are not allowed to do this: %(operation)s.") % {"operation": label_of(operation)})


OPERATIONS: dict[str, dict[str, Any]] = {}


def label_of(operation: str) -> str:
    return str(OPERATIONS[operation]["label"]) if operation in OPERATIONS else operation


def works_as(*roles: Role) -> Any:
    """A predicate: the principal has one of the roles in the record's home area, and no limit forbids it."""
    wanted = set(roles)

    @rules.predicate(f"works_as_{'_'.join(sorted(wanted))}")
    def predicate(principal: Principal, record: Any) -> bool:
        home = getattr(record, "home_id", None)
        return home is not None and any(
            membership.role in wanted and membership.area_id == home and membership.covers(record)
            for membership in principal.memberships
        )

    return predicate


def has_grant(operation: str) -> Any:
    """A predicate: the record's area gave this operation to an organisation the principal coordinates."""

    @rules.predicate(f"has_grant_{operation}")
    def predicate(principal: Principal, record: Any) -> bool:
        from django.utils import timezone

        organisations = [
            m.organisation_id for m in principal.memberships if m.role in {Role.COORDINATOR, Role.ADMINISTRATOR}
        ]
        home = getattr(record, "home_id", None)
        return bool(organisations and home and not operation.startswith(KEPT_BY_THE_AREA)) and (
            RightGrant.objects.at(timezone.localdate())
            .filter(operation=operation, area=home, organisation__in=organisations)
            .exists()
        )

    return predicate


def answers_link(purpose: str) -> Any:
    """A predicate: the principal holds a link asked for this purpose about this very record."""

    @rules.predicate(f"answers_link_{purpose}")
    def predicate(principal: Principal, record: Any) -> bool:
        link = principal.link
        return (
            link is not None
            and link.purpose == purpose
            and record is not None
            and link.model == record._meta.label_lower
            and link.object_id == record.pk
        )

    return predicate


def allow(
    operation: str, label: Any, roles: Iterable[Role], *, link_purpose: str | None = None, also: Any = None
) -> None:
    """Declare an operation: its words, the roles that may do it in their own area, a link that may, and who else."""
    roles = tuple(roles)
    predicate = works_as(*roles) | has_grant(operation)
    if link_purpose:
        predicate = predicate | answers_link(link_purpose)
    if also is not None:
        predicate = predicate | also
    OPERATIONS[operation] = {"label": label, "roles": roles, "link_purpose": link_purpose}
    rules.add_rule(operation, predicate)


def may(by: Principal, operation: str, record: Any) -> bool:
    """Whether the principal may do the operation on the record."""
    return by.is_system or rules.test_rule(operation, by, record)


def require(by: Principal, operation: str, record: Any) -> None:
    """Raise NotAllowed unless the principal may do the operation on the record."""
    if not may(by, operation, record):
        raise NotAllowed(operation)


# What an administrator does for the people of an area; these are never given to another organisation.
KEPT_BY_THE_AREA = ("accounts.", "audit.")

allow("accounts.see_accesses", gettext_lazy("see who has access"), [Role.ADMINISTRATOR, Role.AUDITOR])
allow("accounts.invite", gettext_lazy("invite a person"), [Role.ADMINISTRATOR])
allow("accounts.confirm_accesses", gettext_lazy("confirm the list of accesses"), [Role.ADMINISTRATOR])
allow("accounts.change_membership", gettext_lazy("change a person's access"), [Role.ADMINISTRATOR])
allow("accounts.end_access", gettext_lazy("end a person's access"), [Role.ADMINISTRATOR])
allow("accounts.give_right", gettext_lazy("give another organisation a right"), [Role.ADMINISTRATOR])


class SystemReader:
    """Whoever runs a command on the machine sees what the workers of every area see."""

    is_authenticated = True
    active_memberships: tuple[Membership, ...] = ()

    @property
    def worker_areas(self) -> frozenset[int]:
        from hyte.core.areas.models import Area

        return frozenset(Area.objects.values_list("pk", flat=True))


SYSTEM_READER = SystemReader()
