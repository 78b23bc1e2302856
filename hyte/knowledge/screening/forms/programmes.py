"""Programmes, their rule sets, bases and targets; what a change does is shown before it is saved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.governance.structure.forms.acts import ActForm, DayField, LinesField, NewForm, to_choose
from hyte.knowledge.screening.choices import Counted, ProgrammeKind, SourceStatus, TargetMeasure
from hyte.knowledge.screening.limit_lines import Limit, limit_of, read_limit, written_limit
from hyte.knowledge.screening.models import Base, Programme, RuleSet, Target
from hyte.knowledge.screening.operations import programmes, rule_sets
from hyte.knowledge.screening.queries import effects


class BaseForm(ActForm):
    name = forms.CharField(label=_("Whom it counts"), max_length=200, help_text=_("For example: residents aged 20–64."))
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=100_000_000)
    day = DayField(label=_("As on"))
    source = forms.CharField(label=_("Source"), max_length=300)

    def effects(self) -> list[str]:
        return effects.of_base(self.record, number=self.cleaned_data["number"], user=self.user)

    def perform(self, *, by: Principal) -> Base:
        return programmes.name_base(self.record, by=by, today=timezone.localdate(), **_given(self))


class TargetForm(ActForm):
    measure = forms.ChoiceField(label=_("Measure"), choices=TargetMeasure.choices)
    percent = forms.DecimalField(label=_("Per cent"), min_value=0, max_value=100, decimal_places=2, localize=True)
    day = DayField(label=_("By"))
    source = forms.CharField(label=_("Source"), max_length=300, required=False)

    def perform(self, *, by: Principal) -> Target:
        return programmes.set_target(self.record, by=by, today=timezone.localdate(), **_given(self))


class UseForm(ActForm):
    def perform(self, *, by: Principal) -> RuleSet:
        return programmes.use_by_default(self.record, by=by, **self.cleaned_data)


def _given(form: forms.Form, *without: str) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name not in ("version", *without)}


class ProgrammeFields(forms.Form):
    """What is told of a programme."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=to_choose(list(ProgrammeKind.choices)))
    description = forms.CharField(
        label=_("Description"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    counted = forms.ChoiceField(label=_("What is counted"), choices=Counted.choices)
    by_group = forms.BooleanField(label=_("Counted by sex and age group"), required=False)
    is_sensitive = forms.BooleanField(
        label=_("About violence or substances"),
        required=False,
        help_text=_("Numbers below 10 and zeros are then hidden. Programmes about alcohol or violence are always so."),
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)


class NewProgrammeForm(NewForm, ProgrammeFields):
    def find_alike(self, name: str) -> list[Any]:
        own = Programme.objects.visible_to(self.user).live().of(self.area)
        return list(own.filter(name_fi__iexact=name)) if name else []

    def effects(self) -> list[str]:
        return effects.of_programme(None, self.cleaned_data)

    def perform(self, *, by: Principal) -> Programme:
        values = _given(self, "all_the_same")
        return rule_sets.add_programme(self.area, by=by, today=timezone.localdate(), **values)


class ChangeProgrammeForm(ActForm, ProgrammeFields):
    def __init__(self, *args: Any, record: Programme, **values: Any) -> None:
        names = ("kind", "counted", "by_group", "is_sensitive", "source")
        values["initial"] = {name: getattr(record, name) for name in names} | {
            "name": record.name_fi,  # type: ignore[attr-defined]
            "description": record.description_fi,  # type: ignore[attr-defined]
        }
        super().__init__(*args, record=record, **values)

    def effects(self) -> list[str]:
        return effects.of_programme(self.record, self.cleaned_data)

    def perform(self, *, by: Principal) -> Programme:
        return rule_sets.change_programme(self.record, by=by, **self.cleaned_data)


class LimitsField(LinesField):
    """Limits, one on a line: who; ages; points from which on; what it is called."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            value = [written_limit(one) if isinstance(one, Limit) else one for one in value]
        return super().prepare_value(value)

    def to_python(self, value: Any) -> Any:
        found, faults = [], []
        for line in super().to_python(value):
            try:
                found.append(read_limit(line))
            except ValueError as fault:
                faults.append(str(fault))
        if faults:
            raise forms.ValidationError(faults)
        return found


class RuleSetFields(forms.Form):
    """What is told of a rule set."""

    name = forms.CharField(label=_("Name"), max_length=200)
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("Who has published the limits, and the address.")
    )
    is_checked = forms.BooleanField(label=_("I have read the limits in the source"), required=False)
    is_research = forms.BooleanField(
        label=_("Limits of research, no advice for treatment"),
        required=False,
        help_text=_("Limits of research can never be used by default."),
    )
    limits = LimitsField(
        label=_("Limits of the rule set"),
        required=False,
        help_text=_(
            "One limit on a line: who; ages; points from which on; what it is called, if anything."
            " For example: women; 20–64; 5. Who is women, men or all, and ages are as 20–64, 65+ or all."
            " Without limits the page says that none have been loaded."
        ),
    )


class NewRuleSetForm(ActForm, RuleSetFields):
    """A rule set for the programme that is the record; the programme's own version does not matter."""

    def effects(self) -> list[str]:
        return effects.of_rule_set(None, self.cleaned_data)

    def perform(self, *, by: Principal) -> RuleSet:
        return rule_sets.add_rule_set(self.record, by=by, today=timezone.localdate(), **_given(self))


class ChangeRuleSetForm(ActForm, RuleSetFields):
    def __init__(self, *args: Any, record: RuleSet, **values: Any) -> None:
        lines = record.lines.filter(withdrawn_on__isnull=True).order_by("age_from", "sex", "at_least")
        values["initial"] = {
            "name": record.name_fi,  # type: ignore[attr-defined]
            "source": record.source,
            "is_checked": record.status == SourceStatus.READ,
            "is_research": record.is_research,
            "limits": [limit_of(line) for line in lines],
        }
        super().__init__(*args, record=record, **values)

    def effects(self) -> list[str]:
        return effects.of_rule_set(self.record, self.cleaned_data)

    def perform(self, *, by: Principal) -> RuleSet:
        return rule_sets.change_rule_set(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)
