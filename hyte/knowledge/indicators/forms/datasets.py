"""Forms for a new data set and for changing one: what is asked depends on how its numbers come here."""

from __future__ import annotations

import json
import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused
from hyte.governance.structure.forms.acts import ActForm, DayField, OfArea, WebField, to_choose
from hyte.governance.structure.models import Post
from hyte.governance.structure.operations.keys import free_key
from hyte.knowledge.indicators.choices import Rhythm, SourceKind
from hyte.knowledge.indicators.models import Dataset
from hyte.knowledge.indicators.operations.datasets import (
    SOTKANET_ADDRESS,
    add_dataset,
    change_dataset,
    refuse_kept_elsewhere,
    refuse_unknown_variables,
)
from hyte.knowledge.indicators.questions import check_query, query_in
from hyte.knowledge.stats.sources import pxweb, sotkanet

EXAMPLE = '{"reading": {"area": "Alue", "period": "Vuosi", "measure": "Tiedot"}, "selection": {"Vuosi": ["2023"]}}'
FIRST_YEAR, LAST_YEAR = 1900, 2100
_PUBLISHERS = {
    SourceKind.SOTKANET: (sotkanet.SOURCE, sotkanet.LICENCE),
    SourceKind.PXWEB: (pxweb.SOURCE, pxweb.LICENCE),
}
_FIELDS = {
    SourceKind.SOTKANET: ("indicators", "years"),
    SourceKind.PXWEB: ("address", "query"),
    SourceKind.JSONSTAT: ("address", "query"),
    SourceKind.LOCAL: ("shows_small_counts",),
}


class _NumbersField(forms.CharField):
    """Whole numbers and spans of them: 4, 127, 2010–2024."""

    def to_python(self, value: Any) -> list[int]:
        found: set[int] = set()
        for part in re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", (value or "").strip())):
            if not part:
                continue
            ends = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", part)
            first, last = (int(ends[1]), int(ends[2] or ends[1])) if ends else (1, 0)
            if not first <= last <= first + 1000:
                raise forms.ValidationError(
                    _("“%(text)s” is not a whole number. Give numbers such as 4, 127 or 2010–2024.")
                    % {"text": part[:40]}
                )
            found.update(range(first, last + 1))
        return sorted(found)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value


class _QueryField(forms.CharField):
    """What is asked of a table, as JSON."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> dict[str, Any]:
        text = (value or "").strip()
        if not text:
            return {}
        try:
            return query_in(text)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def prepare_value(self, value: Any) -> Any:
        return json.dumps(value, ensure_ascii=False, indent=1) if isinstance(value, dict) else value


class _DatasetFields(OfArea, forms.Form):
    """The fields of a data set; those of other kinds are left out."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    indicators = _NumbersField(
        label=gettext_lazy("Sotkanet's numbers of indicators"),
        help_text=gettext_lazy(
            "The number that stands in the address of the indicator's page in Sotkanet, such as 4, 127."
        ),
    )
    years = _NumbersField(
        label=gettext_lazy("Years"), required=False, help_text=gettext_lazy("Such as 2010–2024; all years without it.")
    )
    address = WebField(label=gettext_lazy("Address of the table"), max_length=500)
    query = _QueryField(
        label=gettext_lazy("How the table is read"),
        help_text=format_lazy(
            gettext_lazy(
                "JSON. “reading” tells which variable of the table has the areas, the periods, the sexes, the ages and what "
                "was measured; “selection” picks values of variables. Example: {example}"
            ),
            example=EXAMPLE,
        ),
    )
    publisher = forms.CharField(label=gettext_lazy("Publisher"), max_length=200)
    licence = forms.CharField(
        label=gettext_lazy("Licence"), max_length=100, help_text=gettext_lazy("Such as CC BY 4.0.")
    )
    shows_small_counts = forms.BooleanField(
        label=gettext_lazy("Small counts are shown"),
        required=False,
        help_text=gettext_lazy(
            "Tick this only where the figures do not count people, or have been published as they are already. Otherwise "
            "small counts are hidden, with what would give them back."
        ),
    )
    rhythm = forms.ChoiceField(label=gettext_lazy("How often it is renewed"), choices=to_choose(Rhythm.choices))
    next_due = DayField(label=gettext_lazy("Next expected on"), required=False)
    post = forms.ModelChoiceField(Post.objects.none(), label=gettext_lazy("Who fetches or answers"), required=False)

    def keep_fields_of(self, kind: str) -> None:
        others = {name for names in _FIELDS.values() for name in names} - set(_FIELDS[SourceKind(kind)])
        for name in others:
            del self.fields[name]

    def choose_post(self, area: Area, user: Any) -> None:
        self.choose("post", Post.objects.visible_to(user).live().of(area))

    def values_for(self, kind: str, before: dict[str, Any]) -> dict[str, Any]:
        """The fields of the record that the form told; `before` is what was asked of the source until now."""
        told = {name: value for name, value in self.cleaned_data.items() if name in _COLUMNS}
        told["name_fi"] = told.pop("name")
        if kind == SourceKind.SOTKANET:
            query = {**before, "indicators": self.cleaned_data["indicators"], "years": self.cleaned_data["years"]}
            told["query"] = {name: value for name, value in query.items() if value}
        return told

    is_unchecked = False

    def said(self, act: Any) -> str:
        """What the act came to, and that the table could not be looked at where it did not answer."""
        if not self.is_unchecked:
            return str(act.done)
        told = _("The table did not answer, so it was not checked that it has these variables. The fetch will tell.")
        return f"{act.done} {told}"

    def check_table(self, kind: str) -> None:
        """Hold what is asked against the table itself, where it answers."""
        query, address = self.cleaned_data.get("query"), self.cleaned_data.get("address")
        if query is None or not address:
            return
        try:
            check_query(kind, query)
            if kind == SourceKind.PXWEB:
                self.is_unchecked = not refuse_unknown_variables(address, query)
        except Refused as refusal:
            self.add_error("query", str(refusal))


_COLUMNS = ("name", "address", "query", "publisher", "licence", "shows_small_counts", "rhythm", "next_due", "post")


class NewDatasetForm(_DatasetFields):
    def __init__(self, *args: Any, record: Area, user: Any, kind: str, **values: Any) -> None:
        self.area, self.kind = record, kind
        publisher, licence = _PUBLISHERS.get(SourceKind(kind), ("", ""))
        super().__init__(*args, initial={"publisher": publisher, "licence": licence}, **values)
        self.keep_fields_of(kind)
        self.choose_post(record, user)
        self.style()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_table(self.kind)
        if self.kind == SourceKind.SOTKANET and "indicators" in cleaned:
            try:
                refuse_kept_elsewhere(self.area, cleaned["indicators"])
            except Refused as refusal:
                self.add_error("indicators", str(refusal))
        return cleaned

    def perform(self, *, by: Principal) -> Dataset:
        told = self.values_for(self.kind, {})
        if self.kind == SourceKind.SOTKANET:
            told["address"] = SOTKANET_ADDRESS
        key = free_key(told["name_fi"], area=self.area, model=Dataset)
        return add_dataset(self.area, key=key, kind=self.kind, by=by, today=timezone.localdate(), **told)


class ChangeDatasetForm(_DatasetFields, ActForm):
    def __init__(self, *args: Any, record: Dataset, user: Any, **values: Any) -> None:
        query = record.query or {}
        initial = {name: getattr(record, name) for name in _COLUMNS}
        initial |= {"name": record.name_fi, "indicators": query.get("indicators", []), "years": query.get("years", [])}  # type: ignore[attr-defined]
        super().__init__(*args, record=record, user=user, initial=initial, **values)
        self.keep_fields_of(record.kind)
        if record.kind == SourceKind.SOTKANET:
            # It asks what it has given before, too.
            self.fields["indicators"].required = False
        self.choose_post(record.home, user)
        self.style()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_table(self.record.kind)
        return cleaned

    def perform(self, *, by: Principal) -> Dataset:
        told = self.values_for(self.record.kind, self.record.query or {})
        return change_dataset(self.record, version=self.cleaned_data["version"], by=by, **told)
