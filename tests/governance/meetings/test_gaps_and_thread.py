from datetime import date, timedelta

import pytest

from hyte.core.search.index import reindex
from hyte.core.search.queries import search
from hyte.core.thread.gaps import gaps_of
from hyte.core.thread.graph import walk
from hyte.governance.meetings.models import Decision, Evidence, Matter, Meeting
from tests.factories import DAY, AreaFactory, BodyFactory, DutyFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return AreaFactory()


def meeting(body, day, state="held", **values):
    return Meeting.objects.create(key=f"{body.key}-{day}", home=body.home, body=body, day=day, state=state, **values)


def test_only_a_body_that_has_met_can_have_stopped_meeting(area):
    silent, fresh, never = (BodyFactory(home=area) for _ in range(3))
    meeting(silent, DAY - timedelta(days=400))
    meeting(silent, DAY - timedelta(days=10), state="cancelled")
    meeting(fresh, DAY - timedelta(days=400))
    meeting(fresh, DAY - timedelta(days=30))

    found = [gap.object_id for gap in gaps_of(area, day=DAY, user=member(area)) if gap.kind == "no_meeting_in_a_year"]

    assert found == [silent.pk]
    assert never.pk not in found


def test_what_only_an_invented_meeting_tells_is_marked_as_an_example(area):
    real, shown = (BodyFactory(home=area) for _ in range(2))
    meeting(real, DAY - timedelta(days=400))
    meeting(shown, DAY - timedelta(days=500))
    meeting(shown, DAY - timedelta(days=400), is_example=True)

    gaps = [gap for gap in gaps_of(area, day=DAY, user=member(area)) if gap.kind == "no_meeting_in_a_year"]

    assert {gap.object_id: gap.is_example for gap in gaps} == {real.pk: False, shown.pk: True}


def test_the_thread_runs_from_a_body_to_the_decision_and_its_evidence(area):
    body = BodyFactory(home=area)
    matter = Matter.objects.create(key="asia", home=area, title_fi="Asia", body=body, valid_from=DAY)
    decision = Decision.objects.create(
        key="paatos", home=area, meeting=meeting(body, DAY), matter=matter, verb="approved", day=DAY
    )
    duty = DutyFactory(home=area, body=body)
    evidence = Evidence.objects.create(
        key="naytto",
        home=area,
        model="structure.duty",
        object_id=duty.pk,
        record_key=duty.key,
        day=DAY,
        title="Muistio",
        decision=decision,
    )

    worker, visitor = walk(duty, user=member(area)), walk(duty, user=None)
    back = walk(evidence, user=member(area))

    assert {node.pk for node in worker.forward if node.label == "meetings.evidence"} == {evidence.pk}
    assert not [node for node in visitor.forward if node.label == "meetings.evidence"]
    assert {node.label for node in back.back} == {"structure.duty", "meetings.decision"}
    assert evidence.get_absolute_url() == duty.get_absolute_url()


def test_a_decision_off_the_net_is_not_on_the_visitors_thread(area):
    body = BodyFactory(home=area)
    matter = Matter.objects.create(key="asia", home=area, title_fi="Asia", body=body, valid_from=DAY)
    Decision.objects.create(
        key="paatos",
        home=area,
        meeting=meeting(body, DAY),
        matter=matter,
        verb="approved",
        day=DAY,
        remove_on=date(2026, 3, 2),
    )

    assert walk(matter, user=None).forward == []
    assert [node.label for node in walk(matter, user=member(area)).forward] == ["meetings.decision"]


def test_matters_are_found_by_their_words(area):
    Matter.objects.create(key="asia", home=area, title_fi="Liikkumisohjelman toimeenpano", valid_from=DAY)
    reindex()

    found = search("liikkumisohjelma", area=area, user=None, language="fi")

    assert [hit.title for hit in found.here] == ["Liikkumisohjelman toimeenpano"]
