from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hyte.portal.choices import FeedbackSubject
from hyte.portal.models import AccessibilityStatement


class FeedbackForm(forms.Form):
    subject = forms.ChoiceField(label=_("What is it about?"), choices=FeedbackSubject, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Your feedback"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        help_text=_("Please leave out names and other things about private persons, also your own health."),
    )
    page = forms.CharField(
        label=_("Page"), required=False, max_length=300, help_text=_("The address of the page, if it is about one.")
    )
    email = forms.EmailField(
        label=_("E-mail for the answer"),
        required=False,
        help_text=_("Only for the answer. Without it nobody knows who you are, and you get no answer by mail."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # Robots fill every field; people do not see this one.
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    @property
    def is_from_a_robot(self) -> bool:
        return bool(self.data.get("website"))


class AnswerForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 6}), max_length=4000)


class DayInput(forms.DateInput):
    """A day as the browser's own picker wants it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AccessibilityForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = AccessibilityStatement
        fields = ["method", "auditor", "assessed_on", "conformance", "faults", "email", "contact"]
        widgets = {"assessed_on": DayInput(), "faults": forms.Textarea(attrs={"rows": 6})}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("method") == "person" and not values.get("auditor"):
            self.add_error("auditor", _("Say who audited the pages."))
        if values.get("conformance") in {"partial", "none"} and not values.get("faults"):
            self.add_error("faults", _("Say what does not meet the requirements."))
        return values

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
