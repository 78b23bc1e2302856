"""Forms for bringing in a document of an earlier year: the file, and where each of its parts goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal, may
from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish_key
from hyte.governance.structure.forms.acts import NONE, ActForm
from hyte.planning.plans.models import Objective
from hyte.planning.plans.rules import EDIT
from hyte.planning.reports import models
from hyte.planning.reports.matching import EarlierAction, actions_in
from hyte.planning.reports.operations import brought
from hyte.planning.reports.prose import as_lines

LANGUAGES = [("fi", _("Finnish")), ("sv", _("Swedish"))]
EXCERPT = 220


class BringForm(ActForm):
    """A Word document of an earlier year."""

    file = forms.FileField(label=_("Word document (.docx)"), widget=forms.ClearableFileInput(attrs={"accept": ".docx"}))
    language = forms.ChoiceField(label=_("Language of the document"), choices=LANGUAGES, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, initial={"language": "fi"}, **values)

    def perform(self, *, by: Principal) -> models.DocumentImport:
        return brought.bring_document(
            self.record,
            self.cleaned_data["file"],
            language=self.cleaned_data["language"],
            by=by,
            today=timezone.localdate(),
        )


@dataclass(frozen=True)
class ShownTable:
    """A table in a part; with its actions and the field that makes them where it is a table of actions."""

    text: str
    actions: list[EarlierAction]
    field: Any = None


@dataclass(frozen=True)
class ShownPart:
    """A part of the document beside the field that says where it goes."""

    heading: str
    level: int
    excerpt: str
    rest: str
    tables: list[ShownTable]
    field: Any


class TakeInForm(ActForm):
    """Where each part goes; a table of actions may become actions of a plan."""

    def set_choices(self, area: Area) -> None:
        sections = self.record.report.sections.live().order_by("order", "pk")
        places = [("", _("No place: kept beside the section before it")), *((one.key, str(one)) for one in sections)]
        self.objectives = self._objectives(area)
        for at, part in enumerate(self.record.parts):
            label = part["heading"] or _("Words before the first heading")
            self.fields[f"part-{at}"] = forms.ChoiceField(
                label=label, choices=places, required=False, initial=part["section"]
            )
            for number in self._action_tables(part):
                rows = [("", NONE), *((one.key, str(one)) for one in self.objectives)]
                self.fields[f"table-{at}-{number}"] = forms.ChoiceField(
                    label=_("Make the rows actions under the objective"), choices=rows, required=False
                )

    def _objectives(self, area: Area) -> list[Objective]:
        """Objectives of the area's plans, for those who may add actions."""
        if not may(Principal(user=self.user), EDIT, area):
            return []
        rows = (
            Objective.objects.visible_to(self.user)
            .live()
            .filter(placings__home=area, placings__plan__withdrawn_on=None)
        )
        return sorted(rows.distinct(), key=lambda one: finnish_key(str(one)))

    def _action_tables(self, part: dict[str, Any]) -> Iterator[int]:
        """Tables of actions by their place among the part's blocks; asked only where there is an objective for them."""
        language = brought.language_of(self.record)
        for number, block in enumerate(part["blocks"]):
            if self.objectives and isinstance(block, list) and actions_in(block, language=language):
                yield number

    def parts(self) -> list[ShownPart]:
        """The document's parts with their fields, for the page."""
        return [self._shown(at, part) for at, part in enumerate(self.record.parts)]

    def _shown(self, at: int, part: dict[str, Any]) -> ShownPart:
        language = brought.language_of(self.record)
        words = "\n\n".join(block for block in part["blocks"] if isinstance(block, str))
        tables = [
            ShownTable(
                as_lines(block),
                actions_in(block, language=language),
                self[name] if (name := f"table-{at}-{number}") in self.fields else None,
            )
            for number, block in enumerate(part["blocks"])
            if isinstance(block, list)
        ]
        cut = words[:EXCERPT].rsplit(" ", 1)[0] if len(words) > EXCERPT else words
        return ShownPart(part["heading"], part["level"], cut, words[len(cut) :].strip(), tables, self[f"part-{at}"])

    def perform(self, *, by: Principal) -> str:
        by_key = {one.key: one for one in self.objectives}
        sections, objectives = {}, {}
        for name, value in self.cleaned_data.items():
            kind, *numbers = name.split("-")
            if kind == "part":
                sections[int(numbers[0])] = value
            elif kind == "table" and value:
                objectives[int(numbers[0]), int(numbers[1])] = by_key[value]
        brought.take_in_document(
            self.record,
            version=self.cleaned_data["version"],
            choices=brought.Choices(sections, objectives),
            by=by,
            today=timezone.localdate(),
        )
        return self.record.report.writing_url


class DropForm(ActForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def perform(self, *, by: Principal) -> models.DocumentImport:
        return brought.drop_document(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)
