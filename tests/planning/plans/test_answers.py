"""What asks a plan for an answer, what answers it, and why nothing does."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hyte.core.accounts.rules import SYSTEM, NotAllowed
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Conflict, Refused
from hyte.core.thread.graph import walk
from hyte.governance.meetings.models import Matter
from hyte.governance.structure.models import Theme, ThemeMapping
from hyte.knowledge.indicators.models import Concern, DeathTable, FindingAnswer, LostYearsFinding
from hyte.planning.plans.models import Plan, PlanAnswer
from hyte.planning.plans.operations.answers import answer_in_plan, take_back_answer
from hyte.planning.plans.queries.answers import asked_of
from tests.factories import AreaFactory, BodyFactory, MunicipalityFactory, acting, member
from tests.factories.plans import DAY, TODAY, action_of, objective_of, placing_of, plan_of
from tests.knowledge.indicators.figures import indicator_in

pytestmark = pytest.mark.django_db


def theme_of(area, key):
    return Theme.objects.create(key=key, home=area, name_fi=key, set_name_fi="Kärjet", valid_from=date(2020, 1, 1))


def worry_of(area, key="huoli", *, indicator=None, **values):
    told = {"kind": "worry", "text": f"Huoli {key}", "day": DAY, "confirmed_on": DAY}
    row = Concern.objects.create(key=key, home=area, **told | values)
    if indicator:
        row.indicators.add(indicator)
    return row


def matter_of(area, key="asia", **values):
    told = {"title_fi": f"Asia {key}", "opened": DAY, "valid_from": DAY}
    return Matter.objects.create(key=key, home=area, **told | values)


def finding_of(area, key="havainto", **values):
    told = {"home": area, "name": "Kuolemat", "producer": "Tuottaja"}
    table = DeathTable.objects.get_or_create(key=f"kuolemat-{area.pk}", defaults=told)[0]
    told = {"area": area, "cause": "I21", "sex": "male", "text": "Enemmän kuin muualla.", "day": DAY}
    days = {"period_start": date(2020, 1, 1), "period_end": date(2022, 12, 31)}
    return LostYearsFinding.objects.create(key=key, home=area, table=table, **told | days | values)


def asked(plan):
    """What asks the plan, and whether it has been answered."""
    plan = Plan.objects.get(pk=plan.pk)
    return [(one.thing, one.is_open) for one in asked_of(plan, user=member(plan.home), day=TODAY)]


def answered(plan, thing, *, by=SYSTEM, **values):
    return answer_in_plan(Plan.objects.get(pk=plan.pk), thing, by=by, today=TODAY, **values)


def test_open_matters_worries_and_findings_of_the_area_ask_and_others_do_not():
    plan = plan_of()
    area, other = plan.home, AreaFactory()
    asks = [matter_of(area), worry_of(area), finding_of(area)]
    matter_of(area, "suljettu", state="closed")
    matter_of(area, "peruttu", withdrawn_on=DAY)
    matter_of(other, "muualla")
    worry_of(area, "ilo", kind="joy")
    worry_of(area, "ei-vahvistunut", outcome="not_confirmed", outcome_on=DAY)
    worry_of(other, "muiden")
    finding_of(other, "muun-alueen")

    found = asked(plan)

    assert {thing for thing, _is_open in found} == set(asks)
    assert all(is_open for _thing, is_open in found)
    Plan.objects.filter(pk=plan.pk).update(state="ended")
    assert asked(plan) == []


def test_what_is_tied_to_a_theme_asks_the_plans_that_have_it_or_one_mapped_to_it():
    area = AreaFactory()
    whole, older, other = plan_of(area), plan_of(area, kind="older"), plan_of(area, kind="project")
    theme, mapped, strange = (theme_of(area, key) for key in ("arki", "arki-ennen", "liike"))
    older.themes.add(theme)
    other.themes.add(strange)
    whole.themes.add(theme)
    ThemeMapping.objects.create(home=area, source=theme, target=mapped, kind="succeeds")
    indicator = indicator_in(area, "luku")
    indicator.themes.add(mapped)
    body = BodyFactory(home=area)
    body.themes.add(strange)
    worry, matter, loose = (
        worry_of(area, indicator=indicator),
        matter_of(area, body=body),
        matter_of(area, "irrallinen"),
    )

    assert {thing for thing, _open in asked(whole)} == {worry, loose}
    assert [thing for thing, _open in asked(older)] == [worry]
    assert [thing for thing, _open in asked(other)] == [matter]


def test_an_objective_or_an_action_of_any_of_the_areas_plans_answers_and_a_reason_only_for_its_own_plan():
    area = AreaFactory()
    first, second = plan_of(area), plan_of(area)
    action = action_of(objective_of(plan=first))
    worry, matter = worry_of(area), matter_of(area)

    answered(first, worry, answer=action)
    answered(first, matter, reason="Hoidetaan kaavoituksessa.")

    assert dict(asked(first)) == {worry: False, matter: False}
    assert dict(asked(second)) == {worry: False, matter: True}


def test_a_worry_named_behind_an_objective_of_the_plan_is_answered_by_it():
    plan = plan_of()
    worry = worry_of(plan.home)
    objective = objective_of(plan=plan)
    objective.concerns.add(worry)

    assert asked(plan) == [(worry, False)]


def test_an_answer_holds_as_long_as_what_answers_stands_in_a_plan():
    plan = plan_of()
    worry, objective = worry_of(plan.home), objective_of(plan=plan)
    answered(plan, worry, answer=objective)
    assert asked(plan) == [(worry, False)]

    plan.placings.all().delete()

    assert asked(plan) == [(worry, True)]


def test_a_finding_answered_in_words_still_asks_for_what_is_done():
    plan = plan_of()
    finding = finding_of(plan.home)
    FindingAnswer.objects.create(
        key="vastaus", home=plan.home, finding=finding, kind="action", text="Neuvontaa.", day=DAY, check_on=TODAY
    )

    (one,) = asked_of(plan, user=member(plan.home), day=TODAY)
    assert (one.is_open, one.told) == (True, "Neuvontaa.")

    FindingAnswer.objects.update(kind="no_action", check_on=None)

    (one,) = asked_of(plan, user=member(plan.home), day=TODAY)
    assert (one.is_open, one.reason) == (False, "Neuvontaa.")


def test_a_finding_about_a_municipality_asks_its_county_too():
    county = AreaFactory()
    town = MunicipalityFactory(county=county)
    finding = finding_of(town)

    assert asked(plan_of(county)) == [(finding, True)]
    assert asked(plan_of(town)) == [(finding, True)]


def test_an_answer_said_again_is_changed_and_taken_back_asks_again():
    plan = plan_of()
    worry, objective = worry_of(plan.home), objective_of(plan=plan)
    answered(plan, worry, reason="Odottaa.")
    answered(plan, worry, answer=objective)

    assert [(row.by, row.reason) for row in PlanAnswer.objects.all()] == [(objective, "")]
    take_back_answer(Plan.objects.get(pk=plan.pk), worry, by=SYSTEM)
    assert asked(plan) == [(worry, True)]
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "answered in a plan",
        "answered in a plan",
        "answer in a plan taken back",
    ]
    undo(AuditEntry.objects.latest("pk"), by=acting(plan.home))
    assert asked(plan) == [(worry, False)]


def test_what_makes_no_sense_is_refused():
    plan, elsewhere = plan_of(), plan_of()
    worry, stranger = worry_of(plan.home), worry_of(elsewhere.home, "vieras")
    objective, outside = objective_of(plan=plan), objective_of(plan=elsewhere)
    theirs = action_of(objective, AreaFactory())

    for thing, values in (
        (worry, {}),
        (worry, {"answer": objective, "reason": "Molemmat."}),
        (worry, {"answer": outside}),
        (worry, {"answer": theirs}),
        (stranger, {"answer": objective}),
        (finding_of(elsewhere.home), {"answer": objective}),
    ):
        with pytest.raises(Refused):
            answered(plan, thing, **values)
    with pytest.raises(Refused):
        take_back_answer(plan, worry, by=SYSTEM)
    with pytest.raises(Conflict):
        answered(plan, worry, answer=objective, version=plan.version + 1)
    with pytest.raises(NotAllowed):
        answered(plan, worry, answer=objective, by=acting(plan.home, "secretary"))
    with pytest.raises(ValidationError):
        PlanAnswer(plan=plan, home=plan.home, concern=worry, day=DAY).full_clean()
    assert PlanAnswer.objects.count() == 0


def test_the_thread_leads_from_what_asked_to_what_answers():
    plan = plan_of(state="in_use")
    worry, action = worry_of(plan.home), action_of(objective_of(plan=plan))
    answered(plan, worry, answer=action)

    thread = walk(worry, user=member(plan.home), steps=1)

    assert [node.record for node in thread.forward] == [action]


def test_an_official_answers_on_the_page_and_a_visitor_sees_no_list_of_it(client):
    plan = plan_of(state="in_use")
    worry, objective = worry_of(plan.home), objective_of(plan=plan, name_fi="Kylätuvat auki")
    address = reverse("plans:answer", args=[plan.home, plan.key, "huoli", worry.key])
    assert worry.text not in client.get(plan.get_absolute_url()).content.decode()
    assert client.post(address).status_code == 302
    client.force_login(member(plan.home, "official"))
    assert worry.text in client.get(plan.get_absolute_url()).content.decode()

    empty = client.post(address, {"version": plan.version})
    done = client.post(address, {"version": plan.version, "answer": f"objective {objective.key}"})

    assert (empty.status_code, done.status_code) == (422, 302)
    assert [row.by for row in PlanAnswer.objects.all()] == [objective]
    back = reverse("plans:answer-take-back", args=[plan.home, plan.key, "huoli", worry.key])
    assert client.get(back).status_code == 200
    assert client.get(address.replace("huoli", "asia")).status_code == 404


def test_the_plans_page_asks_equally_often_for_one_thing_and_for_many(client):
    counts = []
    for number in (3, 12):
        plan = plan_of(state="in_use")
        objective = objective_of(plan=plan)
        for n in range(number):
            key = f"{plan.key}-{n}"
            indicator = indicator_in(plan.home, key)
            theme = theme_of(plan.home, f"{key}-karki")
            plan.themes.add(theme)
            indicator.themes.add(theme)
            body = BodyFactory(home=plan.home)
            rows = [worry_of(plan.home, key, indicator=indicator), matter_of(plan.home, key, body=body)]
            rows.append(finding_of(plan.home, key))
            for row in rows[n % 2 :]:
                answered(plan, row, answer=action_of(objective) if n % 3 else objective)
        client.force_login(member(plan.home))
        client.get(plan.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            assert client.get(plan.get_absolute_url()).status_code == 200
        counts.append(len(queries))

    assert counts[1] <= counts[0] + 3


def test_a_placed_objective_of_another_area_answers_too():
    county, plan = AreaFactory(), plan_of()
    shared = objective_of(county, is_shared=True)
    placing_of(plan, shared)
    worry = worry_of(plan.home)

    answered(plan, worry, answer=shared)

    assert asked(plan) == [(worry, False)]
