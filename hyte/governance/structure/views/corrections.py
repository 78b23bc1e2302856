"""The act that corrects what a record says of itself, the same on every record's page."""

from django.utils.translation import gettext_lazy as _

from hyte.governance.structure.forms.corrections import CorrectForm
from hyte.governance.structure.operations.corrections import EDIT
from hyte.governance.structure.views.acts import RecordAct

CORRECT = RecordAct(
    "korjaa",
    EDIT,
    CorrectForm,
    _("Correct"),
    _("Save and confirm"),
    _("Saved."),
    _("Mend what was recorded wrong or is missing. Saving says that the record is right as of today."),
)
