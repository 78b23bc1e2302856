from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.models import User


class SignupForm(forms.Form):
    """What a resident gives besides the e-mail: a display name."""

    name = forms.CharField(label=_("Display name"), max_length=120, help_text=_("Shown beside what you write."))

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save()

    def clean_name(self) -> Any:
        return self.cleaned_data["name"].strip()
