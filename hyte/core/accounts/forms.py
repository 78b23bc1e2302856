from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
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


class ProfileForm(forms.Form):
    """What a person chooses about their own account."""

    name = forms.CharField(label=_("Display name"), max_length=120, help_text=_("Shown beside what you write."))
    language = forms.ChoiceField(label=_("Language of mail"), choices=settings.LANGUAGES)
    digest_weekday = forms.TypedChoiceField(
        label=_("Weekday of the digest"),
        help_text=_("Once a week by e-mail, when something is due."),
        coerce=int,
        empty_value=None,
        required=False,
        choices=lambda: [*((number, capfirst(name)) for number, name in WEEKDAYS.items()), ("", _("No digest"))],
    )


class NewPersonForm(forms.Form):
    """What an invited person without an account gives."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least ten characters."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("Password again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password = cleaned.get("password")
        if password and cleaned.get("password_again") not in (None, password):
            self.add_error("password_again", _("The two passwords differ."))
        elif password:
            try:
                validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned
