"""What a load refuses of the structure register: the same as the forms."""

from datetime import date

import pytest

from hyte.core.accounts.rules import SYSTEM
from hyte.core.exchange.loading import apply_plan
from hyte.core.exchange.planning import plan_load
from hyte.core.exchange.sheets import sheet_named
from hyte.governance.structure.models import BodyPeriod
from tests.factories import AreaFactory, BodyFactory, DutyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return AreaFactory()


def plan(area, sheet, *lines):
    return plan_load([(sheet_named(sheet), f"{sheet}.csv", "\n".join(lines).encode())], by=SYSTEM, area=area)


def faults(found):
    return [(error.row, error.column) for error in found.errors]


BODIES = "key,name,kind,parent,valid_from,valid_until,attested_on,source"


@pytest.mark.parametrize(
    ("parent", "child"),
    [("2023-05-01,", "2023-04-30,,,"), ("2023-01-01,2023-04-01", "2023-04-02,,,"), ("2023-05-01,", ",,2023-04-30,x")],
)
@pytest.mark.parametrize("is_known", [True, False])
def test_a_body_begins_under_one_that_is_there(area, parent, child, is_known):
    line = f"yla,Yläryhmä,network,,{parent},,"
    if is_known:
        apply_plan(plan(area, "bodies", BODIES, line), title="x")
    lines = [BODIES, f"ala,Alaryhmä,network,yla,{child}"]

    found = plan(area, "bodies", *lines, *([] if is_known else [line]))

    assert faults(found) == [(2, "parent")]


def test_a_load_may_lengthen_the_parents_life_and_put_a_child_there(area):
    apply_plan(plan(area, "bodies", BODIES, "yla,Yläryhmä,network,,2023-01-01,2023-04-01,,"), title="x")

    found = plan(
        area,
        "bodies",
        BODIES,
        "yla,Yläryhmä,network,,2023-01-01,2024-12-31,,",
        "ala,Alaryhmä,network,yla,2024-01-01,,,",
    )

    assert found.errors == []


def test_a_part_of_a_duty_begins_while_the_duty_holds(area):
    DutyFactory(home=area, key="yla", valid_from=date(2023, 1, 1), valid_until=date(2023, 12, 31))

    found = plan(area, "duties", "key,title,parent,valid_from", "ala,Osa,yla,2024-01-01", "muu,Osa,yla,2023-06-01")

    assert faults(found) == [(2, "parent")]


def test_a_fixed_term_body_says_until_when(area):
    head = f"{BODIES},permanence,ends_on"

    found = plan(
        area,
        "bodies",
        head,
        "a,A,network,,2023-01-01,,,,fixed_term,",
        "b,B,network,,2023-01-01,,,,fixed_term,2022-12-31",
        "c,C,network,,2023-01-01,,,,fixed_term,2025-12-31",
        "d,D,network,,2023-01-01,2023-12-31,,,fixed_term,",
    )

    assert faults(found) == [(2, "ends_on"), (3, "ends_on")]


def test_an_old_row_without_an_end_still_loads_when_nothing_of_it_changes(area):
    body = BodyFactory(home=area, key="vanha", period__name_fi="Vanha")
    BodyPeriod.objects.filter(of=body).update(permanence="fixed_term")

    found = plan(area, "bodies", "key,name,kind,permanence", "vanha,Vanha,network,fixed_term")

    assert found.as_dict() == {"created": 0, "changed": 0, "unchanged": 1, "errors": []}


def test_an_approval_is_whole_and_has_happened(area):
    BodyFactory(home=area, key="lautakunta")
    head = "key,name,kind,approved_by,approved_by_name,approved_on,valid_from"

    found = plan(
        area,
        "documents",
        head,
        "a,A,plan,lautakunta,,,2023-01-01",
        "b,B,plan,,,2023-05-01,2023-01-01",
        "c,C,plan,lautakunta,,2999-01-01,2023-01-01",
        "d,D,plan,,Kunnanhallitus,2023-05-01,2023-01-01",
        "e,E,plan,,,,2023-01-01",
    )

    assert faults(found) == [(2, "approved_on"), (3, "approved_by"), (4, "approved_on")]
