"""Hide a question of the council's page with a reason that everyone sees, and show it again."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused, lock, record
from hyte.workbench.models import HiddenQuestion
from hyte.workbench.rules import HIDE


@transaction.atomic
def hide_question(area: Area, *, rule: str, about: str = "", reason: str, by: Principal, today: date) -> HiddenQuestion:
    """Leave a question out of the area's page; its rule and the reason stay there. Only one is hidden at a time."""
    require(by, HIDE, area)
    if not reason.strip():
        raise Refused(_("Give the reason for hiding the question. It is shown in the question's place."))
    if HiddenQuestion.objects.filter(home=area).exists():
        raise Refused(_("One question is hidden already. Show it again first."))
    hidden = HiddenQuestion(home=area, rule=rule, about=about, reason=reason.strip(), hidden_on=today)
    with record(hidden, verb="council question hidden", by=by, reason=reason.strip()) as recording:
        return recording.add(hidden)


@transaction.atomic
def show_question(hidden: HiddenQuestion, *, version: int | None = None, by: Principal) -> None:
    """Let the question be asked again."""
    require(by, HIDE, hidden)
    hidden = lock(hidden, version=version)
    with record(hidden.home, verb="council question shown", by=by) as recording:
        recording.remove(hidden)
