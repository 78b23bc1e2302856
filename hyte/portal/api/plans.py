"""The open data of plans: what each plan says, its objectives, and what is done for them and where it stands."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Path, Query
from pydantic import BaseModel

from hyte.core.areas.models import Record
from hyte.planning.plans.choices import Direction, Evidence, Forecast, MeasureKind, Phase, PlanKind, PlanState, Status
from hyte.planning.plans.models import (
    Action,
    Measure,
    MeasureTarget,
    Objective,
    Plan,
    PlanObjective,
    PlanSnapshot,
    Progress,
)
from hyte.planning.plans.queries.content import content_of
from hyte.planning.plans.queries.pages import in_words
from hyte.portal.api.addresses import answers_at
from hyte.portal.api.asking import KEY, NotFound, Paged, Spoken, key_filter, of_area, page_of, spoken
from hyte.portal.api.columns import said, told
from hyte.portal.api.rows import Named, RecordRow, pages_of
from hyte.portal.api.showing import Shower, named

Answer = dict[str, Any]
# Drafts are their own area's: here even its workers read what everyone may.
VISITOR = AnonymousUser()


class PlanRow(RecordRow):
    name: str = told(Plan, "name")
    kind: PlanKind = told(Plan, "kind")
    kind_name: str = said(gettext_lazy("kind in words"))
    summary: str = told(Plan, "summary")
    plain_summary: str = told(Plan, "plain_summary")
    starts: date | None = told(Plan, "starts")
    ends: date | None = told(Plan, "ends")
    state: PlanState = told(Plan, "state")
    state_name: str = said(gettext_lazy("state in words"))
    approved_on: date | None = told(Plan, "approved_on")
    sha256: str | None = said(gettext_lazy("SHA-256 of the approved content; null where none is kept here"))
    family: Named | None = told(Plan, "family")
    document: Named | None = told(Plan, "document")
    themes: list[Named] = told(Plan, "themes")


class PlanPage(PlanRow):
    content: dict[str, Any] = said(
        gettext_lazy(
            "what the plan says, each text by language: as approved where an approved version is kept, otherwise as it stands"
        )
    )


class TargetRow(BaseModel):
    year: int = told(MeasureTarget, "year")
    value: float = told(MeasureTarget, "value")


class MeasureRow(BaseModel):
    key: str = told(Record, "key")
    kind: MeasureKind = told(Measure, "kind")
    name: str = told(Measure, "name")
    indicator: Named | None = told(Measure, "indicator")
    unit: str = told(Measure, "unit")
    direction: Direction | None = told(Measure, "direction")
    due: date | None = told(Measure, "due")
    reached_on: date | None = told(Measure, "reached_on")
    targets: list[TargetRow] = said(gettext_lazy("targets by year"))


class ObjectiveRow(RecordRow):
    name: str = told(Objective, "name")
    description: str = told(Objective, "description")
    themes: list[Named] = told(Objective, "themes")
    focus_areas: list[Named] = told(Objective, "focus_areas")
    age_groups: list[str] = told(Objective, "age_groups")
    owner: Named | None = told(Objective, "owner")
    concerns: list[Named] = told(Objective, "concerns")
    indicators: list[Named] = told(Objective, "indicators")
    is_shared: bool = told(Objective, "is_shared")
    plans: list[Named] = said(gettext_lazy("plans in which it stands"))
    measures: list[MeasureRow] = said(gettext_lazy("how it is measured"))


class ActionRow(RecordRow):
    objective: Named | None = told(Action, "objective")
    name: str = told(Action, "name")
    description: str = told(Action, "description")
    post: Named | None = told(Action, "post")
    unit: Named | None = told(Action, "unit")
    partners: list[Named] = told(Action, "partners")
    bodies: list[Named] = told(Action, "bodies")
    areas: list[Named] = told(Action, "areas")
    starts: date | None = told(Action, "starts")
    ends: date | None = told(Action, "ends")
    phase: Phase | None = told(Action, "phase")
    money: float | None = told(Action, "money")
    work_months: float | None = told(Action, "work_months")
    grants: str = told(Action, "grants")
    premises: str = told(Action, "premises")
    evidence: Evidence = told(Action, "evidence")
    evidence_source: str = told(Action, "evidence_source")
    status: Status = told(Progress, "status")
    status_name: str = said(gettext_lazy("status in words"))
    forecast: Forecast = told(Progress, "forecast")
    stands: str = told(Progress, "stands")
    reported_on: date | None = said(gettext_lazy("day of the newest report; null where nothing has been told"))
    measures: list[MeasureRow] = said(gettext_lazy("how it is measured"))


class OfArea(Paged):
    area: str | None = said(
        gettext_lazy("key of an area, such as paijat-hame"), default=None, pattern=KEY, max_length=80
    )


class AskPlans(OfArea):
    kind: PlanKind | None = said(gettext_lazy("kind of plan"), default=None)
    state: PlanState | None = said(gettext_lazy("state"), default=None)


class AskPlan(Spoken):
    """One plan."""


class AskObjectives(OfArea):
    plan: str | None = key_filter(gettext_lazy("key of a plan in which it stands"))
    theme: str | None = key_filter(gettext_lazy("key of a theme"))


class AskActions(OfArea):
    objective: str | None = key_filter(gettext_lazy("key of an objective"))
    status: Status | None = said(gettext_lazy("where it stands"), default=None)


@answers_at("/plans", pages_of(PlanRow), gettext_lazy("Plans"))
@spoken
def plans(request: HttpRequest, asked: Query[AskPlans]) -> Answer:
    """Plans in force, in handling and ended; of a plan that is being revised, what was approved."""
    found = of_area(_plans(), asked.area)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.state:
        found = found.filter(state=asked.state)
    shower = Shower(request)
    return page_of(found, asked, request, lambda one: _plan(one, shower))


@answers_at("/plans/{key}", PlanPage, gettext_lazy("One plan with its contents"))
@spoken
def plan(request: HttpRequest, key: Path[str], asked: Query[AskPlan]) -> Answer:
    """What a plan says: its objectives, actions, measures and texts; an approved one as it was approved, under its hash."""
    found = _plans().filter(key=key.replace("\x00", "")[:200]).first()
    if found is None:
        raise NotFound(_("There is no published plan with the key %(key)s.") % {"key": key[:120]})
    version = _version(found)
    content = PlanSnapshot.objects.get(pk=version.pk).content if version else content_of(found)
    return _plan(found, Shower(request)) | {"content": content}


@answers_at("/objectives", pages_of(ObjectiveRow), gettext_lazy("Objectives"))
@spoken
def objectives(request: HttpRequest, asked: Query[AskObjectives]) -> Answer:
    """What is to change for whom, why, and in which plans it stands."""
    held = PlanObjective.objects.visible_to(VISITOR).filter(plan__withdrawn_on__isnull=True)
    found = of_area(Objective.objects.visible_to(VISITOR).live(), asked.area)
    if asked.plan:
        found = found.filter(pk__in=held.filter(plan__key=asked.plan).values("objective"))
    if asked.theme:
        found = found.filter(themes__key=asked.theme)
    found = found.select_related("home", "owner").prefetch_related(
        "owner__periods",
        "themes",
        "focus_areas",
        "concerns",
        "indicators",
        Prefetch("placings", held.select_related("plan").order_by("plan__key"), to_attr="shown_placings"),
        _measures(),
    )
    shower = Shower(request)
    return page_of(found.order_by("key"), asked, request, lambda one: _objective(one, shower))


@answers_at("/actions", pages_of(ActionRow), gettext_lazy("Actions"))
@spoken
def actions(request: HttpRequest, asked: Query[AskActions]) -> Answer:
    """What is done for objectives, by which post or unit, with what means, and where it stands by its newest report."""
    found = of_area(Action.objects.visible_to(VISITOR).live().with_status(), asked.area)
    if asked.objective:
        found = found.filter(objective__key=asked.objective)
    if asked.status:
        found = found.filter(status=asked.status)
    found = found.select_related("home", "objective", "post", "unit").prefetch_related(
        "unit__periods", "partners", "bodies__periods", "areas", _measures()
    )
    shower = Shower(request)
    return page_of(found.order_by("key"), asked, request, lambda one: _action(one, shower))


def _plans() -> QuerySet[Plan]:
    versions = PlanSnapshot.objects.live().defer("content").annotate(head=F("content__plan")).order_by("-number")
    rows: Any = Plan.objects
    found: QuerySet[Plan] = rows.visible_to(VISITOR).live()
    return (
        found.select_related("home", "family", "document")
        .prefetch_related("themes", Prefetch("snapshots", versions, to_attr="shown_versions"))
        .order_by("key")
    )


def _version(one: Any) -> PlanSnapshot | None:
    """The newest approved version, by which a plan is shown once it has one."""
    return one.shown_versions[0] if one.shown_versions else None


def _plan(one: Plan, shower: Shower) -> Answer:
    version = _version(one)
    head = in_words(version.head) if version else {}  # type: ignore[attr-defined]
    texts = {name: head.get(name, getattr(one, name)) for name in ("name", "summary", "plain_summary")}
    return (
        shower.record(one)
        | {name: str(text) for name, text in texts.items()}
        | {
            "kind": one.kind,
            "kind_name": one.get_kind_display(),
            "starts": head.get("starts", one.starts),
            "ends": head.get("ends", one.ends),
            "state": one.state,
            "state_name": one.get_state_display(),
            "approved_on": one.approved_on,
            "sha256": version.hash if version else None,
            "family": named(one.family),
            "document": named(one.document),
            "themes": head["themes"] if version else _all_named(one.themes.all()),
        }
    )


def _objective(one: Any, shower: Shower) -> Answer:
    return shower.record(one) | {
        "name": one.name,
        "description": one.description,
        "themes": _all_named(one.themes.all()),
        "focus_areas": _all_named(one.focus_areas.all()),
        "age_groups": one.age_groups,
        "owner": named(one.owner),
        "concerns": _all_named(one.concerns.all()),
        "indicators": _all_named(one.indicators.all()),
        "is_shared": one.is_shared,
        "plans": _all_named(placing.plan for placing in one.shown_placings),
        "measures": [_measure(row) for row in one.shown_measures],
    }


def _action(one: Any, shower: Shower) -> Answer:
    plain = ("name", "description", "starts", "ends", "money", "work_months", "grants", "premises", "evidence")
    return (
        shower.record(one)
        | {name: getattr(one, name) for name in (*plain, "evidence_source", "status", "forecast", "stands")}
        | {
            "objective": named(one.objective),
            "post": named(one.post),
            "unit": named(one.unit),
            "partners": _all_named(one.partners.all()),
            "bodies": _all_named(one.bodies.all()),
            "areas": [{"key": area.key, "name": area.name} for area in one.areas.all()],
            "phase": one.phase or None,
            "status_name": str(Status(one.status).label),
            "reported_on": one.reported_on,
            "measures": [_measure(row) for row in one.shown_measures],
        }
    )


def _measures() -> Prefetch:
    rows = Measure.objects.live().select_related("indicator").prefetch_related("targets").order_by("order", "pk")
    return Prefetch("measures", rows, to_attr="shown_measures")


def _measure(one: Measure) -> Answer:
    return {
        "key": one.key,
        "kind": one.kind,
        "name": str(one),
        "indicator": named(one.indicator),
        "unit": one.unit or (one.indicator.unit if one.indicator else ""),
        "direction": one.direction or None,
        "due": one.due,
        "reached_on": one.reached_on,
        "targets": [{"year": target.year, "value": target.value} for target in one.targets.all()],
    }


def _all_named(rows: Any) -> list[dict[str, str]]:
    return [found for row in rows if (found := named(row))]
