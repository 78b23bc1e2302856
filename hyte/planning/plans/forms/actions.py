"""Forms about objectives, actions, measures and progress."""

from __future__ import annotations

import copy
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area, Organisation
from hyte.core.areas.text import finnish
from hyte.governance.structure.forms.acts import (
    ActForm,
    DayField,
    ReasonForm,
    SeveralField,
    Styled,
    WebField,
    chosen,
    none_or,
    to_choose,
)
from hyte.governance.structure.models import FocusArea, Post, Theme
from hyte.governance.structure.queries.named import bodies_alive, units_alive, with_county
from hyte.knowledge.indicators.models import Concern, Indicator
from hyte.planning.plans import models
from hyte.planning.plans.choices import (
    STATUS_NEXT,
    AgeGroup,
    Direction,
    Evidence,
    Forecast,
    MeasureKind,
    Phase,
    Status,
)
from hyte.planning.plans.forms.plans import long_text
from hyte.planning.plans.models.measures import FIRST_YEAR, LAST_YEAR
from hyte.planning.plans.operations import actions, objectives, progress


def leave_out_empty(form: forms.Form, *names: str) -> None:
    """A question that has no answer to tick is not asked."""
    for name in names:
        field: Any = form.fields[name]
        if not field.queryset.exists():
            del form.fields[name]


def keep_chosen(form: forms.Form, name: str, rows: QuerySet) -> None:
    """What is chosen already stays to be chosen, though a new choice would not offer it any more."""
    field: Any = form.fields.setdefault(name, copy.deepcopy(form.base_fields[name]))
    both = Q(pk__in=field.queryset.values("pk")) | Q(pk__in=rows.values("pk"))
    field.queryset = rows.model.objects.filter(both).order_by("pk")
    if not field.queryset.exists():
        del form.fields[name]


def several(rows: Any, label: Any, *, help_text: Any = "") -> SeveralField:
    """Several records to tick."""
    return SeveralField(
        rows.objects.none(), label=label, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class ObjectiveFields(forms.Form):
    name_fi = forms.CharField(label=_("What is to change"), max_length=300)
    name_sv = forms.CharField(label=_("In Swedish"), max_length=300, required=False)
    description_fi = long_text(_("Description"))
    themes = several(Theme, _("Themes"))
    focus_areas = several(FocusArea, _("Focus areas"))
    age_groups = forms.MultipleChoiceField(
        label=_("Age groups"), choices=AgeGroup.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    owner = forms.ChoiceField(label=_("Body in charge"), required=False)
    concerns = several(Concern, _("Joys and worries behind it"))
    indicators = SeveralField(
        Indicator.objects.none(),
        label=_("Indicators behind it"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    is_shared = forms.BooleanField(label=_("Offer it to the plans of other areas"), required=False)

    def offer(self, area: Area, user: Any, choose: Any) -> None:
        """Fill the choices that depend on the area."""
        homes = with_county(area, day=timezone.localdate())
        themes = Theme.objects.visible_to(user).live().filter(home__in=homes)
        choose("themes", themes.order_by("set_name_fi", "order", "pk"))
        focus_areas = FocusArea.objects.visible_to(user).live().filter(home__in=homes)
        choose("focus_areas", focus_areas.order_by("order", "pk"))
        choose("concerns", Concern.objects.visible_to(user).live().of(area).order_by("kind", "-day"))
        choose("indicators", Indicator.objects.visible_to(user).live().order_by(finnish("name_fi")))
        leave_out_empty(self, "themes", "focus_areas", "concerns", "indicators")
        self.bodies = bodies_alive(area, user=user, day=timezone.localdate())
        self.fields["owner"].choices = none_or(self.bodies)  # type: ignore[attr-defined]

    def said_values(self) -> dict[str, Any]:
        """What was filled in, as the operations take it."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {**values, "owner": chosen(self.bodies, values["owner"])}


class NewObjectiveForm(ActForm, ObjectiveFields):
    """A new objective in a plan."""

    def set_choices(self, area: Area) -> None:
        self.offer(area, self.user, self.choose)

    def perform(self, *, by: Principal) -> models.Objective:
        return objectives.add_objective(self.record, by=by, today=timezone.localdate(), **self.said_values())


class DescribeObjectiveForm(ActForm, ObjectiveFields):
    def __init__(self, *args: Any, record: models.Objective, **values: Any) -> None:
        plain = ("name_fi", "name_sv", "description_fi", "age_groups", "is_shared")
        ties = ("themes", "focus_areas", "concerns", "indicators")
        initial = {name: getattr(record, name) for name in plain}
        initial |= {name: getattr(record, name).all() for name in ties}
        initial["owner"] = record.owner.key if record.owner else ""
        super().__init__(*args, record=record, initial=initial, **values)

    def set_choices(self, area: Area) -> None:
        self.offer(area, self.user, self.choose)
        for name in ("themes", "focus_areas", "concerns", "indicators"):
            keep_chosen(self, name, getattr(self.record, name).all())
        if self.record.owner and chosen(self.bodies, self.record.owner.key) is None:
            self.bodies.append(self.record.owner)
            self.fields["owner"].choices = none_or(self.bodies)  # type: ignore[attr-defined]

    def perform(self, *, by: Principal) -> models.Objective:
        version = self.cleaned_data["version"]
        return objectives.describe_objective(
            self.record, version=version, by=by, today=timezone.localdate(), **self.said_values()
        )


class ActionFields(forms.Form):
    name_fi = forms.CharField(label=_("What is done"), max_length=300)
    name_sv = forms.CharField(label=_("In Swedish"), max_length=300, required=False)
    description_fi = long_text(_("Description"))
    post = forms.ModelChoiceField(Post.objects.none(), label=_("Post in charge"), required=False)
    unit = forms.ChoiceField(label=_("Unit in charge"), required=False)
    starts = DayField(label=_("Begins"), required=False)
    ends = DayField(label=_("Ready by"), required=False)
    phase = forms.ChoiceField(label=_("Phase"), choices=[("", "–"), *Phase.choices], required=False)
    partners = several(Organisation, _("Partners"))
    bodies = forms.MultipleChoiceField(
        label=_("Bodies and networks taking part"), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )
    areas = several(Area, _("Municipalities"))
    money = forms.DecimalField(
        label=_("Money, euros"), min_value=0, max_digits=14, decimal_places=2, required=False, localize=True
    )
    work_months = forms.DecimalField(
        label=_("Work, person-months"), min_value=0, max_digits=8, decimal_places=2, required=False, localize=True
    )
    grants = forms.CharField(label=_("Grants"), max_length=300, required=False)
    premises = forms.CharField(label=_("Premises and other means"), max_length=300, required=False)
    evidence = forms.ChoiceField(label=_("Evidence base"), choices=Evidence.choices, initial=Evidence.UNKNOWN)
    evidence_source = forms.CharField(label=_("Source of the evidence"), max_length=400, required=False)

    def offer(self, area: Area, user: Any, choose: Any) -> None:
        """Fill the choices that depend on the area."""
        today = timezone.localdate()
        choose("post", Post.objects.visible_to(user).live().of(area).at(today).order_by(finnish("title_fi")))
        homes = with_county(area, day=today)
        organisations = Organisation.objects.visible_to(user).live().at(today).filter(home__in=homes)
        choose("partners", organisations.order_by(finnish("name_fi")))
        choose("areas", Area.objects.within(area, today).filter(kind="municipality").order_by(finnish("name_fi")))
        leave_out_empty(self, "partners", "areas")
        self.bodies = [row for home in homes for row in bodies_alive(home, user=user, day=today)]
        self._offer_bodies(area)
        self.units = units_alive(area, user=user, day=today)
        self.fields["unit"].choices = none_or(self.units)  # type: ignore[attr-defined]

    def _offer_bodies(self, area: Area) -> None:
        named = [(row.key, str(row) if row.home_id == area.pk else f"{row.home}: {row}") for row in self.bodies]
        self.fields["bodies"].choices = named  # type: ignore[attr-defined]

    def said_values(self) -> dict[str, Any]:
        """What was filled in, as the operations take it."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        bodies = [row for row in self.bodies if row.key in values["bodies"]]
        return {**values, "unit": chosen(self.units, values["unit"]), "bodies": bodies}


class NewActionForm(ActForm, ActionFields):
    """A new action of an area under an objective, its own or one that is shared with it."""

    def __init__(self, *args: Any, area: Area, **values: Any) -> None:
        self.area = area
        super().__init__(*args, **values)

    def set_choices(self, area: Area) -> None:
        self.offer(self.area, self.user, self.choose)

    def perform(self, *, by: Principal) -> models.Action:
        values = self.said_values()
        return actions.add_action(self.record, area=self.area, by=by, today=timezone.localdate(), **values)


class DescribeActionForm(ActForm, ActionFields):
    def __init__(self, *args: Any, record: models.Action, **values: Any) -> None:
        initial = {name: getattr(record, name) for name in ActionFields.base_fields}
        initial |= {name: getattr(record, name).all() for name in ("partners", "areas")}
        initial["unit"] = record.unit.key if record.unit else ""
        initial["bodies"] = [row.key for row in record.bodies.all()]
        super().__init__(*args, record=record, initial=initial, **values)

    def set_choices(self, area: Area) -> None:
        self.offer(area, self.user, self.choose)
        for name in ("partners", "areas"):
            keep_chosen(self, name, getattr(self.record, name).all())
        keep_chosen(self, "post", Post.objects.filter(pk=self.record.post_id))
        there = {row.key for row in self.bodies}
        kept = self.record.bodies.select_related("home").prefetch_related("periods")
        self.bodies += [row for row in kept if row.key not in there]
        self._offer_bodies(area)
        if self.record.unit and chosen(self.units, self.record.unit.key) is None:
            self.units.append(self.record.unit)
            self.fields["unit"].choices = none_or(self.units)  # type: ignore[attr-defined]

    def perform(self, *, by: Principal) -> models.Action:
        version = self.cleaned_data["version"]
        return actions.describe_action(
            self.record, version=version, by=by, today=timezone.localdate(), **self.said_values()
        )


class MeasureFields(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=to_choose(MeasureKind.choices))
    indicator = forms.ModelChoiceField(Indicator.objects.none(), label=_("Indicator"), required=False)
    name_fi = forms.CharField(label=_("What is counted or reached"), max_length=300, required=False)
    unit_fi = forms.CharField(label=_("Unit"), max_length=80, required=False)
    direction = forms.ChoiceField(label=_("Wanted direction"), choices=[("", "–"), *Direction.choices], required=False)
    due = DayField(label=_("To be reached by"), required=False)


class NewMeasureForm(ActForm, MeasureFields):
    def set_choices(self, area: Area) -> None:
        self.choose("indicator", Indicator.objects.visible_to(self.user).live().order_by(finnish("name_fi")))

    def perform(self, *, by: Principal) -> models.Measure:
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return actions.add_measure(self.record, by=by, today=timezone.localdate(), **values)


class DescribeMeasureForm(NewMeasureForm):
    reached_on = DayField(label=_("Reached on"), required=False)

    def __init__(self, *args: Any, record: models.Measure, **values: Any) -> None:
        names = (*MeasureFields.base_fields, "reached_on")
        super().__init__(*args, record=record, initial={name: getattr(record, name) for name in names}, **values)

    def perform(self, *, by: Principal) -> models.Measure:
        return actions.describe_measure(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class TargetForm(ActForm):
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    value = forms.DecimalField(
        label=_("Target"),
        max_digits=14,
        decimal_places=2,
        required=False,
        localize=True,
        help_text=_("Leave empty to take the year's target away."),
    )

    def perform(self, *, by: Principal) -> models.Measure:
        return actions.set_target(self.record, by=by, **self.cleaned_data)


class CountForm(ActForm):
    day = DayField(label=_("By the day"))
    value = forms.DecimalField(label=_("Count"), max_digits=14, decimal_places=2, localize=True)

    def perform(self, *, by: Principal) -> models.MeasureCount:
        return actions.enter_count(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class WithdrawActionForm(ReasonForm):
    def perform(self, *, by: Principal) -> models.Action:
        return actions.withdraw_action(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class WithdrawObjectiveForm(ReasonForm):
    def perform(self, *, by: Principal) -> models.Objective:
        return objectives.withdraw_objective(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class WithdrawMeasureForm(ReasonForm):
    def perform(self, *, by: Principal) -> models.Measure:
        return actions.withdraw_measure(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class ReportFields(forms.Form):
    """Where an action stands, in two minutes."""

    status = forms.ChoiceField(label=_("Where does it stand?"), choices=Status.choices, widget=forms.RadioSelect)
    forecast = forms.ChoiceField(
        label=_("How does it look?"), choices=Forecast.choices, widget=forms.RadioSelect, initial=Forecast.UNKNOWN
    )
    stands = long_text(_("In a sentence or two"), help_text=_("No names of clients or patients."), most=2000)
    done = long_text(_("What has been done since the last time"), most=2000)
    proof_title = forms.CharField(label=_("What shows it"), max_length=250, required=False)
    proof_link = WebField(label=_("Address of what shows it"), required=False)


class ReportForm(ActForm, ReportFields):
    day = DayField(label=_("As on"))

    def __init__(self, *args: Any, record: models.Action, **values: Any) -> None:
        newest = record.newest
        initial = {"status": newest.status, "forecast": newest.forecast} if newest else {"status": Status.PLANNED}
        super().__init__(*args, record=record, initial=initial, **values)
        now = Status(newest.status) if newest else Status.PLANNED
        allowed = [(one.value, one.label) for one in Status if one in STATUS_NEXT[now]]
        self.fields["status"].choices = allowed  # type: ignore[attr-defined]

    def perform(self, *, by: Principal) -> models.Progress:
        return progress.report_progress(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class LinkReportForm(Styled, ReportFields):
    """The same by a signed link: of today, and of the one action that the link is about."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.style()


class AskForm(ActForm):
    email = forms.EmailField(label=_("E-mail"))

    def __init__(self, *args: Any, record: models.Action, **values: Any) -> None:
        email = record.post.email if record.post else ""
        super().__init__(*args, record=record, initial={"email": email}, **values)

    def perform(self, *, by: Principal) -> str:
        email = self.cleaned_data["email"]
        return progress.ask_progress(self.record, email=email, by=by, today=timezone.localdate())
