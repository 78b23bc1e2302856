"""Forms of the incentive: each knows the operation that it is for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish
from hyte.governance.structure.forms.acts import ActForm, DayField, OfArea, SeveralField, WebField
from hyte.governance.structure.models import Post
from hyte.knowledge.incentive import operations
from hyte.knowledge.incentive.choices import Part, Step
from hyte.knowledge.incentive.models import (
    Answering,
    IncentiveAct,
    IncentiveSet,
    OfficialResult,
    Round,
    SetIndicator,
)


class AreaForm(OfArea, forms.Form):
    """A form that begins something new in an area."""

    def __init__(self, *args: Any, record: Area, user: Any, **values: Any) -> None:
        self.area, self.user = record, user
        super().__init__(*args, **values)
        self.set_choices(record)
        self.style()


class BeginForm(AreaForm):
    due = DayField(label=_("Answers are due on"))

    def __init__(self, *args: Any, round_: Round, **values: Any) -> None:
        self.round = round_
        super().__init__(*args, **values)

    def perform(self, *, by: Principal) -> Area:
        due = self.cleaned_data["due"]
        self.begun = operations.begin_follow_up(self.round, area=self.area, due=due, by=by, today=timezone.localdate())
        return self.area

    def said(self, act: Any) -> str:
        words = ngettext("%(count)s answer is now followed.", "%(count)s answers are now followed.", self.begun)
        return words % {"count": self.begun}


class AssignForm(ActForm):
    post = forms.ModelChoiceField(Post.objects.none(), label=_("Who answers"), required=False)
    due = DayField(label=_("Answer due"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, record: Answering, **values: Any) -> None:
        initial = {"post": record.post_id, "due": record.due, "note": record.note}
        super().__init__(*args, record=record, initial=initial, **values)

    def set_choices(self, area: Area) -> None:
        posts = Post.objects.visible_to(self.user).live().of(area).at(timezone.localdate())
        self.choose("post", posts.order_by(finnish("title_fi")))

    def perform(self, *, by: Principal) -> Answering:
        return operations.assign(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class StepForm(ActForm):
    """Moves an answer on to the step of its subclass."""

    step = Step.ASKED

    def perform(self, *, by: Principal) -> Answering:
        now = timezone.now()
        version = self.cleaned_data["version"]
        return operations.take_step(
            self.record, version=version, step=self.step, by=by, today=timezone.localdate(now), now=now
        )


class AskForm(StepForm):
    step = Step.ASKED


class AnsweredForm(StepForm):
    step = Step.ANSWERED


class SentForm(StepForm):
    step = Step.SENT


class NotBegunForm(StepForm):
    step = Step.NOT_BEGUN


class WithdrawForm(ActForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def perform(self, *, by: Principal) -> Any:
        now = timezone.now()
        return operations.withdraw(self.record, by=by, today=timezone.localdate(now), now=now, **self.cleaned_data)


class ApproveForm(ActForm):
    official_list = forms.CharField(
        label=_("Official list"),
        max_length=300,
        help_text=_("What the list is called, who published it and when."),
    )
    address = WebField(label=_("Address of the list"), max_length=500, required=False)

    def perform(self, *, by: Principal) -> IncentiveSet:
        return operations.approve_list(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class ResultForm(AreaForm):
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2200)
    coefficient = forms.FloatField(
        label=_("Coefficient"), min_value=0, max_value=100, required=False, localize=True, help_text=_("As published.")
    )
    money = forms.DecimalField(
        label=_("Money, €"), min_value=0, max_digits=14, decimal_places=2, required=False, localize=True
    )
    per_inhabitant = forms.DecimalField(
        label=_("€ per inhabitant"), min_value=0, max_digits=8, decimal_places=2, required=False, localize=True
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("Where the figures were published, and when.")
    )

    def perform(self, *, by: Principal) -> OfficialResult:
        return operations.add_result(self.area, by=by, today=timezone.localdate(), **self.cleaned_data)


def act_fields(form: Any, *, homes: list[int], area: Area) -> None:
    """Offer the process indicators of the lists that concern the area."""
    rows = SetIndicator.objects.visible_to(form.user).live().filter(part=Part.PROCESS, of__target=area.kind)
    form.fields["indicators"].queryset = rows.filter(of__home__in=homes).select_related("of")
    form.fields["indicators"].label_from_instance = lambda row: f"{row} ({row.of.label})"
    form.fields["indicators"].widget.attrs.pop("class", None)


class ActFields(forms.Form):
    title = forms.CharField(label=_("What would be done"), max_length=250)
    description = forms.CharField(label=_("Description"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    indicators = SeveralField(
        SetIndicator.objects.none(),
        label=_("Indicators whose answer it would make true"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only own work: outcomes are not predicted."),
    )
    effort = forms.FloatField(
        label=_("Weight of effort"),
        min_value=0.01,
        max_value=1000,
        required=False,
        localize=True,
        help_text=_("For example working days. Acts are ranked by euros only when this is given."),
    )


class NewActForm(AreaForm, ActFields):
    def __init__(self, *args: Any, homes: list[int], **values: Any) -> None:
        super().__init__(*args, **values)
        act_fields(self, homes=homes, area=self.area)

    def perform(self, *, by: Principal) -> IncentiveAct:
        return operations.add_act(self.area, by=by, today=timezone.localdate(), **self.cleaned_data)


class ChangeActForm(ActForm, ActFields):
    def __init__(self, *args: Any, record: IncentiveAct, homes: list[int], **values: Any) -> None:
        own = [indicator.pk for indicator in record.indicators.all()]
        initial = {"title": record.title, "description": record.description, "effort": record.effort, "indicators": own}
        super().__init__(*args, record=record, initial=initial, **values)
        act_fields(self, homes=homes, area=record.home)

    def perform(self, *, by: Principal) -> IncentiveAct:
        return operations.change_act(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)
