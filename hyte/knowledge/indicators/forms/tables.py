"""The form for handing in an area's own figures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hyte.knowledge.indicators.operations.loading import MOST_MB

KEEP, REPLACE = "lisaa", "korvaa"


class OwnTableForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("XLSX or CSV (UTF-8), with the columns of the example file."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    earlier = forms.ChoiceField(
        label=gettext_lazy("What becomes of the earlier figures that the file does not have"),
        choices=(
            (KEEP, gettext_lazy("They stay: the file adds and corrects")),
            (REPLACE, gettext_lazy("They go: the file is the whole data set")),
        ),
        initial=KEEP,
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for field in self.fields.values():
            field.widget.attrs["class"] = "ds-input"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_MB * 1024 * 1024:
            raise forms.ValidationError(_("The file is larger than %(limit)s MB.") % {"limit": MOST_MB})
        return file
