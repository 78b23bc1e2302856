from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import allow

allow("areas.edit", _("edit the country's areas"), [])
allow("structure.edit", _("edit the structure register"), [Role.COORDINATOR, Role.OFFICIAL, Role.ADMINISTRATOR])
