from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import allow

allow(
    "meetings.edit",
    _("edit meetings, matters and decisions"),
    [Role.COORDINATOR, Role.OFFICIAL, Role.SECRETARY, Role.ADMINISTRATOR],
)
allow(
    "meetings.record_evidence",
    _("record evidence"),
    [Role.COORDINATOR, Role.OFFICIAL, Role.SECRETARY, Role.ADMINISTRATOR],
)
