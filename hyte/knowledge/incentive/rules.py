"""Who may do what with the incentive."""

from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import allow

EDIT, APPROVE, FOLLOW, TRY = "incentive.edit", "incentive.approve_list", "incentive.follow_up", "incentive.keep_acts"
KEEPERS = [Role.COORDINATOR, Role.ANALYST, Role.ADMINISTRATOR]

allow(EDIT, _("keep the figures of the incentive"), KEEPERS)
allow(APPROVE, _("say that a list of indicators is the official one"), [Role.COORDINATOR, Role.ADMINISTRATOR])
# Asking for an answer gives a task, so only those who may give one follow up.
allow(
    FOLLOW,
    _("follow up who answers which indicator"),
    [Role.COORDINATOR, Role.OFFICIAL, Role.ADMINISTRATOR],
)
allow(TRY, _("keep acts to try out"), [*KEEPERS, Role.OFFICIAL])
