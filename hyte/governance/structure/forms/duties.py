"""Forms about duties and provisions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area, Organisation
from hyte.core.areas.text import finnish
from hyte.governance.structure.choices import ProvisionStatus
from hyte.governance.structure.forms.acts import ActForm, DayField, chosen, none_or
from hyte.governance.structure.models import Duty, Provision
from hyte.governance.structure.operations.duties import change_carrier, mark_provision, set_next_due
from hyte.governance.structure.queries.named import bodies_alive, units_alive


class ReadForm(ActForm):
    day = DayField(label=_("Read on"))

    def perform(self, *, by: Principal) -> Provision:
        return mark_provision(
            self.record, status=ProvisionStatus.READ, by=by, today=timezone.localdate(), **self.cleaned_data
        )


class ConfirmProvisionForm(ActForm):
    day = DayField(label=_("Confirmed on"))
    role = forms.CharField(
        label=_("In which role"), max_length=120, help_text=_("For instance county lawyer; not a person's name.")
    )

    def perform(self, *, by: Principal) -> Provision:
        return mark_provision(
            self.record, status=ProvisionStatus.CONFIRMED, by=by, today=timezone.localdate(), **self.cleaned_data
        )


class NextDueForm(ActForm):
    day = DayField(label=_("Next due"), required=False, help_text=_("Leave empty when no day is known."))

    def __init__(self, *args: Any, record: Duty, **values: Any) -> None:
        super().__init__(*args, record=record, initial={"day": record.next_due}, **values)

    def perform(self, *, by: Principal) -> Duty:
        return set_next_due(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class CarrierForm(ActForm):
    body = forms.ChoiceField(label=_("Body"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    organisation = forms.ChoiceField(label=_("Organisation"), required=False)

    def set_choices(self, area: Area) -> None:
        today = timezone.localdate()
        organisations = Organisation.objects.visible_to(self.user).live().of(area).order_by(finnish("name_fi"))
        self.rows = {
            "body": bodies_alive(area, user=self.user, day=today),
            "unit": units_alive(area, user=self.user, day=today),
            "organisation": list(organisations),
        }
        for name, rows in self.rows.items():
            now = getattr(self.record, name)
            if now is not None and chosen(rows, now.key) is None:
                rows.insert(0, now)  # another area's carrier, or one that has ended, stays to be seen
            self.fields[name].choices = none_or(rows)
            self.initial.setdefault(name, now.key if now else "")

    def perform(self, *, by: Principal) -> Duty:
        values = {name: chosen(rows, self.cleaned_data[name]) for name, rows in self.rows.items()}
        return change_carrier(
            self.record, version=self.cleaned_data["version"], by=by, today=timezone.localdate(), **values
        )
