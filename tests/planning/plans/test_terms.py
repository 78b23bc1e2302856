"""At the end of a term nothing is left behind."""

import pytest
from django.core.exceptions import ValidationError

from hyte.core.accounts.rules import SYSTEM
from hyte.core.audit.recording import Refused
from hyte.governance.structure.models import Theme, ThemeMapping
from hyte.planning.plans.choices import PlanState
from hyte.planning.plans.models import Action, Plan
from hyte.planning.plans.operations.objectives import take_out
from hyte.planning.plans.operations.plans import move_plan, withdraw_plan
from hyte.planning.plans.operations.terms import carry_over, choose_fate, end_term
from hyte.planning.plans.queries.terms import orphans
from tests.factories import AreaFactory
from tests.factories.plans import TODAY, action_of, objective_of, placing_of, plan_of, report_of

pytestmark = pytest.mark.django_db


def theme_of(area, name):
    return Theme.objects.create(key=name.lower(), home=area, name_fi=name, set_name_fi=name, valid_from="2023-01-01")


@pytest.fixture
def ending():
    area = AreaFactory()
    old = plan_of(area, state="in_use")
    return old, plan_of(area, name_fi="Seuraava")


def carry(old, new):
    return carry_over(old, version=Plan.objects.get(pk=old.pk).version, to=new, by=SYSTEM, today=TODAY)


def test_nothing_is_carried_over_while_anything_is_undecided(ending):
    old, new = ending
    objective = objective_of(plan=old, name_fi="Yksinäisyys")
    choose_fate(old, objective, fate="carry", by=SYSTEM)
    action = action_of(objective, name_fi="Kylätupa")

    with pytest.raises(Refused, match="Kylätupa"):
        carry(old, new)

    assert Plan.objects.get(pk=old.pk).state == PlanState.IN_USE
    choose_fate(old, action, fate="carry", by=SYSTEM)
    carry(old, new)
    assert [row.objective for row in new.placings.all()] == [objective]
    assert Plan.objects.get(pk=old.pk).state == PlanState.ENDED
    assert Plan.objects.get(pk=new.pk).supersedes == old


def test_what_ends_or_is_passed_on_is_told_with_its_reason(ending):
    old, new = ending
    objective = objective_of(plan=old)
    ended, passed, done = (action_of(objective) for _ in range(3))
    report_of(done, status="done")
    choose_fate(old, objective, fate="end", reason="Saavutettu", by=SYSTEM)
    choose_fate(old, ended, fate="end", reason="Raha loppui", by=SYSTEM)
    choose_fate(old, passed, fate="pass_on", passed_to="Yhdistys", reason="Jatkaa", by=SYSTEM)

    carry(old, new)

    statuses = {row.pk: (row.status, row.stands) for row in Action.objects.with_status()}
    assert statuses[ended.pk] == ("dropped", "Raha loppui")
    assert statuses[passed.pk][0] == "dropped"
    assert "Yhdistys" in statuses[passed.pk][1]
    assert statuses[done.pk][0] == "done"
    assert list(new.placings.all()) == []
    assert orphans(old.home_id) == []


def test_an_action_does_not_go_on_without_its_objective(ending):
    old, new = ending
    objective = objective_of(plan=old)
    action = action_of(objective, name_fi="Jatkuva")
    choose_fate(old, objective, fate="end", reason="Loppuu", by=SYSTEM)
    choose_fate(old, action, fate="carry", by=SYSTEM)

    with pytest.raises(Refused, match="Jatkuva"):
        carry(old, new)


def test_themes_go_over_by_their_mappings_and_a_theme_without_one_stops_it(ending):
    old, new = ending
    before, after = theme_of(old.home, "Vanha"), theme_of(old.home, "Uusi")
    objective = objective_of(plan=old)
    objective.themes.add(before)
    new.themes.add(after)
    choose_fate(old, objective, fate="carry", by=SYSTEM)

    with pytest.raises(Refused, match="Vanha"):
        carry(old, new)
    ThemeMapping.objects.create(home=old.home, source=after, target=before, kind="succeeds")
    carry(old, new)

    assert list(objective.themes.all()) == [after]


def test_ending_something_needs_a_reason(ending):
    old, _new = ending
    objective = objective_of(plan=old)

    with pytest.raises(ValidationError):
        choose_fate(old, objective, fate="end", by=SYSTEM)


def test_the_check_finds_what_was_left_behind(ending):
    old, new = ending
    objective = objective_of(plan=old)
    action = action_of(objective)
    Plan.objects.filter(pk=new.pk).update(supersedes=old)
    Plan.objects.filter(pk=old.pk).update(state="ended")

    assert orphans(old.home_id) == [action, objective]

    placing_of(new, objective)
    assert orphans(old.home_id) == []


def end(plan):
    return end_term(plan, version=Plan.objects.get(pk=plan.pk).version, by=SYSTEM, today=TODAY)


def test_a_plan_that_none_follows_ends_when_everything_in_it_is_decided(ending):
    old, _new = ending
    objective = objective_of(plan=old, name_fi="Avoin")
    action = action_of(objective)

    with pytest.raises(Refused):
        move_plan(old, version=1, state="ended", by=SYSTEM)
    with pytest.raises(Refused, match="Avoin"):
        end(old)
    choose_fate(old, objective, fate="carry", by=SYSTEM)
    choose_fate(old, action, fate="end", reason="Raha loppui", by=SYSTEM)
    with pytest.raises(Refused, match="Avoin"):
        end(old)
    choose_fate(old, objective, fate="end", reason="Ei jatkoa", by=SYSTEM)
    end(old)

    assert Plan.objects.get(pk=old.pk).state == PlanState.ENDED
    assert Action.objects.with_status().get().status == "dropped"
    assert orphans(old.home_id) == []


def test_nothing_is_lost_by_withdrawing_or_emptying_the_next_plan(ending):
    old, new = ending
    objective = objective_of(plan=old)
    action = action_of(objective, name_fi="Jatkuva")
    for thing in (objective, action):
        choose_fate(old, thing, fate="carry", by=SYSTEM)
    carry(old, new)
    placing = new.placings.get()

    with pytest.raises(Refused):
        take_out(placing, version=placing.version, by=SYSTEM)
    with pytest.raises(Refused, match="Jatkuva"):
        withdraw_plan(new, version=Plan.objects.get(pk=new.pk).version, reason="Erehdys", by=SYSTEM, today=TODAY)
    report_of(action, status="done")
    take_out(placing, version=placing.version, by=SYSTEM)

    assert orphans(old.home_id) == [objective]


def test_the_check_finds_what_a_withdrawn_plan_or_one_that_none_follows_has_left(ending):
    old, new = ending
    objective = objective_of(plan=old)
    action = action_of(objective)
    Plan.objects.filter(pk=old.pk).update(state="ended")

    assert orphans(old.home_id) == [action]

    placing_of(new, objective)
    Plan.objects.filter(pk=new.pk).update(supersedes=old, withdrawn_on=TODAY, withdrawn_reason="Erehdys")
    assert orphans(old.home_id) == [action, objective]
