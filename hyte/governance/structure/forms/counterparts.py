"""The form that names a municipality's counterpart."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area
from hyte.governance.structure.forms.acts import DayField, chosen, none_or
from hyte.governance.structure.models import Counterpart, FocusArea
from hyte.governance.structure.operations.counterparts import set_counterpart
from hyte.governance.structure.queries.focus_areas import newest_counterpart, people_of, posts_of


class CounterpartForm(forms.Form):
    """`record` is the focus area; the version is that of the counterpart now in force, if there is one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    post = forms.ChoiceField(
        label=_("Post"), required=False, help_text=_("A post is public by its title and stays when its holder changes.")
    )
    person = forms.ChoiceField(
        label=_("Person"), required=False, help_text=_("A person's name is shown to signed-in workers only.")
    )
    day = DayField()

    def __init__(self, *args: Any, record: FocusArea, municipality: Area, user: Any, **values: Any) -> None:
        self.record, self.municipality = record, municipality
        today = timezone.localdate()
        self.now = newest_counterpart(record, municipality, day=today)
        first = {"day": today, "version": self.now.version if self.now else None}
        super().__init__(*args, initial=first, **values)
        self.rows = {
            "post": posts_of(municipality, user=user, day=today),
            "person": people_of(municipality, user=user, day=today),
        }
        for name, rows in self.rows.items():
            self.fields[name].choices = none_or(rows)

    def perform(self, *, by: Principal) -> Counterpart:
        values = {name: chosen(rows, self.cleaned_data[name]) for name, rows in self.rows.items()}
        return set_counterpart(
            self.record,
            municipality=self.municipality,
            version=self.cleaned_data["version"],
            day=self.cleaned_data["day"],
            by=by,
            today=timezone.localdate(),
            **values,
        )
