"""What the forms of the register share: days, lines of names, choices, acts on a record and new records."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.days import check_year
from hyte.core.areas.models import Area, Organisation
from hyte.core.areas.text import finnish

LONGEST_NUMBER = 18  # digits that the number of a record may have
TO_CHOOSE, NONE = _("– choose –"), "–"


def none_or(rows: list[Any]) -> list[tuple[str, Any]]:
    """Choices of records by key, beginning with none."""
    return [("", NONE), *((row.key, str(row)) for row in rows)]


def to_choose(choices: list[Any]) -> list[Any]:
    """Choices that begin with an empty one, so that what is required is really chosen."""
    return [("", TO_CHOOSE), *choices]


def chosen(rows: list[Any], key: str) -> Any:
    """The record a key names; none for an empty one."""
    return next((row for row in rows if row.key == key), None)


def organisations_in(area: Area, user: Any) -> QuerySet[Organisation]:
    """The area's organisations to choose from, in Finnish order."""
    return Organisation.objects.visible_to(user).live().of(area).order_by(finnish("name_fi"))


class LinesField(forms.CharField):
    """Several names, one on a line."""

    widget = forms.Textarea

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.widget.attrs["rows"] = 4

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(line.strip() for line in (value or "").splitlines() if line.strip()))


class DayField(forms.DateField):
    """A day; read as 1.9.2023 or 2023-09-01."""

    def __init__(self, **values: Any) -> None:
        values.setdefault("label", _("From which day"))
        values.setdefault("input_formats", ["%Y-%m-%d", "%d.%m.%Y"])
        values.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(validators=[check_year], **values)


class SeveralField(forms.ModelMultipleChoiceField):
    """Several records; what can be no record's number is refused in words before the database would stumble over it."""

    def clean(self, value: Any) -> Any:
        for one in value or ():
            if len(str(one)) > LONGEST_NUMBER:
                told = {"value": str(one)[:40]}
                raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params=told)
        return super().clean(value)


class WebField(forms.URLField):
    """An address of a page, which a browser opens; what is wrong with it is said once."""

    default_validators = [URLValidator(["https", "http"])]

    def __init__(self, **values: Any) -> None:
        super().__init__(assume_scheme="https", **values)


class Styled:
    """Inputs get the look's own class; checkboxes and radios too."""

    fields: dict[str, forms.Field]

    def style(self) -> None:
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "ds-input")


class OfArea(Styled):
    """A form whose choices depend on the area, and that performs one operation."""

    def set_choices(self, area: Area) -> None:
        """Fill the choices that depend on the area."""

    def choose(self, name: str, rows: QuerySet) -> None:
        """Offer these rows, after an empty choice: nobody's first row is chosen by accident."""
        field: Any = self.fields[name]
        if not isinstance(field, forms.ModelMultipleChoiceField):
            field.empty_label = TO_CHOOSE if field.required else NONE
        field.queryset = rows

    @abstractmethod
    def perform(self, *, by: Principal) -> Any:
        """Do what the form is for."""

    def said(self, act: Any) -> Any:
        """What is told when it is done."""
        return act.done


class ActForm(OfArea, forms.Form):
    """A form for one act on a record: carries the version the user saw and performs its operation."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, record: Any, user: Any, **values: Any) -> None:
        self.record, self.user = record, user
        values.setdefault("initial", {})
        values["initial"] = {"version": record.version, "day": timezone.localdate(), **values["initial"]}
        super().__init__(*args, **values)
        self.set_choices(record.home)
        self.style()


class ReasonForm(ActForm):
    """An act that asks nothing but why."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class NamingForm(forms.Form):
    """A form that gives a name; a record that has it already is shown before it is given again."""

    all_the_same = forms.BooleanField(label=_("It is another one; save it all the same"), required=False)

    def show_alike(self) -> None:
        """Look for the name, and ask only where it is found; the question comes last."""
        self.alike = self.find_alike(self.data.get("name", "").strip()) if self.is_bound else []
        if self.alike:
            self.order_fields([name for name in self.fields if name != "all_the_same"])
        else:
            del self.fields["all_the_same"]

    def find_alike(self, name: str) -> list[Any]:
        """Records of the area that have the name already."""
        return []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.alike and not cleaned.pop("all_the_same", False):
            sentence = _("%(names)s is already in the register. Look at it first; tick this if yours is another.")
            self.add_error("all_the_same", sentence % {"names": ", ".join(str(row) for row in self.alike)})
        return cleaned


class NewForm(OfArea, NamingForm):
    """A form for adding a record to an area."""

    def __init__(self, *args: Any, record: Area, user: Any, **values: Any) -> None:
        self.area, self.user = record, user
        values["initial"] = {"day": timezone.localdate(), **(values.get("initial") or {})}
        super().__init__(*args, **values)
        self.show_alike()
        self.set_choices(record)
        self.style()
