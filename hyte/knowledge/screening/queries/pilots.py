"""Pilots as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from hyte.core.areas.models import Area
from hyte.knowledge.screening.models import (
    Pilot,
    PilotCount,
    Programme,
)
from hyte.knowledge.screening.models.pilots import STEPS
from hyte.knowledge.stats.methods.hiding import Cell, Relation, Role, hidden_cells
from hyte.knowledge.stats.refusals import InputRefused


def listed_pilots(area: Area, *, user: Any) -> list[Pilot]:
    """The area's pilots, those still to be decided on first."""
    rows = Pilot.objects.visible_to(user).live().of(area).select_related("home", "programme", "site__home")
    return list(rows.annotate(decided=Count("decided_on")).order_by("decided", "valid_until", "pk"))


def undecided_pilots(area: Area, *, user: Any, day: date) -> QuerySet[Pilot]:
    rows = Pilot.objects.visible_to(user).live().of(area).filter(decision="", valid_until__lt=day)
    return rows.select_related("home").order_by("valid_until", "pk")


@dataclass(frozen=True)
class Step:
    """How many came to a step of a pilot, and what share of the step before it; None where it is hidden."""

    words: Any
    number: int | None
    share: float | None


@dataclass(frozen=True)
class Funnel:
    day: date
    steps: list[Step]
    is_whole: bool


def funnel_of(pilot: Pilot, *, user: Any) -> Funnel | None:
    """The newest numbers of a pilot; to those who may not see small ones, with them left out."""
    rows = list(PilotCount.objects.filter(pilot=pilot).order_by("day"))
    if not rows:
        return None
    is_whole = PilotCount.objects.visible_to(user).filter(pk=rows[-1].pk).exists()
    numbers: list[int | None] = [getattr(rows[-1], step) for step in STEPS]
    if not is_whole:
        numbers = _shown_last(rows, pilot.programme)
    words = [PilotCount._meta.get_field(step).verbose_name for step in STEPS]
    steps = [
        Step(word, number, number / before if number is not None and before else None)
        for word, number, before in zip(words, numbers, [None, *numbers[:-1]], strict=True)
    ]
    return Funnel(rows[-1].day, steps, is_whole)


def _shown_last(rows: Sequence[PilotCount], programme: Programme) -> list[int | None]:
    """The newest numbers as far as they are shown, each time with what was shown before in mind."""
    before: list[int | None] = [None] * len(STEPS)
    shown = before
    for row in rows:
        try:
            shown = _hidden_funnel([getattr(row, step) for step in STEPS], before, programme)
        except InputRefused:  # what was shown before gives the new numbers away, so none of them is shown
            shown = [None] * len(STEPS)
        before = [new if new is not None else old for new, old in zip(shown, before, strict=True)]
    return shown


def _hidden_funnel(numbers: Sequence[int], before: Sequence[int | None], programme: Programme) -> list[int | None]:
    """The steps without small numbers, small losses between them and small growth since they were last shown."""
    cells = {step: Cell(number) for step, number in zip(STEPS, numbers, strict=True)}
    relations: list[Relation] = []
    for place, step in enumerate(STEPS):
        for later in STEPS[place + 1 :]:
            _add_rest(cells, relations, step, later, numbers[place] - numbers[STEPS.index(later)])
        old = before[place]
        if old is not None:
            cells[f"{step} before"] = Cell(old, role=Role.PUBLIC)
            _add_rest(cells, relations, step, f"{step} before", numbers[place] - old)
    hidden = hidden_cells(cells, relations, threshold=programme.threshold, hide_zeros=programme.is_sensitive)
    return [None if step in hidden else number for step, number in zip(STEPS, numbers, strict=True)]


def _add_rest(cells: dict[str, Cell], relations: list[Relation], whole: str, part: str, rest: int) -> None:
    """What is left of one number by another; nothing left says nothing of anybody."""
    name = f"{whole} − {part}"
    cells[name] = Cell(rest, role=Role.IMPLIED, is_safe=rest == 0, is_signed=rest < 0)
    relations.append(Relation(whole, (part, name)))
