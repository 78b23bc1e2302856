"""Forms for words on numbers, and for joys and worries."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area
from hyte.governance.structure.forms.acts import ActForm, OfArea, SeveralField, to_choose
from hyte.knowledge.indicators.choices import ConcernKind, Outcome
from hyte.knowledge.indicators.models import Concern, Indicator, Interpretation
from hyte.knowledge.indicators.operations.words import (
    check_concern,
    interpret,
    raise_concern,
    withdraw_concern,
    withdraw_interpretation,
)
from hyte.knowledge.indicators.queries.newest import newest_of
from hyte.knowledge.indicators.queries.words import indicators_seen_from


class InterpretForm(OfArea, forms.Form):
    """Words on an area's number; the number as it is now is kept beside them."""

    text = forms.CharField(
        label=_("What the number tells of the area"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Your name and today's date are shown with the words. Name no person."),
    )

    def __init__(self, *args: Any, record: Indicator, user: Any, area: Area, **values: Any) -> None:
        self.indicator, self.area = record, area
        super().__init__(*args, **values)
        self.style()

    def perform(self, *, by: Principal) -> Interpretation:
        return interpret(
            self.indicator,
            area=self.area,
            text=self.cleaned_data["text"],
            number=newest_of(self.area, [self.indicator]).get(self.indicator.key),
            by=by,
            today=timezone.localdate(),
        )


class WithdrawForm(ActForm):
    """Take something back, with the reason."""

    reason = forms.CharField(label=_("Why is it withdrawn"), max_length=300)

    def values(self, by: Principal) -> dict[str, Any]:
        return {**self.cleaned_data, "by": by, "today": timezone.localdate()}


class WithdrawWordsForm(WithdrawForm):
    def perform(self, *, by: Principal) -> Interpretation:
        return withdraw_interpretation(self.record, **self.values(by))


class WithdrawConcernForm(WithdrawForm):
    def perform(self, *, by: Principal) -> Concern:
        return withdraw_concern(self.record, **self.values(by))


class ConcernForm(OfArea, forms.Form):
    """A joy or a worry as it was heard."""

    kind = forms.ChoiceField(label=_("Joy or worry"), choices=to_choose(ConcernKind.choices))
    text = forms.CharField(
        label=_("What"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Name no person.")
    )
    raised_by = forms.CharField(
        label=_("Who raised it"),
        max_length=200,
        required=False,
        help_text=_("A group, an event or a post, such as youth council."),
    )

    def __init__(self, *args: Any, record: Area, user: Any, **values: Any) -> None:
        self.area = record
        super().__init__(*args, **values)
        self.style()

    def perform(self, *, by: Principal) -> Concern:
        return raise_concern(self.area, **self.cleaned_data, by=by, today=timezone.localdate())


class CheckForm(ActForm):
    """What the numbers say of a joy or worry; each indicator is offered with the area's newest number."""

    indicators = SeveralField(
        Indicator.objects.none(),
        label=_("Indicators that tell of it"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("The area's newest number, its verdict against the country and its direction stand beside each."),
    )
    outcome = forms.ChoiceField(
        label=_("What the numbers say"),
        choices=[choice for choice in Outcome.choices if choice[0] != Outcome.OPEN],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, record: Concern, told: dict[str, str], **values: Any) -> None:
        self.told = told
        first = {"indicators": list(record.indicators.values_list("pk", flat=True)), "note": record.outcome_note}
        if record.outcome != Outcome.OPEN:
            first["outcome"] = record.outcome
        super().__init__(*args, record=record, initial=first, **values)

    def set_choices(self, area: Area) -> None:
        field: Any = self.fields["indicators"]
        found = indicators_seen_from(area, user=self.user, day=timezone.localdate())
        field.queryset = Indicator.objects.filter(pk__in=[one.pk for one in found])
        # What the area has a number of comes first: only that can tell of a joy or a worry.
        found.sort(key=lambda one: one.key not in self.told)
        none = _("no number of the area")
        field.choices = [(one.pk, f"{one} – {self.told.get(one.key, none)}") for one in found]

    def perform(self, *, by: Principal) -> Concern:
        return check_concern(
            self.record,
            version=self.cleaned_data["version"],
            outcome=self.cleaned_data["outcome"],
            note=self.cleaned_data["note"],
            indicators=list(self.cleaned_data["indicators"]),
            by=by,
            today=timezone.localdate(),
        )
