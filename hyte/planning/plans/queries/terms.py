"""At the end of a term: what is still to be chosen, how themes go over, and whether anything was left behind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q

from hyte.governance.structure.models import Theme, ThemeMapping
from hyte.planning.plans.choices import Fate, PlanState
from hyte.planning.plans.models import Action, Objective, Plan, PlanObjective, TermChoice


@dataclass(frozen=True)
class Line:
    """An objective of the ending plan with its choice, and its unfinished actions with theirs."""

    placing: PlanObjective
    choice: TermChoice | None
    actions: list[tuple[Action, TermChoice | None]] = field(default_factory=list)


def lines_of(plan: Plan) -> list[Line]:
    """Everything that the end of the plan's term has to decide on, in the plan's order."""
    placings = PlanObjective.objects.filter(plan=plan, objective__withdrawn_on__isnull=True)
    placings = placings.select_related("objective__home").order_by("order", "pk")
    choices = list(plan.term_choices.all())
    of_objective = {choice.objective_id: choice for choice in choices if choice.objective_id}
    of_action = {choice.action_id: choice for choice in choices if choice.action_id}
    actions: dict[int, list[Action]] = {}
    for action in unfinished_actions(plan):
        actions.setdefault(action.objective_id, []).append(action)
    return [
        Line(
            placing,
            of_objective.get(placing.objective_id),
            [(action, of_action.get(action.pk)) for action in actions.get(placing.objective_id, [])],
        )
        for placing in placings
    ]


def unfinished_actions(plan: Plan) -> list[Action]:
    """The area's own actions under the plan's objectives that are neither done nor given up."""
    placed = PlanObjective.objects.filter(plan=plan).values("objective")
    rows = Action.objects.live().filter(home=plan.home_id, objective__in=placed).unfinished()
    return list(rows.select_related("home").order_by("order", "pk"))


def undecided(lines: list[Line]) -> list[Any]:
    """Objectives and actions without a choice."""
    found: list[Any] = [line.placing.objective for line in lines if line.choice is None]
    return found + [action for line in lines for action, choice in line.actions if choice is None]


def left_hanging(plan: Plan, lines: list[Line]) -> list[Action]:
    """Actions that are to go on although their objective goes on in none of the area's plans."""
    elsewhere = going_on(plan)
    return [
        action
        for line in lines
        for action, choice in line.actions
        if choice is not None
        and choice.fate == Fate.CARRY
        and (line.choice is None or line.choice.fate != Fate.CARRY)
        and line.placing.objective_id not in elsewhere
    ]


def going_on(plan: Plan) -> set[int]:
    """The objectives that stand in another of the area's plans that has not ended."""
    others = PlanObjective.objects.filter(plan__home=plan.home_id, plan__withdrawn_on__isnull=True).exclude(plan=plan)
    return set(others.exclude(plan__state=PlanState.ENDED).values_list("objective_id", flat=True))


def themes_after(plan: Plan, objective: Objective, new: Plan) -> tuple[list[Theme], list[Theme]]:
    """An objective's themes in the next plan by the mappings of themes, and those that no mapping leads on.

    A plan that names no themes of its own leaves them as they are.
    """
    wanted = {theme.pk: theme for theme in new.themes.all()}
    own = list(objective.themes.all())
    if not wanted:
        return own, []
    after: dict[int, Theme] = {theme.pk: theme for theme in own if theme.pk in wanted}
    lost = []
    for theme in own:
        if theme.pk in wanted:
            continue
        mappings = ThemeMapping.objects.filter(
            Q(source=theme, target__in=wanted) | Q(target=theme, source__in=wanted)
        ).values_list("source_id", "target_id")
        ends = {pk for pair in mappings for pk in pair} & wanted.keys()
        if not ends:
            lost.append(theme)
        after.update({pk: wanted[pk] for pk in sorted(ends)})
    return list(after.values()), lost


def orphans(area_id: int) -> list[Any]:
    """What a change of term has left behind in an area: should always be empty.

    Unfinished actions of which no plan that goes on holds the objective, and objectives of an ended plan that has
    one after it, which neither go on there nor were ended or passed on.
    """
    held = PlanObjective.objects.filter(
        objective=OuterRef("objective"), plan__home=area_id, plan__withdrawn_on__isnull=True
    ).exclude(plan__state=PlanState.ENDED)
    rows = Action.objects.live().filter(home=area_id).exclude(Exists(held)).unfinished()
    lost_actions = rows.select_related("home").order_by("pk")
    on = PlanObjective.objects.filter(
        objective=OuterRef("objective"), plan__supersedes=OuterRef("plan"), plan__withdrawn_on__isnull=True
    )
    decided = TermChoice.objects.filter(plan=OuterRef("plan"), objective=OuterRef("objective")).exclude(fate=Fate.CARRY)
    placings = PlanObjective.objects.filter(
        plan__home=area_id, plan__state=PlanState.ENDED, plan__superseded_by__isnull=False
    )
    lost = placings.exclude(Exists(on)).exclude(Exists(decided)).filter(objective__withdrawn_on__isnull=True)
    return [*lost_actions, *(placing.objective for placing in lost.select_related("objective__home").order_by("pk"))]
