"""A plan comes in and goes out as tables, and a load takes no step that the plan's own page takes."""

import pytest

from hyte.core.accounts.rules import Principal
from hyte.core.exchange.loading import apply_plan
from hyte.core.exchange.planning import plan_load
from hyte.core.exchange.queries import rows_of
from hyte.core.exchange.reading import write_csv
from hyte.core.exchange.sheets import sheet_named
from hyte.planning.plans.models import Action, MeasureTarget, Plan, PlanObjective, Progress
from tests.factories import DAY, AreaFactory, BodyFactory, MunicipalityFactory, acting, member
from tests.factories.plans import action_of, approved, measure_of, objective_of, placing_of, plan_of, report_of

pytestmark = pytest.mark.django_db


def load(area, *tables, by=None):
    files = [(sheet_named(name), f"{name}.csv", text.encode()) for name, text in tables]
    return plan_load(files, by=by or acting(area), area=area)


def faults(found):
    return [(error.row, error.column) for error in found.errors]


def test_a_whole_plan_comes_in_as_tables():
    area = AreaFactory()

    found = load(
        area,
        ("plans", "key,name,kind\nsuunnitelma,Suunnitelma,wellbeing"),
        ("objectives", "key,name,age_groups\ntavoite,Tavoite,older | children"),
        ("plan_objectives", "plan,objective,order,local_words\nsuunnitelma,tavoite,1,Meillä"),
        ("actions", "key,objective,name,money,evidence\nteko,tavoite,Teko,1200,unknown"),
        ("measures", "key,action,kind,name\nmittari,teko,count,Kävijät"),
        ("measure_targets", "measure,year,value\nmittari,2027,40"),
        ("progress", "action,day,status,stands\nteko,2026-02-01,underway,Alkoi"),
    )

    assert faults(found) == []
    apply_plan(found, title="suunnitelma")
    action = Action.objects.with_status().get()
    assert (action.status, action.stands, action.home) == ("underway", "Alkoi", area)
    assert action.objective.age_groups == ["children", "older"]
    placing = PlanObjective.objects.get()
    assert (placing.local_words_fi, placing.seen_version, placing.home) == ("Meillä", 1, area)
    assert MeasureTarget.objects.get().year == 2027
    assert Plan.objects.get().state == "draft"


def test_what_was_taken_out_loads_back_as_unchanged():
    plan = plan_of()
    objective = objective_of(plan=plan, age_groups=["older"])
    action = action_of(objective, money=12)
    measure = measure_of(action)
    MeasureTarget.objects.create(measure=measure, home=plan.home, year=2027, value=3)
    report_of(action)
    by = acting(plan.home)
    names = ("plans", "objectives", "plan_objectives", "actions", "measures", "measure_targets", "progress")
    files = []
    for name in names:
        sheet = sheet_named(name)
        rows = list(rows_of(sheet, plan.home, user=by.user))
        assert len(rows) == 1, name
        files.append((sheet, f"{name}.csv", write_csv([column.name for column in sheet.columns], rows)))

    found = plan_load(files, by=by, area=plan.home)

    assert faults(found) == []
    assert (found.count("unchanged"), found.count("changed"), found.count("created")) == (len(names), 0, 0)


@pytest.mark.parametrize("state", ["approved", "handling"])
def test_a_load_takes_no_step_of_handling(state):
    area = AreaFactory()

    assert faults(load(area, ("plans", f"key,name,kind,state\na,A,wellbeing,{state}"))) == [(2, "state")]


def test_a_load_changes_nothing_in_an_approved_plan():
    plan = plan_of()
    objective = objective_of(plan.home)
    approved(plan)

    assert faults(load(plan.home, ("plans", f"key,name,kind\n{plan.key},Toinen,wellbeing"))) == [(2, "key")]
    assert faults(load(plan.home, ("plan_objectives", f"plan,objective\n{plan.key},{objective.key}"))) == [(2, "plan")]


def test_only_what_is_offered_is_taken_from_another_area():
    municipality = MunicipalityFactory()
    plan = plan_of(municipality)
    own, shared = objective_of(AreaFactory()), objective_of(AreaFactory(), is_shared=True)

    found = load(municipality, ("plan_objectives", f"plan,objective\n{plan.key},{own.key}\n{plan.key},{shared.key}"))

    assert faults(found) == [(2, "objective")]


def test_reports_follow_one_another_as_an_action_can_go():
    plan = plan_of(state="in_use")
    action = action_of(objective_of(plan=plan))
    report_of(action, status="underway")

    text = f"action,day,status\n{action.key},2026-03-05,planned\n{action.key},2026-03-06,done\n{action.key},2199-01-01,done"
    found = load(plan.home, ("progress", text))

    assert faults(found) == [(2, "status"), (4, "day")]


def test_an_official_reports_many_actions_in_bulk_and_a_stranger_none():
    plan = plan_of(state="in_use")
    objective = objective_of(plan=plan)
    actions = [action_of(objective) for _ in range(3)]
    text = "action,day,status\n" + "\n".join(f"{action.key},2026-03-05,underway" for action in actions)

    stranger = load(plan.home, ("progress", text), by=acting(AreaFactory()))
    found = load(plan.home, ("progress", text), by=acting(plan.home, "official"))

    assert faults(stranger) == [(2, "action"), (3, "action"), (4, "action")]
    apply_plan(found, title="tilanteet")
    assert Progress.objects.count() == 3


def test_an_action_stands_under_an_objective_of_its_areas_plans():
    area = AreaFactory()
    objective = objective_of(area)

    found = load(area, ("actions", f"key,objective,name\nteko,{objective.key},Teko"))

    assert faults(found) == [(2, "objective")]


def test_tables_of_a_draft_are_for_its_own_workers():
    plan = plan_of()
    placing_of(plan, objective_of(plan.home))

    def taken(user):
        return [
            row
            for name in ("plans", "objectives", "plan_objectives")
            for row in rows_of(sheet_named(name), plan.home, user=user)
        ]

    assert taken(Principal().user) == []
    assert taken(member(AreaFactory())) == []
    assert len(taken(member(plan.home))) == 3


def test_a_load_meets_the_rules_of_shared_objectives_and_of_measures():
    county, municipality = AreaFactory(), MunicipalityFactory()
    shared, free = objective_of(county, is_shared=True), objective_of(county, is_shared=True)
    placing_of(plan_of(municipality), shared)
    milestone = measure_of(shared, "milestone", due=DAY, name_fi="Valmis")

    unshared = load(county, ("objectives", f"key,name,is_shared\n{shared.key},A,no\n{free.key},B,no"))
    row = f"{milestone.key},{shared.key},milestone,Valmis,2026-01-01,2199-01-01"
    reached = load(county, ("measures", f"key,objective,kind,name,due,reached_on\n{row}"))
    targets = load(county, ("measure_targets", f"measure,year,value\n{milestone.key},2027,1"))

    assert [faults(one) for one in (unshared, reached, targets)] == [
        [(2, "is_shared")],
        [(2, "reached_on")],
        [(2, "measure")],
    ]


def test_a_withdrawn_action_is_not_reported_on_by_a_load():
    action = action_of(objective_of(plan=plan_of(state="in_use")), withdrawn_on=DAY, withdrawn_reason="Erehdys")

    assert faults(load(action.home, ("progress", f"action,day,status\n{action.key},2026-03-05,underway"))) == [
        (2, "action")
    ]


def test_the_path_of_a_plan_is_loaded_only_by_those_who_may_set_it():
    plan, body = plan_of(), BodyFactory()
    row = ("plan_steps", f"plan,body\n{plan.key},{body.key}")

    assert faults(load(plan.home, row, by=acting(plan.home, "official"))) == [(2, "plan")]
    assert faults(load(plan.home, row, by=acting(plan.home, "coordinator"))) == []
