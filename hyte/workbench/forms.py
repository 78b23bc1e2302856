"""Forms of the council's page: hiding a question and showing it again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area
from hyte.governance.structure.forms.acts import ActForm, Styled
from hyte.workbench.models import HiddenQuestion
from hyte.workbench.operations import hide_question, show_question
from hyte.workbench.questions import Question


class HideForm(Styled, forms.Form):
    """Why a question is hidden."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everyone who reads the page sees the reason. Do not write of persons or parties."),
    )

    def __init__(self, *args: Any, record: Question, user: Any, area: Area, **values: Any) -> None:
        self.question, self.area = record, area
        super().__init__(*args, **values)
        self.style()

    def perform(self, *, by: Principal) -> HiddenQuestion:
        return hide_question(
            self.area,
            rule=self.question.rule,
            about=self.question.about,
            reason=self.cleaned_data["reason"],
            by=by,
            today=timezone.localdate(),
        )


class ShowForm(ActForm):
    """That a hidden question is asked again."""

    def perform(self, *, by: Principal) -> None:
        show_question(self.record, version=self.cleaned_data["version"], by=by)
