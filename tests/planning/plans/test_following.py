"""What the rules of following find, shared changes, and that lists ask a fixed number of questions."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hyte.core.thread.gaps import gaps_of
from hyte.governance.structure.models import Theme, ThemeMapping
from hyte.planning.plans.operations import objectives
from hyte.planning.plans.queries import monitoring
from hyte.planning.plans.queries.changes import changed_placings
from hyte.planning.plans.queries.pages import plan_page
from tests.factories import DAY, AreaFactory, BodyFactory, MunicipalityFactory, acting, member
from tests.factories.plans import (
    TODAY,
    action_of,
    approved,
    measure_of,
    objective_of,
    placing_of,
    plan_of,
    report_of,
)

pytestmark = pytest.mark.django_db


def found(area, user, day=TODAY):
    return {one.rule: one.records for one in monitoring.watched(area, user=user, day=day)}


def test_each_rule_finds_what_it_says():
    plan = plan_of(state="in_use")
    area = plan.home
    sound = objective_of(plan=plan, owner=BodyFactory(home=area))
    measure_of(sound)
    bare = objective_of(plan=plan)
    late = action_of(sound, ends=DAY, premises="Tupa", confirmed_on=TODAY)
    silent = action_of(bare, starts=DAY - timedelta(days=200), grants="Avustus")
    told = action_of(bare, starts=DAY - timedelta(days=200), money=1)
    report_of(told, day=TODAY - timedelta(days=5))
    finished = action_of(bare, ends=DAY, money=1)
    report_of(finished, status="done", day=DAY)
    poor = action_of(sound, starts=TODAY)

    milestone = measure_of(sound, kind="milestone", indicator=None, due=DAY)
    person = member(area)

    rules = found(area, person)

    assert monitoring.counted(area, user=person, day=TODAY) == {rule: len(records) for rule, records in rules.items()}
    assert rules["late"] == [late, milestone]
    assert rules["silent"] == [silent]
    assert rules["unmeasured"] == [bare]
    assert set(rules["ownerless"]) == {bare, late, silent, told, poor}
    assert rules["without_means"] == [poor]


def test_a_draft_is_not_followed():
    plan = plan_of()
    action_of(objective_of(plan=plan), ends=DAY)

    assert all(records == [] for records in found(plan.home, member(plan.home)).values())


def test_each_finding_is_a_gap_of_the_area():
    plan = plan_of(state="in_use")
    action_of(objective_of(plan=plan), ends=DAY, starts=DAY - timedelta(days=300))

    kinds = {gap.kind for gap in gaps_of(plan.home, day=TODAY, user=member(plan.home))}

    assert {
        "action_late",
        "action_silent",
        "action_without_owner",
        "action_without_means",
        "objective_without_owner",
        "objective_without_measure",
    } <= kinds


def test_an_area_sees_what_changed_in_a_shared_objective_until_it_ticks_it():
    county, municipality = AreaFactory(), MunicipalityFactory()
    shared = objective_of(county, name_fi="Ennen", is_shared=True)
    placing = placing_of(plan_of(municipality), shared)
    by = acting(municipality)
    assert changed_placings(municipality, user=by.user) == []

    objectives.describe_objective(shared, version=1, name_fi="Jälkeen", by=acting(county), today=TODAY)

    changed = changed_placings(municipality, user=by.user)
    assert [(one.placing, [(d.before, d.after) for d in one.differences]) for one in changed] == [
        (placing, [("Ennen", "Jälkeen")])
    ]
    objectives.mark_seen(placing, version=1, seen=2, by=by)
    assert changed_placings(municipality, user=by.user) == []


def test_local_words_stay_when_the_shared_words_change():
    county, municipality = AreaFactory(), MunicipalityFactory()
    shared = objective_of(county, is_shared=True)
    plan = plan_of(municipality)
    placing = placing_of(plan, shared, local_words_fi="Meillä näin")

    objectives.describe_objective(shared, version=1, name_fi="Uusi", by=acting(county), today=TODAY)

    placing.refresh_from_db()
    assert placing.local_words_fi == "Meillä näin"


def pages_of(plan, objective, action):
    area = plan.home
    return [
        reverse("plans:plans", args=[area]),
        plan.get_absolute_url(),
        objective.get_absolute_url(),
        action.get_absolute_url(),
        reverse("plans:watched", args=[area]),
        reverse("plans:matrix", args=[area]),
        reverse("plans:coverage", args=[area]),
        reverse("plans:timeline", args=[area]),
        reverse("plans:changed", args=[area]),
        reverse("plans:texts", args=[area]),
        reverse("plans:compare", args=[area, plan.key]),
        reverse("plans:term", args=[area, plan.key]),
    ]


def filled(plan, objectives):
    for _ in range(objectives):
        objective = objective_of(plan=plan, owner=BodyFactory(home=plan.home))
        for _ in range(2):
            action = action_of(objective, starts=DAY, ends=TODAY)
            measure_of(action)
            report_of(action)
        measure_of(objective)
    return objective, action


def test_every_page_opens_and_asks_the_same_number_of_questions_whatever_the_length(client):
    few, many = plan_of(state="in_use"), plan_of(state="in_use")
    pages = [pages_of(few, *filled(few, 1)), pages_of(many, *filled(many, 15))]
    users = [member(few.home), member(many.home)]

    counts = []
    for user, addresses in zip(users, pages, strict=True):
        client.force_login(user)
        client.get(addresses[0])
        row = []
        for address in addresses:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert client.get(address).status_code == 200, address
            row.append(len(asked))
        counts.append(row)

    grown = [(a, b, address) for a, b, address in zip(*counts, pages[1], strict=True) if b > a + 3]
    assert grown == []


def test_a_visitor_reads_an_approved_plan_and_not_a_draft(client):
    draft, plan = plan_of(), plan_of()
    objective_of(plan=plan, name_fi="Näkyvä tavoite")
    approved(plan)

    assert client.get(draft.get_absolute_url()).status_code == 404
    assert "Näkyvä tavoite" in client.get(plan.get_absolute_url()).content.decode()


def test_an_area_without_plans_says_so(client):
    area = AreaFactory()

    assert client.get(reverse("plans:plans", args=[area])).status_code == 200


def test_a_shared_objective_stands_under_the_plans_own_theme_that_its_theme_is_mapped_to():
    county, municipality = AreaFactory(), MunicipalityFactory()
    theirs, ours = (
        Theme.objects.create(key=f"karki-{area.key}", home=area, name_fi=area.key, valid_from=DAY)
        for area in (county, municipality)
    )
    ThemeMapping.objects.create(home=municipality, source=ours, target=theirs, kind="corresponds")
    plan = plan_of(municipality)
    plan.themes.add(ours)
    shared = objective_of(county, is_shared=True)
    shared.themes.add(theirs)
    placing_of(plan, shared)

    page = plan_page(plan, user=member(municipality), day=TODAY)

    assert [(group.name, [row["key"] for row in group.objectives]) for group in page.groups] == [
        (municipality.key, [shared.key])
    ]
