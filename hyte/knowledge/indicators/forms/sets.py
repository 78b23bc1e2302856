"""Forms for leaving an indicator of a set out, and for taking it back in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area
from hyte.governance.structure.forms.acts import ActForm, OfArea
from hyte.knowledge.indicators.models import Omission, SetMember
from hyte.knowledge.indicators.operations.words import leave_out, take_back_in


class LeaveOutForm(OfArea, forms.Form):
    reason = forms.CharField(
        label=_("Why does the indicator not concern the area"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The reason is public. Name no person."),
    )

    def __init__(self, *args: Any, record: SetMember, user: Any, area: Area, **values: Any) -> None:
        self.member, self.area = record, area
        super().__init__(*args, **values)
        self.style()

    def perform(self, *, by: Principal) -> Omission:
        return leave_out(
            self.member, area=self.area, reason=self.cleaned_data["reason"], by=by, today=timezone.localdate()
        )


class TakeBackForm(ActForm):
    def perform(self, *, by: Principal) -> Omission:
        return take_back_in(self.record, version=self.cleaned_data["version"], by=by, today=timezone.localdate())
