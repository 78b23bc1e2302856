from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from hyte.core.accounts.rules import NotAllowed, Principal
from hyte.core.areas.text import shown_day
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import seal_entries, undo, verify_audit
from hyte.core.audit.recording import Conflict, Refused
from hyte.core.links.models import Link
from hyte.governance.structure.models import Body, Duty, Post, Seat, Term
from hyte.governance.structure.operations import bodies as operations
from hyte.governance.structure.operations.merging import merge_bodies
from hyte.governance.structure.operations.questions import answer_for_body
from hyte.governance.structure.operations.seats import appoint, replace, resign
from tests.factories import (
    DAY,
    AreaFactory,
    BodyFactory,
    DutyFactory,
    FocusAreaFactory,
    PersonFactory,
    SeatFactory,
    UserFactory,
    acting,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return AreaFactory()


@pytest.fixture
def by(area):
    return acting(area)


def last(verb):
    return AuditEntry.objects.filter(verb=verb).latest("pk")


def test_found_body_works_from_its_day_on(area, by):
    body = operations.found_body(area, name="Pelihaittojen ehkäisy", kind="network", day=DAY, by=by)

    assert body.period_at(DAY - timedelta(days=1)) is None
    assert (body.period_at(DAY).name_fi, body.confirmed_on, body.version) == ("Pelihaittojen ehkäisy", DAY, 1)


def test_found_body_is_refused_to_a_visitor_and_to_another_area(area):
    for principal in (Principal(), acting(AreaFactory()), acting(area, "reader"), acting(area, "auditor")):
        with pytest.raises(NotAllowed):
            operations.found_body(area, name="x", kind="network", day=DAY, by=principal)

    assert Body.objects.count() == 0


def test_rename_keeps_the_old_name_in_history_and_as_an_alias(area, by):
    body = BodyFactory(home=area, period__name_fi="Vanha")

    body = operations.rename_body(body, version=1, name="Uusi", day=DAY, by=by)

    assert [body.period_at(day).name_fi for day in (DAY - timedelta(days=1), DAY)] == ["Vanha", "Uusi"]
    assert Body.objects.get(pk=body.pk).aliases == ["Vanha"]


def test_a_rename_is_one_act_that_one_undo_takes_back(area, by):
    body = BodyFactory(home=area, period__name_fi="Vanha")
    operations.rename_body(body, version=1, name="Uusi", day=DAY, by=by)

    undo(last("renamed"), by=by)

    body = Body.objects.get(pk=body.pk)
    assert ([period.name_fi for period in body.periods.all()], body.aliases) == (["Vanha"], [])


def test_a_withdrawn_body_takes_its_seats_along_and_leaves_nothing_under_it(area, by):
    body, parent = BodyFactory(home=area), BodyFactory(home=area)
    BodyFactory(home=area, period__parent=parent)
    seat = appoint(body, role="member", day=DAY, by=by)
    body.refresh_from_db()

    with pytest.raises(Refused):
        operations.withdraw_body(parent, version=1, day=DAY, by=by, reason="väärä")
    body = operations.withdraw_body(body, version=body.version, day=DAY, by=by, reason="kahteen kertaan")
    with pytest.raises(Refused):
        operations.withdraw_body(body, version=body.version, day=DAY, by=by, reason="uudelleen")

    assert (Seat.objects.get(pk=seat.pk).withdrawn_on, Body.objects.get(pk=parent.pk).withdrawn_on) == (DAY, None)
    undo(last("withdrawn"), by=by)
    assert (Seat.objects.get(pk=seat.pk).withdrawn_on, Body.objects.get(pk=body.pk).withdrawn_on) == (None, None)


def test_a_body_that_carries_a_duty_is_not_withdrawn(area, by):
    body = BodyFactory(home=area)
    duty = DutyFactory(home=area, body=body)

    with pytest.raises(Refused, match=duty.title):
        operations.withdraw_body(body, version=1, day=DAY, by=by, reason="väärä")

    duty.body = None
    duty.save()
    assert operations.withdraw_body(body, version=1, day=DAY, by=by, reason="väärä").withdrawn_on == DAY


def test_a_stale_version_raises_conflict_with_the_current_row(area, by):
    body = BodyFactory(home=area)
    operations.rename_body(body, version=1, name="Uusi", day=DAY, by=by)

    with pytest.raises(Conflict) as conflict:
        operations.rename_body(body, version=1, name="Toinen", day=DAY, by=by)

    assert conflict.value.current == body


def test_change_refuses_a_parent_that_is_below(area, by):
    top = BodyFactory(home=area)
    middle = BodyFactory(home=area, period__parent=top)
    low = BodyFactory(home=area, period__parent=middle)

    with pytest.raises(Refused):
        operations.change_body(top, version=1, day=DAY, by=by, parent=low)

    assert top.period_at(DAY).parent is None


def test_change_before_the_body_began_is_refused(area, by):
    body = BodyFactory(home=area)

    with pytest.raises(Refused):
        operations.change_body(body, version=1, day=date(2020, 1, 1), by=by, mandate_fi="x")


def test_end_ends_the_seats_and_refuses_a_second_end(area, by):
    body = BodyFactory(home=area)
    seat, later = SeatFactory(body=body), SeatFactory(body=body, valid_from=DAY + timedelta(days=9))

    operations.end_body(body, version=1, day=DAY, by=by)

    seat.refresh_from_db(), later.refresh_from_db()
    assert (seat.valid_until, later.withdrawn_on) == (DAY, DAY)
    assert body.period_at(DAY + timedelta(days=1)) is None
    with pytest.raises(Refused):
        operations.end_body(body, version=2, day=DAY, by=by)


def test_end_is_refused_while_a_child_lives(area, by):
    parent = BodyFactory(home=area)
    BodyFactory(home=area, period__parent=parent)

    with pytest.raises(Refused):
        operations.end_body(parent, version=1, day=DAY, by=by)


def test_merge_moves_everything_and_undo_puts_it_back(area, by):
    kept, merged, child = BodyFactory(home=area), BodyFactory(home=area), BodyFactory(home=area)
    child.periods.update(parent=merged)
    focus = FocusAreaFactory(home=area)
    merged.focus_areas.add(focus)
    seat, duty = SeatFactory(body=merged), DutyFactory(home=area, body=merged)
    link = Link.objects.create(
        kind="evidences", from_model="x.y", from_id=1, to_model="structure.body", to_id=merged.pk, home=area
    )

    merge_bodies(kept, merged, version=1, day=DAY, by=by)

    merged.refresh_from_db()
    assert merged.merged_into == kept
    assert Seat.objects.get(pk=seat.pk).body == kept
    assert Duty.objects.get(pk=duty.pk).body == kept
    assert Link.objects.get(pk=link.pk).to_id == kept.pk
    assert child.period_at(DAY).parent == kept
    assert list(kept.focus_areas.all()) == [focus]

    undo(last("merged"), by=by)

    merged.refresh_from_db()
    assert (merged.merged_into, merged.period_at(DAY) is not None) == (None, True)
    assert Seat.objects.get(pk=seat.pk).body == merged
    assert Duty.objects.get(pk=duty.pk).body == merged
    assert Link.objects.get(pk=link.pk).to_id == merged.pk
    assert child.periods.get().parent == merged
    assert list(kept.focus_areas.all()) == []


def test_bodies_are_not_merged_on_a_day_to_come(area, by):
    kept, merged = BodyFactory(home=area), BodyFactory(home=area)
    today = timezone.localdate()

    with pytest.raises(Refused, match=shown_day(today)):
        merge_bodies(kept, merged, version=1, day=today + timedelta(days=1), by=by)
    merge_bodies(kept, merged, version=1, day=today, by=by)

    merged.refresh_from_db()
    assert merged.merged_into == kept


@pytest.mark.parametrize("gone", ["ended", "merged"])
def test_a_body_that_is_gone_is_not_confirmed_by_its_chair(area, by, gone):
    body = BodyFactory(home=area, confirmed_on=None)
    if gone == "ended":
        body.periods.update(valid_until=DAY - timedelta(days=1))
    else:
        Body.objects.filter(pk=body.pk).update(merged_into=BodyFactory(home=area))
        body.refresh_from_db()

    with pytest.raises(Refused):
        answer_for_body(body, answer="lives", note="", day=DAY, by=by)
    answer_for_body(body, answer="changed", note="Toimii yhä.", day=DAY, by=by)

    body.refresh_from_db()
    assert body.confirmed_on is None


def test_undo_of_a_merge_is_refused_when_something_has_changed_since(area, by):
    kept, merged = BodyFactory(home=area), BodyFactory(home=area)
    seat = SeatFactory(body=merged)
    merge_bodies(kept, merged, version=1, day=DAY, by=by)
    resign(Seat.objects.get(pk=seat.pk), version=seat.version, day=DAY, by=by)
    Seat.objects.filter(pk=seat.pk).update(body=BodyFactory(home=area))

    with pytest.raises(Refused):
        undo(last("merged"), by=by)

    merged.refresh_from_db()
    assert merged.merged_into == kept


@pytest.mark.parametrize("case", ["itself", "other area", "parent", "example"])
def test_merge_refuses_what_makes_no_sense(area, by, case):
    kept = BodyFactory(home=area)
    merged = {
        "itself": lambda: kept,
        "other area": lambda: BodyFactory(),
        "parent": lambda: BodyFactory(home=area, period__parent=kept),
        "example": lambda: BodyFactory(home=area, is_example=True),
    }[case]()

    with pytest.raises((Refused, NotAllowed)):
        merge_bodies(kept, merged, version=1, day=DAY, by=by)

    assert not Body.objects.filter(merged_into__isnull=False).exists()


def test_split_makes_bodies_that_keep_the_subject(area, by):
    body = BodyFactory(home=area, period__name_fi="A, B", heading="Osallisuus")
    focus = FocusAreaFactory(home=area)
    body.focus_areas.add(focus)

    made = operations.split_body(body, version=1, names=["A", "B"], day=DAY, by=by)

    assert [(new.period.name_fi, new.heading, list(new.focus_areas.all())) for new in made] == [
        ("A", "Osallisuus", [focus]),
        ("B", "Osallisuus", [focus]),
    ]
    assert body.period_at(DAY) is None
    undo(last("split"), by=by)
    assert Body.objects.live().at(DAY).count() == 1


def test_confirm_a_list_is_one_act(area, by):
    bodies = [BodyFactory(home=area, confirmed_on=None) for _ in range(20)]

    operations.confirm_bodies(bodies, day=DAY, by=by)

    assert set(Body.objects.values_list("confirmed_on", flat=True)) == {DAY}
    assert AuditEntry.objects.filter(verb="confirmed").count() == 1
    undo(last("confirmed"), by=by)
    assert set(Body.objects.values_list("confirmed_on", flat=True)) == {None}


def test_a_list_with_another_areas_body_is_not_confirmed_at_all(area, by):
    own, foreign = BodyFactory(home=area, confirmed_on=None), BodyFactory(confirmed_on=None)

    with pytest.raises(NotAllowed):
        operations.confirm_bodies([own, foreign], day=DAY, by=by)

    assert set(Body.objects.values_list("confirmed_on", flat=True)) == {None}


def test_withdraw_needs_a_reason_and_hides_the_body_from_visitors(area, by):
    body = BodyFactory(home=area)
    with pytest.raises(Refused):
        operations.withdraw_body(body, version=1, day=DAY, by=by, reason=" ")

    operations.withdraw_body(body, version=1, day=DAY, by=by, reason="Ei ole ollut")

    assert list(Body.objects.visible_to(None)) == []
    assert list(Body.objects.visible_to(by.user)) == [body]


def test_appoint_resign_and_replace_keep_one_row_a_holder(area, by):
    body = BodyFactory(home=area)
    first, second = PersonFactory(home=area), PersonFactory(home=area)

    seat = appoint(body, role="chair", person=first, day=DAY, by=by)
    resign(seat, version=1, day=DAY + timedelta(days=10), by=by)
    vacant = body.seats.get(person=None)
    replace(vacant, version=1, day=vacant.valid_from, person=second, by=by)

    assert list(body.seats.order_by("valid_from").values_list("person__key", "valid_from", "valid_until")) == [
        (first.key, DAY, DAY + timedelta(days=10)),
        (second.key, DAY + timedelta(days=11), None),
    ]


def test_appoint_outside_the_bodys_life_is_refused(area, by):
    body = BodyFactory(home=area, period__valid_until=DAY)

    for day, until in ((DAY + timedelta(days=1), None), (DAY, DAY + timedelta(days=5)), (date(2000, 1, 1), None)):
        with pytest.raises(Refused):
            appoint(body, role="member", day=day, until=until, by=by)

    assert body.seats.count() == 0


def test_names_follow_the_kind_of_body(area, by):
    committee = BodyFactory(home=area, period__kind="committee")
    network = BodyFactory(home=area, period__kind="network")

    seats = [
        appoint(body, role="member", person=PersonFactory(home=area), day=DAY, by=by) for body in (committee, network)
    ]

    assert [seat.publicity for seat in seats] == ["name", "role"]
    assert [bool(seat.name_for(None)) for seat in seats] == [True, False]
    assert [bool(seat.name_for(UserFactory())) for seat in seats] == [True, False]
    assert all(seat.name_for(by.user) for seat in seats)


def test_a_minors_name_is_never_public(area, by):
    body = BodyFactory(home=area, period__kind="council")
    seat = appoint(body, role="member", person=PersonFactory(home=area, is_minor=True), day=DAY, by=by)

    assert seat.publicity == "name"
    assert seat.name_for(None) == ""


def test_the_audit_chain_shows_an_altered_entry(area, by):
    body = BodyFactory(home=area)
    operations.rename_body(body, version=1, name="Uusi", day=DAY, by=by)
    seal_entries()
    assert verify_audit().faults == ()

    AuditEntry.objects.filter(verb="renamed").update(verb="ended")

    assert len(verify_audit().faults) == 1


@pytest.mark.parametrize("state", ["ended", "merged", "withdrawn", "not begun"])
def test_confirm_refuses_a_body_that_is_not_there_and_names_it(area, by, state):
    alive = BodyFactory(home=area, confirmed_on=None)
    gone = {
        "ended": lambda: BodyFactory(home=area, period__valid_until=DAY - timedelta(days=1)),
        "merged": lambda: BodyFactory(home=area, merged_into=alive),
        "withdrawn": lambda: BodyFactory(home=area, withdrawn_on=DAY),
        "not begun": lambda: BodyFactory(home=area, period__valid_from=DAY + timedelta(days=1)),
    }[state]()

    with pytest.raises(Refused, match=str(gone)):
        operations.confirm_bodies([alive, gone], day=DAY, by=by)

    alive.refresh_from_db()
    assert alive.confirmed_on is None


def test_nothing_is_founded_under_a_body_that_is_not_there(area, by):
    parent = BodyFactory(home=area, period__valid_until=DAY - timedelta(days=1))

    with pytest.raises(Refused, match=str(parent)):
        operations.found_body(area, name="Alaryhmä", kind="network", day=DAY, parent=parent, by=by)

    assert Body.objects.count() == 1


def test_end_is_refused_while_a_child_goes_on_until_a_later_day(area, by):
    parent = BodyFactory(home=area)
    BodyFactory(home=area, period__parent=parent, period__valid_until=DAY + timedelta(days=30))

    with pytest.raises(Refused):
        operations.end_body(parent, version=1, day=DAY, by=by)


def test_a_fixed_term_body_says_until_when(area, by):
    body = BodyFactory(home=area)
    values = {"version": 1, "day": DAY, "by": by, "permanence": "fixed_term"}

    with pytest.raises(ValidationError) as missing:
        operations.change_body(body, **values)
    with pytest.raises(ValidationError):
        operations.found_body(area, name="x", kind="network", day=DAY, permanence="fixed_term", by=by)
    assert missing.value.message_dict.keys() == {"ends_on"}

    changed = operations.change_body(body, **values, ends_on=DAY + timedelta(days=365))

    assert changed.period_at(DAY).ends_on == DAY + timedelta(days=365)


@pytest.mark.parametrize("holder", ["person", "post", "person who holds the post"])
def test_replace_refuses_the_holder_who_sits_there_already(area, by, holder):
    person = PersonFactory(home=area)
    post = Post.objects.create(key="virka", home=area, title_fi="Virka", holder=person, valid_from=date(2023, 1, 1))
    held = {"person": person} if holder == "person" else {"post": post}
    seat = SeatFactory(body=BodyFactory(home=area), **held)
    again = {"post": post} if holder == "post" else {"person": person}

    with pytest.raises(Refused, match=str(again.get("person") or person)):
        replace(seat, version=1, day=DAY, by=by, **again)

    assert Seat.objects.count() == 1


def test_nobody_takes_a_second_seat_in_the_same_role(area, by):
    body, person = BodyFactory(home=area), PersonFactory(home=area)
    SeatFactory(body=body, person=person, valid_until=DAY + timedelta(days=100))
    vacant = SeatFactory(body=body)

    for attempt in (
        lambda: replace(vacant, version=1, day=DAY, person=person, by=by),
        lambda: appoint(body, role="member", person=person, day=DAY, by=by),
    ):
        with pytest.raises(Refused, match=str(person)):
            attempt()


def test_a_seats_last_day_is_refused_before_its_first_and_after_the_bodys_last(area, by):
    body = BodyFactory(home=area, period__valid_until=DAY)
    seat = SeatFactory(body=body, valid_from=DAY - timedelta(days=10), person=PersonFactory(home=area))

    for day in (DAY - timedelta(days=11), DAY + timedelta(days=1)):
        with pytest.raises(Refused):
            resign(seat, version=1, day=day, by=by)
    with pytest.raises(Refused):
        appoint(body, role="member", day=DAY, until=DAY - timedelta(days=1), by=by)

    seat.refresh_from_db()
    assert (seat.valid_until, body.seats.count()) == (None, 1)


def test_a_seat_ended_on_the_bodys_last_day_leaves_no_vacant_one(area, by):
    body = BodyFactory(home=area, period__valid_until=DAY)
    seat = SeatFactory(body=body, person=PersonFactory(home=area))

    resign(seat, version=1, day=DAY, by=by)

    assert [(row.pk, row.valid_until) for row in body.seats.all()] == [(seat.pk, DAY)]


def test_a_new_seat_ends_with_its_term_and_with_its_body(area, by):
    body = BodyFactory(home=area, period__valid_until=DAY + timedelta(days=99))
    term = Term.objects.create(
        key="kausi", home=area, name_fi="Kausi", valid_from=date(2023, 1, 1), valid_until=DAY + timedelta(days=9)
    )

    ends = [appoint(body, role="member", day=DAY, by=by, **given).valid_until for given in ({"term": term}, {})]

    assert ends == [DAY + timedelta(days=9), DAY + timedelta(days=99)]
    with pytest.raises(Refused):
        appoint(body, role="member", day=DAY + timedelta(days=10), term=term, by=by)
