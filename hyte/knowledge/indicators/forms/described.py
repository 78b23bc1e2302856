"""A form that describes one indicator of an own table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from hyte.core.accounts.rules import Principal
from hyte.governance.structure.forms.acts import OfArea, to_choose
from hyte.knowledge.indicators.choices import IndicatorKind, PolarityChoice
from hyte.knowledge.indicators.models import Dataset, Indicator
from hyte.knowledge.indicators.operations.datasets import add_indicator


class NewIndicatorForm(OfArea, forms.Form):
    """What the figures of an own table tell; languages other than Finnish and what else is known come from a spreadsheet."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=to_choose(IndicatorKind.choices))
    unit = forms.CharField(
        label=gettext_lazy("Unit"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Such as %, persons or € per resident."),
    )
    decimals = forms.IntegerField(
        label=gettext_lazy("Decimals"), min_value=0, max_value=6, help_text=gettext_lazy("0 for counts of people.")
    )
    polarity = forms.ChoiceField(label=gettext_lazy("Which values are good"), choices=to_choose(PolarityChoice.choices))
    definition = forms.CharField(
        label=gettext_lazy("Definition"),
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("Who or what is counted, and when."),
    )

    def __init__(self, *args: Any, record: Dataset, user: Any, **values: Any) -> None:
        self.dataset = record
        super().__init__(*args, **values)
        self.style()

    def perform(self, *, by: Principal) -> Indicator:
        told = dict(self.cleaned_data)
        texts = {f"{name}_fi": told.pop(name) for name in ("name", "unit", "definition")}
        return add_indicator(self.dataset, by=by, today=timezone.localdate(), **texts, **told)
