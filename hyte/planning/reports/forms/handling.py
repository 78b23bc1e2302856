"""Forms about a report's path: the bodies on it, what each was asked and stated, its case, and the approval."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.choices import AreaKind
from hyte.core.areas.models import Area
from hyte.governance.meetings.choices import Verb
from hyte.governance.meetings.models import Decision, Matter
from hyte.governance.structure.forms.acts import ActForm, DayField, chosen, to_choose
from hyte.governance.structure.models import Body
from hyte.governance.structure.queries.named import bodies_alive, municipalities_of
from hyte.planning.reports.choices import StepRole
from hyte.planning.reports.models import HandlingStep, Report, ReportLayout
from hyte.planning.reports.operations import approving, handling, layouts, writing
from hyte.planning.reports.queries.freezing import deciding_steps

LONG = {"rows": 5}


class AddStepForm(ActForm):
    """A body onto the path, after those that are there."""

    body = forms.ChoiceField(label=_("Body"))
    role = forms.ChoiceField(label=_("Its part"), choices=StepRole.choices, widget=forms.RadioSelect)

    def set_choices(self, area: Area) -> None:
        day = timezone.localdate()
        homes = [area, *(municipalities_of(area, day=day) if area.kind == AreaKind.COUNTY else [])]
        if not self.record.is_open:
            homes = homes[1:]
        self.rows: list[Body] = [row for home in homes for row in bodies_alive(home, user=self.user, day=day)]
        choices = [(row.key, str(row) if row.home_id == area.pk else f"{row.home}: {row}") for row in self.rows]
        self.fields["body"].choices = to_choose(choices)  # type: ignore[attr-defined]

    def perform(self, *, by: Principal) -> HandlingStep:
        body = chosen(self.rows, self.cleaned_data["body"])
        return handling.add_step(
            self.record,
            version=self.cleaned_data["version"],
            body=body,
            role=self.cleaned_data["role"],
            by=by,
            today=timezone.localdate(),
        )


class AskForm(ActForm):
    """When a body was asked, and by when it answers."""

    asked_on = DayField(label=_("Asked on"))
    due = DayField(label=_("Answer by"), required=False)

    def __init__(self, *args: Any, record: HandlingStep, **values: Any) -> None:
        initial = {"asked_on": record.asked_on or timezone.localdate(), "due": record.due}
        super().__init__(*args, record=record, initial=initial, **values)

    def perform(self, *, by: Principal) -> HandlingStep:
        return handling.ask_body(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class WhyNotForm(ActForm):
    reason = forms.CharField(label=_("Why it was not asked"), max_length=300)

    def perform(self, *, by: Principal) -> HandlingStep:
        return handling.say_why_not_asked(self.record, by=by, **self.cleaned_data)


class StatementForm(ActForm):
    """What a body stated, and what that changed in the report."""

    answered_on = DayField(label=_("Answered on"))
    statement = forms.CharField(
        label=_("What it stated"),
        max_length=5000,
        widget=forms.Textarea(attrs=LONG),
        help_text=_("In short; no names of persons. “No remarks” will do."),
    )
    effect = forms.CharField(
        label=_("What that changed"), required=False, max_length=5000, widget=forms.Textarea(attrs=LONG)
    )

    def __init__(self, *args: Any, record: HandlingStep, **values: Any) -> None:
        initial = {
            "answered_on": record.answered_on or timezone.localdate(),
            "statement": record.statement,
            "effect": record.effect,
        }
        super().__init__(*args, record=record, initial=initial, **values)

    def perform(self, *, by: Principal) -> HandlingStep:
        return handling.note_statement(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class CaseForm(ActForm):
    """The body's matter with its case number, and what was decided in it."""

    matter = forms.ModelChoiceField(Matter.objects.none(), label=_("Matter"))
    decision = forms.ModelChoiceField(Decision.objects.none(), label=_("Decision"), required=False)

    def __init__(self, *args: Any, record: HandlingStep, **values: Any) -> None:
        super().__init__(
            *args, record=record, initial={"matter": record.matter_id, "decision": record.decision_id}, **values
        )

    def set_choices(self, area: Area) -> None:
        body = self.record.body_id
        matters = Matter.objects.visible_to(self.user).live().filter(home=area, body=body)
        decisions = Decision.objects.visible_to(self.user).live().filter(home=area, meeting__body=body)
        self.choose("matter", matters.order_by("-opened", "-pk"))
        self.choose("decision", decisions.select_related("matter", "meeting").order_by("-day")[:50])

    def perform(self, *, by: Principal) -> HandlingStep:
        return handling.tie_to_case(self.record, by=by, **self.cleaned_data)


class DecisionForm(ActForm):
    """What a body decided of the report, on which day."""

    verb = forms.ChoiceField(label=_("What was decided"), choices=Verb.choices, widget=forms.RadioSelect)
    day = DayField(label=_("Day of the meeting"))
    case_number = forms.CharField(label=_("Case number"), max_length=60, required=False)
    text = forms.CharField(
        label=_("Wording of the decision"), required=False, max_length=5000, widget=forms.Textarea(attrs=LONG)
    )

    def __init__(self, *args: Any, record: HandlingStep, **values: Any) -> None:
        number = record.matter.case_number if record.matter else ""
        initial = {"day": timezone.localdate(), "case_number": number}
        super().__init__(*args, record=record, initial=initial, **values)

    def perform(self, *, by: Principal) -> HandlingStep:
        return handling.note_decision(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class RemoveStepForm(ActForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def perform(self, *, by: Principal) -> HandlingStep:
        return handling.remove_step(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class TakeBackForm(ActForm):
    reason = forms.CharField(label=_("Why it is written again"), max_length=300)

    def perform(self, *, by: Principal) -> Report:
        return writing.take_back_to_writing(self.record, by=by, **self.cleaned_data)


class ApproveForm(ActForm):
    """The decision by which a report was approved, and from which day it is no longer on the net."""

    decision = forms.ModelChoiceField(
        Decision.objects.none(),
        label=_("Decision"),
        help_text=_("Of a body on the path that decides; it approves or notes the report."),
    )
    remove_on = DayField(label=_("Removed from the net on"), required=False)

    def set_choices(self, area: Area) -> None:
        ids = deciding_steps(self.record).values("decision")
        rows = Decision.objects.visible_to(self.user).live().filter(pk__in=ids)
        self.choose("decision", rows.select_related("matter", "meeting__body").order_by("-day"))

    def perform(self, *, by: Principal) -> Any:
        return approving.approve_report(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class RemovalForm(ActForm):
    remove_on = DayField(
        label=_("Removed from the net on"), required=False, help_text=_("Empty: it stays on the net for good.")
    )

    def __init__(self, *args: Any, record: Report, **values: Any) -> None:
        super().__init__(*args, record=record, initial={"remove_on": record.remove_on}, **values)

    def perform(self, *, by: Principal) -> Report:
        return approving.set_removal_day(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class WithdrawApprovalForm(ActForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def perform(self, *, by: Principal) -> Any:
        return approving.withdraw_approval(self.record.snapshot, by=by, today=timezone.localdate(), **self.cleaned_data)


class BringLayoutForm(ActForm):
    """A Word document in the area's own look, for this report and those to come."""

    name = forms.CharField(label=_("Name"), max_length=200)
    file = forms.FileField(label=_("Word document"), widget=forms.ClearableFileInput(attrs={"accept": ".docx,.dotx"}))

    def perform(self, *, by: Principal) -> ReportLayout:
        return layouts.bring_layout(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class ChooseLayoutForm(ActForm):
    layout = forms.ModelChoiceField(ReportLayout.objects.none(), label=_("Layout"), required=False)

    def __init__(self, *args: Any, record: Report, **values: Any) -> None:
        super().__init__(*args, record=record, initial={"layout": record.layout_id}, **values)

    def set_choices(self, area: Area) -> None:
        self.choose("layout", ReportLayout.objects.visible_to(self.user).live().of(area).order_by("name"))

    def perform(self, *, by: Principal) -> Report:
        return writing.choose_layout(self.record, by=by, **self.cleaned_data)
