"""Forms for people: add, correct, and keep the contact details."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.forms import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area, Organisation
from hyte.governance.structure.forms.acts import ActForm, DayField, NewForm, organisations_in
from hyte.governance.structure.models import Person
from hyte.governance.structure.operations.people import add_person, change_person, set_contact
from hyte.governance.structure.queries.alike import people_named


class PersonFields(forms.Form):
    """What adding and correcting a person share."""

    name = forms.CharField(label=_("Name"), max_length=120)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"), required=False)
    is_minor = forms.BooleanField(
        label=_("Under 18"), required=False, help_text=_("The name is then shown to the area's own workers only.")
    )


class AddPersonForm(PersonFields, NewForm):
    day = DayField(label=_("In the register from"))

    def set_choices(self, area: Area) -> None:
        self.choose("organisation", organisations_in(area, self.user))

    def find_alike(self, name: str) -> list[Person]:
        return people_named(name, area=self.area, user=self.user, day=timezone.localdate())

    def perform(self, *, by: Principal) -> Person:
        return add_person(self.area, by=by, today=timezone.localdate(), **self.cleaned_data)


class ChangePersonForm(PersonFields, ActForm):
    valid_until = DayField(
        label=_("Last day in the register"),
        required=False,
        help_text=_("The name is erased two years after this day. End the person's seats and posts first."),
    )

    def __init__(self, *args: Any, record: Person, **values: Any) -> None:
        first = model_to_dict(record, fields=["name", "organisation", "is_minor", "valid_until"])
        super().__init__(*args, record=record, initial=first, **values)

    def set_choices(self, area: Area) -> None:
        self.choose("organisation", organisations_in(area, self.user))

    def perform(self, *, by: Principal) -> Person:
        return change_person(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class ContactForm(ActForm):
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    purpose = forms.CharField(label=_("What the contact is for"), max_length=200, required=False)
    expires_on = DayField(label=_("Kept until"), required=False, help_text=_("At most two years from now."))

    def __init__(self, *args: Any, record: Person, **values: Any) -> None:
        first = {
            "email": record.email,
            "phone": record.phone,
            "purpose": record.contact_purpose,
            "expires_on": record.contact_expires_on or timezone.localdate() + timedelta(days=365),
        }
        super().__init__(*args, record=record, initial=first, **values)

    def perform(self, *, by: Principal) -> Person:
        return set_contact(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)
