"""An undo changes no assessment that has been decided on; its decision is taken back with a reason instead."""

from typing import Any

from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal
from hyte.core.audit.recording import Refused
from hyte.core.audit.undoing import follow_undo
from hyte.planning.assessments.models import Assessment


def refuse_decided(assessment: Any, by: Principal) -> None:
    """Refuse an undo after which the assessment is still, or again, decided on."""
    if assessment.is_decided:
        raise Refused(_("The decision has been made, so what was decided on is not changed any more."))


follow_undo(Assessment, refuse_decided)
