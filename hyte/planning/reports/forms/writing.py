"""Forms about a whole report: beginning it, saying what it is, withdrawing it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.choices import AreaKind
from hyte.core.areas.models import Area
from hyte.governance.structure.forms.acts import ActForm, DayField, NewForm
from hyte.planning.reports import models
from hyte.planning.reports.choices import ReportKind
from hyte.planning.reports.operations import statements, writing


class TemplateChoice(forms.ModelChoiceField):
    """A template with what it is for."""

    def label_from_instance(self, template: Any) -> str:
        return f"{template} – {template.description}" if template.description else str(template)


class NewReportForm(NewForm):
    template = TemplateChoice(
        models.ReportTemplate.objects.none(), label=_("Template"), widget=forms.RadioSelect, empty_label=None
    )
    title = forms.CharField(label=_("Title"), max_length=250)
    first = DayField(label=_("First day that it tells of"))
    last = DayField(label=_("Last day that it tells of"))
    due = DayField(label=_("To be ready by"), required=False)
    previous = forms.ModelChoiceField(
        models.Report.objects.none(),
        label=_("Report before this"),
        required=False,
        help_text=_("Its words are shown beside yours, and its writers are taken over."),
    )
    is_bilingual = forms.BooleanField(label=_("It is written in Finnish and in Swedish"), required=False)

    def __init__(self, *args: Any, record: Area, **values: Any) -> None:
        year = timezone.localdate().year - 1
        values["initial"] = {
            "title": gettext("Wellbeing report %(year)s") % {"year": year},
            "first": date(year, 1, 1),
            "last": date(year, 12, 31),
            **(values.get("initial") or {}),
        }
        super().__init__(*args, record=record, **values)

    def set_choices(self, area: Area) -> None:
        shared = Q(home__kind=AreaKind.COUNTRY)
        rows = models.ReportTemplate.objects.visible_to(self.user).live().filter(shared | Q(home=area))
        if area.kind == AreaKind.MUNICIPALITY:
            rows = rows.exclude(kind=ReportKind.REGIONAL)
        self.fields["template"].queryset = rows.order_by("order", "pk")  # type: ignore[attr-defined]
        before = models.Report.objects.visible_to(self.user).live().of(area).order_by("-last", "-pk")
        self.choose("previous", before)
        self.initial.setdefault("previous", before.filter(last__lt=self.initial["first"], is_example=False).first())
        if not before:
            del self.fields["previous"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first day."))
        return cleaned

    def perform(self, *, by: Principal) -> str:
        """Begin the report with its sentences made ready, and open it to be written."""
        today = timezone.localdate()
        report = writing.begin_report(self.area, by=by, today=today, **self.cleaned_data)
        statements.prefill_statements(report, by=by, today=today)
        return report.writing_url


class DescribeReportForm(ActForm):
    """What a report is called, of when it tells and by when it is to be ready."""

    title = forms.CharField(label=_("Title"), max_length=250)
    first = DayField(label=_("First day that it tells of"))
    last = DayField(label=_("Last day that it tells of"))
    due = DayField(label=_("To be ready by"), required=False)
    is_bilingual = forms.BooleanField(label=_("It is written in Finnish and in Swedish"), required=False)

    def __init__(self, *args: Any, record: models.Report, **values: Any) -> None:
        initial = {name: getattr(record, name) for name in ("title", "first", "last", "due", "is_bilingual")}
        super().__init__(*args, record=record, initial=initial, **values)

    def perform(self, *, by: Principal) -> models.Report:
        return writing.describe_report(self.record, by=by, **self.cleaned_data)


class AddSectionForm(ActForm):
    title = forms.CharField(label=_("Heading"), max_length=200)

    def perform(self, *, by: Principal) -> str:
        return writing.add_section(self.record, by=by, **self.cleaned_data).writing_url


class WithdrawReportForm(ActForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def perform(self, *, by: Principal) -> models.Report:
        return writing.withdraw_report(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class SendForm(ActForm):
    def perform(self, *, by: Principal) -> models.Report:
        return writing.send_to_handling(self.record, by=by, **self.cleaned_data)
