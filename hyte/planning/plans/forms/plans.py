"""Forms about a plan: its description, path, steps, approval and what stands in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish, finnish_key
from hyte.governance.meetings.models import Decision
from hyte.governance.structure.forms.acts import ActForm, DayField, NewForm, ReasonForm, SeveralField, chosen, to_choose
from hyte.governance.structure.models import SteeringDocument, Theme
from hyte.governance.structure.queries.named import bodies_alive, with_county
from hyte.planning.plans import models
from hyte.planning.plans.choices import PLAN_NEXT, PlanKind, PlanState
from hyte.planning.plans.operations import approval, objectives, plans

LONG = {"rows": 5}


def long_text(label: Any, *, required: bool = False, help_text: Any = "", most: int = 5000) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label, required=required, help_text=help_text, max_length=most, widget=forms.Textarea(attrs=LONG)
    )


class PlanFields(forms.Form):
    """What a plan says of itself."""

    name_fi = forms.CharField(label=_("Name"), max_length=250)
    name_sv = forms.CharField(label=_("Name in Swedish"), max_length=250, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=to_choose(PlanKind.choices))
    starts = DayField(label=_("First day of the period"), required=False)
    ends = DayField(label=_("Last day of the period"), required=False)
    summary_fi = long_text(_("Summary"))
    plain_summary_fi = long_text(
        _("Summary in plain language"), help_text=_("Short sentences and everyday words, for anybody to understand.")
    )
    themes = SeveralField(Theme.objects.none(), label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple)
    family = forms.ModelChoiceField(models.PlanFamily.objects.none(), label=_("Family of plans"), required=False)
    supersedes = forms.ModelChoiceField(models.Plan.objects.none(), label=_("Plan before it"), required=False)
    document = forms.ModelChoiceField(SteeringDocument.objects.none(), label=_("Steering document"), required=False)

    def offer(self, area: Area, user: Any, choose: Any) -> None:
        """Fill the choices that depend on the area."""
        themes = Theme.objects.visible_to(user).live().filter(home__in=with_county(area, day=timezone.localdate()))
        choose("themes", themes.order_by("set_name_fi", "order", "pk"))
        choose("family", models.PlanFamily.objects.visible_to(user).live().of(area).order_by("pk"))
        choose("supersedes", models.Plan.objects.visible_to(user).live().of(area).order_by(finnish("name_fi")))
        choose("document", SteeringDocument.objects.visible_to(user).live().of(area).order_by(finnish("name_fi")))


class NewPlanForm(NewForm, PlanFields):
    def set_choices(self, area: Area) -> None:
        self.offer(area, self.user, self.choose)

    def perform(self, *, by: Principal) -> models.Plan:
        return plans.draft_plan(self.area, by=by, today=timezone.localdate(), **self.cleaned_data)


class DescribePlanForm(ActForm, PlanFields):
    def __init__(self, *args: Any, record: models.Plan, **values: Any) -> None:
        initial = {name: getattr(record, name) for name in PlanFields.base_fields if name != "themes"}
        super().__init__(*args, record=record, initial={**initial, "themes": record.themes.all()}, **values)

    def set_choices(self, area: Area) -> None:
        self.offer(area, self.user, self.choose)

    def perform(self, *, by: Principal) -> models.Plan:
        return plans.describe_plan(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class NewFamilyForm(NewForm):
    """Plans that are made at once and read together."""

    name = forms.CharField(label=_("Name"), max_length=200)
    description = long_text(_("Description"))

    def perform(self, *, by: Principal) -> models.PlanFamily:
        return plans.found_family(self.area, by=by, today=timezone.localdate(), **self.cleaned_data)


class WithdrawPlanForm(ReasonForm):
    def perform(self, *, by: Principal) -> models.Plan:
        return plans.withdraw_plan(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class MoveForm(ActForm):
    """A step on or back in the handling of a plan."""

    state = forms.ChoiceField(label=_("Next"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)

    def set_choices(self, area: Area) -> None:
        steps = PLAN_NEXT[PlanState(self.record.state)] - {PlanState.APPROVED, PlanState.ENDED}
        self.fields["state"].choices = [(step.value, step.label) for step in PlanState if step in steps]  # type: ignore[attr-defined]

    def perform(self, *, by: Principal) -> models.Plan:
        return plans.move_plan(self.record, by=by, **self.cleaned_data)


class PathForm(ActForm):
    """The bodies that a plan goes through, in order."""

    first, second, third, fourth, fifth = (
        forms.ChoiceField(label=label, required=False)
        for label in (_("First"), _("Second"), _("Third"), _("Fourth"), _("Fifth"))
    )
    PLACES = ("first", "second", "third", "fourth", "fifth")

    def set_choices(self, area: Area) -> None:
        self.rows = bodies_alive(area, user=self.user, day=timezone.localdate())
        now = [step.body for step in self.record.steps.select_related("body")]
        self.rows += [body for body in now if chosen(self.rows, body.key) is None]
        choices = [("", "–"), *((body.key, str(body)) for body in self.rows)]
        for place, name in enumerate(self.PLACES):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            self.initial.setdefault(name, now[place].key if place < len(now) else "")

    def perform(self, *, by: Principal) -> models.Plan:
        bodies = [chosen(self.rows, key) for name in self.PLACES if (key := self.cleaned_data[name])]
        return plans.set_path(self.record, version=self.cleaned_data["version"], bodies=bodies, by=by)


class ApproveForm(ActForm):
    """The day and the decision by which a plan was approved."""

    day = DayField(label=_("Approved on"))
    decision = forms.ModelChoiceField(Decision.objects.none(), label=_("Decision"), required=False)
    decided_by = forms.CharField(
        label=_("Who approved, in words"),
        max_length=300,
        required=False,
        help_text=_("When the decision is not in the register: the body, the day and the section."),
    )

    def set_choices(self, area: Area) -> None:
        rows = Decision.objects.visible_to(self.user).live().filter(home=area, verb__in=["approved", "decided"])
        self.choose("decision", rows.select_related("matter__home", "meeting__body").order_by("-day")[:50])

    def perform(self, *, by: Principal) -> models.PlanSnapshot:
        return approval.approve_plan(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class WithdrawApprovalForm(ReasonForm):
    def perform(self, *, by: Principal) -> models.Plan:
        newest = self.record.snapshots.live().order_by("-number").first()
        return approval.withdraw_approval(newest, by=by, today=timezone.localdate(), **self.cleaned_data)


class PlaceForm(ActForm):
    """An objective that is there already, of the own area or shared by another, into a plan."""

    objective = forms.ChoiceField(label=_("Objective"))
    local_words = long_text(_("Local words"), help_text=_("What this means here; shown beside the shared words."))

    def set_choices(self, area: Area) -> None:
        there = self.record.placings.values("objective")
        rows = models.Objective.objects.visible_to(self.user).live().exclude(pk__in=there).select_related("home")
        self.rows = [row for row in rows if row.home_id == area.pk or row.is_shared]
        self.rows.sort(key=lambda row: (row.home_id == area.pk, finnish_key(str(row))))
        choices = [(row.key, f"{row} ({row.home})") for row in self.rows]
        self.fields["objective"].choices = to_choose(choices)  # type: ignore[attr-defined]

    def perform(self, *, by: Principal) -> models.PlanObjective:
        objective = chosen(self.rows, self.cleaned_data["objective"])
        return objectives.place(self.record, objective, local_words=self.cleaned_data["local_words"], by=by)


class PlaceTextForm(PlaceForm):
    """A shared text into a plan."""

    objective = forms.ChoiceField(label=_("Shared text"))

    def set_choices(self, area: Area) -> None:
        there = self.record.texts.values("text")
        rows = models.SharedText.objects.visible_to(self.user).live().exclude(pk__in=there).select_related("home")
        self.rows = [row for row in rows if row.home_id == area.pk or row.is_shared]
        choices = [(row.key, f"{row} ({row.home})") for row in self.rows]
        self.fields["objective"].choices = to_choose(choices)  # type: ignore[attr-defined]
