"""What a plan says: one shape for the live plan and for what was approved, so that page, file and comparison read alike.

Everything is text, whole numbers and lists, in the order of the plan, each text in the languages it was written in.
Posts, units and bodies are named, persons never.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q

from hyte.governance.structure.models import Body, Theme, ThemeMapping, Unit
from hyte.planning.plans.models import Action, Measure, Objective, Plan, PlanObjective, PlanText

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
Content = dict[str, Any]


def content_hash(content: Content) -> str:
    """SHA-256 of the canonical JSON: keys in order, no spaces, text as it is."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def content_of(plan: Plan) -> Content:
    """The plan as it stands now, in a fixed number of queries."""
    placings, done = _held_by(plan)
    texts = _texts_of(plan)
    actions: dict[int, list[Action]] = {}
    for action in done:
        actions.setdefault(action.objective_id, []).append(action)
    themes = _in_order(plan.themes.all())
    places = _places(themes, placings)
    return {
        "plan": _plan(plan, themes),
        "texts": [_text(row) for row in texts],
        "objectives": [
            {**_objective(row, actions.get(row.objective_id, [])), "under": places[row.pk]} for row in placings
        ],
    }


def invented_in(plan: Plan) -> list[str]:
    """Names of the invented examples that stand in a plan."""
    placings, actions = _held_by(plan)
    held: list[Any] = [*(row.objective for row in placings), *(row.text for row in _texts_of(plan)), *actions]
    for row in [*(placing.objective for placing in placings), *actions]:
        held += row.measures_read
    return [str(row) for row in held if row.is_example]


def _held_by(plan: Plan) -> tuple[list[PlanObjective], list[Action]]:
    """The plan's objectives in order and what its own area does for them, each with what it is shown with."""
    placings = _placings_of(plan)
    actions = list(_actions_of(plan, [placing.objective_id for placing in placings]))
    _read_measures([placing.objective for placing in placings], actions)
    return placings, actions


def _placings_of(plan: Plan) -> list[PlanObjective]:
    rows = PlanObjective.objects.filter(plan=plan, objective__withdrawn_on__isnull=True)
    return list(
        rows.select_related("objective__home", "objective__owner__home")
        .prefetch_related(
            "objective__themes",
            "objective__focus_areas",
            "objective__concerns",
            "objective__indicators",
            "objective__owner__periods",
        )
        .order_by("order", "pk")
    )


def _texts_of(plan: Plan) -> list[PlanText]:
    rows = PlanText.objects.filter(plan=plan, text__withdrawn_on__isnull=True)
    return list(rows.select_related("text__home").order_by("order", "pk"))


def _actions_of(plan: Plan, objectives: Iterable[int]) -> Iterable[Action]:
    rows = Action.objects.live().filter(home=plan.home_id, objective__in=list(objectives))
    return (
        rows.select_related("post", "unit")
        .prefetch_related("unit__periods", "partners", "bodies__periods", "areas")
        .order_by("order", "pk")
    )


def _read_measures(objectives: list[Objective], actions: list[Action]) -> None:
    """The measures of each objective and action as its `measures_read`, all of them read at once."""
    of_objective: dict[int, list[Measure]] = {}
    of_action: dict[int, list[Measure]] = {}
    rows = Measure.objects.live().filter(Q(objective__in=objectives) | Q(action__in=actions))
    for measure in rows.select_related("indicator").prefetch_related("targets").order_by("order", "pk"):
        of, pk = (of_action, measure.action_id) if measure.action_id else (of_objective, measure.objective_id)
        of.setdefault(pk, []).append(measure)  # type: ignore[arg-type]
    for found, held in ((of_objective, objectives), (of_action, actions)):
        for row in held:
            row.measures_read = found.get(row.pk, [])  # type: ignore[attr-defined]


def in_languages(row: Any, field: str) -> dict[str, str]:
    """A text in every language it was written in; one without translations is Finnish."""
    if isinstance(row, Body | Unit):
        row = row.period
    if row is None:
        return {}
    if not hasattr(row, f"{field}_{LANGUAGES[0]}"):
        return {LANGUAGES[0]: getattr(row, field)} if getattr(row, field) else {}
    return {code: value for code in LANGUAGES if (value := getattr(row, f"{field}_{code}", ""))}


def _named(row: Any, field: str = "name") -> Content:
    return {"key": row.key, "name": in_languages(row, field)}


def _is_live(row: Any) -> bool:
    """Whether there is something that was not withdrawn; an area never is. A plan names nothing that was."""
    return row is not None and getattr(row, "withdrawn_on", None) is None


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None


def themes_met(ids: Iterable[int]) -> dict[int, set[int]]:
    """For each theme those that it is or is mapped to, either way."""
    meets: dict[int, set[int]] = {pk: {pk} for pk in ids}
    for ends in ThemeMapping.objects.filter(Q(source__in=meets) | Q(target__in=meets)).values_list("source", "target"):
        for own, other in (ends, ends[::-1]):
            if own in meets:
                meets[own].add(other)
    return meets


def _places(themes: list[Theme], placings: list[PlanObjective]) -> dict[int, list[str]]:
    """Under which of the plan's themes each objective stands: its own, or those that its themes are mapped to."""
    meets = themes_met(theme.pk for theme in themes)
    held = {row.pk: {theme.pk for theme in row.objective.themes.all()} for row in placings}
    return {pk: [theme.key for theme in themes if meets[theme.pk] & own] for pk, own in held.items()}


def _plan(plan: Plan, themes: list[Theme]) -> Content:
    return {
        **_named(plan),
        "summary": in_languages(plan, "summary"),
        "plain_summary": in_languages(plan, "plain_summary"),
        "kind": plan.kind,
        "starts": _day(plan.starts),
        "ends": _day(plan.ends),
        "themes": [_named(theme) for theme in themes],
        "focus_areas": [_named(area) for area in _in_order(plan.focus_areas.all())],
    }


def _text(row: PlanText) -> Content:
    return {
        "key": row.text.key,
        "title": in_languages(row.text, "title"),
        "text": in_languages(row.text, "text"),
        "plain_text": in_languages(row.text, "plain_text"),
        "home": row.text.home.key,
        "local_words": in_languages(row, "local_words"),
    }


def _objective(row: PlanObjective, actions: list[Action]) -> Content:
    objective: Objective = row.objective
    return {
        **_named(objective),
        "description": in_languages(objective, "description"),
        "home": objective.home.key,
        "local_words": in_languages(row, "local_words"),
        "themes": [_named(theme) for theme in _in_order(objective.themes.all())],
        "focus_areas": [_named(area) for area in _in_order(objective.focus_areas.all())],
        "age_groups": sorted(objective.age_groups),
        "owner": _named(objective.owner) if _is_live(objective.owner) else None,
        "concerns": [_named(concern, "text") for concern in _by_key(objective.concerns.all())],
        "indicators": [_named(indicator) for indicator in _by_key(objective.indicators.all())],
        "measures": [measure_content(measure) for measure in objective.measures_read],  # type: ignore[attr-defined]
        "actions": [_action(action) for action in actions],
    }


def _action(action: Action) -> Content:
    return {
        **_named(action),
        "description": in_languages(action, "description"),
        "post": _named(action.post, "title") if _is_live(action.post) else None,
        "unit": _named(action.unit) if _is_live(action.unit) else None,
        "partners": [_named(partner) for partner in _by_key(action.partners.all())],
        "bodies": [_named(body) for body in _by_key(action.bodies.all())],
        "areas": [_named(area) for area in _by_key(action.areas.all())],
        "starts": _day(action.starts),
        "ends": _day(action.ends),
        "phase": action.phase,
        "money": _number(action.money),
        "work_months": _number(action.work_months),
        "grants": action.grants,
        "premises": action.premises,
        "evidence": action.evidence,
        "evidence_source": action.evidence_source,
        "measures": [measure_content(measure) for measure in action.measures_read],  # type: ignore[attr-defined]
    }


def measure_content(measure: Measure) -> Content:
    """A measure as a plan says it; its indicator and targets are best read with it."""
    return {
        "key": measure.key,
        "kind": measure.kind,
        "name": in_languages(measure, "name"),
        "indicator": _named(measure.indicator) if measure.indicator else None,
        "unit": in_languages(measure, "unit") or in_languages(measure.indicator, "unit"),
        "direction": measure.direction,
        "due": _day(measure.due),
        "targets": [[target.year, _number(target.value)] for target in measure.targets.all()],
    }


def _number(value: Any) -> str | None:
    """A number the same way whether it was just set or read from either database."""
    return None if value is None else format(round(value, 2), ".2f")


def _in_order(rows: Iterable[Any]) -> list[Any]:
    return sorted(filter(_is_live, rows), key=lambda row: (row.order, row.pk))


def _by_key(rows: Iterable[Any]) -> list[Any]:
    return sorted(filter(_is_live, rows), key=lambda row: row.key)
