"""Forms of screening: each knows the operation that it is for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish, shown_number
from hyte.governance.structure.forms.acts import ActForm, DayField, NewForm, Styled, to_choose
from hyte.governance.structure.models import Unit
from hyte.knowledge.screening.ages import shown_ages
from hyte.knowledge.screening.checks import fault_of_numbers
from hyte.knowledge.screening.choices import PilotDecision, Sex, TargetMeasure
from hyte.knowledge.screening.models import (
    Base,
    Compilation,
    Pilot,
    PilotCount,
    Programme,
    RuleSet,
    Site,
    SiteCount,
    Target,
)
from hyte.knowledge.screening.models.pilots import STEPS
from hyte.knowledge.screening.operations import compilations, counts, pilots, programmes
from hyte.knowledge.screening.queries.entered import month_of
from hyte.knowledge.screening.thresholds import groups_of

NUMBERS = ("screened", "at_or_above", "brief_interventions", "refused")


class Number(forms.IntegerField):
    """A whole number that is asked for: zero is written as 0."""

    def __init__(self, **values: Any) -> None:
        super().__init__(min_value=0, max_value=100_000_000, **values)
        self.widget.attrs["inputmode"] = "numeric"
        self.error_messages["required"] = _("The number is missing. Write 0 if there were none.")


class BaseForm(ActForm):
    name = forms.CharField(label=_("Whom it counts"), max_length=200, help_text=_("For example: residents aged 20–64."))
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=100_000_000)
    day = DayField(label=_("As on"))
    source = forms.CharField(label=_("Source"), max_length=300)

    def perform(self, *, by: Principal) -> Base:
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return programmes.name_base(self.record, by=by, today=timezone.localdate(), **values)


class TargetForm(ActForm):
    measure = forms.ChoiceField(label=_("Measure"), choices=TargetMeasure.choices)
    percent = forms.DecimalField(label=_("Per cent"), min_value=0, max_value=100, decimal_places=2, localize=True)
    day = DayField(label=_("By"))
    source = forms.CharField(label=_("Source"), max_length=300, required=False)

    def perform(self, *, by: Principal) -> Target:
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return programmes.set_target(self.record, by=by, today=timezone.localdate(), **values)


class UseForm(ActForm):
    def perform(self, *, by: Principal) -> RuleSet:
        return programmes.use_by_default(self.record, by=by, **self.cleaned_data)


class CompileForm(ActForm):
    rule_set = forms.ModelChoiceField(RuleSet.objects.none(), label=_("Rule set"))
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))
    base = forms.ModelChoiceField(Base.objects.none(), label=_("Base of coverage"), required=False)

    def __init__(self, *args: Any, record: Programme, user: Any, **values: Any) -> None:
        first, last = last_quarter(timezone.localdate())
        values["initial"] = {"first": first, "last": last}
        super().__init__(*args, record=record, user=user, **values)
        self.fields["rule_set"].initial = record.rule_sets.live().filter(is_default=True).first()
        self.fields["base"].initial = record.bases.live().order_by("-day").first()

    def set_choices(self, area: Area) -> None:
        sets = RuleSet.objects.visible_to(self.user).live().filter(programme=self.record)
        self.choose("rule_set", sets.order_by("-is_default", "pk"))
        self.choose("base", Base.objects.visible_to(self.user).live().filter(programme=self.record).order_by("-day"))

    def perform(self, *, by: Principal) -> Compilation:
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return compilations.compile_figures(self.record, by=by, today=timezone.localdate(), **values)


def last_quarter(day: date) -> tuple[date, date]:
    """The quarter of a year that was last over on a day."""
    ended = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1) - timedelta(days=1)
    return ended.replace(month=ended.month - 2, day=1), ended


class PublishForm(ActForm):
    def perform(self, *, by: Principal) -> Compilation:
        return compilations.publish_figures(self.record, by=by, **self.cleaned_data)


class HideForm(ActForm):
    def perform(self, *, by: Principal) -> Compilation:
        return compilations.publish_figures(self.record, is_public=False, by=by, **self.cleaned_data)


class WithdrawForm(ActForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def perform(self, *, by: Principal) -> Compilation:
        return compilations.withdraw_figures(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class SiteForm(NewForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    programmes = forms.ModelMultipleChoiceField(
        Programme.objects.none(), label=_("Programmes"), widget=forms.CheckboxSelectMultiple
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), required=False)
    day = DayField()

    def find_alike(self, name: str) -> list[Any]:
        return list(Site.objects.visible_to(self.user).live().of(self.area).filter(name__iexact=name)) if name else []

    def set_choices(self, area: Area) -> None:
        own = Programme.objects.visible_to(self.user).live().of(area)
        self.choose("programmes", own.order_by(finnish("name_fi")))
        self.choose("unit", Unit.objects.visible_to(self.user).live().of(area).prefetch_related("periods"))

    def perform(self, *, by: Principal) -> Site:
        values = {name: value for name, value in self.cleaned_data.items() if name != "all_the_same"}
        return programmes.add_site(self.area, by=by, today=timezone.localdate(), **values)


class EndSiteForm(ActForm):
    day = DayField(label=_("Last day"))

    def perform(self, *, by: Principal) -> Site:
        return programmes.end_site(self.record, by=by, **self.cleaned_data)


class RemoveForm(ActForm):
    """Takes away one period's counts; which, the page has found."""

    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, count: SiteCount, **values: Any) -> None:
        self.count = count
        super().__init__(*args, **values)

    def perform(self, *, by: Principal) -> None:
        count = self.count
        counts.remove_counts(
            self.record, rule_set=count.rule_set, first=count.first, last=count.last, by=by, **self.cleaned_data
        )


class MonthForm(Styled, forms.Form):
    """A month of a site, group by group, with the month before it in sight."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, site: Site, rule_set: RuleSet, month: date, known: list[SiteCount], **values: Any
    ) -> None:
        self.site, self.rule_set = site, rule_set
        self.first, self.last = month_of(month)
        own = {(row.sex, row.age_group): row for row in known if (row.first, row.last) == (self.first, self.last)}
        before = month_of(self.first - timedelta(days=1))
        self.before = {(row.sex, row.age_group): row for row in known if (row.first, row.last) == before}
        initial: dict[str, Any] = {"version": site.version}
        super().__init__(*args, initial=initial, **values)
        lines = [line for line in rule_set.lines.all() if line.withdrawn_on is None]
        self.groups = groups_of(lines) if rule_set.programme.by_group else [(Sex.ALL.value, "all")]
        for number, group in enumerate(self.groups):
            for name in NUMBERS:
                field = Number(label=capfirst(SiteCount._meta.get_field(name).verbose_name))
                field.help_text = self._previous(group, name)
                self.fields[f"{name}_{number}"] = field
                if group in own:
                    initial[f"{name}_{number}"] = getattr(own[group], name)
        self.style()

    def _previous(self, group: tuple[str, str], name: str) -> str:
        row = self.before.get(group)
        number = getattr(row, name) if row else None
        return "" if number is None else str(_("month before: %(number)s") % {"number": shown_number(number)})

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each group under its words."""
        return [
            (self._words(group), [self[f"{name}_{number}"] for name in NUMBERS])
            for number, group in enumerate(self.groups)
        ]

    def _words(self, group: tuple[str, str]) -> str:
        sex, ages = group
        words = [str(Sex(sex).label) if sex != Sex.ALL else "", shown_ages(ages)]
        return " ".join(word for word in words if word).capitalize()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.rows = []
        for number, (sex, ages) in enumerate(self.groups):
            values = {name: cleaned.get(f"{name}_{number}") for name in NUMBERS}
            if any(value is None for value in values.values()):
                continue
            row = counts.Entered(sex=sex, age_group=ages, **values)  # type: ignore[arg-type]
            name, fault = fault_of_numbers(row)
            if fault:
                self.add_error(f"{name}_{number}", fault)
            self.rows.append(row)
        return cleaned

    def perform(self, *, by: Principal) -> list[SiteCount]:
        return counts.enter_counts(
            self.site,
            version=self.cleaned_data["version"],
            rule_set=self.rule_set,
            first=self.first,
            last=self.last,
            rows=self.rows,
            by=by,
            today=timezone.localdate(),
        )


class PilotForm(NewForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("Programme"))
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), required=False)
    way = forms.CharField(label=_("What is tried"), max_length=300)
    starts = DayField(label=_("First day"))
    ends = DayField(label=_("Last day"))

    def find_alike(self, name: str) -> list[Any]:
        return list(Pilot.objects.visible_to(self.user).live().of(self.area).filter(name__iexact=name)) if name else []

    def set_choices(self, area: Area) -> None:
        self.choose("programme", Programme.objects.visible_to(self.user).live().of(area).order_by(finnish("name_fi")))
        self.choose("site", Site.objects.visible_to(self.user).live().of(area).order_by(finnish("name")))

    def perform(self, *, by: Principal) -> Pilot:
        values = {name: value for name, value in self.cleaned_data.items() if name != "all_the_same"}
        return pilots.begin_pilot(self.area, by=by, today=timezone.localdate(), **values)


class CountPilotForm(ActForm):
    day = DayField(label=_("By the day"))
    identified = Number(label=_("Identified"))
    referred = Number(label=_("Referred"))
    started = Number(label=_("Started"))
    completed = Number(label=_("Completed"))
    changed = Number(label=_("Changed their habits"))

    def perform(self, *, by: Principal) -> PilotCount:
        data = self.cleaned_data
        steps = {step: data[step] for step in STEPS}
        return pilots.count_pilot(
            self.record, version=data["version"], day=data["day"], steps=steps, by=by, today=timezone.localdate()
        )


class DecideForm(ActForm):
    decision = forms.ChoiceField(
        label=_("Decision"), choices=to_choose(list(PilotDecision.choices)), help_text=_("What is done next.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    day = DayField(label=_("Decided on"))

    def perform(self, *, by: Principal) -> Pilot:
        return pilots.decide_pilot(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


# Calculators. What is written here is answered and forgotten.

SEXES = [(Sex.WOMEN.value, _("woman")), (Sex.MEN.value, _("man"))]
OFTEN = [
    (0, _("never")),
    (1, _("about once a month or less")),
    (2, _("two to four times a month")),
    (3, _("two or three times a week")),
    (4, _("four times a week or more")),
]
UNITS = [(0, "1–2"), (1, "3–4"), (2, "5–6"), (3, "7–9"), (4, _("10 or more"))]
SIX = [
    (0, _("never")),
    (1, _("less than once a month")),
    (2, _("once a month")),
    (3, _("once a week")),
    (4, _("daily or almost")),
]


class PersonForm(Styled, forms.Form):
    age = forms.IntegerField(label=_("Age"), min_value=0, max_value=120)
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, widget=forms.RadioSelect)
    is_pregnant = forms.BooleanField(label=_("Pregnant"), required=False)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.style()
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"


class AuditCForm(PersonForm):
    often = forms.TypedChoiceField(
        label=_("How often do you have drinks that contain alcohol?"),
        choices=OFTEN,
        coerce=int,
        widget=forms.RadioSelect,
    )
    units = forms.TypedChoiceField(
        label=_("How many units do you usually have on a day when you drink?"),
        choices=UNITS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Whoever never drinks may leave this and the next question."),
    )
    six = forms.TypedChoiceField(
        label=_("How often have you had six units or more at once?"),
        choices=SIX,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("often"):
            for name in ("units", "six"):
                if cleaned.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Choose an answer: without it there are no points."))
        return cleaned


def _marks(points: tuple[int, ...]) -> list[tuple[int, str]]:
    return [(point, str(point)) for point in points]


class FratForm(PersonForm):
    falls = forms.TypedChoiceField(
        label=_("Earlier falls, points"), choices=_marks((2, 4, 6, 8)), coerce=int, widget=forms.RadioSelect
    )
    medication = forms.TypedChoiceField(
        label=_("Medication, points"), choices=_marks((1, 2, 3, 4)), coerce=int, widget=forms.RadioSelect
    )
    mind = forms.TypedChoiceField(
        label=_("State of mind, points"), choices=_marks((1, 2, 3, 4)), coerce=int, widget=forms.RadioSelect
    )
    cognition = forms.TypedChoiceField(
        label=_("Cognition, points"), choices=_marks((1, 2, 3, 4)), coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        del self.fields["is_pregnant"]
