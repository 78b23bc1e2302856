"""What a signed link may be asked for in plans: where does this one action stand?"""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.accounts.signed_links import register_purpose
from hyte.planning.plans.forms.actions import LinkReportForm
from hyte.planning.plans.models import Action
from hyte.planning.plans.operations.progress import report_progress
from hyte.planning.plans.rules import REPORT


def _answer(action: Action, *, by: Principal, today: date, **answer: Any) -> None:
    report_progress(action, day=today, by=by, today=today, **answer)


register_purpose(REPORT, LinkReportForm, _answer, "plans/link_report.html", title=_("Where does it stand?"))
