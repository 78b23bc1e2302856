"""Forms about one section of a report and the sentences in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish
from hyte.governance.structure.forms.acts import ActForm, DayField, Styled
from hyte.governance.structure.models import Post
from hyte.knowledge.indicators.models import IndicatorSet
from hyte.knowledge.indicators.queries.circle import circle_of
from hyte.knowledge.indicators.queries.sets import sets_seen_from
from hyte.planning.plans.models import SharedText
from hyte.planning.plans.queries.content import in_languages
from hyte.planning.reports import models
from hyte.planning.reports.choices import SectionKind
from hyte.planning.reports.operations import assigning, statements, writing

LABELS = {"fi": _("Text in Finnish"), "sv": _("Text in Swedish"), "en": _("Text in English")}
LONGEST = 60_000


def languages_of(report: models.Report, *rows: Any) -> list[str]:
    """The languages that are written: both of a bilingual report, else the page's; and whatever has words already."""
    asked = ["fi", "sv"] if report.is_bilingual else []
    written = {code for row in rows for code in in_languages(row, "text")}
    page = get_language() or "fi"
    own = [] if asked or written else [page if page in {"fi", "sv"} else "fi"]
    return [code for code in LABELS if code in {*asked, *own, *written}]


class SectionForm(Styled, forms.Form):
    """The words of a section, a field for each language; none of them has to be filled."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, section: models.Section, **values: Any) -> None:
        self.section = section
        super().__init__(*args, initial={"version": section.version}, **values)
        languages = languages_of(section.report, section)
        for code in languages:
            label = _("Text") if len(languages) == 1 else LABELS[code]
            area = forms.Textarea(attrs={"rows": 14, "lang": code})
            self.fields[f"text_{code}"] = forms.CharField(
                label=label,
                required=False,
                max_length=LONGEST,
                widget=area,
                initial=getattr(section, f"text_{code}") or "",
            )
        self.style()

    def perform(self, *, by: Principal) -> models.Section:
        words = {name: text for name, text in self.cleaned_data.items() if name != "version"}
        return writing.write_section(self.section, version=self.cleaned_data["version"], words=words, by=by)


class RenameForm(ActForm):
    """The heading of a section, in each language that it has."""

    title_fi = forms.CharField(label=_("Heading in Finnish"), max_length=200, required=False)
    title_sv = forms.CharField(label=_("Heading in Swedish"), max_length=200, required=False)

    def __init__(self, *args: Any, record: models.Section, **values: Any) -> None:
        initial = {name: getattr(record, name) for name in ("title_fi", "title_sv")}
        super().__init__(*args, record=record, initial=initial, **values)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("title_fi") and not cleaned.get("title_sv"):
            self.add_error("title_fi", _("Give the heading in one language at least."))
        return cleaned

    def perform(self, *, by: Principal) -> models.Section:
        words = {name: self.cleaned_data[name] for name in ("title_fi", "title_sv")}
        return writing.write_section(self.record, version=self.cleaned_data["version"], words=words, by=by)


class LeaveOutForm(ActForm):
    reason = forms.CharField(label=_("Why it is left out"), max_length=300, help_text=_("The report shows the reason."))

    def perform(self, *, by: Principal) -> models.Section:
        return writing.leave_section_out(self.record, by=by, **self.cleaned_data)


class PutBackForm(ActForm):
    def perform(self, *, by: Principal) -> models.Section:
        return writing.put_section_back(self.record, by=by, **self.cleaned_data)


class OpenAgainForm(ActForm):
    def perform(self, *, by: Principal) -> models.Section:
        return writing.finish_section(self.record, is_ready=False, by=by, **self.cleaned_data)


class AssignForm(ActForm):
    post = forms.ModelChoiceField(Post.objects.none(), label=_("Post that writes"), required=False)
    due = DayField(label=_("To be ready by"), required=False)

    def __init__(self, *args: Any, record: models.Section, **values: Any) -> None:
        super().__init__(*args, record=record, initial={"post": record.post, "due": record.due}, **values)

    def set_choices(self, area: Area) -> None:
        rows = Post.objects.visible_to(self.user).live().of(area).at(timezone.localdate())
        offered = Q(pk__in=rows.values("pk")) | Q(pk=self.record.post_id)
        self.choose("post", Post.objects.filter(offered).order_by(finnish("title_fi")))

    def perform(self, *, by: Principal) -> models.Section:
        return assigning.assign_section(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class SourceForm(ActForm):
    """The set of indicators or the shared text of a section, by its kind."""

    indicator_set = forms.ModelChoiceField(IndicatorSet.objects.none(), label=_("Set of indicators"), required=False)
    shared = forms.ModelChoiceField(SharedText.objects.none(), label=_("Shared text"), required=False)

    def __init__(self, *args: Any, record: models.Section, **values: Any) -> None:
        initial = {"indicator_set": record.indicator_set, "shared": record.shared}
        super().__init__(*args, record=record, initial=initial, **values)

    def set_choices(self, area: Area) -> None:
        if self.record.kind == SectionKind.INDICATORS:
            circle = circle_of(area, day=timezone.localdate())
            self.choose("indicator_set", sets_seen_from(circle, user=self.user).order_by("order", finnish("name_fi")))
            del self.fields["shared"]
        else:
            rows = SharedText.objects.visible_to(self.user).live()
            self.choose("shared", rows.order_by(finnish("title_fi")))
            del self.fields["indicator_set"]

    def perform(self, *, by: Principal) -> models.Section:
        return writing.choose_source(self.record, by=by, **self.cleaned_data)


class MakeForm(ActForm):
    """Sentences of the whole report, so that its sections agree."""

    def perform(self, *, by: Principal) -> list[models.Statement]:
        return statements.prefill_statements(self.record.report, by=by, today=timezone.localdate())


class AcceptForm(ActForm):
    def perform(self, *, by: Principal) -> models.Statement:
        return statements.accept_statement(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class RenewForm(ActForm):
    def perform(self, *, by: Principal) -> models.Statement:
        return statements.renew_statement(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class SilenceForm(ActForm):
    def perform(self, *, by: Principal) -> models.Statement:
        return statements.leave_statement_out(self.record, by=by, **self.cleaned_data)


class RewriteForm(ActForm):
    """A sentence in one's own words, in each language that the report is written in."""

    def __init__(self, *args: Any, record: models.Statement, **values: Any) -> None:
        super().__init__(*args, record=record, **values)

    def set_choices(self, area: Area) -> None:
        report = self.record.section.report
        page = get_language() if get_language() in {"fi", "sv"} else "fi"
        languages = ["fi", "sv"] if report.is_bilingual else [page]
        for code in languages:
            self.fields[code] = forms.CharField(
                label=_("Sentence") if len(languages) == 1 else LABELS[code],
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 4, "lang": code}),
                initial=getattr(self.record, f"text_{code}") or "",
            )

    def perform(self, *, by: Principal) -> models.Statement:
        words = {name: text for name, text in self.cleaned_data.items() if name != "version"}
        return statements.rewrite_statement(
            self.record, version=self.cleaned_data["version"], words=words, by=by, today=timezone.localdate()
        )
