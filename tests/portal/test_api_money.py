"""The open data of budgets, phenomena and assessments: what is published, to the cent, and nothing of proposals and drafts."""

import json
from decimal import Decimal

import pytest

from hyte.planning.budgets.models import Budget
from tests import factories as make
from tests.factories.assessments import alternative_of, assessment_of, decided_of, effect_of, made_ready
from tests.factories.budgets import budget_of, line_of, phenomenon_of, published_money, share_of
from tests.factories.plans import objective_of, plan_of
from tests.portal.test_api import keys, read

pytestmark = pytest.mark.django_db
SECRET = "Vielä julkaisematon aie"


@pytest.fixture
def county():
    return make.AreaFactory(key="paijat-hame", name_fi="Päijät-Häme")


def test_a_budget_its_lines_and_its_phenomenon_are_told_to_the_cent(client, county):
    published_money(county, "talous")

    (budget,) = read(client, "budgets", area="paijat-hame", language="en")["items"]
    (line,) = read(client, "budget-lines", budget="talous")["items"]
    phenomenon = read(client, "phenomena/talous")

    assert budget == budget | {
        "year": 2026,
        "state_name": "approved",
        "expenditure": {"planned": "1000000.10", "amended": None, "actual": None},
        "address": "http://testserver/en/paijat-hame/talous/talous/",
    }
    assert (line["planned"], line["amended"], line["service_class"]) == ("1000000.10", None, "3110")
    assert line["address"] == "http://testserver/paijat-hame/talous/talous/rivit/talous-rivi/"
    assert line["shares"] == [
        {
            "phenomenon": {"key": "talous", "name": phenomenon["name"]},
            "basis": "measured",
            "step": None,
            "percent": 33.33,
            "low": None,
            "high": None,
            "source": "Kävijälaskuri",
            "day": make.DAY.isoformat(),
        }
    ]
    together = phenomenon["figures"]["expenditure"]["together"]
    assert (phenomenon["figures"]["year"], together["planned"], together["actual"]) == (2026, "333300.03", None)


def test_lists_are_narrowed(client, county):
    published_money(county, "oma")
    published_money(make.AreaFactory(), "muun", year=2025)

    assert keys(client, "budgets", area="paijat-hame") == keys(client, "budgets", year=2026) == ["oma"]
    assert keys(client, "budget-lines", phenomenon="muun") == ["muun-rivi"]
    assert keys(client, "budget-lines", kind="revenue") == []
    assert keys(client, "phenomena", kind="child") == []
    assert keys(client, "phenomena", area="paijat-hame") == ["oma"]
    assert read(client, "phenomena/oma", year=2025)["figures"]["year"] == 2025
    assert client.get("/api/v1/phenomena/ei-ole").status_code == 404


def test_nothing_of_a_proposal_or_of_what_was_withdrawn_is_told_even_to_its_own_workers(client, county):
    shown = published_money(county, "talous")
    proposal = budget_of(county, key="esitys", year=2027, state="proposal", name_fi=SECRET)
    line = line_of(proposal, "7", name=SECRET)
    phenomenon = shown.lines.get().shares.get().phenomenon
    share_of(line, phenomenon)
    gone = phenomenon_of(county, key="peruttu", name_fi=SECRET, withdrawn_on=make.DAY)
    share_of(shown.lines.get(), gone, "measured", percent=Decimal(1), source=SECRET)
    line_of(shown, "5", name=SECRET, is_dropped=True)
    phenomenon.objectives.add(objective_of(plan=plan_of(county), name_fi=SECRET))

    for user in (None, make.member(county)):
        if user:
            client.force_login(user)
        told = [read(client, address) for address in ("budgets", "budget-lines", "phenomena", "phenomena/talous")]
        assert SECRET not in json.dumps(told, ensure_ascii=False)
        assert [row["key"] for row in told[0]["items"]] == ["talous"]
        assert read(client, "phenomena/talous", year=2027)["figures"]["expenditure"]["together"]["planned"] is None
        assert client.get("/api/v1/phenomena/peruttu").status_code == 404
    Budget.objects.update(withdrawn_on=make.DAY)
    assert keys(client, "budget-lines") == []


def test_what_was_decided_on_is_told_under_its_hash_and_what_is_ready_as_it_stands(client, county):
    decided = decided_of(county, title="Kyläkoulun lakkautus")
    ready = assessment_of(county, title_fi="Uimahallin aukiolo")
    effect_of(alternative_of(ready), reason_fi="Matka pitenee", reason_sv="Vägen blir längre")
    made_ready(ready)

    rows = {row["key"]: row for row in read(client, "assessments", area="paijat-hame", language="en")["items"]}
    frozen = read(client, f"assessments/{decided.key}")
    live = read(client, f"assessments/{ready.key}")

    assert (rows[decided.key]["state_name"], rows[ready.key]["sha256"]) == ("decided, being followed", None)
    assert rows[decided.key]["sha256"] == decided.snapshots.get().sha256
    assert frozen["content"] == json.loads(decided.snapshots.get().content)
    effects = [effect for cell in live["content"]["cells"] for effect in cell["effects"]]
    assert effects[0]["reason"] == {"fi": "Matka pitenee", "sv": "Vägen blir längre"}
    assert keys(client, "assessments", state="ready") == [ready.key]
    assert keys(client, "assessments", kind="children") == []


def test_an_assessment_that_is_being_made_is_told_to_nobody(client, county):
    draft = assessment_of(county, title_fi=SECRET)
    effect_of(alternative_of(draft), reason=SECRET)

    for user in (None, make.member(county)):
        if user:
            client.force_login(user)
        assert read(client, "assessments")["items"] == []
        assert client.get(f"/api/v1/assessments/{draft.key}").status_code == 404
