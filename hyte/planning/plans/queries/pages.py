"""Plans as pages show them: one tree of theme, objective, action and measure, from the live plan or an approved version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hyte.core.areas.models import Area, worker_areas
from hyte.knowledge.indicators.models import Indicator
from hyte.planning.plans.choices import OPEN, AgeGroup, Direction, Evidence, Forecast, MeasureKind, Phase, Status
from hyte.planning.plans.models import (
    Action,
    Measure,
    Objective,
    Plan,
    PlanFamily,
    PlanObjective,
    PlanSnapshot,
    Progress,
)
from hyte.planning.plans.models.plans import published_placing
from hyte.planning.plans.queries.content import LANGUAGES, Content, content_of
from hyte.planning.plans.queries.numbers import Followed, indicators_named, numbers_now, with_numbers


class Words(str):
    """A text in the page's language or, where that is missing, in one that it was written in."""

    code: str

    def __new__(cls, value: str, code: str) -> Words:
        words = super().__new__(cls, value)
        words.code = code
        return words

    @property
    def attribute(self) -> SafeString:
        """A lang attribute where the text is not in the page's language."""
        same = self.code == (get_language() or LANGUAGES[0])
        return SafeString("") if same or not self else format_html(' lang="{}"', self.code)


def in_words(value: Any) -> Any:
    """A part of a plan's content with each text in one language."""
    if isinstance(value, list):
        return [in_words(one) for one in value]
    if isinstance(value, dict):
        if value.keys() <= set(LANGUAGES):
            return _chosen(value)
        return {name: in_words(one) for name, one in value.items()}
    return value


def _chosen(texts: dict[str, str]) -> Words:
    for code in (get_language() or LANGUAGES[0], *LANGUAGES):
        if texts.get(code):
            return Words(texts[code], code)
    return Words("", LANGUAGES[0])


@dataclass(frozen=True)
class ListedPlan:
    plan: Plan
    objectives: int
    actions: int
    is_over: bool


def listed_plans(area: Area, *, user: Any, day: date) -> list[ListedPlan]:
    """The area's plans, those in force before those that have ended, with how much stands in each as the reader sees it."""
    seen = Q() if area.pk in worker_areas(user) else published_placing("placings__")
    held = seen & Q(placings__objective__withdrawn_on=None)
    under = Q(placings__objective__actions__home=area, placings__objective__actions__withdrawn_on=None)
    rows = (
        Plan.objects.visible_to(user)
        .live()
        .of(area)
        .select_related("home", "family__home")
        .annotate(
            objectives=Count("placings__objective", filter=held, distinct=True),
            actions=Count("placings__objective__actions", filter=held & under, distinct=True),
        )
        .order_by("order", "-starts", "pk")
    )
    listed = [ListedPlan(row, row.objectives, row.actions, row.has_ended(day)) for row in rows]
    return sorted(listed, key=lambda one: one.plan.state == "ended")


@dataclass
class Standing:
    """Where an action stands now and where its own page is; none of it for an action that the reader may not see."""

    url: str = ""
    status: str = ""
    words: Any = ""
    forecast: Any = ""
    stands: str = ""
    reported_on: date | None = None
    is_late: bool = False
    is_example: bool = False


@dataclass
class Group:
    """A theme with the plan's objectives under it; none is said to be none."""

    name: Any
    objectives: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class PlanPage:
    """A plan to be read: whether as approved or as it stands in draft, its groups, texts and how many actions stand how."""

    plan: Plan
    snapshot: PlanSnapshot | None
    head: dict[str, Any]
    texts: list[dict[str, Any]]
    groups: list[Group]
    counts: list[tuple[Any, int]]
    has_numbers: bool


def plan_page(plan: Plan, *, user: Any, day: date, snapshot: PlanSnapshot | None = None) -> PlanPage:
    """The plan as one page: an approved version's words, or today's; where each action stands is always today's."""
    content = snapshot.content if snapshot else content_of(plan)
    content = in_words(content)
    actions = [action for objective in content["objectives"] for action in objective["actions"]]
    standings = _standings([action["key"] for action in actions], user=user, day=day)
    places = _places([objective["key"] for objective in content["objectives"]], user=user)
    measures = [m for one in [*content["objectives"], *actions] for m in one["measures"]]
    rows = _measures([measure["key"] for measure in measures])
    indicators = indicators_named((m["indicator"]["key"] for m in measures if m["indicator"]), user=user)
    for objective in content["objectives"]:
        objective["url"], objective["is_example"] = places.get(objective["key"], ("", False))
        objective["age_words"] = [AgeGroup(age).label for age in objective["age_groups"]]
        for action in objective["actions"]:
            _describe(action, standings.get(action["key"], Standing()))
    for measure in measures:
        _read_measure(measure, rows.get(measure["key"]), indicators)
    has_numbers = _add_numbers(measures, plan.home, rows=rows, indicators=indicators, day=day)
    return PlanPage(
        plan, snapshot, content["plan"], content["texts"], _groups(content), _counted(standings), has_numbers
    )


def _describe(action: dict[str, Any], standing: Standing) -> None:
    action["now"] = standing
    action["phase_words"] = Phase(action["phase"]).label if action["phase"] else ""
    action["evidence_words"] = Evidence(action["evidence"]).label
    for name in ("starts", "ends"):
        action[name] = date.fromisoformat(action[name]) if action[name] else None
    for name in ("money", "work_months"):
        action[name] = float(action[name]) if action[name] is not None else None


def _standings(keys: list[str], *, user: Any, day: date) -> dict[str, Standing]:
    rows = Action.objects.visible_to(user).live().filter(key__in=keys).with_status().select_related("home")
    return {row.key: standing_of(row, day=day) for row in rows}


def standing_of(action: Any, *, day: date) -> Standing:
    """Where an action read with its status stands on a day."""
    is_open = action.status in OPEN
    return Standing(
        action.get_absolute_url(),
        action.status,
        Status(action.status).label,
        Forecast(action.forecast).label if is_open and action.forecast != Forecast.UNKNOWN else "",
        action.stands,
        action.reported_on,
        is_open and action.ends is not None and action.ends < day,
        action.is_example,
    )


def _places(keys: list[str], *, user: Any) -> dict[str, tuple[str, bool]]:
    rows = Objective.objects.visible_to(user).live().filter(key__in=keys).select_related("home")
    return {row.key: (row.get_absolute_url(), row.is_example) for row in rows}


def _measures(keys: list[str]) -> dict[str, Measure]:
    rows = Measure.objects.live().filter(key__in=keys).select_related("home")
    return {row.key: row for row in rows.prefetch_related("counts")}


def _add_numbers(
    measures: list[dict[str, Any]],
    area: Area,
    *,
    rows: Mapping[str, Measure],
    indicators: Mapping[str, Indicator],
    day: date,
) -> bool:
    """The area's newest number beside each measure by an indicator; whether there is any such measure."""
    followed = {}
    for measure in measures:
        indicator, row = indicators.get((measure["indicator"] or {}).get("key", "")), rows.get(measure["key"])
        if indicator is not None:
            targets_of = row.home if row else area
            followed[measure["key"]] = Followed(indicator, measure["path"], measure["direction"], targets_of)
    numbers = numbers_now(area, followed, day=day)
    for measure in measures:
        measure["number"] = numbers.get(measure["key"])
    return bool(numbers)


def _read_measure(measure: dict[str, Any], now: Measure | None, indicators: Mapping[str, Indicator]) -> None:
    """A measure's words, and what is known of it today."""
    measure["is_milestone"] = measure["kind"] == MeasureKind.MILESTONE
    measure["name"] = measure["name"] or (measure["indicator"] or {}).get("name", "")
    measure["direction_words"] = Direction(measure["direction"]).label if measure["direction"] else ""
    measure["due"] = date.fromisoformat(measure["due"]) if measure["due"] else None
    measure["path"] = [(year, float(value)) for year, value in measure["targets"]]
    indicator = indicators.get((measure["indicator"] or {}).get("key", ""))
    measure["url"] = indicator.get_absolute_url() if indicator else ""
    measure["reached_on"] = now.reached_on if now else None
    counts = sorted(now.counts.all(), key=lambda count: count.day) if now else []
    measure["newest"] = counts[-1] if counts else None


def _groups(content: Content) -> list[Group]:
    """Objectives under the plan's themes, each once: under the first that meets its own themes, or else its own first."""
    groups = {theme["key"]: Group(theme["name"]) for theme in content["plan"]["themes"]}
    rest = Group("")
    for objective in content["objectives"]:
        under = objective["under"] or [theme["key"] for theme in objective["themes"]]
        if under and under[0] not in groups:
            groups[under[0]] = Group(objective["themes"][0]["name"])
        (groups[under[0]] if under else rest).objectives.append(objective)
        objective["other_themes"] = [groups[key].name for key in objective["under"][1:]]
    if rest.objectives:
        rest.name = _("Other objectives") if len(groups) else _("Objectives")
    return [*groups.values(), *([rest] if rest.objectives else [])]


def _counted(standings: dict[str, Standing]) -> list[tuple[Any, int]]:
    """How many actions stand how, in the order of the states."""
    found = [(status.label, sum(one.status == status for one in standings.values())) for status in Status]
    return [(words, number) for words, number in found if number]


def shown_version(plan: Plan, *, user: Any) -> PlanSnapshot | None:
    """The version that a reader is shown: the approved one, unless the reader works on the draft that revises it."""
    if plan.state == "draft" and plan.home_id in worker_areas(user):
        return None
    if plan.approved_on is None:
        return None
    return PlanSnapshot.objects.filter(plan=plan).live().order_by("-number").select_related("decision").first()


@dataclass(frozen=True)
class ActionLine:
    action: Action
    now: Standing


def action_lines(actions: Iterable[Action], *, day: date) -> list[ActionLine]:
    """Actions read with their status, each with where it stands."""
    return [ActionLine(action, standing_of(action, day=day)) for action in actions]


def actions_under(objective: Objective, *, user: Any) -> list[Action]:
    """What is done for an objective, in every area that the reader may see, own area's first."""
    rows = Action.objects.visible_to(user).live().filter(objective=objective).with_status()
    rows = rows.select_related("home", "post", "unit").prefetch_related("unit__periods")
    return sorted(rows, key=lambda row: (row.home_id != objective.home_id, str(row.home), row.order, row.pk))


def measures_of(record: Objective | Action, *, user: Any, day: date) -> list[Measure]:
    """How an objective or action is measured, with its path, its counts and its area's newest number."""
    rows = record.measures.all().live().select_related("home", "indicator__home", "objective__home", "action__home")
    found = list(rows.prefetch_related("targets", "counts").order_by("order", "pk"))
    return with_numbers(found, area=record.home, day=day)


def reports_of(action: Action) -> list[Progress]:
    """Reports of where an action has stood, newest first; who told it only to the area's workers, by the template."""
    return list(action.progress.select_related("author", "proof").order_by("-day"))


def versions_of(plan: Plan, *, user: Any) -> list[PlanSnapshot]:
    rows = PlanSnapshot.objects.visible_to(user).filter(plan=plan).select_related("decision__matter__home")
    return list(rows.order_by("-number"))


def newest_report_day(area: Area) -> date | None:
    """When something was last heard of any of the area's actions."""
    return Progress.objects.filter(home=area).aggregate(last=Max("day"))["last"]


@dataclass(frozen=True)
class FamilyRow:
    """An objective of a family of plans, and for each plan whether it stands there."""

    objective: Objective
    stands_in: list[bool]


def family_rows(family: PlanFamily, *, user: Any) -> list[FamilyRow]:
    """Every objective of the family's plans once: those that several plans share come first."""
    plans = list(Plan.objects.visible_to(user).live().filter(family=family).order_by("order", "pk"))
    held: dict[int, set[int]] = {}
    placings = PlanObjective.objects.visible_to(user).filter(plan__in=plans)
    for plan, objective in placings.values_list("plan_id", "objective_id"):
        held.setdefault(objective, set()).add(plan)
    rows = Objective.objects.visible_to(user).live().filter(pk__in=held).select_related("home")
    ordered = sorted(rows, key=lambda row: (-len(held[row.pk]), str(row)))
    return [FamilyRow(row, [plan.pk in held[row.pk] for plan in plans]) for row in ordered]
