"""A plan's work seen across: who does what, whom it covers, and when. Blanks are shown, for they tell the most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish_key
from hyte.governance.structure.models import Theme
from hyte.planning.plans.choices import CURRENT, AgeGroup
from hyte.planning.plans.models import Action, Objective, PlanObjective
from hyte.planning.plans.queries.pages import Standing, standing_of


@dataclass(frozen=True)
class Cell:
    """The actions of one unit, or of one municipality, for one objective or theme."""

    actions: list[tuple[Action, Standing]]


@dataclass(frozen=True)
class MatrixRow:
    name: Any
    url: str
    cells: list[Cell]

    @property
    def is_blank(self) -> bool:
        return not any(cell.actions for cell in self.cells)


@dataclass(frozen=True)
class Matrix:
    """Rows by columns; which columns nobody has anything in."""

    columns: list[Any]
    rows: list[MatrixRow]

    @property
    def blank_columns(self) -> list[Any]:
        return [c for number, c in enumerate(self.columns) if not any(row.cells[number].actions for row in self.rows)]


def objectives_held(area: Area, *, user: Any) -> list[Objective]:
    """The objectives of the area's plans that have not ended, in the plans' order, each once."""
    placings = (
        PlanObjective.objects.visible_to(user)
        .filter(home=area, plan__state__in=CURRENT, plan__withdrawn_on__isnull=True)
        .filter(objective__withdrawn_on__isnull=True)
        .select_related("objective__home")
        .prefetch_related("objective__themes")
        .order_by("plan__order", "plan", "order", "pk")
    )
    return list({placing.objective_id: placing.objective for placing in placings}.values())


def actions_for(objectives: Iterable[Objective], *, user: Any) -> list[Any]:
    """What is done for objectives in every area that the reader may see."""
    ids = [objective.pk for objective in objectives]
    rows = Action.objects.visible_to(user).live().filter(objective__in=ids).with_status()
    return list(
        rows.select_related("home", "post__unit", "unit")
        .prefetch_related("unit__periods", "post__unit__periods", "areas")
        .order_by("order", "pk")
    )


def unit_matrix(area: Area, *, user: Any, day: date) -> Matrix:
    """Unit by objective, in the area's own work; actions without a unit have a row of their own."""
    objectives = objectives_held(area, user=user)
    rows: dict[str, tuple[Any, str, dict[int, list[Any]]]] = {}
    for action in actions_for(objectives, user=user):
        if action.home_id != area.pk:
            continue
        unit = action.unit or (action.post.unit if action.post else None)
        name = str(unit) if unit else ""
        row = rows.setdefault(name, (name, "", {}))
        row[2].setdefault(action.objective_id, []).append((action, standing_of(action, day=day)))
    ordered = sorted(rows.values(), key=lambda row: (not row[0], finnish_key(str(row[0]))))
    return Matrix(
        objectives,
        [MatrixRow(name, url, [Cell(cells.get(o.pk, [])) for o in objectives]) for name, url, cells in ordered],
    )


@dataclass(frozen=True)
class CoverageRow:
    """A theme and how many objectives it has for each age group, and actions in each municipality."""

    name: Any
    ages: list[int]
    municipalities: list[int]


@dataclass(frozen=True)
class Coverage:
    ages: list[Any]
    municipalities: list[Area]
    rows: list[CoverageRow]


def coverage(area: Area, *, user: Any, day: date) -> Coverage:
    """Theme by age group, and for a county theme by municipality. Zero is a blank that somebody may want to fill."""
    objectives = objectives_held(area, user=user)
    municipalities = []
    if area.kind == "county":
        municipalities = sorted(Area.objects.in_county(area, day), key=lambda one: finnish_key(str(one)))
    themes: dict[int, Theme] = {
        theme.pk: theme for theme in Theme.objects.visible_to(user).live().filter(home=area).at(day).order_by("order")
    }
    for objective in objectives:
        themes.update({theme.pk: theme for theme in objective.themes.all()})
    done: dict[int, list[Any]] = {}
    for action in actions_for(objectives, user=user):
        done.setdefault(action.objective_id, []).append(action)
    rows = [
        _coverage_row(theme, [o for o in objectives if theme in o.themes.all()], municipalities, done)
        for theme in themes.values()
    ]
    return Coverage([age.label for age in AgeGroup], municipalities, rows)


def _coverage_row(
    theme: Theme, objectives: list[Objective], municipalities: list[Area], done: dict[int, list[Any]]
) -> CoverageRow:
    ages = [sum(age.value in objective.age_groups for objective in objectives) for age in AgeGroup]
    actions = [action for objective in objectives for action in done.get(objective.pk, [])]
    places = [{action.home_id, *(one.pk for one in action.areas.all())} for action in actions]
    return CoverageRow(theme, ages, [sum(one.pk in place for place in places) for one in municipalities])


@dataclass(frozen=True)
class TimelineLine:
    """An action between its days: for each year whether it runs."""

    action: Action
    now: Standing
    years: list[bool]


@dataclass(frozen=True)
class Timeline:
    years: list[int]
    lines: list[TimelineLine]
    undated: list[tuple[Action, Standing]]


def timeline(area: Area, *, user: Any, day: date) -> Timeline:
    """The area's own actions by year; those without days apart, since nobody knows when they are."""
    objectives = objectives_held(area, user=user)
    actions = [action for action in actions_for(objectives, user=user) if action.home_id == area.pk]
    dated = [action for action in actions if action.starts or action.ends]
    edges = [edge.year for action in dated for edge in (action.starts, action.ends) if edge]
    years = list(range(min(edges), max(edges) + 1)) if edges else []
    lines = []
    for action in sorted(dated, key=lambda one: (one.starts or one.ends, one.ends or date.max, one.pk)):
        first = action.starts.year if action.starts else action.ends.year
        last = action.ends.year if action.ends else max(years)
        lines.append(TimelineLine(action, standing_of(action, day=day), [first <= year <= last for year in years]))
    undated = [(one, standing_of(one, day=day)) for one in actions if not (one.starts or one.ends)]
    return Timeline(years, lines, undated)
