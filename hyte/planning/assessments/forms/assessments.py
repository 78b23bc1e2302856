"""Forms about a whole assessment: beginning it, describing it, its steps, and what was decided."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish
from hyte.governance.meetings.models import Decision, Matter
from hyte.governance.structure.forms.acts import ActForm, DayField, NewForm, chosen, none_or, to_choose
from hyte.governance.structure.models import Post
from hyte.planning.assessments import models
from hyte.planning.assessments.choices import AssessmentState, Depth, Verdict
from hyte.planning.assessments.documents import assessment_pdf
from hyte.planning.assessments.operations import assessing, deciding, hearing
from hyte.planning.assessments.operations.deciding import DECIDING
from hyte.planning.assessments.queries.content import Decided, content_of
from hyte.planning.assessments.queries.pages import templates_for
from hyte.planning.plans.forms.plans import long_text

REASON = _("Reason")


class AssessmentFields(forms.Form):
    """What an assessment says of itself."""

    title_fi = forms.CharField(label=_("What is assessed"), max_length=250)
    subject_fi = long_text(_("What is decided"), help_text=_("In a few sentences: what is proposed, where and when."))
    depth = forms.ChoiceField(
        label=_("How thorough"),
        choices=Depth.choices,
        initial=Depth.LIGHT,
        widget=forms.RadioSelect,
        help_text=_("Light: one form in ten minutes. Full: it also says who was heard before it is ready."),
    )
    matter = forms.ModelChoiceField(Matter.objects.none(), label=_("Matter"), required=False)
    post = forms.ModelChoiceField(Post.objects.none(), label=_("Who prepares"), required=False)

    def offer(self, area: Area, user: Any, choose: Any) -> None:
        """Fill the choices that depend on the area."""
        choose("matter", Matter.objects.visible_to(user).live().of(area).order_by("-opened", "-pk"))
        posts = Post.objects.visible_to(user).live().of(area).exclude(valid_until__lt=timezone.localdate())
        choose("post", posts.order_by(finnish("title_fi")))


class BeginForm(NewForm, AssessmentFields):
    template = forms.ChoiceField(label=_("By which template"), widget=forms.RadioSelect)
    field_order = ("template", "title_fi", "subject_fi", "depth", "matter", "post")

    def set_choices(self, area: Area) -> None:
        self.offer(area, self.user, self.choose)
        self.rows = templates_for(area, user=self.user, day=timezone.localdate())
        self.fields["template"].choices = [(row.key, str(row)) for row in self.rows]  # type: ignore[attr-defined]

    def perform(self, *, by: Principal) -> models.Assessment:
        values = {name: self.cleaned_data[name] for name in AssessmentFields.base_fields}
        template = chosen(self.rows, self.cleaned_data["template"])
        return assessing.begin_assessment(self.area, template=template, by=by, today=timezone.localdate(), **values)


class DescribeForm(ActForm, AssessmentFields):
    title_sv = forms.CharField(label=_("The same in Swedish"), max_length=250, required=False)
    subject_sv = long_text(_("What is decided, in Swedish"))
    recommended = forms.ChoiceField(label=_("Recommended alternative"), required=False)
    recommendation_fi = long_text(_("Recommendation and why"))
    recommendation_sv = long_text(_("Recommendation in Swedish"))

    def __init__(self, *args: Any, record: models.Assessment, **values: Any) -> None:
        names = [name for name in self.base_fields if name not in {"version", "recommended"}]
        initial = {name: getattr(record, name) for name in names}
        super().__init__(*args, record=record, initial=initial, **values)

    def set_choices(self, area: Area) -> None:
        self.offer(area, self.user, self.choose)
        self.rows = list(self.record.alternatives.live().order_by("-is_no_change", "order", "pk"))
        self.fields["recommended"].choices = none_or(self.rows)  # type: ignore[attr-defined]
        self.initial["recommended"] = next((row.key for row in self.rows if row.is_recommended), "")

    def perform(self, *, by: Principal) -> models.Assessment:
        values = {**self.cleaned_data, "recommended": chosen(self.rows, self.cleaned_data["recommended"])}
        return assessing.describe_assessment(self.record, by=by, today=timezone.localdate(), **values)


class ReadyForm(ActForm):
    def perform(self, *, by: Principal) -> models.Assessment:
        return deciding.move_assessment(self.record, state=AssessmentState.READY, by=by, **self.cleaned_data)


class FollowedForm(ActForm):
    def perform(self, *, by: Principal) -> models.Assessment:
        return deciding.move_assessment(self.record, state=AssessmentState.FOLLOWED, by=by, **self.cleaned_data)


class BackForm(ActForm):
    """Back to being made, or back to being followed."""

    reason = forms.CharField(label=REASON, max_length=300)

    def perform(self, *, by: Principal) -> models.Assessment:
        is_ready = self.record.state == AssessmentState.READY
        state = AssessmentState.DRAFT if is_ready else AssessmentState.DECIDED
        return deciding.move_assessment(self.record, state=state, by=by, **self.cleaned_data)


class DecideForm(ActForm):
    """What was decided, when and by whom; the PDF is made before anything is saved."""

    alternative = forms.ChoiceField(label=_("What was decided"), widget=forms.RadioSelect)
    day = DayField(label=_("Decided on"))
    decision = forms.ModelChoiceField(Decision.objects.none(), label=_("Decision"), required=False)
    by_words = forms.CharField(
        label=_("Who decided, in words"),
        max_length=300,
        required=False,
        help_text=_("When the decision is not in the register: the body, the day and the section."),
    )

    by_words_sv = forms.CharField(label=_("Who decided, in words, in Swedish"), max_length=300, required=False)

    def set_choices(self, area: Area) -> None:
        self.rows = list(self.record.alternatives.live().order_by("-is_no_change", "order", "pk"))
        self.fields["alternative"].choices = [(row.key, str(row)) for row in self.rows]  # type: ignore[attr-defined]
        decisions = Decision.objects.visible_to(self.user).live().filter(home=area, verb__in=DECIDING)
        if self.record.matter_id:
            decisions = decisions.filter(matter=self.record.matter_id)
        self.choose("decision", decisions.select_related("matter__home", "meeting__body").order_by("-day")[:50])

    def perform(self, *, by: Principal) -> models.AssessmentSnapshot:
        values = self.cleaned_data
        decided = Decided(
            day=values["day"],
            alternative=chosen(self.rows, values["alternative"]),
            decision=values["decision"],
            by_words=values["by_words"],
            by_words_sv=values["by_words_sv"],
        )
        content = content_of(self.record, decided=decided)
        return deciding.decide_assessment(
            self.record,
            version=values["version"],
            decided=decided,
            pdf=assessment_pdf(content),
            made_of=content.sha256,
            by=by,
            today=timezone.localdate(),
        )


class TakeBackForm(ActForm):
    reason = forms.CharField(label=REASON, max_length=300)

    def perform(self, *, by: Principal) -> models.Assessment:
        return deciding.take_decision_back(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class WithdrawForm(ActForm):
    reason = forms.CharField(label=REASON, max_length=300)

    def perform(self, *, by: Principal) -> models.Assessment:
        return deciding.withdraw_assessment(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class NeedForm(ActForm):
    """Of a matter: are its effects assessed, or why not."""

    verdict = forms.ChoiceField(label=_("Is an assessment made"), choices=Verdict.choices, widget=forms.RadioSelect)
    reason = long_text(_("Reason"), help_text=_("Needed when no assessment is made; everybody sees it."), most=2000)
    reason_sv = long_text(_("Reason in Swedish"), most=2000)
    template = forms.ChoiceField(label=_("By which template"), required=False)
    due = DayField(label=_("Needed by"), required=False)

    def set_choices(self, area: Area) -> None:
        self.rows = templates_for(area, user=self.user, day=timezone.localdate())
        self.fields["template"].choices = to_choose([(row.key, str(row)) for row in self.rows])  # type: ignore[attr-defined]
        now = models.AssessmentNeed.objects.live().filter(matter=self.record).first()
        if now is not None:
            known = {
                "verdict": now.verdict,
                "reason": now.reason_fi,  # type: ignore[attr-defined]
                "reason_sv": now.reason_sv,  # type: ignore[attr-defined]
                "due": now.due,
            }
            self.initial |= {**known, "template": now.template.key if now.template else ""}

    def perform(self, *, by: Principal) -> models.AssessmentNeed:
        values = {**self.cleaned_data, "template": chosen(self.rows, self.cleaned_data["template"])}
        return hearing.judge_need(self.record, by=by, today=timezone.localdate(), **values)
