"""What loads of plans must meet: the same that forms and operations ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.areas.models import Area
from hyte.core.exchange.planning import chunks, home_of, value_after
from hyte.core.exchange.shapes import CHANGED, CREATED, UNCHANGED, Plan, Row, Sheet, sheet_of
from hyte.governance.structure.models import Post, Unit
from hyte.planning.plans import models as plans
from hyte.planning.plans.choices import STATUS_NEXT, MeasureKind, PlanState, Status
from hyte.planning.plans.models.measures import FIRST_YEAR, LAST_YEAR, measure_fault
from hyte.planning.plans.rules import EDIT

Fault = tuple[Row, str, str, str]
# A load brings drafts and what was handled elsewhere; the steps of handling are taken on the plan's own page.
LOADED_AS = {PlanState.DRAFT, PlanState.IN_USE, PlanState.ENDED}


def placed_by(name: str, model: type[models.Model], operation: str) -> Callable[[list[Row], Plan], None]:
    """Rows that belong where the record of a column belongs: their home is its home, and the right is asked there."""

    def place(rows: list[Row], plan: Plan) -> None:
        homes = homes_of(model, {row.value(name) for row in rows if row.value(name)}, plan)
        areas = {home: Area(pk=home) for home in set(homes.values())}
        for row in rows:
            home = homes.get(row.value(name))
            if home is not None:
                row.given = {"home_id": home}
                row.asked = (operation, areas[home])

    return place


def place_held(name: str, model: type[models.Model]) -> Callable[[list[Row], Plan], None]:
    """What stands in plans belongs where the plan does, and whoever places it has looked at it as it is."""
    place_by_plan = placed_by("plan", plans.Plan, EDIT)

    def place(rows: list[Row], plan: Plan) -> None:
        place_by_plan(rows, plan)
        keys = {row.value(name) for row in rows if row.value(name)}
        versions: dict[str, int] = {}
        for some in chunks(sorted(keys)):
            versions.update(model._default_manager.filter(key__in=some).values_list("key", "version"))
        for row in rows:
            if row.given:
                row.given |= {"seen_version": versions.get(row.value(name), 1), "seen_at": timezone.now()}

    return place


def homes_of(model: type[models.Model], keys: set[str], plan: Plan) -> dict[str, int]:
    """The home areas of records by their keys: those of the register, and those that the load itself brings."""
    found: dict[str, int] = {}
    for some in chunks(sorted(keys)):
        found.update(model._default_manager.filter(key__in=some).values_list("key", "home_id"))
    for part in plan.sheets:
        if part.sheet.model is model:
            for row in part.rows:
                home = home_of(row, plan)
                if row.values["key"] in keys and home is not None:
                    found.setdefault(row.values["key"], home)
    return found


def check_plans(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """Days in order, neighbours of the same area, and no step of handling taken by a load."""
    sheet = sheet_of(rows, plan)
    yield from _days_in_order(rows, sheet)
    yield from _same_area(rows, plan, {"family": plans.PlanFamily, "supersedes": plans.Plan})
    for row in rows:
        now = row.obj if isinstance(row.obj, plans.Plan) else None
        if now is None and row.value("state", PlanState.DRAFT) not in LOADED_AS:
            fault = _("a file cannot take a plan through its handling")
            yield row, "state", fault, _("a draft, a plan in use that was handled elsewhere, or an ended one")
        elif "state" in row.changed:
            yield row, "state", _("a file cannot change a plan's state"), _("the state that the plan has")
        elif now is not None and row.action == CHANGED and not now.is_open:
            fault = _("the plan is %(state)s, so it is not changed") % {"state": now.get_state_display()}
            yield row, "key", fault, _("a plan that is a draft or in use")


def _days_in_order(rows: list[Row], sheet: Sheet) -> Iterable[Fault]:
    for row in rows:
        first, last = value_after(row, "starts", sheet), value_after(row, "ends", sheet)
        if first and last and last < first:
            yield row, "ends", _("the end is before the start"), _("the first day or a later one")


def _same_area(rows: list[Row], plan: Plan, named: dict[str, type[models.Model]]) -> Iterable[Fault]:
    """Named records that belong to the row's own home area."""
    for name, model in named.items():
        homes = homes_of(model, {row.value(name) for row in rows if row.value(name)}, plan)
        for row in rows:
            home = homes.get(row.value(name))
            if row.action != UNCHANGED and home is not None and home != home_of(row, plan):
                yield row, name, _("it belongs to another area"), _("a record of the row's own home area")


@dataclass(frozen=True)
class _Held:
    home: int
    is_shared: bool


def _held(model: type[models.Model], keys: set[str], plan: Plan) -> dict[str, _Held]:
    """Objectives or texts by their keys: whose they are and whether they are offered to others."""
    found: dict[str, _Held] = {}
    for key, home, is_shared in model._default_manager.filter(key__in=keys).values_list("key", "home_id", "is_shared"):
        found[key] = _Held(home, is_shared)
    for part in plan.sheets:
        if part.sheet.model is model:
            for row in part.rows:
                home = home_of(row, plan)
                if row.values["key"] in keys and home is not None:
                    found[row.values["key"]] = _Held(home, bool(value_after(row, "is_shared", part.sheet)))
    return found


def check_placings(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """What stands in a plan is its own area's or offered to others, and the plan is open."""
    sheet = sheet_of(rows, plan)
    name = sheet.identity[1]
    model = sheet.column(name).references("x")[0][0]
    held = _held(model, {row.value(name) for row in rows if row.value(name)}, plan)
    states = dict(plans.Plan.objects.filter(key__in={row.value("plan") for row in rows}).values_list("key", "state"))
    for row in rows:
        if row.action == UNCHANGED or "home_id" not in row.given:
            continue
        one = held.get(row.value(name))
        if one is not None and one.home != row.given["home_id"] and not one.is_shared:
            yield row, name, _("its area does not offer it to others"), _("one of the area's own, or a shared one")
        if states.get(row.value("plan"), PlanState.DRAFT) not in {PlanState.DRAFT, PlanState.IN_USE}:
            yield row, "plan", _("the plan is not open to changes"), _("a plan that is a draft or in use")


def check_actions(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """An action stands under an objective of its area's plans, in charge is somebody of the area, evidence has a source."""
    sheet = sheet_of(rows, plan)
    yield from _days_in_order(rows, sheet)
    yield from _same_area(rows, plan, {"post": Post, "unit": Unit})
    placed = _placed(rows, plan)
    for row in rows:
        if row.action == UNCHANGED:
            continue
        if (row.value("objective"), home_of(row, plan)) not in placed:
            yield row, "objective", _("it stands in none of the area's plans"), _("an objective of the area's plans")
        evidence, source = (value_after(row, each, sheet) for each in ("evidence", "evidence_source"))
        if evidence in {"strong", "some"} and not source:
            yield row, "evidence_source", _("the source of the evidence is missing"), _("the source in words")


def _placed(rows: list[Row], plan: Plan) -> set[tuple[str, int | None]]:
    """Which objectives stand in which area's plans, in the register or by this load."""
    keys = {row.value("objective") for row in rows}
    rows_kept = plans.PlanObjective.objects.filter(objective__key__in=keys, plan__withdrawn_on__isnull=True)
    found: set[tuple[str, int | None]] = set(rows_kept.values_list("objective__key", "home_id"))
    for part in plan.sheets:
        if part.sheet.model is plans.PlanObjective:
            homes = homes_of(plans.Plan, {row.value("plan") for row in part.rows if row.value("plan")}, plan)
            found |= {(row.value("objective"), homes.get(row.value("plan"))) for row in part.rows}
    return found


def check_measures(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """A measure measures one thing, and has what its kind needs."""
    sheet = sheet_of(rows, plan)
    yield from _same_area(rows, plan, {"objective": plans.Objective, "action": plans.Action})
    for row in rows:
        if row.action == UNCHANGED:
            continue
        if bool(value_after(row, "objective", sheet)) == bool(value_after(row, "action", sheet)):
            fault = _("a measure belongs to an objective or to an action, not to both")
            yield row, "objective", fault, _("one of the two")
        kind, indicator, name, due = (value_after(row, each, sheet) for each in ("kind", "indicator", "name", "due"))
        reached = value_after(row, "reached_on", sheet)
        if reached is not None and reached > plan.today:
            yield row, "reached_on", _("the day is in the future"), _("today or an earlier day")
        found = measure_fault(kind, indicator=indicator, name=name, due=due)
        if found:
            yield row, found[0], found[1].rstrip("."), sheet.column(found[0]).accepted()


def check_shared(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """What stands in other areas' plans stays offered to them."""
    now = {row.obj.pk: row for row in rows if row.obj is not None and "is_shared" in row.changed and row.obj.is_shared}
    placings = (plans.PlanObjective if sheet_of(rows, plan).model is plans.Objective else plans.PlanText).objects
    name = "objective" if placings.model is plans.PlanObjective else "text"
    held = placings.filter(**{f"{name}__in": list(now)}).exclude(home=F(f"{name}__home"))
    for pk in held.values_list(f"{name}_id", flat=True).distinct():
        yield now[pk], "is_shared", _("it stands in other areas' plans already"), _("yes")


def _kinds_of_measures(rows: list[Row], plan: Plan) -> dict[str, str]:
    """The kind of each measure that the rows name, in the register or by this load."""
    keys = {row.value("measure") for row in rows}
    kinds = dict(plans.Measure.objects.filter(key__in=keys).values_list("key", "kind"))
    for part in plan.sheets:
        if part.sheet.model is plans.Measure:
            kinds |= {row.values["key"]: row.values["kind"] for row in part.rows if row.value("kind")}
    return kinds


def check_targets(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """A milestone is reached or not; only the others have a path of numbers."""
    kinds = _kinds_of_measures(rows, plan)
    for row in rows:
        if kinds.get(row.value("measure")) == MeasureKind.MILESTONE:
            fault = _("a milestone has no path of numbers")
            yield row, "measure", fault, _("the key of a measure that is an indicator or an own count")
        year = row.value("year")
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            accepted = _("a year from %(first)s to %(last)s") % {"first": FIRST_YEAR, "last": LAST_YEAR}
            yield row, "year", _("the year is too far away"), accepted


def check_counts(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """Only own counts are entered, of days that have come."""
    kinds = _kinds_of_measures(rows, plan)
    for row in rows:
        if kinds.get(row.value("measure"), "count") != "count":
            yield row, "measure", _("only an own count has counts"), _("the key of a measure that is an own count")
        if row.value("day") and row.value("day") > plan.today:
            yield row, "day", _("the day is in the future"), _("today or an earlier day")


def check_progress(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """Reports follow one another as an action can go, in the file and in the register together."""
    reports: dict[str, dict[date, tuple[str, Row | None]]] = {}
    keys = {row.value("action") for row in rows if row.value("action")}
    for some in chunks(sorted(keys)):
        kept = plans.Progress.objects.filter(action__key__in=some).values_list("action__key", "day", "status")
        for key, day, status in kept:
            reports.setdefault(key, {})[day] = (status, None)
    gone = set(plans.Action.objects.filter(key__in=keys, withdrawn_on__isnull=False).values_list("key", flat=True))
    for row in rows:
        day = row.value("day")
        if row.value("action") in gone and row.action != UNCHANGED:
            yield row, "action", _("the action has been withdrawn"), _("the key of an action that is in the register")
        if day and day > plan.today:
            yield row, "day", _("the day is in the future"), _("today or an earlier day")
        elif row.value("action") and day:
            changes = row if row.action in {CREATED, CHANGED} else None
            reports.setdefault(row.value("action"), {})[day] = (row.value("status"), changes)
    for of_action in reports.values():
        now = Status.PLANNED
        for _day, (status, changed) in sorted(of_action.items(), key=lambda item: item[0]):
            if changed is not None and status not in STATUS_NEXT[now]:
                fault = _("an action that is %(now)s cannot become %(next)s") % {
                    "now": now.label,
                    "next": Status(status).label,
                }
                yield changed, "status", fault, ", ".join(str(one.label) for one in Status if one in STATUS_NEXT[now])
            now = Status(status)
