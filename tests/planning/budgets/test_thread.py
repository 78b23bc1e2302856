"""Money on the thread: from a provision to the budget line that pays for what it asks, and back; and the line's own page."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from hyte.core.thread.graph import walk
from hyte.governance.structure.models import Provision
from hyte.planning.plans.models import ApprovalStep
from tests.doors import text_of
from tests.factories import AreaFactory, BodyFactory, DutyFactory, member
from tests.factories.budgets import budget_of, line_of, phenomenon_of, share_of
from tests.factories.plans import action_of, objective_of, plan_of

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def reached(nodes):
    """Everything that a walk's trees hold."""
    found = []
    for node in nodes:
        found += [node.record, *reached(node.children)]
    return found


@pytest.fixture
def thread():
    """A provision, and the line of a budget that pays for an action that it leads to."""
    area = AreaFactory()
    provision = Provision.objects.create(key="laki", home=area, kind="law", act="Laki", section="6 §")
    body = BodyFactory(home=area)
    DutyFactory(home=area, provision=provision, body=body)
    plan = plan_of(area, state="force")
    ApprovalStep.objects.create(plan=plan, home=area, body=body, order=1)
    action = action_of(objective_of(plan=plan))
    phenomenon = phenomenon_of(area)
    phenomenon.actions.add(action)
    line = line_of(budget_of(area))
    share_of(line, phenomenon)
    return provision, line


def test_the_thread_leads_from_the_law_to_the_line_and_back(thread):
    provision, line = thread

    assert line in reached(walk(provision, user=VISITOR, steps=7).forward)
    assert provision in reached(walk(line, user=VISITOR, steps=7).back)


def test_a_line_of_a_proposal_is_on_the_thread_for_its_areas_workers_alone(thread):
    provision, line = thread
    line.budget.state = "proposal"
    line.budget.save()

    assert line not in reached(walk(provision, user=VISITOR, steps=7).forward)
    assert line not in reached(walk(provision, user=member(AreaFactory()), steps=7).forward)
    assert line in reached(walk(provision, user=member(line.home), steps=7).forward)


def test_lines_that_left_the_file_or_a_withdrawn_budget_are_off_the_thread(thread):
    provision, line = thread
    dropped = line_of(line.budget, is_dropped=True)
    share_of(dropped, line.shares.get().phenomenon)

    assert dropped not in reached(walk(provision, user=VISITOR, steps=7).forward)
    line.budget.withdrawn_on = date(2026, 5, 1)
    line.budget.save()
    assert line not in reached(walk(provision, user=VISITOR, steps=7).forward)


def test_of_many_lines_of_a_phenomenon_the_first_are_shown_and_the_rest_counted():
    budget = budget_of()
    phenomenon = phenomenon_of(budget.home)
    for _number in range(20):
        share_of(line_of(budget), phenomenon)

    thread = walk(phenomenon, user=VISITOR)

    assert (len(thread.forward), thread.more_forward) == (8, 12)


def test_the_page_of_a_line_tells_how_it_is_divided_and_leads_to_the_law(client, thread):
    provision, line = thread
    share = line.shares.get()
    share.basis, share.percent, share.source = "measured", Decimal("33.33"), "Kävijälaskuri"
    share.save()
    share_of(line, phenomenon_of(line.home, "overlapping"), "marker", step="significant")

    answer = client.get(line.get_absolute_url())

    division = answer.context["division"]
    assert [part.euros[0] for part in division.exclusive] == [Decimal(333300)]
    assert (division.rest[0], division.amounts[0]) == (Decimal(666700), Decimal(1000000))
    assert [part.euros[0] for part in division.overlapping] == [Decimal(400000)]
    text = text_of(answer)
    assert "333\u00a0300,00" in text
    assert provision.get_absolute_url() in answer.content.decode()


def test_the_page_of_an_untagged_line_says_so(client):
    line = line_of(budget_of())

    answer = client.get(line.get_absolute_url())

    assert (answer.status_code, answer.context["division"].exclusive) == (200, [])


def test_a_line_is_seen_as_its_budget_is(client):
    line = line_of(budget_of(state="proposal"))
    elsewhere = line_of(budget_of())
    wrong = reverse("budgets:line", args=[line.home, line.budget.key, elsewhere.key])

    assert client.get(line.get_absolute_url()).status_code == 404
    client.force_login(member(line.home))
    assert (client.get(line.get_absolute_url()).status_code, client.get(wrong).status_code) == (200, 404)


@pytest.mark.parametrize("number", [1, 30])
def test_a_line_is_read_in_the_same_number_of_queries(client, number, django_assert_max_num_queries):
    line = line_of(budget_of())
    for _number in range(number):
        phenomenon = phenomenon_of(line.home, "overlapping")
        share_of(line, phenomenon)

    with django_assert_max_num_queries(40):
        client.get(line.get_absolute_url())
