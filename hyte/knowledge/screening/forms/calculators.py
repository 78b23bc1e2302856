"""Calculators of points. What is written here is answered and forgotten."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hyte.governance.structure.forms.acts import Styled
from hyte.knowledge.screening.choices import Sex

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
