"""Who may do what with budgets and phenomena."""

from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import allow

EDIT, TAG, SET_MARKERS = "budgets.edit", "budgets.tag", "budgets.set_markers"

allow(EDIT, _("keep budgets and phenomena"), [Role.COORDINATOR, Role.OFFICIAL, Role.ADMINISTRATOR])
allow(
    TAG,
    _("say which budget lines go to which phenomenon"),
    [Role.COORDINATOR, Role.OFFICIAL, Role.ANALYST, Role.ADMINISTRATOR],
)
allow(SET_MARKERS, _("set how much markers of budgets count"), [Role.COORDINATOR, Role.ADMINISTRATOR])
