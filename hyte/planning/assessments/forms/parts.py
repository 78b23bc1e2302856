"""Forms about the parts of an assessment: alternatives, effects, crossing effects, hearings and predictions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish
from hyte.governance.structure.forms.acts import ActForm, DayField, chosen, none_or, to_choose
from hyte.governance.structure.queries.named import bodies_alive
from hyte.knowledge.indicators.models import Indicator
from hyte.planning.assessments import models
from hyte.planning.assessments.choices import SIZE_WORDS, SIZES, Certainty, Expected, Grade, Group, Scale, Span
from hyte.planning.assessments.operations import assessing, hearing, predictions
from hyte.planning.assessments.queries.figures import Offer, offered_figures
from hyte.planning.plans.forms.plans import long_text

REASON = _("Reason")


def size_choices(scale: str) -> list[tuple[str, Any]]:
    """The steps of a scale in words, the worst first."""
    return [(str(size), SIZE_WORDS[Scale(scale)][size]) for size in SIZES[Scale(scale)]]


class AlternativeFields(forms.Form):
    name_fi = forms.CharField(label=_("Name"), max_length=200)
    name_sv = forms.CharField(label=_("Name in Swedish"), max_length=200, required=False)
    description_fi = long_text(_("Description"))
    description_sv = long_text(_("Description in Swedish"))


class NewAlternativeForm(ActForm, AlternativeFields):
    def perform(self, *, by: Principal) -> models.Alternative:
        return assessing.add_alternative(self.record, by=by, **self.cleaned_data)


class DescribeAlternativeForm(ActForm, AlternativeFields):
    def __init__(self, *args: Any, record: models.Alternative, **values: Any) -> None:
        initial = {name: getattr(record, name) for name in AlternativeFields.base_fields}
        super().__init__(*args, record=record, initial=initial, **values)

    def perform(self, *, by: Principal) -> models.Alternative:
        return assessing.describe_alternative(self.record, by=by, **self.cleaned_data)


class RemoveAlternativeForm(ActForm):
    reason = forms.CharField(label=REASON, max_length=300)

    def perform(self, *, by: Principal) -> models.Alternative:
        return assessing.remove_alternative(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class EffectFields(forms.Form):
    """What an alternative does from one perspective."""

    size = forms.ChoiceField(label=_("What it does"), widget=forms.RadioSelect)
    groups = forms.MultipleChoiceField(
        label=_("Whom it meets"), choices=Group.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    reason_fi = long_text(_("Why"))
    reason_sv = long_text(_("Why, in Swedish"))
    span = forms.ChoiceField(label=_("Time span"), choices=Span.choices, initial=Span.UNKNOWN)
    certainty = forms.ChoiceField(label=_("How certain"), choices=Certainty.choices, initial=Certainty.UNKNOWN)
    grounds_fi = forms.CharField(
        label=_("What it is based on"),
        max_length=500,
        required=False,
        help_text=_("A study, a report, experience, what people said when they were heard."),
    )
    grounds_sv = forms.CharField(label=_("What it is based on, in Swedish"), max_length=500, required=False)
    figures = forms.MultipleChoiceField(
        label=_("Numbers of the groups, to be taken in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The area’s newest numbers by age group. What you choose is kept as it is today."),
    )

    def offer(self, area: Area, user: Any, *, scale: str, kept: list[dict[str, Any]]) -> None:
        """Offer the scale's steps and the groups' numbers, and beside them those that were taken in earlier."""
        self.fields["size"].choices = size_choices(scale)  # type: ignore[attr-defined]
        self.offers = offered_figures(area, user=user, today=timezone.localdate())
        choices = [(offer.indicator.key, _words_of(offer)) for offer in self.offers]
        offered = {key for key, _name in choices}
        choices += [
            (row["indicator"], row["name"].get("fi", row["indicator"]))
            for row in kept
            if row["indicator"] not in offered
        ]
        self.fields["figures"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["figures"]

    def effect_values(self) -> dict[str, Any]:
        """What was filled in, as the operations take it."""
        values = dict(self.cleaned_data)
        keys = values.pop("figures", [])
        found = {row.key: row for row in Indicator.objects.filter(key__in=keys).select_related("dataset", "home")}
        return {**values, "size": int(values["size"]), "figures": [found[key] for key in keys if key in found]}


def _words_of(offer: Offer) -> str:
    return f"{offer.group.label}: {offer.indicator} {offer.value} ({offer.area_name} {offer.period}, {offer.age})"


class NewEffectForm(ActForm, EffectFields):
    def __init__(
        self, *args: Any, alternative: models.Alternative, perspective: models.Perspective, **values: Any
    ) -> None:
        self.alternative, self.perspective = alternative, perspective
        super().__init__(*args, **values)

    def set_choices(self, area: Area) -> None:
        self.offer(area, self.user, scale=self.perspective.template.scale, kept=[])

    def perform(self, *, by: Principal) -> models.Effect:
        return assessing.rate_effect(
            self.alternative, perspective=self.perspective, by=by, today=timezone.localdate(), **self.effect_values()
        )


class ChangeEffectForm(ActForm, EffectFields):
    def __init__(self, *args: Any, record: models.Effect, **values: Any) -> None:
        initial = {name: getattr(record, name) for name in EffectFields.base_fields if name != "figures"}
        initial["figures"] = [row["indicator"] for row in record.figures]
        super().__init__(*args, record=record, initial=initial, **values)

    def set_choices(self, area: Area) -> None:
        self.offer(area, self.user, scale=self.record.perspective.template.scale, kept=self.record.figures)

    def perform(self, *, by: Principal) -> models.Effect:
        return assessing.change_effect(self.record, by=by, today=timezone.localdate(), **self.effect_values())


class RemoveEffectForm(ActForm):
    reason = forms.CharField(label=REASON, max_length=300)

    def perform(self, *, by: Principal) -> models.Effect:
        return assessing.remove_effect(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


def _both(row: Any) -> dict[str, str]:
    """A note in Finnish and in Swedish, as the form's two fields take it."""
    return {} if row is None else {"note": row.note_fi, "note_sv": row.note_sv}


class CrossingForm(ActForm):
    """What effects from one perspective bring about from another."""

    note = long_text(_("What happens between them"), help_text=_("An empty text takes the note away."))
    note_sv = long_text(_("What happens between them, in Swedish"))

    def __init__(
        self,
        *args: Any,
        record: models.Assessment,
        first: models.Perspective,
        second: models.Perspective,
        **values: Any,
    ) -> None:
        self.pair = {"first": first, "second": second}
        now = record.crossings.live().filter(**self.pair).first()
        super().__init__(*args, record=record, initial=_both(now), **values)

    def perform(self, *, by: Principal) -> models.Crossing | None:
        return hearing.note_crossing(self.record, by=by, today=timezone.localdate(), **self.pair, **self.cleaned_data)


def _excuse() -> forms.CharField:
    return forms.CharField(
        label=_("Why they were not asked"),
        max_length=300,
        required=False,
        help_text=_("Instead of a day, when nobody was asked."),
    )


def _excuse_in_swedish() -> forms.CharField:
    return forms.CharField(label=_("Why they were not asked, in Swedish"), max_length=300, required=False)


class AskedFields(forms.Form):
    asked_on = DayField(label=_("Asked on"), required=False)
    due = DayField(label=_("Answer due"), required=False)


class NewHearingForm(ActForm, AskedFields):
    body = forms.ChoiceField(label=_("Body or network"), required=False)
    who = forms.CharField(
        label=_("Or a group in words"),
        max_length=200,
        required=False,
        help_text=_("For instance: pupils of the school and their parents. Do not write names of people."),
    )
    who_sv = forms.CharField(label=_("The group in Swedish"), max_length=200, required=False)
    not_asked_reason = _excuse()
    not_asked_reason_sv = _excuse_in_swedish()
    field_order = ("body", "who", "who_sv", "asked_on", "due", "not_asked_reason", "not_asked_reason_sv")

    def set_choices(self, area: Area) -> None:
        self.rows = bodies_alive(area, user=self.user, day=timezone.localdate())
        self.fields["body"].choices = none_or(self.rows)  # type: ignore[attr-defined]

    def perform(self, *, by: Principal) -> models.Hearing:
        values = {**self.cleaned_data, "body": chosen(self.rows, self.cleaned_data["body"])}
        return hearing.add_hearing(self.record, by=by, today=timezone.localdate(), **values)


class NoteHearingForm(ActForm, AskedFields):
    answered_on = DayField(label=_("Answered on"), required=False)
    not_asked_reason_fi = _excuse()
    not_asked_reason_sv = _excuse_in_swedish()
    statement_fi = long_text(_("What they stated"), help_text=_("In short, without names of people."))
    statement_sv = long_text(_("What they stated, in Swedish"))
    effect_fi = long_text(
        _("What that changed"), help_text=_("In the alternatives, in what is recommended, or nothing and why.")
    )
    effect_sv = long_text(_("What that changed, in Swedish"))

    def __init__(self, *args: Any, record: models.Hearing, **values: Any) -> None:
        initial = {name: getattr(record, name) for name in self.base_fields if name != "version"}
        super().__init__(*args, record=record, initial=initial, **values)

    def perform(self, *, by: Principal) -> models.Hearing:
        return hearing.note_hearing(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class WithdrawHearingForm(ActForm):
    reason = forms.CharField(label=REASON, max_length=300)

    def perform(self, *, by: Principal) -> models.Hearing:
        return hearing.withdraw_hearing(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class PredictForm(ActForm):
    """What an effect will show, where, and when that is asked again."""

    indicator = forms.ModelChoiceField(Indicator.objects.none(), label=_("Indicator"), required=False)
    measure = forms.CharField(
        label=_("Or what is looked at, in words"),
        max_length=300,
        required=False,
        help_text=_("Your own count or observation, when no indicator shows it."),
    )
    measure_sv = forms.CharField(label=_("What is looked at, in Swedish"), max_length=300, required=False)
    expected = forms.ChoiceField(label=_("What is expected"), choices=to_choose(Expected.choices))
    value = forms.DecimalField(
        label=_("Expected value"), required=False, max_digits=14, decimal_places=2, localize=True
    )
    ask_on = DayField(
        label=_("When it is asked again"), help_text=_("Usually a year after the decision comes into force.")
    )

    def set_choices(self, area: Area) -> None:
        self.choose("indicator", Indicator.objects.visible_to(self.user).live().order_by(finnish("name_fi")))

    def perform(self, *, by: Principal) -> models.Prediction:
        return predictions.predict(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class AnswerForm(ActForm):
    """What became of a prediction."""

    note = long_text(_("What is seen now"), required=True)
    note_sv = long_text(_("What is seen now, in Swedish"))
    grade = forms.ChoiceField(label=_("How it turned out"), choices=Grade.choices, widget=forms.RadioSelect)
    ask_again = DayField(label=_("Asked again on"), required=False, help_text=_("Only when it cannot be judged yet."))

    def perform(self, *, by: Principal) -> models.PredictionAnswer:
        return predictions.answer_prediction(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class WithdrawPredictionForm(ActForm):
    reason = forms.CharField(label=REASON, max_length=300)

    def perform(self, *, by: Principal) -> models.Prediction:
        return predictions.withdraw_prediction(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)
