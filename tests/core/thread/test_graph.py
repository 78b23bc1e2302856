from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hyte.core.links.declarations import declare
from hyte.core.links.models import LinkKind
from hyte.core.links.operations import LinkNotDeclared, connect
from hyte.core.thread.drawing import draw
from hyte.core.thread.graph import walk
from hyte.governance.structure.models import Body, Duty, Provision, SteeringDocument
from tests.factories import AreaFactory, BodyFactory, DutyFactory, acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return AreaFactory()


def provision(area, key="laki"):
    return Provision.objects.create(
        key=key, home=area, act="Laki", number="612/2021", section="7 §", kind="law", valid_from="2023-01-01"
    )


def names(nodes):
    return [node.name for node in nodes]


def test_the_thread_runs_from_the_law_to_the_document_and_back(area):
    law = provision(area)
    body = BodyFactory(home=area, period__name_fi="Neuvottelukunta")
    duty = DutyFactory(home=area, provision=law, body=body, title_fi="Neuvottelu")
    document = SteeringDocument.objects.create(
        key="suunnitelma", home=area, name_fi="Suunnitelma", kind="plan", valid_from="2023-01-01"
    )
    document.bodies.add(body)

    down, up = walk(law, user=None), walk(document, user=None)

    assert names(down.forward) == [duty.title]
    assert names(down.forward[0].children) == ["Neuvottelukunta"]
    assert names(down.forward[0].children[0].children) == ["Suunnitelma"]
    assert names(up.back) == ["Neuvottelukunta"]
    assert names(up.back[0].children) == [duty.title]
    assert names(up.back[0].children[0].children) == [str(law)]


def test_a_circle_of_parents_or_a_withdrawn_record_does_not_stop_the_walk(area):
    one, two = BodyFactory(home=area), BodyFactory(home=area)
    one.periods.update(parent=two)
    two.periods.update(parent=one)
    DutyFactory(home=area, body=one, withdrawn_on="2026-01-01")

    thread = walk(one, user=None)

    assert [node.pk for node in thread.forward] == [node.pk for node in thread.back] == [two.pk]


def test_a_step_takes_the_same_queries_however_many_records_there_are(area):
    counts = {}
    for number in (1, 20, 60):
        law = provision(area, f"laki-{number}")
        for _ in range(number):
            DutyFactory(home=area, provision=law, body=BodyFactory(home=area))
        with CaptureQueriesContext(connection) as queries:
            thread = walk(law, user=None)
            [node.url for node in thread.forward for node in [node, *node.children]]
        counts[number] = len(queries)

    assert counts == {1: counts[1], 20: counts[1], 60: counts[1]}


def test_of_a_crowd_only_some_are_shown_and_the_rest_are_told_as_a_number_that_the_reader_may_see(area):
    law = provision(area)
    for number in range(20):
        DutyFactory(home=area, provision=law, withdrawn_on="2026-01-01" if number in {0, 19} else None)

    thread = walk(law, user=None)

    assert (len(thread.forward), thread.more_forward) == (8, 10)


def test_a_kind_is_read_once_for_all_the_steps_it_is_met_on(area):
    bodies = [BodyFactory(home=area) for _ in range(4)]
    for parent, body in pairwise(bodies):
        body.periods.update(parent=parent)

    with CaptureQueriesContext(connection) as queries:
        thread = walk(bodies[0], user=None)

    # Three steps of three questions; then the bodies, their home and their periods.
    assert (thread.forward[0].children[0].children[0].record, len(queries)) == (bodies[3], 12)


def test_the_walk_does_not_pass_through_what_the_reader_may_not_see(area):
    law = provision(area)
    hidden = DutyFactory(home=area, provision=law, body=BodyFactory(home=area), withdrawn_on="2026-01-01")
    seen = DutyFactory(home=area, provision=law, body=BodyFactory(home=area))

    thread = walk(law, user=None)

    assert [(node.record, [one.record for one in node.children]) for node in thread.forward] == [(seen, [seen.body])]
    assert walk(hidden.body, user=None).back == []


def test_the_drawing_has_a_box_for_each_and_a_line_to_each(area):
    law = provision(area)
    for _ in range(3):
        DutyFactory(home=area, provision=law)

    drawing = draw(walk(law, user=None))

    assert (len(drawing.boxes), len(drawing.lines)) == (4, 3)
    assert all(box.y >= 0 and box.y + box.height <= drawing.height for box in drawing.boxes)


def test_only_declared_links_are_made(area):
    body, duty = BodyFactory(home=area), DutyFactory(home=area)
    by = acting(area)

    with pytest.raises(LinkNotDeclared):
        connect(body, LinkKind.FUNDS, duty, by=by)

    declare(Body, LinkKind.IMPLEMENTS, Duty, operation="structure.change_body")
    link = connect(body, LinkKind.IMPLEMENTS, duty, by=by)
    assert connect(body, LinkKind.IMPLEMENTS, duty, by=by) == link
    assert [node.pk for node in walk(body, user=None).forward if node.label == "structure.duty"] == [duty.pk]


def test_what_is_left_out_is_told_as_a_number_on_its_own_side(area):
    law = provision(area)
    body = BodyFactory(home=area, period__provision=law)
    for _ in range(15):
        DutyFactory(home=area, body=body)

    thread = walk(body, user=None, steps=1)

    assert (len(thread.back), thread.more_back, thread.more_forward) == (9, 7, 0)


def test_both_ways_are_read_together(area):
    law, body = provision(area), BodyFactory(home=area)
    DutyFactory(home=area, provision=law, body=body)
    document = SteeringDocument.objects.create(
        key="suunnitelma", home=area, name_fi="Suunnitelma", kind="plan", valid_from="2023-01-01"
    )
    document.bodies.add(body)

    with CaptureQueriesContext(connection) as queries:
        walk(body, user=None, steps=1)

    # The edges, the ties, and for each of two kinds of record what may be seen and what it says.
    assert len(queries) == 6
