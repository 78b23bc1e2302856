from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import WORKERS, Role
from hyte.core.accounts.rules import allow

allow("thread.see_gaps", _("see gaps and overlaps"), sorted(WORKERS))
allow("thread.accept_gap", _("accept a gap"), [Role.COORDINATOR, Role.OFFICIAL, Role.ADMINISTRATOR])
