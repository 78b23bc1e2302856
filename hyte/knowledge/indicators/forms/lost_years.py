"""Forms for publishing lost years, for findings of them, and for answers and their checks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area
from hyte.governance.structure.forms.acts import ActForm, DayField, OfArea, SeveralField, to_choose
from hyte.knowledge.indicators.choices import AnswerKind, SexChoice
from hyte.knowledge.indicators.forms.words import WithdrawForm
from hyte.knowledge.indicators.lost_years import LIMITS, LOWER_AGES, Lost
from hyte.knowledge.indicators.models import DeathTable, FindingAnswer, Indicator, LostYears, LostYearsFinding
from hyte.knowledge.indicators.operations.lost_years import (
    answer_finding,
    check_answer,
    count_deaths_by,
    withdraw_answer,
    withdraw_finding,
    withdraw_lost_years,
    write_finding,
)
from hyte.knowledge.indicators.queries.circle import circle_of
from hyte.knowledge.indicators.queries.lost_years import indicators_that_count, indicators_to_name
from hyte.knowledge.indicators.shown import shown_standard


class WayForm(forms.Form):
    """How lost years are counted; every choice changes every value."""

    raja = forms.TypedChoiceField(label=_("Age limit"), coerce=int)
    alaika = forms.TypedChoiceField(label=_("Ages from"), coerce=int)
    vakio = forms.ChoiceField(label=_("Standard population"))

    def __init__(self, *args: Any, standards: list[str], **values: Any) -> None:
        super().__init__(*args, **values)
        choices: dict[str, Any] = {
            "raja": [(age, str(age)) for age in LIMITS],
            "alaika": [(age, str(age)) for age in LOWER_AGES],
            "vakio": [(name, shown_standard(name)) for name in standards],
        }
        for name, offered in choices.items():
            field: Any = self.fields[name]
            field.choices = offered
            field.widget.attrs["class"] = "ds-input"


class DeathSourceForm(OfArea, forms.Form):
    """Whose numbers are the deaths of lost years."""

    name = forms.CharField(label=_("Name of the table"), max_length=200)
    deaths = forms.ModelChoiceField(
        Indicator.objects.none(),
        label=_("Indicator that counts deaths"),
        help_text=_("Its data set has deaths by area, sex, age band and cause of death, fetched from its source."),
    )
    people = forms.ModelChoiceField(
        Indicator.objects.none(),
        label=_("Indicator that counts people"),
        required=False,
        help_text=_(
            "By area, sex and age, of the same years. Not needed where each count of deaths has its population."
        ),
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args: Any, record: Area, user: Any, **values: Any) -> None:
        self.home = record
        super().__init__(*args, **values)
        circle = circle_of(record, day=timezone.localdate())
        for name in ("deaths", "people"):
            self.choose(name, indicators_that_count(circle, user=user))
        self.style()

    def perform(self, *, by: Principal) -> DeathTable:
        return count_deaths_by(self.home, **self.cleaned_data, by=by, today=timezone.localdate())


class FindingForm(OfArea, forms.Form):
    """What stands out and why, of one published figure."""

    area = forms.ChoiceField(label=_("Area"))
    cause = forms.ChoiceField(label=_("Cause of death"))
    sex = forms.ChoiceField(label=_("Sex"), choices=SexChoice.choices)
    text = forms.CharField(
        label=_("What stands out, and why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Your name and today's date are shown with the words. Name no person."),
    )
    indicators = SeveralField(
        Indicator.objects.none(),
        label=_("Indicators that tell of the same"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("For example smoking beside deaths of lung cancer. The finding is then shown on their thread."),
    )

    def __init__(
        self, *args: Any, record: Area, user: Any, published: LostYears, figures: list[Lost], areas: list[Area],
        causes: list[tuple[str, str]], **values: Any,
    ) -> None:  # fmt: skip
        self.home, self.published = record, published
        shown = {one.area for one in figures if one.value is not None}
        self.areas = {area.key: area for area in areas if area.code in shown}
        super().__init__(*args, **values)
        fields: Any = self.fields
        fields["area"].choices = to_choose([(key, str(area)) for key, area in self.areas.items()])
        fields["cause"].choices = to_choose(causes)
        circle = circle_of(record, day=timezone.localdate())
        self.choose("indicators", indicators_to_name(circle, user=user))
        self.style()

    def perform(self, *, by: Principal) -> LostYearsFinding:
        data = self.cleaned_data
        return write_finding(
            self.home,
            published=self.published,
            area=self.areas[data["area"]],
            cause=data["cause"],
            sex=data["sex"],
            text=data["text"],
            indicators=list(data["indicators"]),
            by=by,
            today=timezone.localdate(),
        )


class AnswerForm(OfArea, forms.Form):
    """The area's own answer to a finding."""

    kind = forms.ChoiceField(label=_("Answer"), choices=AnswerKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What is done, or why nothing is"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    check_on = DayField(
        label=_("When is it checked"), required=False, help_text=_("Needed when something is done; a day to come.")
    )

    def __init__(self, *args: Any, record: LostYearsFinding, user: Any, area: Area, **values: Any) -> None:
        self.finding, self.area = record, area
        super().__init__(*args, **values)
        self.style()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == AnswerKind.ACTION and not cleaned.get("check_on") and "check_on" not in self.errors:
            self.add_error("check_on", _("Say when the action is checked."))
        return cleaned

    def perform(self, *, by: Principal) -> FindingAnswer:
        return answer_finding(self.finding, area=self.area, **self.cleaned_data, by=by, today=timezone.localdate())


class CheckAnswerForm(ActForm):
    """What the check told."""

    note = forms.CharField(label=_("What the check told"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def perform(self, *, by: Principal) -> FindingAnswer:
        return check_answer(self.record, **self.cleaned_data, by=by, today=timezone.localdate())


class WithdrawFindingForm(WithdrawForm):
    def perform(self, *, by: Principal) -> LostYearsFinding:
        return withdraw_finding(self.record, **self.values(by))


class WithdrawAnswerForm(WithdrawForm):
    def perform(self, *, by: Principal) -> FindingAnswer:
        return withdraw_answer(self.record, **self.values(by))


class WithdrawPublishedForm(WithdrawForm):
    def perform(self, *, by: Principal) -> LostYears:
        return withdraw_lost_years(self.record, **self.values(by))
