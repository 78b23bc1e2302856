"""Who may do what with plans."""

from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import allow

EDIT, HANDLE, REPORT = "plans.edit", "plans.handle", "plans.report_progress"
ASK, CHANGE_TERM = "plans.ask_progress", "plans.change_term"

allow(EDIT, _("edit plans, objectives and actions"), [Role.COORDINATOR, Role.OFFICIAL, Role.ADMINISTRATOR])
allow(
    HANDLE,
    _("take plans through their handling and record their approval"),
    [Role.COORDINATOR, Role.SECRETARY, Role.ADMINISTRATOR],
)
allow(
    REPORT,
    _("report where an action stands"),
    [Role.COORDINATOR, Role.SECRETARY, Role.OFFICIAL, Role.ADMINISTRATOR],
    link_purpose=REPORT,
)
allow(ASK, _("ask where actions stand"), [Role.COORDINATOR, Role.SECRETARY, Role.OFFICIAL, Role.ADMINISTRATOR])
allow(CHANGE_TERM, _("carry a plan over to the next term"), [Role.COORDINATOR, Role.ADMINISTRATOR])
