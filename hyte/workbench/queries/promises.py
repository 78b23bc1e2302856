"""What the plans in force have promised, each objective once, and where its actions stand today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from hyte.core.areas.models import Area
from hyte.planning.plans.choices import FOLLOWED, Forecast, MeasureKind, PlanState, Status
from hyte.planning.plans.models import Action, Measure, Objective, Plan, PlanObjective, PlanSnapshot
from hyte.planning.plans.queries.content import Content, in_languages, measure_content
from hyte.planning.plans.queries.pages import Standing, Words, in_words, standing_of

EMPTY: Content = {"objectives": []}


@dataclass(frozen=True)
class PromisedAction:
    """An action as its plan names it, and where it stands today."""

    key: str
    name: Words
    ends: date | None
    money: Decimal | None
    now: Standing
    is_at_risk: bool = False

    @property
    def is_done(self) -> bool:
        return self.now.status == Status.DONE

    @property
    def is_pursued(self) -> bool:
        """Whether it is done or still meant to be: what was given up or taken out of the register is not."""
        return self.now.status in (Status.PLANNED, Status.UNDERWAY, Status.DONE)

    @property
    def is_open(self) -> bool:
        return self.now.status in (Status.PLANNED, Status.UNDERWAY)


@dataclass
class Promise:
    """An objective of the plans in force with its actions, the keys of its themes, and the numbers that it names."""

    key: str
    name: Words
    url: str = ""
    is_example: bool = False
    themes: set[str] = field(default_factory=set)
    actions: dict[str, PromisedAction] = field(default_factory=dict)
    # The keys of its indicators, each with the ways that its measures wish.
    indicators: dict[str, set[str]] = field(default_factory=dict)
    # Its own counts and milestones by their keys, as the plan says them.
    own_measures: dict[str, Content] = field(default_factory=dict)


def plans_in_force(area: Area, *, user: Any, day: date) -> list[Plan]:
    """The area's published plans that cover a day, in their order; one without days covers every day."""
    rows = _published(area, user=user).exclude(state=PlanState.ENDED)
    rows = rows.filter(Q(starts__isnull=True) | Q(starts__lte=day), Q(ends__isnull=True) | Q(ends__gte=day))
    return list(rows.order_by("order", "-starts", "pk"))


def last_plan(area: Area, *, user: Any, day: date) -> Plan | None:
    """The area's published plan whose period was over last."""
    return _published(area, user=user).filter(ends__lt=day).order_by("-ends", "order", "pk").first()


def _published(area: Area, *, user: Any) -> QuerySet[Plan]:
    rows = Plan.objects.visible_to(user).live().of(area).select_related("home")
    return rows.filter(Q(state__in=[*FOLLOWED, PlanState.ENDED]) | Q(approved_on__isnull=False))


def promises_of(area: Area, plans: Iterable[Plan], *, user: Any, day: date) -> list[Promise]:
    """The objectives of these plans in their order, in a fixed number of queries."""
    contents = [one for plan in _contents(area, list(plans)) for one in plan["objectives"]]
    actions = {action["key"] for one in contents for action in one["actions"]}
    standings = _standings(actions, user=user)
    seen = {row.key: row for row in _objectives({one["key"] for one in contents}, user=user)}
    promises: dict[str, Promise] = {}
    for one in contents:
        promise = promises.setdefault(one["key"], Promise(one["key"], in_words(one["name"])))
        if one["key"] in seen:
            promise.url = seen[one["key"]].get_absolute_url()
            promise.is_example = seen[one["key"]].is_example
        promise.themes |= {theme["key"] for theme in one["themes"]}
        _name_measures(promise, one)
        for action in one["actions"]:
            promise.actions.setdefault(action["key"], _action(action, standings.get(action["key"]), day))
    return list(promises.values())


def _contents(area: Area, plans: list[Plan]) -> list[Content]:
    """What each plan promises: as it was last approved, or as it stands where it was never approved here."""
    approved = [plan.pk for plan in plans if plan.approved_on]
    versions: dict[int, PlanSnapshot] = {}
    for row in PlanSnapshot.objects.live().filter(plan__in=approved).order_by("number"):
        versions[row.plan_id] = row
    # What is being revised is nobody's promise before it is approved.
    live = _live_contents(area, [plan.pk for plan in plans if plan.pk not in versions and plan.state in FOLLOWED])
    return [versions[plan.pk].content if plan.pk in versions else live.get(plan.pk, EMPTY) for plan in plans]


def _live_contents(area: Area, plans: list[int]) -> Mapping[int, Content]:
    """What stands in plans now, in the shape of an approved version as far as it is read here."""
    rows = PlanObjective.objects.filter(plan__in=plans, objective__withdrawn_on__isnull=True)
    placings = list(
        rows.select_related("objective")
        .prefetch_related("objective__themes", "objective__indicators")
        .order_by("order", "pk")
    )
    ids = {placing.objective_id for placing in placings}
    actions = list(Action.objects.live().filter(home=area, objective__in=ids).order_by("order", "pk"))
    measures = _measures(Q(objective__in=ids) | Q(action__in=[action.pk for action in actions]))
    under: dict[int, list[Content]] = {}
    for action in actions:
        under.setdefault(action.objective_id, []).append(_live_action(action, measures))
    contents: dict[int, Content] = {pk: {"objectives": []} for pk in plans}
    for placing in placings:
        objective = placing.objective
        contents[placing.plan_id]["objectives"].append(
            {
                "key": objective.key,
                "name": in_languages(objective, "name"),
                "themes": [{"key": theme.key} for theme in objective.themes.all()],
                "indicators": [{"key": one.key} for one in objective.indicators.all()],
                "measures": measures.get(("objective", objective.pk), []),
                "actions": under.get(objective.pk, []),
            }
        )
    return contents


def _live_action(action: Action, measures: Mapping[tuple[str, int], list[Content]]) -> Content:
    return {
        "key": action.key,
        "name": in_languages(action, "name"),
        "ends": action.ends.isoformat() if action.ends else None,
        "money": None if action.money is None else str(action.money),
        "measures": measures.get(("action", action.pk), []),
    }


def _measures(of: Q) -> dict[tuple[str, int], list[Content]]:
    """Measures by what they measure."""
    found: dict[tuple[str, int], list[Content]] = {}
    rows = Measure.objects.live().filter(of).select_related("indicator").prefetch_related("targets")
    for row in rows.order_by("order", "pk"):
        place = ("objective", row.objective_id) if row.objective_id else ("action", row.action_id)
        found.setdefault(place, []).append(measure_content(row))
    return found


def _name_measures(promise: Promise, one: Content) -> None:
    for named in one["indicators"]:
        promise.indicators.setdefault(named["key"], set())
    for measure in [*one["measures"], *(m for action in one["actions"] for m in action["measures"])]:
        if measure["indicator"]:
            promise.indicators.setdefault(measure["indicator"]["key"], set()).add(measure["direction"])
        elif measure["kind"] != MeasureKind.INDICATOR:
            promise.own_measures.setdefault(measure["key"], measure)


def _standings(keys: set[str], *, user: Any) -> dict[str, Any]:
    rows = Action.objects.visible_to(user).live().filter(key__in=keys).with_status().select_related("home")
    return {row.key: row for row in rows}


def _objectives(keys: set[str], *, user: Any) -> QuerySet[Objective]:
    return Objective.objects.visible_to(user).live().filter(key__in=keys).select_related("home")


def _action(content: Content, row: Any, day: date) -> PromisedAction:
    return PromisedAction(
        key=content["key"],
        name=in_words(content["name"]),
        ends=date.fromisoformat(content["ends"]) if content["ends"] else None,
        money=Decimal(content["money"]) if content["money"] is not None else None,
        now=standing_of(row, day=day) if row is not None else Standing(words=_("no longer in the register")),
        is_at_risk=row is not None and row.forecast in (Forecast.AT_RISK, Forecast.LATE),
    )
