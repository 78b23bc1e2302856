"""Whatever is done in whatever order: periods stay in order, undo restores, the audit verifies, the picture draws."""

import contextlib
import itertools
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import seal_entries, undo, verify_audit
from hyte.core.audit.recording import Refused, snapshot
from hyte.governance.structure.models import Body, BodyPeriod, Seat
from hyte.governance.structure.operations import bodies as operations
from hyte.governance.structure.operations.merging import merge_bodies
from hyte.governance.structure.operations.seats import appoint
from tests.factories import DAY, AreaFactory, BodyFactory, PersonFactory, acting

VERBS = ["rename", "move", "end", "split", "merge", "confirm", "appoint", "undo"]
STEP = st.tuples(st.sampled_from(VERBS), st.integers(0, 4), st.integers(0, 4), st.integers(0, 400))


def perform(verb, one, other, day, by):
    if verb == "rename":
        operations.rename_body(one, version=one.version, name=f"Nimi {day}", day=day, by=by)
    elif verb == "move":
        operations.change_body(one, version=one.version, day=day, by=by, parent=other)
    elif verb == "end":
        operations.end_body(one, version=one.version, day=day, by=by)
    elif verb == "split":
        operations.split_body(one, version=one.version, names=["A", f"B{day}"], day=day, by=by)
    elif verb == "merge":
        merge_bodies(one, other, version=one.version, day=day, by=by)
    elif verb == "confirm":
        operations.confirm_bodies([one, other], day=day, by=by)
    elif verb == "appoint":
        appoint(one, role="member", person=PersonFactory(home=one.home), day=day, by=by)
    else:
        undo(AuditEntry.objects.latest("pk"), by=by)


def state():
    return {
        (type(row).__name__, row.pk): snapshot(row) for model in (Body, BodyPeriod, Seat) for row in model.objects.all()
    }


def assert_periods_in_order():
    for body in Body.objects.all():
        periods = list(body.periods.order_by("valid_from"))
        for earlier, later in itertools.pairwise(periods):
            assert earlier.valid_until is not None
            assert earlier.valid_until < later.valid_from
        for period in periods:
            assert period.valid_until is None or period.valid_until >= period.valid_from


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=1, max_size=8))
def test_any_sequence_keeps_the_register_whole(steps):
    from django.db import transaction

    with transaction.atomic():
        area = AreaFactory()
        by = acting(area)
        for _ in range(3):
            BodyFactory(home=area)
        for verb, first, second, days in steps:
            bodies = list(Body.objects.order_by("pk"))
            one, other = bodies[first % len(bodies)], bodies[second % len(bodies)]
            before, entries = state(), AuditEntry.objects.count()
            # A refused act leaves everything as it was; an act that was done can be undone at once.
            with contextlib.suppress(Refused, AuditEntry.DoesNotExist):
                perform(verb, one, other, DAY + timedelta(days=days), by)
            assert_periods_in_order()
            done = AuditEntry.objects.count() - entries
            if done == 0:
                assert state() == before
            elif done == 1 and verb != "undo":
                undo(AuditEntry.objects.latest("pk"), by=by)
                assert state() == before
                bodies = list(Body.objects.order_by("pk"))
                one, other = bodies[first % len(bodies)], bodies[second % len(bodies)]
                perform(verb, one, other, DAY + timedelta(days=days), by)
        seal_entries()
        assert verify_audit().faults == ()
        transaction.set_rollback(True)
