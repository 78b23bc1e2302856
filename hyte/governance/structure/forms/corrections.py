"""One form for correcting what a record says of itself: its fields come from the model."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.forms import model_to_dict
from django.forms.models import fields_for_model
from django.utils import timezone
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area, DatedRecord
from hyte.governance.structure.forms.acts import ActForm, DayField, organisations_in
from hyte.governance.structure.models import Duty, FocusArea, Person, Post, Provision, Theme, Unit
from hyte.governance.structure.operations.corrections import correct

IN_SET = ("name_fi", "name_sv", "description_fi", "description_sv", "valid_until")
CORRECTED: dict[type[DatedRecord], tuple[str, ...]] = {
    Theme: IN_SET,
    FocusArea: IN_SET,
    Duty: ("title_fi", "title_sv", "description_fi", "description_sv", "provision", "frequency", "valid_until"),
    Provision: ("act_fi", "number", "section", "kind", "link", "subject_fi", "subject_sv", "valid_until"),
    Post: ("title_fi", "title_sv", "unit", "organisation", "holder", "is_fixed_term", "duties_fi", "valid_until"),
}

LABELS = {
    "provision": _("Provision"),
    "unit": _("Unit"),
    "organisation": _("Organisation"),
    "holder": _("Holder"),
    "section": _("Section of the act"),
}


class CorrectForm(ActForm):
    def __init__(self, *args: Any, record: DatedRecord, **values: Any) -> None:
        first = model_to_dict(record, fields=CORRECTED[type(record)])
        super().__init__(*args, record=record, **{**values, "initial": first})

    def set_choices(self, area: Area) -> None:
        model = type(self.record)
        self.fields.update(fields_for_model(model, fields=CORRECTED[model], formfield_callback=_field_of))
        rows = {
            "provision": Provision.objects.visible_to(self.user).live().of(area),
            "unit": Unit.objects.visible_to(self.user).live().of(area).prefetch_related("periods"),
            "organisation": organisations_in(area, self.user),
            "holder": Person.objects.visible_to(self.user).live().of(area),
        }
        for name, found in rows.items():
            if name in self.fields:
                self.choose(name, found)

    def perform(self, *, by: Principal) -> Any:
        # A text that is missing in Swedish is none, not an empty one.
        values = {name: value or None if name.endswith("_sv") else value for name, value in self.cleaned_data.items()}
        return correct(self.record, by=by, today=timezone.localdate(), **values)


def _field_of(field: Any, **values: Any) -> forms.Field:
    """A model's field as a form's: days as elsewhere, texts with the language that is not Finnish."""
    if isinstance(field, models.DateField):
        return DayField(label=_("Last day in force"), required=False)
    if isinstance(field, models.URLField):
        values["assume_scheme"] = "https"
    base = field.model._meta.get_field(field.name.removesuffix("_fi").removesuffix("_sv"))
    label = LABELS.get(field.name) or capfirst(base.verbose_name)
    values["label"] = format_lazy(_("{label} in Swedish"), label=label) if field.name.endswith("_sv") else label
    is_asked = not base.blank and not isinstance(base, models.BooleanField)
    values["required"] = is_asked and not field.name.endswith("_sv")
    made = field.formfield(**values)
    if isinstance(made.widget, forms.Textarea):
        made.widget.attrs["rows"] = 4
    return made
