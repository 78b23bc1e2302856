"""A site, its month, and counts that were entered by mistake."""

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
from hyte.governance.structure.forms.acts import ActForm, DayField, NewForm, SeveralField, Styled
from hyte.governance.structure.models import Unit
from hyte.knowledge.screening.ages import shown_ages
from hyte.knowledge.screening.checks import fault_of_numbers
from hyte.knowledge.screening.choices import Sex
from hyte.knowledge.screening.models import Programme, RuleSet, Site, SiteCount
from hyte.knowledge.screening.operations import counts, programmes
from hyte.knowledge.screening.queries.entered import month_of
from hyte.knowledge.screening.thresholds import groups_of

NUMBERS = ("screened", "at_or_above", "brief_interventions", "refused")


class Number(forms.IntegerField):
    """A whole number that is asked for: zero is written as 0."""

    def __init__(self, **values: Any) -> None:
        super().__init__(min_value=0, max_value=100_000_000, **values)
        self.widget.attrs["inputmode"] = "numeric"
        self.error_messages["required"] = _("The number is missing. Write 0 if there were none.")


class SiteForm(NewForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    programmes = SeveralField(Programme.objects.none(), label=_("Programmes"), widget=forms.CheckboxSelectMultiple)
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
