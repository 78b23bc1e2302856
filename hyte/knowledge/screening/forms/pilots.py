"""Begin a pilot, count how many came how far, decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish
from hyte.governance.structure.forms.acts import ActForm, DayField, NewForm, to_choose
from hyte.knowledge.screening.choices import PilotDecision
from hyte.knowledge.screening.forms.counts import Number
from hyte.knowledge.screening.models import Pilot, PilotCount, Programme, Site
from hyte.knowledge.screening.models.pilots import STEPS
from hyte.knowledge.screening.operations import pilots


class PilotForm(NewForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"))
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), required=False)
    way = forms.CharField(label=_("What is tried"), max_length=300)
    starts = DayField(label=_("First day"))
    ends = DayField(label=_("Last day"))

    def find_alike(self, name: str) -> list[Any]:
        return list(Pilot.objects.visible_to(self.user).live().of(self.area).filter(name__iexact=name)) if name else []

    def set_choices(self, area: Area) -> None:
        self.choose("programme", Programme.objects.visible_to(self.user).live().of(area).order_by(finnish("name_fi")))
        self.choose("site", Site.objects.visible_to(self.user).live().of(area).order_by(finnish("name")))

    def perform(self, *, by: Principal) -> Pilot:
        values = {name: value for name, value in self.cleaned_data.items() if name != "all_the_same"}
        return pilots.begin_pilot(self.area, by=by, today=timezone.localdate(), **values)


class CountPilotForm(ActForm):
    day = DayField(label=_("By the day"))
    identified = Number(label=_("Identified"))
    referred = Number(label=_("Referred"))
    started = Number(label=_("Started"))
    completed = Number(label=_("Completed"))
    changed = Number(label=_("Changed their habits"))

    def perform(self, *, by: Principal) -> PilotCount:
        data = self.cleaned_data
        steps = {step: data[step] for step in STEPS}
        return pilots.count_pilot(
            self.record, version=data["version"], day=data["day"], steps=steps, by=by, today=timezone.localdate()
        )


class DecideForm(ActForm):
    decision = forms.ChoiceField(
        label=_("Decision"), choices=to_choose(list(PilotDecision.choices)), help_text=_("What is done next.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    day = DayField(label=_("Decided on"))

    def perform(self, *, by: Principal) -> Pilot:
        return pilots.decide_pilot(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)
