"""Compile a period's figures, publish them, take them back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area
from hyte.core.tasks.models import Job
from hyte.governance.structure.forms.acts import ActForm, DayField
from hyte.knowledge.screening.models import Base, Compilation, Programme, RuleSet
from hyte.knowledge.screening.operations import compilations


class CompileForm(ActForm):
    rule_set = forms.ModelChoiceField(RuleSet.objects.none(), label=_("Rule set"))
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))
    base = forms.ModelChoiceField(Base.objects.none(), label=_("Base of coverage"), required=False)

    def __init__(self, *args: Any, record: Programme, user: Any, **values: Any) -> None:
        first, last = last_quarter(timezone.localdate())
        values["initial"] = {"first": first, "last": last}
        super().__init__(*args, record=record, user=user, **values)
        self.fields["rule_set"].initial = record.rule_sets.live().filter(is_default=True).first()
        self.fields["base"].initial = record.bases.live().order_by("-day").first()

    def set_choices(self, area: Area) -> None:
        sets = RuleSet.objects.visible_to(self.user).live().filter(programme=self.record)
        self.choose("rule_set", sets.order_by("-is_default", "pk"))
        self.choose("base", Base.objects.visible_to(self.user).live().filter(programme=self.record).order_by("-day"))

    def perform(self, *, by: Principal) -> Job:
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return compilations.start_compiling(self.record, by=by, today=timezone.localdate(), **values)


def last_quarter(day: date) -> tuple[date, date]:
    """The quarter of a year that was last over on a day."""
    ended = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1) - timedelta(days=1)
    return ended.replace(month=ended.month - 2, day=1), ended


class PublishForm(ActForm):
    def perform(self, *, by: Principal) -> Compilation:
        return compilations.publish_figures(self.record, by=by, **self.cleaned_data)


class HideForm(ActForm):
    def perform(self, *, by: Principal) -> Compilation:
        return compilations.publish_figures(self.record, is_public=False, by=by, **self.cleaned_data)


class WithdrawForm(ActForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def perform(self, *, by: Principal) -> Compilation:
        return compilations.withdraw_figures(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)
