"""Forms about budgets, phenomena and markers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish
from hyte.governance.structure.forms.acts import ActForm, NewForm, SeveralField, Styled
from hyte.governance.structure.models import Theme
from hyte.planning.budgets import models
from hyte.planning.budgets.choices import NEXT, BudgetState, Mode, PhenomenonKind
from hyte.planning.budgets.operations import budgets, phenomena
from hyte.planning.budgets.queries.markers import setting_of
from hyte.planning.plans.forms.plans import long_text
from hyte.planning.plans.models import Action, Objective


class BudgetFields(forms.Form):
    name_fi = forms.CharField(label=_("Name"), max_length=200)
    name_sv = forms.CharField(label=_("Name in Swedish"), max_length=200, required=False)
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        required=False,
        help_text=_("For example the council's decision and its day, or the ledger's report."),
    )


class NewBudgetForm(NewForm, BudgetFields):
    def __init__(self, *args: Any, **values: Any) -> None:
        values["initial"] = {"year": timezone.localdate().year, **(values.get("initial") or {})}
        super().__init__(*args, **values)

    def perform(self, *, by: Principal) -> models.Budget:
        return budgets.begin_budget(self.area, by=by, today=timezone.localdate(), **self.cleaned_data)


class DescribeBudgetForm(ActForm, BudgetFields):
    def __init__(self, *args: Any, record: models.Budget, **values: Any) -> None:
        initial = {name: getattr(record, name) for name in BudgetFields.base_fields}
        super().__init__(*args, record=record, initial=initial, **values)

    def perform(self, *, by: Principal) -> models.Budget:
        return budgets.describe_budget(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class MoveBudgetForm(ActForm):
    state = forms.ChoiceField(label=_("Next"), widget=forms.RadioSelect)

    def set_choices(self, area: Area) -> None:
        steps = NEXT[BudgetState(self.record.state)]
        self.fields["state"].choices = [(step.value, step.label) for step in BudgetState if step in steps]  # type: ignore[attr-defined]

    def perform(self, *, by: Principal) -> models.Budget:
        return budgets.move_budget(self.record, by=by, **self.cleaned_data)


class EurosField(forms.DecimalField):
    """An amount to the cent, with a comma or a point, and spaces between thousands."""

    def __init__(self, **values: Any) -> None:
        super().__init__(max_digits=14, decimal_places=2, required=False, localize=True, **values)
        self.widget.attrs["inputmode"] = "decimal"

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = "".join(value.split()).replace("\u2212", "-")
        return super().to_python(value)


def _total(name: str) -> EurosField:
    return EurosField(label=models.Budget._meta.get_field(name).verbose_name)


class LedgerFields(forms.Form):
    """A field for each total of the ledger."""

    expenditure_planned = _total("expenditure_planned")
    expenditure_amended = _total("expenditure_amended")
    expenditure_actual = _total("expenditure_actual")
    revenue_planned = _total("revenue_planned")
    revenue_amended = _total("revenue_amended")
    revenue_actual = _total("revenue_actual")


class LedgerForm(ActForm, LedgerFields):
    """The ledger's totals, each of which may be left out."""

    def __init__(self, *args: Any, record: models.Budget, **values: Any) -> None:
        initial = {name: getattr(record, name) for name in models.LEDGER.values()}
        super().__init__(*args, record=record, initial=initial, **values)

    def perform(self, *, by: Principal) -> models.Budget:
        totals = {name: self.cleaned_data[name] for name in models.LEDGER.values()}
        return budgets.note_ledger(self.record, version=self.cleaned_data["version"], totals=totals, by=by)


class WithdrawForm(ActForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def perform(self, *, by: Principal) -> Any:
        is_budget = isinstance(self.record, models.Budget)
        withdraw: Any = budgets.withdraw_budget if is_budget else phenomena.withdraw_phenomenon
        return withdraw(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class PhenomenonFields(forms.Form):
    name_fi = forms.CharField(label=_("Name"), max_length=200)
    name_sv = forms.CharField(label=_("Name in Swedish"), max_length=200, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    description_fi = long_text(_("Description"))
    kind = forms.ChoiceField(label=_("Kind"), choices=PhenomenonKind.choices, initial=PhenomenonKind.OWN)
    mode = forms.ChoiceField(label=_("Mode"), choices=Mode.choices, widget=forms.RadioSelect)
    principal_means_fi = forms.CharField(
        label=_("When it is the principal aim"),
        max_length=400,
        required=False,
        help_text=_("Tells whoever tags lines which step of the marker a line gets."),
    )
    significant_means_fi = forms.CharField(label=_("When it is a significant aim"), max_length=400, required=False)
    is_shared = forms.BooleanField(
        label=_("Offered to the budgets of other areas"),
        required=False,
        help_text=_(
            "Then municipalities and the county may tag their own lines with it, and the page shows all together."
        ),
    )
    themes = SeveralField(Theme.objects.none(), label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple)
    objectives = SeveralField(
        Objective.objects.none(), label=_("Objectives"), required=False, widget=forms.CheckboxSelectMultiple
    )
    actions = SeveralField(
        Action.objects.none(), label=_("Actions"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def offer(self, area: Area, user: Any, choose: Any) -> None:
        """Fill the choices that depend on the area."""
        for name, model in (("themes", Theme), ("objectives", Objective), ("actions", Action)):
            choose(name, model.objects.visible_to(user).live().of(area).order_by(finnish("name_fi")))  # type: ignore[attr-defined]


class NewPhenomenonForm(NewForm, PhenomenonFields):
    def set_choices(self, area: Area) -> None:
        self.offer(area, self.user, self.choose)

    def perform(self, *, by: Principal) -> models.Phenomenon:
        return phenomena.add_phenomenon(self.area, by=by, today=timezone.localdate(), **self.cleaned_data)


class DescribePhenomenonForm(ActForm, PhenomenonFields):
    TIES = ("themes", "objectives", "actions")

    def __init__(self, *args: Any, record: models.Phenomenon, **values: Any) -> None:
        initial = {name: getattr(record, name) for name in PhenomenonFields.base_fields if name not in self.TIES}
        initial |= {name: getattr(record, name).all() for name in self.TIES}
        super().__init__(*args, record=record, initial=initial, **values)

    def set_choices(self, area: Area) -> None:
        self.offer(area, self.user, self.choose)

    def perform(self, *, by: Principal) -> models.Phenomenon:
        return phenomena.describe_phenomenon(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class PercentField(forms.DecimalField):
    """A share of 0 to 100 per cent with at most two decimals."""

    def __init__(self, **values: Any) -> None:
        super().__init__(min_value=0, max_value=100, max_digits=5, decimal_places=2, localize=True, **values)
        self.widget.attrs["inputmode"] = "decimal"


class MarkersForm(Styled, forms.Form):
    """How many per cent of a line each step of a marker counts in an area."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    principal = PercentField(label=_("principal aim, %"))
    significant = PercentField(label=_("significant aim, %"))
    none = PercentField(label=_("not an aim, %"))

    def __init__(self, *args: Any, record: Area, user: Any, **values: Any) -> None:
        self.area = record
        setting = setting_of(record)
        values["initial"] = {"version": setting.version, **setting.percents}
        super().__init__(*args, **values)
        self.style()

    def perform(self, *, by: Principal) -> models.MarkerSetting:
        return phenomena.set_markers(self.area, by=by, **self.cleaned_data)

    def said(self, act: Any) -> Any:
        return act.done
