"""The form that ties a theme to one of another set."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.governance.structure.choices import MappingKind
from hyte.governance.structure.forms.acts import to_choose
from hyte.governance.structure.models import ThemeMapping
from hyte.governance.structure.operations.themes import map_theme
from hyte.governance.structure.queries.themes import ThemeSet


class MapForm(forms.Form):
    """One of the area's own themes, how it relates, and a theme of another set."""

    source = forms.ChoiceField(label=_("Theme"))
    kind = forms.ChoiceField(label=_("How they relate"), choices=to_choose(MappingKind.choices))
    target = forms.ChoiceField(label=_("Theme of the other set"))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, own: list[ThemeSet], others: list[ThemeSet], **values: Any) -> None:
        super().__init__(*args, **values)
        self.themes = {theme.key: theme for one in (*own, *others) for theme in one.themes}
        self.fields["source"].choices = to_choose(_grouped(own))
        self.fields["target"].choices = to_choose(_grouped(others))

    def perform(self, *, by: Principal) -> ThemeMapping:
        data = self.cleaned_data
        source, target = self.themes[data["source"]], self.themes[data["target"]]
        return map_theme(source, target=target, kind=data["kind"], note=data["note"], by=by)


def _grouped(sets: list[ThemeSet]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(f"{one.home}: {one.name}", [(theme.key, str(theme)) for theme in one.themes]) for one in sets]
