"""Forms that bring lines and tags from files, and that tag lines on the page."""

from __future__ import annotations

from abc import abstractmethod
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.text import shown_number
from hyte.core.exchange.operations import take_file
from hyte.core.exchange.reading import UnreadableFile
from hyte.core.exchange.sheets import sheet_named
from hyte.governance.structure.forms.acts import ActForm, Styled, to_choose
from hyte.planning.budgets import incoming
from hyte.planning.budgets.choices import Basis, Step, Unit
from hyte.planning.budgets.forms.records import LedgerFields, PercentField
from hyte.planning.budgets.models import LEDGER, Budget, Phenomenon
from hyte.planning.budgets.models.phenomena import share_fault
from hyte.planning.budgets.operations.budgets import note_ledger
from hyte.planning.budgets.operations.tagging import Tag


class FileForm(ActForm):
    """A table handed in; what it would change is shown before anything is saved."""

    file = forms.FileField(label=_("File"), help_text=_("XLSX or CSV (UTF-8)."))
    sheet = ""

    @abstractmethod
    def read(self, name: str, content: bytes) -> incoming.Incoming:
        """The file as the register's own table."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.FILE_LIMIT_MB * 1024 * 1024:
            raise forms.ValidationError(
                gettext("The file is larger than %(limit)s MB.") % {"limit": settings.FILE_LIMIT_MB}
            )
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file is None:
            return cleaned
        try:
            self.incoming = self.read(file.name, file.read())
        except UnreadableFile as error:
            self.add_error("file", gettext("%(fault)s. Accepted: %(accepted)s.") % vars(error))
            return cleaned
        for fault in self.incoming.faults:
            self.add_error("file", fault)
        return cleaned

    @property
    def csv_name(self) -> str:
        return f"{self.cleaned_data['file'].name.rpartition('.')[0] or self.cleaned_data['file'].name}.csv"

    def take(self, *, by: Principal) -> str:
        """Check the table; gives the address of its preview."""
        sheet = sheet_named(self.sheet)
        assert sheet is not None
        area, content = self.record.home, self.incoming.content
        upload = take_file(area, sheet=sheet, name=self.csv_name, content=content, by=by)
        return reverse("exchange:preview", args=[area, upload.pk])

    def said(self, act: Any) -> Any:
        """What is told when it is done, with what was left out of the table."""
        if not self.incoming.left_out:
            return act.done
        left_out = gettext("Left out, being neither expenditure nor revenue of the year: %(names)s.")
        return f"{act.done} {left_out % {'names': ', '.join(self.incoming.left_out)}}"


class LinesForm(FileForm, LedgerFields):
    """The lines of a budget, held against the ledger's totals to the cent before they are taken in."""

    sheet = "budget_lines"
    field_order = ("version", "file", "unit", "business_id")
    unit = forms.ChoiceField(
        label=_("Unit of the amounts"),
        choices=Unit.choices,
        initial=Unit.EUROS,
        required=False,
        help_text=_("Of a table of your own. The ledger's totals below are in euros all the same."),
    )
    business_id = forms.CharField(
        label=_("Business id"),
        max_length=12,
        required=False,
        help_text=_("Only for a file of the package KTAS that has several organisations."),
    )

    def __init__(self, *args: Any, record: Budget, **values: Any) -> None:
        initial = {name: getattr(record, name) for name in LEDGER.values()}
        super().__init__(*args, record=record, initial=initial, **values)

    def read(self, name: str, content: bytes) -> incoming.Incoming:
        business_id = self.cleaned_data.get("business_id", "")
        unit = Unit(self.cleaned_data.get("unit") or Unit.EUROS)
        return incoming.lines_from(content, name=name, budget=self.record, business_id=business_id, unit=unit)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        by = Principal(user=self.user)
        self.sums = incoming.sums_of(self.incoming.content, name=self.csv_name, by=by, budget=self.record)
        for name, lines in (self.sums or {}).items():
            ledger = cleaned.get(name)
            if ledger is not None and ledger != lines:
                self.add_error(name, _differs(lines, ledger))
        return cleaned

    def perform(self, *, by: Principal) -> str:
        totals = {name: self.cleaned_data[name] for name in LEDGER.values()}
        version, name = self.cleaned_data["version"], self.cleaned_data["file"].name
        if self.sums is not None:  # of a file with faults nothing is noted: its preview tells them
            note_ledger(self.record, version=version, totals=totals, file_name=name, by=by)
        return self.take(by=by)


def _differs(lines: Decimal, ledger: Decimal) -> str:
    told = {"lines": lines, "ledger": ledger, "difference": abs(lines - ledger)}
    return gettext(
        "The file's lines come to %(lines)s and the ledger to %(ledger)s: the difference is %(difference)s euros."
    ) % {name: shown_number(value) for name, value in told.items()}


class TagFileForm(FileForm):
    """Tags of a budget's lines as a table."""

    sheet = "budget_shares"

    def read(self, name: str, content: bytes) -> incoming.Incoming:
        return incoming.tags_from(content, name=name, today=timezone.localdate())

    def perform(self, *, by: Principal) -> str:
        return self.take(by=by)


class TagForm(Styled, forms.Form):
    """How much of the chosen lines goes to a phenomenon."""

    phenomenon = forms.ChoiceField(label=_("Phenomenon"))
    basis = forms.ChoiceField(label=_("Basis"), choices=to_choose(Basis.choices), required=False)
    step = forms.ChoiceField(label=_("Step of the marker"), required=False)
    percent = PercentField(label=_("Share, %"), required=False)
    low = PercentField(label=_("At least, %"), required=False)
    high = PercentField(label=_("At most, %"), required=False)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)

    def __init__(
        self,
        *args: Any,
        phenomena: list[Phenomenon],
        markers: dict[str, Decimal],
        is_removal: bool = False,
        **values: Any,
    ) -> None:
        self.phenomena, self.is_removal = {row.key: row for row in phenomena}, is_removal
        super().__init__(*args, **values)
        choices = [(row.key, str(row)) for row in phenomena]
        steps = [(step.value, f"{capfirst(step.label)}, {shown_number(markers[step.value])} %") for step in Step]
        self.fields["phenomenon"].choices = to_choose(choices)  # type: ignore[attr-defined]
        self.fields["step"].choices = [("", "–"), *steps]  # type: ignore[attr-defined]
        self.style()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_removal or self.errors:
            return cleaned
        if not cleaned["basis"]:
            self.add_error("basis", gettext("Choose the basis."))
            return cleaned
        fault = share_fault(**{name: cleaned[name] for name in ("basis", "step", "percent", "low", "high", "source")})
        if fault is not None:
            self.add_error(*fault)
        return cleaned

    @property
    def chosen(self) -> Phenomenon:
        return self.phenomena[self.cleaned_data["phenomenon"]]

    @property
    def tag(self) -> Tag:
        return Tag(**{name: value for name, value in self.cleaned_data.items() if name != "phenomenon"})
