"""Forms of a plan's answers to what asks for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area
from hyte.governance.structure.forms.acts import NONE, ActForm
from hyte.planning.plans.models import Action, Objective, Plan, PlanAnswer
from hyte.planning.plans.operations.answers import answer_in_plan, take_back_answer
from hyte.planning.plans.queries.answers import answerable


class AnswerInPlanForm(ActForm):
    """What of the plan answers it, or why nothing does."""

    answer = forms.ChoiceField(
        label=_("What answers it"), required=False, help_text=_("An objective of the plan, or an action under it.")
    )
    reason = forms.CharField(
        label=_("Or why nothing in the plan does"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, record: Plan, to: Any, now: PlanAnswer | None, **values: Any) -> None:
        self.to = self.about = to
        self.rows: dict[str, Objective | Action] = {}
        super().__init__(*args, record=record, initial=self._now(now), **values)

    def _now(self, now: PlanAnswer | None) -> dict[str, str]:
        return {"answer": code_of(now.by) if now.by else "", "reason": now.reason} if now else {}

    def set_choices(self, area: Area) -> None:
        groups: list[Any] = [("", NONE)]
        for objective, actions in answerable(self.record):
            self.rows |= {code_of(row): row for row in (objective, *actions)}
            whole = (code_of(objective), _("the objective as a whole"))
            groups.append((str(objective), [whole, *((code_of(action), str(action)) for action in actions)]))
        self.fields["answer"].choices = groups  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") and cleaned.get("reason"):
            self.add_error("reason", _("Choose what answers it, or say why nothing does; not both."))
        elif not self.errors and not cleaned.get("answer") and not cleaned.get("reason"):
            self.add_error("answer", _("Choose what answers it, or say why nothing in the plan does."))
        return cleaned

    def perform(self, *, by: Principal) -> PlanAnswer:
        data = self.cleaned_data
        return answer_in_plan(
            self.record,
            self.to,
            version=data["version"],
            answer=self.rows.get(data["answer"]),
            reason=data["reason"],
            by=by,
            today=timezone.localdate(),
        )


def code_of(row: Objective | Action) -> str:
    """What names an objective or an action among the choices."""
    return f"{row._meta.model_name} {row.key}"


class TakeBackAnswerForm(ActForm):
    def __init__(self, *args: Any, to: Any, **values: Any) -> None:
        self.to = self.about = to
        super().__init__(*args, **values)

    def perform(self, *, by: Principal) -> Plan:
        return take_back_answer(self.record, self.to, by=by, **self.cleaned_data)
