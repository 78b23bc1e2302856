from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.days import check_year
from hyte.core.areas.models import Area
from hyte.core.files.contents import TYPES
from hyte.core.files.models import Publicity, StoredFile
from hyte.core.files.queries import possible_owners, possible_users


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PublicityForm(forms.Form):
    """Who may see a file."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    publicity = forms.ChoiceField(label=_("Who may see it"), choices=Publicity)
    secrecy_ground = forms.CharField(
        label=_("Ground for secrecy"),
        required=False,
        max_length=200,
        help_text=_("For a secret file: the section of the law."),
    )


class UploadForm(PublicityForm):
    version = None  # type: ignore[assignment] # a new file has none
    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{ending}" for ending in (*TYPES, "jpeg"))}),
    )
    owner: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Owner"), queryset=None, help_text=_("The organisation that answers for it.")
    )
    retain_until = forms.DateField(
        label=_("Kept until"),
        required=False,
        widget=DayInput(),
        validators=[check_year],
        help_text=_("After this day the file is removed."),
    )
    field_order = ("file", "owner", "publicity", "secrecy_ground", "retain_until")

    def __init__(self, *args: Any, area: Area, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = possible_owners(area, day)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        self.fields["publicity"].initial = Publicity.INTERNAL


class ShareForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Organisation"), queryset=None)

    def __init__(self, *args: Any, file: StoredFile, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = possible_users(file, day)  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=300)
