"""What was approved stays: through edits, revisions and new approvals."""

import contextlib

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hyte.core.accounts.rules import SYSTEM
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Refused
from hyte.core.exchange.queries import rows_of
from hyte.core.exchange.sheets import sheet_named
from hyte.core.search.queries import search
from hyte.planning.plans.choices import PlanState
from hyte.planning.plans.models import Action, Objective, Plan, PlanObjective, PlanSnapshot
from hyte.planning.plans.operations import actions, approval, objectives, plans
from hyte.planning.plans.queries.content import content_hash, content_of
from tests.factories import DAY, AreaFactory, MunicipalityFactory, acting, member
from tests.factories.plans import TODAY, action_of, approved, measure_of, objective_of, placing_of, plan_of

pytestmark = pytest.mark.django_db


def reread(row):
    return type(row)._base_manager.get(pk=row.pk)


def test_approving_freezes_what_the_plan_says():
    plan = plan_of()
    objective = objective_of(plan=plan, name_fi="Vähemmän yksinäisyyttä")
    action = action_of(objective, name_fi="Kylätuvat", money=1200)
    measure_of(action)

    snapshot = reread(approved(plan))

    assert reread(plan).state == PlanState.APPROVED
    assert reread(plan).approved_on == DAY
    assert snapshot.number == 1
    assert snapshot.hash == content_hash(snapshot.content)
    assert snapshot.content == content_of(plan)
    assert [row["name"] for row in snapshot.content["objectives"]] == [{"fi": "Vähemmän yksinäisyyttä"}]
    assert snapshot.content["objectives"][0]["actions"][0]["money"] == "1200.00"


def test_a_later_edit_of_a_shared_objective_follows_into_drafts_and_not_into_what_was_approved():
    county = AreaFactory()
    shared = objective_of(county, name_fi="Ennen", is_shared=True)
    municipalities = [MunicipalityFactory(county=county) for _ in range(11)]
    drafts = [plan_of(area) for area in municipalities]
    for draft in drafts:
        placing_of(draft, shared)
    settled = approved(drafts[0])

    objectives.describe_objective(shared, version=shared.version, name_fi="Jälkeen", by=acting(county), today=TODAY)

    names = [content_of(draft)["objectives"][0]["name"]["fi"] for draft in drafts]
    assert names == ["Jälkeen"] * 11
    assert reread(settled).content["objectives"][0]["name"]["fi"] == "Ennen"
    assert content_hash(reread(settled).content) == settled.hash


def test_only_a_plan_in_handling_is_approved():
    plan = plan_of()

    with pytest.raises(Refused):
        approval.approve_plan(plan, version=1, day=DAY, decided_by="Valtuusto", by=SYSTEM, today=TODAY)

    assert list(PlanSnapshot.objects.all()) == []


def test_an_invented_objective_keeps_a_real_plan_from_being_approved():
    plan = plan_of(state="handling")
    objective_of(plan=plan, name_fi="Keksitty", is_example=True)

    with pytest.raises(Refused, match="Keksitty"):
        approval.approve_plan(plan, version=1, day=DAY, decided_by="Valtuusto", by=SYSTEM, today=TODAY)


def test_an_approval_cannot_be_undone_but_is_withdrawn_with_a_reason():
    plan = plan_of()
    snapshot = approved(plan)
    entry = AuditEntry.objects.get(verb="plan approved")

    with pytest.raises(Refused):
        undo(entry, by=SYSTEM)
    approval.withdraw_approval(snapshot, version=reread(plan).version, reason="Väärä päivä", by=SYSTEM, today=TODAY)

    assert reread(plan).state == PlanState.HANDLING
    assert reread(plan).approved_on is None
    assert reread(snapshot).withdrawn_on == TODAY
    assert approved(plan).number == 2


def test_what_stands_in_an_approved_plan_is_changed_only_after_it_is_taken_up_as_a_draft():
    plan = plan_of()
    approved(plan)

    with pytest.raises(Refused):
        objectives.add_objective(plan, name_fi="Uusi", by=SYSTEM, today=TODAY)
    plans.move_plan(reread(plan), version=reread(plan).version, state=PlanState.DRAFT, by=SYSTEM)
    objectives.add_objective(plan, name_fi="Uusi", by=SYSTEM, today=TODAY)

    assert [row["name"]["fi"] for row in content_of(plan)["objectives"]] == ["Uusi"]


def test_a_draft_under_revision_stays_seen_and_a_first_draft_is_for_its_own_workers():
    first, revised = plan_of(), plan_of()
    approved(revised)
    plans.move_plan(reread(revised), version=reread(revised).version, state=PlanState.DRAFT, by=SYSTEM)

    stranger, own = acting(AreaFactory()).user, acting(first.home).user

    assert list(Plan.objects.visible_to(stranger)) == [revised]
    assert set(Plan.objects.visible_to(own)) == {first, revised}


def test_what_stands_only_in_a_draft_is_for_the_areas_workers():
    county, municipality = AreaFactory(), MunicipalityFactory()
    hidden = objective_of(plan=plan_of(county))
    shared = objective_of(county, is_shared=True)
    placing_of(plan_of(municipality), shared)
    action = action_of(shared, municipality)

    assert list(Objective.objects.visible_to(acting(municipality).user)) == [shared]
    assert set(Objective.objects.visible_to(acting(county).user)) == {hidden, shared}
    assert list(Action.objects.visible_to(acting(county).user)) == []
    assert list(Action.objects.visible_to(acting(municipality).user)) == [action]


def test_what_a_revision_adds_is_for_the_areas_workers_until_it_is_approved(client):
    plan = plan_of()
    kept = objective_of(plan=plan, name_fi="Hyväksytty tavoite")
    snapshot = approved(plan)
    plans.move_plan(reread(plan), version=reread(plan).version, state=PlanState.DRAFT, by=SYSTEM)
    added = objectives.add_objective(plan, name_fi="Luonnoksen tavoite", by=SYSTEM, today=TODAY)
    action = action_of(added, name_fi="Luonnoksen teko")
    pages = ["/suunnitelmat/matriisi/", "/suunnitelmat/kattavuus/", "/suunnitelmat/aikajana/", "/suunnitelmat/"]
    addresses = [added.get_absolute_url(), action.get_absolute_url()]

    def told():
        shown = [client.get(f"/{plan.home}{page}").content.decode() for page in pages]
        shown += [
            client.get(f"/api/v1/{kind}?area={plan.home.key}").content.decode() for kind in ("objectives", "actions")
        ]
        return ["Luonnoksen" in page for page in shown], [client.get(address).status_code for address in addresses]

    assert told() == ([False] * 6, [404, 404])
    assert list(Objective.objects.visible_to(AnonymousUser())) == [kept]
    approved(plan)
    assert told()[1] == [200, 200]
    approval.withdraw_approval(
        reread(plan).snapshots.get(number=2), version=reread(plan).version, reason="Erehdys", by=SYSTEM, today=TODAY
    )
    plans.move_plan(reread(plan), version=reread(plan).version, state=PlanState.DRAFT, by=SYSTEM)
    assert told()[1] == [404, 404]
    assert content_hash(reread(snapshot).content) == snapshot.hash


def test_what_is_seen_of_a_revision_follows_the_undo_of_a_withdrawn_approval():
    plan = plan_of()
    objective = objective_of(plan=plan)
    snapshot = approved(plan)
    approval.withdraw_approval(snapshot, version=reread(plan).version, reason="Erehdys", by=SYSTEM, today=TODAY)
    assert not plan.placings.get().is_approved

    undo(AuditEntry.objects.get(verb="plan approval withdrawn"), by=SYSTEM)
    plans.move_plan(reread(plan), version=reread(plan).version, state=PlanState.DRAFT, by=SYSTEM)

    assert plan.placings.get().is_approved
    assert list(Objective.objects.visible_to(AnonymousUser())) == [objective]


def test_the_words_of_a_revision_go_out_to_nobody_else_before_its_approval():
    plan = plan_of(summary_fi="Hyväksytty tiivistelmä")
    approved(plan)
    plans.move_plan(reread(plan), version=reread(plan).version, state=PlanState.DRAFT, by=SYSTEM)
    now = reread(plan)
    plans.describe_plan(now, version=now.version, summary_fi="Luonnosteltu lause", by=SYSTEM, today=TODAY)

    def summary(user):
        sheet = sheet_named("plans")
        (row,) = rows_of(sheet, plan.home, user=user)
        return row[[column.name for column in sheet.columns].index("summary")]

    def found(words):
        return [hit.record for hit in search(words, area=plan.home, user=AnonymousUser(), language="fi").here]

    assert (summary(AnonymousUser()), summary(member(AreaFactory()))) == ("", "")
    assert summary(member(plan.home)) == "Luonnosteltu lause"
    assert (found("luonnosteltu"), found("tiivistelmä")) == ([], [plan])
    approved(plan)
    assert (summary(AnonymousUser()), found("luonnosteltu")) == ("Luonnosteltu lause", [plan])


def test_what_is_offered_to_other_areas_is_for_workers_while_it_stands_in_drafts_alone():
    county = AreaFactory()
    shared = objective_of(plan=plan_of(county), is_shared=True)

    assert list(Objective.objects.visible_to(AnonymousUser())) == []
    assert list(Objective.objects.visible_to(member(MunicipalityFactory()))) == [shared]


STEPS = st.sampled_from(["rename", "act", "add", "remove", "approve", "revise", "reorder", "share", "withdraw"])


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=st.lists(STEPS, min_size=1, max_size=14))
def test_no_sequence_of_edits_and_approvals_alters_what_was_approved(steps):
    plan = plan_of()
    objective = objective_of(plan=plan)
    action = action_of(objective)
    kept = {}

    for number, step in enumerate(steps):
        with contextlib.suppress(Refused):
            _take(step, plan, objective, action, number)
        for snapshot in PlanSnapshot.objects.filter(plan=plan):
            kept.setdefault(snapshot.number, (snapshot.hash, snapshot.content))
            assert kept[snapshot.number] == (snapshot.hash, snapshot.content)
            assert content_hash(snapshot.content) == snapshot.hash

    assert sorted(kept) == sorted(PlanSnapshot.objects.filter(plan=plan).values_list("number", flat=True))


def _take(step, plan, objective, action, number):
    plan, objective, action = reread(plan), reread(objective), reread(action)
    common = {"by": SYSTEM, "today": TODAY}
    if step == "rename":
        objectives.describe_objective(objective, version=objective.version, name_fi=f"Nimi {number}", **common)
    elif step == "act":
        actions.describe_action(action, version=action.version, name_fi=f"Teko {number}", money=number, **common)
    elif step == "add":
        objectives.add_objective(plan, name_fi=f"Lisä {number}", **common)
    elif step == "remove":
        placing = PlanObjective.objects.filter(plan=plan).order_by("-pk").first()
        objectives.take_out(placing, version=placing.version, by=SYSTEM)
    elif step == "approve":
        approved(plan)
    elif step == "revise":
        plans.move_plan(plan, version=plan.version, state=PlanState.DRAFT, by=SYSTEM)
    elif step == "reorder":
        plans.describe_plan(plan, version=plan.version, summary_fi=f"Tiivistelmä {number}", **common)
    elif step == "share":
        objectives.describe_objective(objective, version=objective.version, is_shared=True, **common)
    elif step == "withdraw":
        snapshot = plan.snapshots.live().order_by("-number").first()
        if snapshot:
            approval.withdraw_approval(snapshot, version=plan.version, reason="Erehdys", **common)
