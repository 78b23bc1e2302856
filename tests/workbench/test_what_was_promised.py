"""Whatever is done to plans afterwards, the council's page promises what was approved last and nothing else."""

import contextlib
from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hyte.core.accounts.rules import SYSTEM
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Refused
from hyte.planning.plans.choices import PlanState
from hyte.planning.plans.models import Action, Measure, MeasureTarget, PlanObjective, PlanSnapshot
from hyte.planning.plans.operations import actions, approval, objectives, plans
from hyte.planning.plans.queries.content import content_hash
from hyte.workbench.queries.council import council_page
from tests.factories import MunicipalityFactory
from tests.factories.plans import TODAY, action_of, approved, measure_of, objective_of, plan_of

pytestmark = pytest.mark.django_db
COMMON = {"by": SYSTEM, "today": TODAY}


def rename(plan, number):
    for placing in PlanObjective.objects.filter(plan=plan)[:1]:
        objective = placing.objective
        objectives.describe_objective(objective, version=objective.version, name_fi=f"Nimi {number}", **COMMON)


def describe(plan, number):
    action = Action.objects.filter(home=plan.home).order_by("-pk").first()
    actions.describe_action(action, version=action.version, name_fi=f"Teko {number}", money=number, **COMMON)


def add(plan, number):
    objectives.add_objective(plan, name_fi=f"Lisä {number}", **COMMON)


def take_out(plan, number):
    for placing in PlanObjective.objects.filter(plan=plan).order_by("-pk")[:1]:
        objectives.take_out(placing, version=placing.version, by=SYSTEM)


def add_action(plan, number):
    for placing in PlanObjective.objects.filter(plan=plan)[:1]:
        action_of(placing.objective, plan.home, name_fi=f"Uusi teko {number}")


def retarget(plan, number):
    MeasureTarget.objects.update(value=number + 1)


def rename_measure(plan, number):
    Measure.objects.update(name_fi=f"Mittari {number}")


def revise(plan, number):
    plans.move_plan(plan, version=plan.version, state=PlanState.DRAFT, by=SYSTEM)


def approve(plan, number):
    approved(plan)


def withdraw(plan, number):
    for snapshot in plan.snapshots.live().order_by("-number")[:1]:
        approval.withdraw_approval(snapshot, version=plan.version, reason="Erehdys", **COMMON)


def take_back(plan, number):
    undo(AuditEntry.objects.latest("pk"), by=SYSTEM)


ACTS = (rename, describe, add, take_out, add_action, retarget, rename_measure, revise, approve, withdraw, take_back)


@pytest.fixture
def plan():
    plan = plan_of(MunicipalityFactory(), starts=date(2020, 1, 1), ends=date(2040, 1, 1))
    objective = objective_of(plan=plan, name_fi="Tavoite")
    measure = measure_of(action_of(objective, name_fi="Teko", money=5), direction="up")
    MeasureTarget.objects.create(measure=measure, home=plan.home, year=2026, value=100)
    return plan


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(acts=st.lists(st.sampled_from(ACTS), min_size=1, max_size=6))
def test_no_sequence_of_acts_alters_an_approved_version_or_promises_anything_else(plan, acts):
    with transaction.atomic():
        kept = {}
        for number, act in enumerate((approve, *acts)):
            with contextlib.suppress(Refused), transaction.atomic():
                act(type(plan).objects.get(pk=plan.pk), number)

            for snapshot in PlanSnapshot.objects.order_by("number"):
                kept.setdefault(snapshot.number, (snapshot.hash, snapshot.content))
                assert (content_hash(snapshot.content), snapshot.content) == kept[snapshot.number]
            assert PlanSnapshot.objects.count() == len(kept)
            assert promised(plan.home) == last_approved(plan)
        transaction.set_rollback(True)


def promised(area):
    """Names of objectives and actions, money and paths as the council's page has them."""
    page = council_page(area, day=timezone.localdate())
    rows = page.others.promises if page.others else []
    return [
        (
            str(one.name),
            [(str(action.name), action.money) for action in one.actions.values()],
            [measure["targets"] for measure in one.own_measures.values()],
        )
        for one in rows
    ]


def last_approved(plan):
    """The same of the newest approved version that stands; none while none does."""
    snapshot = PlanSnapshot.objects.live().filter(plan=plan).order_by("-number").first()
    if snapshot is None or type(plan).objects.get(pk=plan.pk).approved_on is None:
        return []
    return [
        (
            one["name"]["fi"],
            [(action["name"]["fi"], action["money"] and float(action["money"])) for action in one["actions"]],
            [measure["targets"] for action in one["actions"] for measure in action["measures"]],
        )
        for one in snapshot.content["objectives"]
    ]
