"""Who may do what with reports."""

from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import allow

LEAD, WRITE, HANDLE = "reports.lead", "reports.write", "reports.handle"
TEMPLATES = "reports.edit_templates"

allow(TEMPLATES, _("keep templates of reports"), [Role.COORDINATOR, Role.ADMINISTRATOR])
allow(LEAD, _("begin, send on and approve reports"), [Role.COORDINATOR, Role.ADMINISTRATOR])
allow(WRITE, _("write reports"), [Role.COORDINATOR, Role.OFFICIAL, Role.ANALYST, Role.ADMINISTRATOR])
allow(HANDLE, _("keep the handling of reports"), [Role.COORDINATOR, Role.SECRETARY, Role.ADMINISTRATOR])
