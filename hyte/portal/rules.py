from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import allow

ANSWER = "portal.answer_feedback"
STATE_ACCESSIBILITY = "portal.state_accessibility"

allow(ANSWER, _("answer feedback"), [Role.ADMINISTRATOR, Role.COORDINATOR])
allow(STATE_ACCESSIBILITY, _("edit the accessibility statement"), [Role.ADMINISTRATOR])
