"""Forms about what is shared: texts, local words, what was taken in, and changes to be looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.governance.structure.forms.acts import ActForm, NewForm
from hyte.planning.plans import models
from hyte.planning.plans.forms.plans import long_text
from hyte.planning.plans.operations import objectives


class TextFields(forms.Form):
    title_fi = forms.CharField(label=_("Heading"), max_length=200)
    text_fi = long_text(_("Text"), required=True, most=10000)
    plain_text_fi = long_text(_("Text in plain language"))
    title_sv = forms.CharField(label=_("Heading in Swedish"), max_length=200, required=False)
    text_sv = long_text(_("Text in Swedish"), most=10000)
    is_shared = forms.BooleanField(label=_("Offer it to the plans of other areas"), required=False, initial=True)


class NewTextForm(NewForm, TextFields):
    def perform(self, *, by: Principal) -> models.SharedText:
        return objectives.write_text(self.area, by=by, today=timezone.localdate(), **self.cleaned_data)


class ChangeTextForm(ActForm, TextFields):
    def __init__(self, *args: Any, record: models.SharedText, **values: Any) -> None:
        initial = {name: getattr(record, name) for name in TextFields.base_fields}
        super().__init__(*args, record=record, initial=initial, **values)

    def perform(self, *, by: Principal) -> models.SharedText:
        return objectives.change_text(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class LocalWordsForm(ActForm):
    fi = long_text(_("Local words"))
    sv = long_text(_("Local words in Swedish"))

    def __init__(self, *args: Any, record: Any, **values: Any) -> None:
        initial = {"fi": record.local_words_fi, "sv": record.local_words_sv}
        super().__init__(*args, record=record, initial=initial, **values)

    def perform(self, *, by: Principal) -> Any:
        words = {code: self.cleaned_data[code] for code in ("fi", "sv")}
        return objectives.write_local_words(self.record, version=self.cleaned_data["version"], words=words, by=by)


class TakeOutForm(ActForm):
    def perform(self, *, by: Principal) -> models.Plan:
        return objectives.take_out(self.record, by=by, **self.cleaned_data)


class SeenForm(ActForm):
    """What was shown is carried along, so that a change made meanwhile is not ticked unseen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, record: Any, **values: Any) -> None:
        super().__init__(*args, record=record, initial={"seen": record.held.version}, **values)

    def perform(self, *, by: Principal) -> Any:
        return objectives.mark_seen(self.record, by=by, **self.cleaned_data)
