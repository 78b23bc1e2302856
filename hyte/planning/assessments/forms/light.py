"""The light form: every perspective by every alternative on one page, in ten minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.governance.structure.forms.acts import Styled
from hyte.planning.assessments import models
from hyte.planning.assessments.choices import Group
from hyte.planning.assessments.forms.parts import size_choices
from hyte.planning.assessments.operations.assessing import Cell, save_grid
from hyte.planning.assessments.queries.content import perspectives_of
from hyte.planning.plans.forms.plans import long_text

PARTS = ("size", "reason", "groups")
SWEDISH = "swedish"  # the reason in Swedish, which stays as it is where the form does not say it


@dataclass
class GridCell:
    """A cell of the form: its fields, or the effects that are changed on their own pages; what is saved there now."""

    alternative: models.Alternative
    fields: list[BoundField]
    effects: list[models.Effect]
    swedish: BoundField | None = None
    saved: models.Effect | None = None
    is_differing: bool = False


@dataclass
class GridRow:
    perspective: models.Perspective
    cells: list[GridCell]


class LightForm(Styled, forms.Form):
    """Fields are named by the numbers of alternative and perspective; one that has several effects has none here."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    recommended = forms.ChoiceField(label=_("Recommended alternative"), required=False, widget=forms.RadioSelect)
    recommendation = long_text(_("Recommendation and why"))
    recommendation_sv = long_text(_("Recommendation in Swedish"))

    def __init__(self, *args: Any, record: models.Assessment, **values: Any) -> None:
        self.record = record
        self.alternatives = list(record.alternatives.live().order_by("-is_no_change", "order", "pk"))
        self.perspectives = perspectives_of(record)
        self.effects: dict[tuple[int, int], list[models.Effect]] = {}
        rows = models.Effect.objects.live().filter(alternative__in=self.alternatives)
        for row in rows.select_related("alternative", "perspective__template").order_by("pk"):
            self.effects.setdefault((row.alternative_id, row.perspective_id), []).append(row)
        initial: dict[str, Any] = {
            "version": record.version,
            "recommendation": record.recommendation_fi,  # type: ignore[attr-defined]
            "recommendation_sv": record.recommendation_sv,  # type: ignore[attr-defined]
        }
        initial["recommended"] = next((row.key for row in self.alternatives if row.is_recommended), "")
        super().__init__(*args, initial=initial, **values)
        self.fields["recommended"].choices = [(row.key, str(row)) for row in self.alternatives]  # type: ignore[attr-defined]
        for alternative, perspective in self._places():
            self._add_cell(alternative, perspective, initial)
        self.style()

    def _places(self) -> Iterator[tuple[models.Alternative, models.Perspective]]:
        for perspective in self.perspectives:
            for alternative in self.alternatives:
                if len(self.effects.get((alternative.pk, perspective.pk), [])) < 2:
                    yield alternative, perspective

    def _add_cell(
        self, alternative: models.Alternative, perspective: models.Perspective, initial: dict[str, Any]
    ) -> None:
        place = f"{alternative.pk}_{perspective.pk}"
        sizes = [("", _("not assessed")), *size_choices(self.record.template.scale)]
        self.fields[f"size_{place}"] = forms.ChoiceField(label=_("What it does"), choices=sizes, required=False)
        self.fields[f"reason_{place}"] = forms.CharField(
            label=_("Why"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 2})
        )
        self.fields[f"{SWEDISH}_{place}"] = forms.CharField(
            label=_("Why, in Swedish"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 2})
        )
        self.fields[f"groups_{place}"] = forms.MultipleChoiceField(
            label=_("Whom it meets"), choices=Group.choices, required=False, widget=forms.CheckboxSelectMultiple
        )
        for row in self.effects.get((alternative.pk, perspective.pk), []):
            initial |= {f"size_{place}": str(row.size), f"reason_{place}": row.reason_fi, f"groups_{place}": row.groups}
            initial[f"{SWEDISH}_{place}"] = row.reason_sv

    def rows(self) -> list[GridRow]:
        """The grid as the page draws it."""
        return [
            GridRow(perspective, [self._cell(alternative, perspective) for alternative in self.alternatives])
            for perspective in self.perspectives
        ]

    def _cell(self, alternative: models.Alternative, perspective: models.Perspective) -> GridCell:
        there = self.effects.get((alternative.pk, perspective.pk), [])
        if len(there) > 1:
            return GridCell(alternative, [], there)
        place = f"{alternative.pk}_{perspective.pk}"
        fields = [self[f"{part}_{place}"] for part in PARTS]
        saved = there[0] if there else None
        is_differing = self.is_bound and self._given(place) != self._saved(saved)
        return GridCell(alternative, fields, [], self[f"{SWEDISH}_{place}"], saved, is_differing)

    def _given(self, place: str) -> tuple[list[str], list[str]]:
        told = [str(self[f"{part}_{place}"].value() or "") for part in ("size", "reason", SWEDISH)]
        return [words.replace("\r\n", "\n").strip() for words in told], sorted(self[f"groups_{place}"].value() or [])

    @staticmethod
    def _saved(effect: models.Effect | None) -> tuple[list[str], list[str]]:
        if effect is None:
            return ["", "", ""], []
        return [str(effect.size), effect.reason_fi or "", effect.reason_sv or ""], sorted(effect.groups)  # type: ignore[attr-defined]

    def _words(self, name: str) -> str | None:
        """Swedish words as they were written; none where the form was sent without their field."""
        return self.cleaned_data[name].replace("\r\n", "\n") if name in self.data else None

    def perform(self, *, by: Principal) -> models.Assessment:
        values = self.cleaned_data
        cells = {}
        for alternative, perspective in self._places():
            place = f"{alternative.pk}_{perspective.pk}"
            size = values[f"size_{place}"]
            reason = values[f"reason_{place}"].replace("\r\n", "\n")
            swedish = self._words(f"{SWEDISH}_{place}")
            cell = Cell(int(size) if size else None, reason, values[f"groups_{place}"], swedish)
            cells[(alternative.key, perspective.key)] = cell
        return save_grid(
            self.record,
            version=values["version"],
            cells=cells,
            recommended=values["recommended"] or None,
            recommendation=values["recommendation"].replace("\r\n", "\n"),
            recommendation_sv=self._words("recommendation_sv"),
            by=by,
            today=timezone.localdate(),
        )
