"""Who may do what with assessments of effects."""

from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import allow

EDIT, HANDLE, ANSWER = "assessments.edit", "assessments.handle", "assessments.answer"
TEMPLATES = "assessments.edit_templates"

allow(TEMPLATES, _("keep templates of assessments"), [Role.COORDINATOR, Role.ADMINISTRATOR])
allow(
    EDIT,
    _("assess effects of decisions"),
    [Role.COORDINATOR, Role.OFFICIAL, Role.SECRETARY, Role.ANALYST, Role.ADMINISTRATOR],
)
allow(
    HANDLE,
    _("say which matters need an assessment and record what was decided"),
    [Role.COORDINATOR, Role.OFFICIAL, Role.SECRETARY, Role.ADMINISTRATOR],
)
allow(
    ANSWER,
    _("judge what became of predictions"),
    [Role.COORDINATOR, Role.OFFICIAL, Role.ANALYST, Role.ADMINISTRATOR],
)
