"""The form for a post's public contact."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.governance.structure.forms.acts import ActForm, WebField
from hyte.governance.structure.models import Post
from hyte.governance.structure.models.units import PHONE
from hyte.governance.structure.operations.contacts import set_post_contact


class PostContactForm(ActForm):
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        validators=[PHONE],
        help_text=_("The number of the post or its unit, not anyone's own."),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_(
            "A shared address that stays when the holder changes, such as that of the unit. An address with a person's "
            "name is shown to everyone and has to be changed with the person."
        ),
    )
    contact_page = WebField(
        label=_("Contact page"),
        required=False,
        max_length=400,
        help_text=_("The address of the page on which the organisation keeps this contact."),
    )

    def __init__(self, *args: Any, record: Post, **values: Any) -> None:
        first = {name: getattr(record, name) for name in ("phone", "email", "contact_page")}
        super().__init__(*args, record=record, **{**values, "initial": first})

    def perform(self, *, by: Principal) -> Post:
        return set_post_contact(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)
