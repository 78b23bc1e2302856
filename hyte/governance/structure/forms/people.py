"""The form for a person's contact details."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.governance.structure.forms.bodies import ActForm, DayField
from hyte.governance.structure.models import Person
from hyte.governance.structure.operations.people import set_contact


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
