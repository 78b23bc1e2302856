from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import allow

allow("audit.undo", _("undo an act"), [Role.COORDINATOR, Role.OFFICIAL, Role.SECRETARY, Role.ADMINISTRATOR])
