"""What asks a plan for an answer: open matters, worries and findings, and what of the area's plans answers each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Area
from hyte.governance.meetings.choices import MatterState
from hyte.governance.meetings.models import Matter
from hyte.knowledge.indicators.choices import AnswerKind, ConcernKind, Outcome
from hyte.knowledge.indicators.models import Concern, LostYearsFinding
from hyte.knowledge.indicators.queries.lost_years import finding_concerning, findings_seen_from
from hyte.planning.plans.choices import CURRENT, PlanKind, PlanState
from hyte.planning.plans.models import Action, Objective, Plan, PlanAnswer, PlanObjective
from hyte.planning.plans.queries.content import themes_met

# What may ask, by the column of an answer to it: its model, and its word in addresses and for readers.
MODELS: dict[str, Any] = {"matter": Matter, "concern": Concern, "finding": LostYearsFinding}
WORDS = {"matter": "asia", "concern": "huoli", "finding": "havainto"}
KINDS: dict[str, Any] = {"matter": _("open matter"), "concern": _("worry"), "finding": _("finding of lost years")}
# What is tied to no theme is asked of these.
OF_EVERYTHING = (PlanKind.WELLBEING, PlanKind.REGIONAL)


@dataclass(frozen=True)
class Asked:
    """A thing that asks for an answer, since when, and what answers it: a record, or a reason why nothing does.

    `told` is what the area has said it does, when no record carries it.
    """

    name: str
    thing: Any
    since: date | None
    by: Objective | Action | None = None
    answer: PlanAnswer | None = None
    reason: str = ""
    told: str = ""

    @property
    def word(self) -> str:
        return WORDS[self.name]

    @property
    def kind(self) -> Any:
        return KINDS[self.name]

    @property
    def is_open(self) -> bool:
        return self.by is None and not self.reason


def asked_of(plan: Plan, *, user: Any, day: date) -> list[Asked]:
    """What asks a plan that has not ended for an answer, what is open first and the oldest first."""
    if plan.state == PlanState.ENDED or plan.withdrawn_on:
        return []
    things = _of_themes(plan, _things(plan.home, user=user, day=day))
    answers, ties = _answers(plan)
    found = [_asked(name, thing, themes, plan, answers, ties) for name, thing, themes in things]
    return sorted(found, key=lambda one: (not one.is_open, one.since or date.min, one.name, one.thing.pk))


Thing = tuple[str, Any, set[int]]
Place = tuple[str, int]


def _things(area: Area, *, user: Any, day: date) -> list[Thing]:
    """Everything of the area that asks, each with the themes that it is tied to."""
    matters = Matter.objects.visible_to(user).live().of(area).filter(state=MatterState.OPEN)
    worries = Concern.objects.visible_to(user).live().of(area).filter(kind=ConcernKind.WORRY)
    worries = worries.exclude(outcome=Outcome.NOT_CONFIRMED)
    findings = findings_seen_from(area, user=user, day=day)
    prefetch_related_objects(findings, "indicators__themes")
    return [
        *(
            ("matter", row, _themes([row.body] if row.body else []))
            for row in matters.select_related("home", "body").prefetch_related("body__themes")
        ),
        *(
            ("concern", row, _themes(row.indicators.all()))
            for row in worries.select_related("home").prefetch_related("indicators__themes")
        ),
        *(("finding", row, _themes(row.indicators.all())) for row in findings),
    ]


def _themes(rows: Iterable[Any]) -> set[int]:
    return {theme.pk for row in rows for theme in row.themes.all()}


def _of_themes(plan: Plan, things: list[Thing]) -> list[Thing]:
    """Those tied to a theme of the plan, or to one mapped to it; those tied to none where the plan is about everything."""
    own = plan.themes.values_list("pk", flat=True)
    met = set().union(*themes_met(own).values())
    takes_rest = plan.kind in OF_EVERYTHING or not met
    return [(name, thing, themes) for name, thing, themes in things if (themes & met if themes else takes_rest)]


def _answers(plan: Plan) -> tuple[dict[Place, PlanAnswer], dict[Place, Objective | Action]]:
    """The plan's own answers, and what answers each thing in any of the area's plans that have not ended."""
    held = PlanObjective.objects.filter(
        home=plan.home_id, plan__state__in=CURRENT, plan__withdrawn_on=None, objective__withdrawn_on=None
    )
    standing = set(held.values_list("objective_id", flat=True))
    rows = PlanAnswer.objects.filter(home=plan.home_id, plan__withdrawn_on=None)
    own: dict[Place, PlanAnswer] = {}
    ties: dict[Place, Objective | Action] = {}
    for row in rows.select_related("plan", "objective__home", "action__home", "action__objective").order_by("pk"):
        place = place_of(row)
        if row.plan_id == plan.pk:
            own[place] = row
        if row.by is not None and _stands(row.by, standing):
            ties.setdefault(place, row.by)
    through = Objective.concerns.through.objects.filter(objective__in=standing)
    for tie in through.select_related("objective__home").order_by("pk"):
        ties.setdefault(("concern", tie.concern_id), tie.objective)
    return own, ties


def _stands(by: Any, standing: set[int]) -> bool:
    objective = by.objective_id if isinstance(by, Action) else by.pk
    return by.withdrawn_on is None and objective in standing


def place_of(row: PlanAnswer) -> Place:
    """What an answer is to: its kind and its number."""
    return next((name, getattr(row, f"{name}_id")) for name in MODELS if getattr(row, f"{name}_id"))


def _asked(
    name: str,
    thing: Any,
    themes: set[int],
    plan: Plan,
    answers: dict[Place, PlanAnswer],
    ties: dict[Place, Objective | Action],
) -> Asked:
    by, answer = ties.get((name, thing.pk)), answers.get((name, thing.pk))
    since = thing.opened if name == "matter" else thing.day
    reason, told = answer.reason if answer and not by else "", ""
    if name == "finding" and not by and not reason:
        own = next((one for one in thing.shown_answers if one.home_id == plan.home_id), None)
        if own is not None:
            # That nothing is done, and why, has been said already; of what is said to be done the plan still has to tell.
            reason, told = (own.text, "") if own.kind == AnswerKind.NO_ACTION else ("", own.text)
    return Asked(name, thing, since, by, answer, reason, told)


def column_of(thing: Any) -> str:
    """The column of an answer that names a thing of its kind."""
    return next(name for name, model in MODELS.items() if isinstance(thing, model))


def thing_named(word: str, key: str, *, plan: Plan, user: Any, day: date) -> Any:
    """What an address names of the things that ask the plan's area for an answer; None where there is no such."""
    name = next((name for name, own in WORDS.items() if own == word), None)
    if name is None:
        return None
    if name == "finding":
        return finding_concerning(plan.home, key, user=user, day=day)
    return MODELS[name].objects.visible_to(user).live().of(plan.home).select_related("home").filter(key=key).first()


def answerable(plan: Plan) -> list[tuple[Objective, list[Action]]]:
    """The plan's objectives in order, each with the area's own actions under it."""
    placings = PlanObjective.objects.filter(plan=plan, objective__withdrawn_on=None)
    objectives = [row.objective for row in placings.select_related("objective__home").order_by("order", "pk")]
    actions: dict[int, list[Action]] = {}
    for action in Action.objects.live().filter(home=plan.home_id, objective__in=objectives).order_by("order", "pk"):
        actions.setdefault(action.objective_id, []).append(action)
    return [(objective, actions.get(objective.pk, [])) for objective in objectives]


def answer_to(plan: Plan, thing: Any) -> PlanAnswer | None:
    """The plan's own answer to a thing."""
    return plan.answers.filter(**{column_of(thing): thing}).select_related("objective", "action").first()
