"""Who may hide a question of the council's page."""

from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import allow

HIDE = "workbench.hide_question"

allow(HIDE, _("hide a question of the council's page"), [Role.COORDINATOR, Role.OFFICIAL, Role.ADMINISTRATOR])
