"""What piles up: how decisions of a period meet each group, one by one and never summed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q

from hyte.core.areas.choices import AreaKind
from hyte.core.areas.models import Area
from hyte.governance.structure.queries.named import county_of
from hyte.planning.assessments.choices import DECIDED, AssessmentState, Group
from hyte.planning.assessments.models import Assessment, Effect

WEAKENS, IMPROVES, MIXED, NONE = "weakens", "improves", "mixed", "none"
MOST_COLUMNS = 5  # more decisions are not read side by side


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


@dataclass(frozen=True)
class Pile:
    """How many decisions weaken for the people of one area: their own area's and those of their county."""

    area: Area
    decided: int
    coming: int

    @property
    def total(self) -> int:
        return self.decided + self.coming


@dataclass
class PileRow:
    group: Group
    cells: list[PileCell | None]
    piles: list[Pile]

    @property
    def piles_up(self) -> bool:
        return bool(self.piles)


@dataclass
class PileUp:
    """Groups by decisions; only groups that some decision meets are there."""

    columns: list[Column]
    rows: list[PileRow]
    threshold: int

    @property
    def piled(self) -> list[PileRow]:
        return [row for row in self.rows if row.piles_up]

    @property
    def is_wide(self) -> bool:
        """Whether there are more decisions than a table can have side by side."""
        return len(self.columns) > MOST_COLUMNS

    @property
    def by_group(self) -> list[tuple[PileRow, list[tuple[Column, PileCell]]]]:
        """Each group with the decisions that meet it, one under the other."""
        return [
            (row, [(column, cell) for column, cell in zip(self.columns, row.cells, strict=True) if cell])
            for row in self.rows
        ]


def direction_of(sizes: list[int]) -> str:
    """Which way several effects go; ways that differ are told apart, not set off against each other."""
    down, up = any(size < 0 for size in sizes), any(size > 0 for size in sizes)
    return MIXED if down and up else WEAKENS if down else IMPROVES if up else NONE


def pile_up(area: Area, *, first: date, last: date, user: Any, day: date) -> PileUp:
    """The decisions that an area's people live with, made in a period or about to be made.

    A municipality sees its own and its county's; a county sees its own and those of its municipalities, each named.
    """
    county = county_of(area, day=day)
    areas = list(Area.objects.within(area, day)) if county in {None, area} else [county, area]
    columns = _columns({one.pk for one in areas}, first=first, last=last, user=user)
    effects: dict[tuple[int, str], list[Effect]] = {}
    chosen = {column.alternative.pk: number for number, column in enumerate(columns)}
    rows = Effect.objects.visible_to(user).live().filter(alternative__in=chosen)
    for effect in rows.select_related("perspective__template").order_by("pk"):
        for group in effect.groups:
            effects.setdefault((chosen[effect.alternative_id], group), []).append(effect)
    threshold = settings.ASSESSMENTS_PILE_UP
    met = [group for group in Group if any(name == group for _number, name in effects)]
    return PileUp(columns, [_row(group, columns, effects, area=area, threshold=threshold) for group in met], threshold)


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


def _row(
    group: Group,
    columns: list[Column],
    effects: dict[tuple[int, str], list[Effect]],
    *,
    area: Area,
    threshold: int,
) -> PileRow:
    cells: list[PileCell | None] = []
    for number in range(len(columns)):
        found = effects.get((number, group.value), [])
        cells.append(PileCell(direction_of([effect.size for effect in found]), found) if found else None)
    hit = [column for column, cell in zip(columns, cells, strict=True) if cell is not None and cell.weakens]
    return PileRow(group, cells, [pile for pile in _piles(hit, area) if pile.total >= threshold])


def _piles(hit: list[Column], area: Area) -> Iterator[Pile]:
    """The same people live with their own municipality's decisions and their county's, and with no other municipality's."""
    if area.kind != AreaKind.COUNTY:
        yield _pile(area, hit)
        return
    everywhere = [column for column in hit if column.assessment.home_id == area.pk]
    yield _pile(area, everywhere)
    towns = {column.assessment.home_id: column.assessment.home for column in hit if column not in everywhere}
    for pk, town in towns.items():
        yield _pile(town, [*everywhere, *(column for column in hit if column.assessment.home_id == pk)])


def _pile(area: Area, hit: list[Column]) -> Pile:
    coming = [column.is_coming for column in hit]
    return Pile(area, coming.count(False), coming.count(True))
