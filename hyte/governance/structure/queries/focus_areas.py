"""Focus areas and the municipalities' counterparts for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q

from hyte.core.accounts.choices import Role
from hyte.core.accounts.models import RightGrant
from hyte.core.accounts.rules import OPERATIONS, Principal
from hyte.core.areas.models import Area, worker_areas
from hyte.governance.structure.models import Body, Counterpart, FocusArea, Person, Post, SteeringDocument
from hyte.governance.structure.queries.named import county_of, in_finnish_order, municipalities_of

SET_COUNTERPART = "structure.set_counterpart"


@dataclass(frozen=True)
class Cell:
    """One municipality's counterpart for one focus area, with as much of the name as the reader may see."""

    municipality: Area
    counterpart: Counterpart | None
    post: Post | None
    person: Person | None
    is_hidden_person: bool
    may_set: bool


@dataclass(frozen=True)
class GridRow:
    focus_area: FocusArea
    cells: list[Cell]

    @property
    def known(self) -> int:
        return sum(cell.counterpart is not None for cell in self.cells)


@dataclass(frozen=True)
class Grid:
    """Focus areas in force on a day against municipalities."""

    municipalities: list[Area]
    rows: list[GridRow]

    @property
    def known(self) -> int:
        return sum(row.known for row in self.rows)

    @property
    def total(self) -> int:
        return len(self.rows) * len(self.municipalities)


def focus_areas_of(area: Area, *, user: Any, day: date) -> list[FocusArea]:
    """The area's focus areas in force on a day; a municipality has its county's beside its own."""
    county = county_of(area, day=day)
    homes = {area.pk} | ({county.pk} if county else set())
    rows = FocusArea.objects.visible_to(user).live().filter(home__in=homes).at(day).select_related("home")
    return list(rows.order_by("home__kind", "order", "pk"))


def counterpart_grid(area: Area, *, by: Principal, user: Any, day: date, today: date) -> Grid:
    """The grid of an area: all municipalities of a county, or the municipality itself."""
    focus_areas = focus_areas_of(area, user=user, day=day)
    columns = municipalities_of(area, day=day) if area.kind == "county" else [area]
    return Grid(columns, _rows(focus_areas, columns, by=by, user=user, day=day, today=today))


def counterpart_row(focus_area: FocusArea, *, by: Principal, user: Any, day: date, today: date) -> GridRow:
    """One focus area's counterparts in each municipality."""
    home = focus_area.home
    columns = municipalities_of(home, day=day) if home.kind == "county" else [home]
    return _rows([focus_area], columns, by=by, user=user, day=day, today=today)[0]


def _rows(
    focus_areas: list[FocusArea], columns: list[Area], *, by: Principal, user: Any, day: date, today: date
) -> list[GridRow]:
    settable = areas_to_set(columns, by=by, today=today)
    found = counterparts_on(focus_areas, columns, user=user, day=day)
    return [
        GridRow(
            focus_area,
            [_cell(area, found.get((focus_area.pk, area.pk)), user, area.pk in settable) for area in columns],
        )
        for focus_area in focus_areas
    ]


def counterparts_on(
    focus_areas: list[FocusArea], columns: list[Area], *, user: Any, day: date
) -> dict[tuple[int, int], Counterpart]:
    """Counterparts in force on a day by focus area and municipality."""
    rows = (
        Counterpart.objects.visible_to(user)
        .live()
        .at(day)
        .filter(focus_area__in=focus_areas, home__in=columns)
        .select_related("home", "post__home", "person__home")
        .order_by("valid_from", "pk")
    )
    return {(row.focus_area_id, row.home_id): row for row in rows}


def _cell(area: Area, counterpart: Counterpart | None, user: Any, may_set: bool) -> Cell:
    if counterpart is None:
        return Cell(area, None, None, None, False, may_set)
    person = counterpart.person
    shown = person if person is not None and may_see_person(person, user) else None
    return Cell(area, counterpart, counterpart.post, shown, person is not None and shown is None, may_set)


def may_see_person(person: Person, user: Any) -> bool:
    """The same answer as `Person.visible_to`, for a person that is already read."""
    areas = worker_areas(user)
    if person.home_id in areas:
        return True
    return bool(areas) and not person.is_minor and person.withdrawn_on is None


def areas_to_set(areas: Iterable[Area], *, by: Principal, today: date) -> set[int]:
    """Ids of the areas whose counterparts the principal may set: its own, and by grant; one query, however many areas."""
    ids = {area.pk for area in areas}
    roles = set(OPERATIONS[SET_COUNTERPART]["roles"])
    own = {m.area_id for m in by.memberships if m.role in roles and m.area_id in ids and not m.limit_model}
    granted_to = [m.organisation_id for m in by.memberships if m.role in {Role.COORDINATOR, Role.ADMINISTRATOR}]
    if not granted_to:
        return {pk for pk in own if pk}
    grants = RightGrant.objects.at(today).filter(operation=SET_COUNTERPART, area__in=ids, organisation__in=granted_to)
    return {pk for pk in own if pk} | set(grants.values_list("area_id", flat=True))


def newest_counterpart(focus_area: FocusArea, municipality: Area, *, day: date) -> Counterpart | None:
    """The counterpart that began last, of those that had not ended before a day; it may be one still to begin."""
    rows = Counterpart.objects.live().filter(focus_area=focus_area, home=municipality)
    rows = rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
    return rows.order_by(F("valid_from").desc(nulls_last=True), "-pk").first()


def networks_of(focus_area: FocusArea, *, user: Any, day: date) -> list[Body]:
    """Bodies and networks that work on a focus area on a day."""
    rows = Body.objects.visible_to(user).live().filter(focus_areas=focus_area).select_related("home")
    return in_finnish_order(rows.with_period(day))


def documents_of_focus_area(focus_area: FocusArea, *, user: Any, day: date) -> list[SteeringDocument]:
    rows = SteeringDocument.objects.visible_to(user).live().at(day).filter(focus_areas=focus_area)
    return in_finnish_order(rows.select_related("home"))


def successions_of(focus_area: FocusArea, *, user: Any) -> dict[str, list[FocusArea]]:
    """What a focus area follows, and what has followed it."""
    rows = FocusArea.objects.visible_to(user).live().select_related("home")
    return {
        "before": list(rows.filter(succeeded_by=focus_area).order_by("order")),
        "after": list(rows.filter(succeeds=focus_area).order_by("order")),
    }


def posts_of(municipality: Area, *, user: Any, day: date) -> list[Post]:
    """Posts of an area that may be named as counterparts on a day."""
    rows = Post.objects.visible_to(user).live().of(municipality)
    return in_finnish_order(rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day)))


def people_of(municipality: Area, *, user: Any, day: date) -> list[Person]:
    rows = Person.objects.visible_to(user).live().of(municipality).filter(is_minor=False)
    return in_finnish_order(rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day)))
