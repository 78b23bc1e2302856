"""What piles up: how decisions of a period meet each group, one by one and never summed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q

from hyte.core.areas.models import Area
from hyte.governance.structure.queries.named import county_of
from hyte.planning.assessments.choices import DECIDED, AssessmentState, Group
from hyte.planning.assessments.models import Assessment, Effect

WEAKENS, IMPROVES, MIXED, NONE = "weakens", "improves", "mixed", "none"


@dataclass
class Column:
    """A decision, or one that is being prepared and its recommended alternative."""

    assessment: Assessment
    alternative: Any
    is_coming: bool
    day: date | None


@dataclass
class PileCell:
    """How one decision meets one group: which ways its effects go, and each of them."""

    direction: str
    effects: list[Effect] = field(default_factory=list)

    @property
    def weakens(self) -> bool:
        """A decision counts as weakening for a group when at least one of its effects on the group weakens."""
        return self.direction in {WEAKENS, MIXED}


@dataclass
class PileRow:
    group: Group
    cells: list[PileCell | None]
    weakening: int
    coming: int
    piles_up: bool

    @property
    def total(self) -> int:
        return self.weakening + self.coming


@dataclass
class PileUp:
    """Groups by decisions; only groups that some decision meets are there."""

    columns: list[Column]
    rows: list[PileRow]
    threshold: int

    @property
    def piled(self) -> list[PileRow]:
        return [row for row in self.rows if row.piles_up]


def direction_of(sizes: list[int]) -> str:
    """Which way several effects go; ways that differ are told apart, not set off against each other."""
    down, up = any(size < 0 for size in sizes), any(size > 0 for size in sizes)
    return MIXED if down and up else WEAKENS if down else IMPROVES if up else NONE


def pile_up(area: Area, *, first: date, last: date, user: Any, day: date) -> PileUp:
    """The decisions of an area, and of the county that its people live in, made in a period or about to be made."""
    county = county_of(area, day=day)
    homes = {area.pk, county.pk} if county else {area.pk}
    columns = _columns(homes, first=first, last=last, user=user)
    effects: dict[tuple[int, str], list[Effect]] = {}
    chosen = {column.alternative.pk: number for number, column in enumerate(columns)}
    rows = Effect.objects.visible_to(user).live().filter(alternative__in=chosen)
    for effect in rows.select_related("perspective__template").order_by("pk"):
        for group in effect.groups:
            effects.setdefault((chosen[effect.alternative_id], group), []).append(effect)
    threshold = settings.ASSESSMENTS_PILE_UP
    met = [group for group in Group if any(name == group for _number, name in effects)]
    return PileUp(columns, [_row(group, columns, effects, threshold) for group in met], threshold)


def _columns(homes: set[int], *, first: date, last: date, user: Any) -> list[Column]:
    """Decisions of the period by their day, and after them what is ready to be decided and recommends something."""
    rows = Assessment.objects.visible_to(user).live().filter(home__in=homes)
    shown = Q(state__in=DECIDED, decided_on__gte=first, decided_on__lte=last) | Q(state=AssessmentState.READY)
    rows = (
        rows.filter(shown)
        .select_related("home", "chosen")
        .prefetch_related("alternatives")
        .order_by("decided_on", "pk")
    )
    columns = []
    for row in rows:
        if row.is_decided:
            columns.append(Column(row, row.chosen, False, row.decided_on))
            continue
        recommended = next((one for one in row.alternatives.all() if one.is_recommended and not one.withdrawn_on), None)
        if recommended is not None:
            columns.append(Column(row, recommended, True, None))
    return sorted(columns, key=lambda column: (column.is_coming, column.day or date.max, column.assessment.pk))


def _row(group: Group, columns: list[Column], effects: dict[tuple[int, str], list[Effect]], threshold: int) -> PileRow:
    cells: list[PileCell | None] = []
    for number in range(len(columns)):
        found = effects.get((number, group.value), [])
        cells.append(PileCell(direction_of([effect.size for effect in found]), found) if found else None)
    hit = [column.is_coming for column, cell in zip(columns, cells, strict=True) if cell is not None and cell.weakens]
    return PileRow(group, cells, hit.count(False), hit.count(True), len(hit) >= threshold)
