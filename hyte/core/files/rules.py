from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import allow

_KEEPERS = [Role.COORDINATOR, Role.SECRETARY, Role.OFFICIAL, Role.ADMINISTRATOR]

allow("files.store", _("store a file"), _KEEPERS)
allow("files.change_publicity", _("change who may see a file"), _KEEPERS)
allow("files.share", _("let another organisation use a file"), _KEEPERS)
allow("files.withdraw", _("withdraw a file"), _KEEPERS)
