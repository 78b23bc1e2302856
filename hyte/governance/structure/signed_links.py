"""What a signed link may be asked for in the structure register: does the body still work?"""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.accounts.signed_links import register_purpose
from hyte.governance.structure.forms.bodies import AnswerForm
from hyte.governance.structure.models import Body
from hyte.governance.structure.operations.questions import PURPOSE, answer_for_body


def _answer(body: Body, *, by: Principal, today: date, **answer: Any) -> None:
    answer_for_body(body, by=by, day=today, **answer)


register_purpose(PURPOSE, AnswerForm, _answer, title=_("Does the body still work as described?"))
