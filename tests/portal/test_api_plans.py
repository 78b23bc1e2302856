"""The open data of plans: what is published, as it was approved, and nothing of a draft."""

import json

import pytest

from hyte.planning.plans.models import Plan
from hyte.planning.plans.operations.plans import move_plan
from tests import factories as make
from tests.factories.plans import (
    DAY,
    action_of,
    approved,
    measure_of,
    objective_of,
    placing_of,
    plan_of,
    published_plan,
    report_of,
)
from tests.portal.test_api import keys, read

pytestmark = pytest.mark.django_db
SECRET = "Vielä julkaisematon aie"


@pytest.fixture
def county():
    return make.AreaFactory(key="paijat-hame", name_fi="Päijät-Häme")


def test_a_plan_its_objectives_and_actions_are_told_with_where_they_stand(client, county):
    plan = published_plan(county, "suunnitelma")

    (row,) = read(client, "plans", area="paijat-hame", language="en")["items"]
    (objective,) = read(client, "objectives", plan="suunnitelma", language="en")["items"]
    (action,) = read(client, "actions", objective=objective["key"], language="en")["items"]

    assert row == row | {
        "key": "suunnitelma",
        "name": plan.name_fi,
        "kind_name": "wellbeing plan",
        "state": "in_use",
        "sha256": None,
        "starts": "2026-01-01",
        "address": "http://testserver/en/paijat-hame/suunnitelmat/suunnitelma/",
        "licence": "CC BY 4.0",
    }
    assert (objective["plans"], objective["age_groups"]) == ([{"key": "suunnitelma", "name": plan.name_fi}], ["older"])
    assert action == action | {
        "status": "underway",
        "status_name": "under way",
        "stands": "Alkoi.",
        "reported_on": DAY.isoformat(),
        "money": 1500.0,
        "phase": "trying",
        "areas": [{"key": "paijat-hame", "name": "Päijät-Häme"}],
    }
    assert action["measures"][0]["targets"] == [{"year": 2027, "value": 40.0}]
    assert read(client, "plans/suunnitelma")["content"]["objectives"][0]["key"] == objective["key"]


def test_lists_are_narrowed(client, county):
    plan = published_plan(county, "oma")
    published_plan(make.AreaFactory(), "muun")
    (objective,) = (placing.objective for placing in plan.placings.all())
    done = action_of(objective)
    report_of(done, status="done")

    assert keys(client, "plans", area="paijat-hame") == ["oma"]
    assert keys(client, "plans", kind="strategy") == []
    assert keys(client, "plans", state="ended") == []
    assert keys(client, "objectives", area="paijat-hame") == keys(client, "objectives", plan="oma") == [objective.key]
    assert keys(client, "objectives", theme="ei-ole") == []
    assert keys(client, "actions", status="done") == [done.key]
    assert client.get("/api/v1/plans/ei-ole").status_code == 404


def test_nothing_of_a_draft_or_of_what_was_withdrawn_is_told_even_to_its_own_workers(client, county):
    draft = plan_of(county, key="luonnos", name_fi=SECRET)
    action = action_of(objective_of(plan=draft, name_fi=SECRET), name_fi=SECRET)
    measure_of(action, name_fi=SECRET)
    report_of(action, stands=SECRET)
    public = published_plan(county, "julkinen")
    placing = public.placings.get()
    placing_of(draft, placing.objective)
    body = make.BodyFactory(home=county, withdrawn_on=DAY, period__name_fi=SECRET)
    type(placing.objective).objects.filter(pk=placing.objective_id).update(owner=body)
    measure_of(placing.objective, name_fi=SECRET, withdrawn_on=DAY)
    action_of(placing.objective, name_fi=SECRET, withdrawn_on=DAY)
    plan_of(county, key="peruttu", state="in_use", name_fi=SECRET, withdrawn_on=DAY)

    for user in (None, make.member(county)):
        if user:
            client.force_login(user)
        told = [read(client, address) for address in ("plans", "plans/julkinen", "objectives", "actions")]
        assert SECRET not in json.dumps(told, ensure_ascii=False)
        assert [row["key"] for row in told[0]["items"]] == ["julkinen"]
        assert client.get("/api/v1/plans/luonnos").status_code == 404
        assert client.get("/api/v1/plans/peruttu").status_code == 404


def test_a_plan_under_revision_is_told_as_it_was_approved(client, county):
    plan = plan_of(county, key="suunnitelma", name_fi="Hyväksytty nimi", summary_fi="Hyväksytty tiivistelmä")
    objective = objective_of(plan=plan, name_fi="Hyväksytty tavoite")
    version = approved(plan)
    now = Plan.objects.get(pk=plan.pk)
    move_plan(now, version=now.version, state="draft", reason="Tarkistetaan", by=make.acting(county))
    Plan.objects.update(name_fi=SECRET, name=SECRET, summary_fi=SECRET)
    objective_of(plan=plan, name_fi=SECRET)

    (row,) = read(client, "plans")["items"]
    page = read(client, "plans/suunnitelma")

    assert (row["name"], row["summary"], row["sha256"]) == (
        "Hyväksytty nimi",
        "Hyväksytty tiivistelmä",
        version.hash,
    )
    assert page["content"] == version.content
    assert [one["name"]["fi"] for one in page["content"]["objectives"]] == [objective.name_fi]
