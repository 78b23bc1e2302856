"""Forms of the change of a term: what becomes of one thing, and carrying the plan over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area
from hyte.governance.structure.forms.acts import ActForm
from hyte.planning.plans.choices import Fate, PlanState
from hyte.planning.plans.models import Action, Objective, Plan, TermChoice
from hyte.planning.plans.operations.terms import carry_over, choose_fate, end_term


class FateForm(ActForm):
    fate = forms.ChoiceField(label=_("What becomes of it"), choices=Fate.choices, widget=forms.RadioSelect)
    passed_to = forms.CharField(label=_("To whom it is passed on"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False, help_text=_("Needed when it ends or is passed on.")
    )

    def __init__(self, *args: Any, of: Objective | Action, **values: Any) -> None:
        self.of = self.about = of
        super().__init__(*args, **values)

    def perform(self, *, by: Principal) -> TermChoice:
        values = {name: self.cleaned_data[name] for name in ("fate", "passed_to", "reason")}
        return choose_fate(self.record, self.of, by=by, **values)


class CarryForm(ActForm):
    to = forms.ModelChoiceField(Plan.objects.none(), label=_("The next plan"))

    def set_choices(self, area: Area) -> None:
        rows = Plan.objects.visible_to(self.user).live().of(area).filter(state=PlanState.DRAFT)
        self.choose("to", rows.exclude(pk=self.record.pk).order_by("pk"))

    def perform(self, *, by: Principal) -> Plan:
        return carry_over(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class EndForm(ActForm):
    def perform(self, *, by: Principal) -> Plan:
        return end_term(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)
