"""Plans for tests: a plan in its area with an objective, an action and their placings."""

from datetime import date

from hyte.core.accounts.rules import SYSTEM
from hyte.planning.plans.choices import PlanState
from hyte.planning.plans.models import (
    Action,
    Measure,
    MeasureTarget,
    Objective,
    Plan,
    PlanFamily,
    PlanObjective,
    Progress,
    SharedText,
)
from hyte.planning.plans.operations.approval import approve_plan
from hyte.planning.plans.operations.plans import move_plan
from tests.factories import DAY, AreaFactory, BodyFactory

TODAY = date(2026, 5, 1)


def plan_of(area=None, state="draft", **values):
    number = Plan.objects.count()
    return Plan.objects.create(
        **{
            "key": f"suunnitelma-{number}",
            "home": area or AreaFactory(),
            "name_fi": f"Suunnitelma {number}",
            "kind": "wellbeing",
            "starts": date(2026, 1, 1),
            "ends": date(2029, 12, 31),
            "state": state,
            "confirmed_on": DAY,
            **values,
        }
    )


def objective_of(area=None, *, plan=None, **values):
    """An objective of an area, placed in a plan when one is given; of the plan's area unless said otherwise."""
    number = Objective.objects.count()
    objective = Objective.objects.create(
        **{
            "key": f"tavoite-{number}",
            "home": area or (plan.home if plan else AreaFactory()),
            "name_fi": f"Tavoite {number}",
            "confirmed_on": DAY,
            **values,
        }
    )
    if plan is not None:
        placing_of(plan, objective)
    return objective


def placing_of(plan, objective, **values):
    return PlanObjective.objects.create(
        plan=plan,
        objective=objective,
        home=plan.home,
        order=plan.placings.count() + 1,
        **{"seen_version": objective.version, **values},
    )


def text_of(area=None, **values):
    number = SharedText.objects.count()
    return SharedText.objects.create(
        **{
            "key": f"teksti-{number}",
            "home": area or AreaFactory(),
            "title_fi": f"Teksti {number}",
            "text_fi": "Yhteinen kuvaus.",
            **values,
        }
    )


def action_of(objective, area=None, **values):
    number = Action.objects.count()
    return Action.objects.create(
        **{
            "key": f"toimenpide-{number}",
            "home": area or objective.home,
            "objective": objective,
            "name_fi": f"Toimenpide {number}",
            "confirmed_on": DAY,
            **values,
        }
    )


def measure_of(of, kind="count", **values):
    name = "action" if isinstance(of, Action) else "objective"
    return Measure.objects.create(
        **{
            "key": f"mittari-{Measure.objects.count()}",
            "home": of.home,
            name: of,
            "kind": kind,
            "name_fi": "Kävijät",
            "confirmed_on": DAY,
            **values,
        }
    )


def report_of(action, status="underway", day=DAY, **values):
    return Progress.objects.create(action=action, home=action.home, day=day, status=status, **values)


def approved(plan, day=DAY):
    """The plan taken through its handling and approved; gives the snapshot."""
    fresh = Plan.objects.get(pk=plan.pk)
    if fresh.state == PlanState.DRAFT:
        move_plan(fresh, version=fresh.version, state=PlanState.HANDLING, by=SYSTEM)
        fresh = Plan.objects.get(pk=plan.pk)
    return approve_plan(fresh, version=fresh.version, day=day, decided_by="Valtuusto", by=SYSTEM, today=TODAY)


def published_plan(area, key, *, themes=()):
    """A plan in use of which everything is filled in that the open data tells."""
    number = Plan.objects.count()
    family = PlanFamily.objects.create(key=f"perhe-{number}", home=area, name_fi=f"Perhe {number}")
    plan = plan_of(area, state="in_use", key=key, family=family)
    objective = objective_of(plan=plan, owner=BodyFactory(home=area), age_groups=["older"])
    for row in (plan, objective):
        row.themes.set(themes)
    action = action_of(objective, money=1500, phase="trying", starts=DAY, ends=TODAY)
    action.areas.add(area)
    action.bodies.add(BodyFactory(home=area))
    report_of(action, stands="Alkoi.")
    for row in (objective, action):
        measure = measure_of(row, direction="up")
        MeasureTarget.objects.create(measure=measure, home=area, year=2027, value=40)
    return plan
