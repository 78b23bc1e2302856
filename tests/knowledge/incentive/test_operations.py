from datetime import UTC, date, datetime, timedelta

import pytest

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import NotAllowed
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.recording import Refused
from hyte.core.tasks.models import Task
from hyte.core.thread.gaps import gaps_of
from hyte.governance.structure.models import Post
from hyte.knowledge.incentive import operations
from hyte.knowledge.incentive.choices import Step
from hyte.knowledge.incentive.duties import ask_for_late_answers
from hyte.knowledge.incentive.models import Answering, OfficialResult, Round
from tests.factories import PersonFactory, acting, member

from .conftest import DAY

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DUE = DAY + timedelta(days=10)


def begun(round_, town, by, due=DUE):
    operations.begin_follow_up(round_, area=town, due=due, by=by, today=DAY if due >= DAY else due)
    return {row.indicator.key: row for row in Answering.objects.filter(home=town, round=round_)}


def step(row, word, by, version=None):
    return operations.take_step(row, version=version or row.version, step=word, by=by, today=DAY, now=NOW)


def post_of(user, area):
    person = PersonFactory(home=area, user=user)
    return Post.objects.create(
        key="virka", home=area, title_fi="Suunnittelija", holder=person, valid_from=date(2020, 1, 1)
    )


def test_following_begins_with_each_process_indicator_once(round_, town):
    by = acting(town)

    rows = begun(round_, town, by)

    assert {key: (row.step, row.due, row.home) for key, row in rows.items()} == {
        "kertomus": (Step.NOT_BEGUN, DUE, town),
        "neuvonta": (Step.NOT_BEGUN, DUE, town),
    }
    with pytest.raises(Refused):
        begun(round_, town, by)


def test_who_answered_last_time_is_offered_again(round_, town, listed, county):
    by = acting(town)
    first = begun(round_, town, by)["kertomus"]
    post = post_of(None, town)
    operations.assign(first, version=first.version, post=post, due=DUE, by=by, today=DAY)
    later = Round.objects.create(key="kierros-2027", home=county, of=listed, year=2027)

    rows = begun(later, town, by)

    assert {key: row.post for key, row in rows.items()} == {"kertomus": post, "neuvonta": None}


def test_asking_gives_a_task_to_the_posts_holder_and_the_answer_ends_it(round_, town):
    by, holder = acting(town), member(town, Role.OFFICIAL)
    row = begun(round_, town, by)["kertomus"]
    row = operations.assign(row, version=row.version, post=post_of(holder, town), due=DUE, by=by, today=DAY)

    row = step(row, Step.ASKED, by)
    task = Task.objects.get()
    assert (task.person, task.due, task.home, task.done_at) == (holder, DUE, town, None)

    step(row, Step.ANSWERED, by)
    task.refresh_from_db()
    assert (task.done_at, task.done_by) == (NOW, by.user)


def test_without_a_holders_account_the_coordinators_are_asked(round_, town):
    by = acting(town)

    step(begun(round_, town, by)["kertomus"], Step.ASKED, by)

    assert list(Task.objects.values_list("person", "role")) == [(None, Role.COORDINATOR)]


def test_an_answer_goes_through_its_steps_only(round_, town):
    by = acting(town)
    row = begun(round_, town, by)["kertomus"]

    with pytest.raises(Refused):
        step(row, Step.SENT, by)
    row = step(row, Step.ANSWERED, by)
    assert step(row, Step.SENT, by).step == Step.SENT


def test_a_late_answer_is_a_gap_and_once_a_task(round_, town):
    by = acting(town)
    due = DAY - timedelta(days=3)
    rows = begun(round_, town, by, due=due)
    step(rows["neuvonta"], Step.ANSWERED, by)

    gaps = [gap for gap in gaps_of(town, day=DAY, user=by.user) if gap.kind == "incentive_answer_late"]
    counts = [ask_for_late_answers(DAY), ask_for_late_answers(DAY)]

    assert [(gap.object_id, gap.due) for gap in gaps] == [(rows["kertomus"].pk, due)]
    assert counts == [1, 0]
    assert Task.objects.get().object_id == rows["kertomus"].pk


def test_an_answer_of_the_day_itself_is_not_late(round_, town):
    row = begun(round_, town, acting(town), due=DAY)["kertomus"]

    assert [row.is_late(DAY), row.is_late(DAY + timedelta(days=1))] == [False, True]


def test_a_list_is_official_only_by_someones_word(listed, county):
    by = acting(county)

    found = operations.approve_list(
        listed, version=listed.version, official_list="THL:n luettelo 2025", by=by, today=DAY
    )

    assert (found.is_official, found.official_on, str(found.official_by)) == (True, DAY, "Maakunnan hyvinvointialue")
    assert AuditEntry.objects.filter(verb="incentive list checked", actor__user=by.user).count() == 1


@pytest.mark.parametrize("invented", ["list", "indicator", "empty"])
def test_what_is_invented_or_empty_is_never_official(listed, indicators, county, invented):
    if invented == "list":
        type(listed).objects.filter(pk=listed.pk).update(is_example=True)
    elif invented == "indicator":
        type(indicators["kertomus"]).objects.filter(key="kertomus").update(is_example=True)
    else:
        listed.indicators.all().delete()

    with pytest.raises(Refused):
        operations.approve_list(listed, version=1, official_list="THL", by=acting(county), today=DAY)


def test_an_official_result_has_its_source_and_comes_once_a_year(town):
    by = acting(town)
    values = {"year": 2026, "coefficient": 0.53, "money": 122_000, "by": by, "today": DAY}
    operations.add_result(town, source="Valtionosuuspäätös", **values)

    with pytest.raises(Refused):
        operations.add_result(town, source="Toinen", **values)
    operations.withdraw(OfficialResult.objects.get(), version=1, reason="Väärä vuosi", by=by, today=DAY, now=NOW)
    operations.add_result(town, source="Valtionosuuspäätös", **values)
    assert OfficialResult.objects.live().count() == 1


def test_an_act_cannot_make_an_outcome_true(town, indicators):
    with pytest.raises(Refused):
        operations.add_act(town, title="Ihme", indicators=[indicators["murtumat"]], by=acting(town), today=DAY)


def test_an_act_on_an_invented_indicator_is_invented(town, indicators):
    indicators["neuvonta"].is_example = True

    act = operations.add_act(town, title="Neuvonta", indicators=[indicators["neuvonta"]], by=acting(town), today=DAY)

    assert act.is_example


def test_an_act_is_corrected_with_its_indicators(act, indicators, town):
    values = {"title": "Kertomus valtuustoon", "description": "", "effort": 2.5}

    operations.change_act(act, version=1, indicators=[indicators["kertomus"]], by=acting(town), today=DAY, **values)

    act.refresh_from_db()
    assert (act.title, act.effort, [row.key for row in act.indicators.all()]) == (
        "Kertomus valtuustoon",
        2.5,
        ["kertomus"],
    )


def test_a_withdrawn_answer_asks_nobody_any_more(round_, town):
    by = acting(town)
    row = step(begun(round_, town, by)["kertomus"], Step.ASKED, by)

    operations.withdraw(row, version=row.version, reason="Ei koske meitä", by=by, today=DAY, now=NOW)

    assert Task.objects.filter(done_at__isnull=True).count() == 0


def test_another_areas_worker_may_do_nothing_here(round_, town, village, act, listed):
    stranger = acting(village)

    for attempt in (
        lambda: operations.begin_follow_up(round_, area=town, due=DUE, by=stranger, today=DAY),
        lambda: operations.add_result(town, year=2026, source="x", coefficient=1, by=stranger, today=DAY),
        lambda: operations.withdraw(act, version=1, reason="x", by=stranger, today=DAY, now=NOW),
        lambda: operations.approve_list(listed, version=1, official_list="x", by=stranger, today=DAY),
    ):
        with pytest.raises(NotAllowed):
            attempt()
