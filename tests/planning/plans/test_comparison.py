"""Two versions of a plan that differ in anything are told apart."""

import copy
from datetime import date

import pytest
from django.utils import translation

from hyte.governance.structure.models import Unit
from hyte.planning.plans.models import MeasureTarget
from hyte.planning.plans.queries.comparison import differences
from hyte.planning.plans.queries.content import content_hash, content_of
from tests.factories import DAY, AreaFactory, BodyFactory, OrganisationFactory
from tests.factories.plans import action_of, measure_of, objective_of, plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def content():
    """A plan with two objectives, and an action of which everything is told."""
    area = AreaFactory()
    plan = plan_of(area, summary_fi="Tiivistelmä", plain_summary_fi="Selkeästi")
    objective = objective_of(plan=plan, owner=BodyFactory(home=area), age_groups=["older"], description_fi="Kuvaus")
    objective_of(plan=plan)
    action = action_of(
        objective,
        unit=Unit.objects.create(key="yksikko", home=area, organisation=OrganisationFactory(home=area)),
        starts=DAY,
        ends=date(2027, 5, 1),
        phase="trying",
        money=1200,
        work_months=2,
        grants="Avustus",
        premises="Tupa",
        evidence="some",
        evidence_source="Tutkimus",
    )
    action.partners.add(OrganisationFactory(home=area))
    action.bodies.add(BodyFactory(home=area))
    action.areas.add(area)
    MeasureTarget.objects.create(
        measure=measure_of(action, direction="up", unit_fi="kävijää"), home=area, year=2027, value=40
    )
    return content_of(plan)


def leaves(value, path=()):
    """The places of everything that a version says, but for its keys and for what follows from them."""
    if isinstance(value, dict) and value:
        for name, one in value.items():
            if name not in {"key", "home", "under"}:
                yield from leaves(one, (*path, name))
    elif isinstance(value, list) and value:
        for place, one in enumerate(value):
            yield from leaves(one, (*path, place))
    else:
        yield path


OTHERS = {"kind": "project", "phase": "preparing", "evidence": "none", "direction": "down"}


def altered(content, path):
    """The version with something else in one place."""
    other = copy.deepcopy(content)
    place = other
    for step in path[:-1]:
        place = place[step]
    old = place[path[-1]]
    if path[-1] == "kind" and "measures" in path:
        place[path[-1]] = "milestone"
    elif path[-1] in OTHERS:
        place[path[-1]] = OTHERS[path[-1]]
    elif "age_groups" in path:
        place[path[-1]] = "young"
    elif isinstance(old, int):
        place[path[-1]] = old + 1
    elif isinstance(old, str) and old[:4].isdigit() and "-" in old:
        place[path[-1]] = "2031-02-02"
    elif path[-1] in {"money", "work_months"} or "targets" in path:
        place[path[-1]] = "77.00"
    elif old in ({}, []):
        return None
    elif path[-1] in {"due", "starts", "ends"}:
        place[path[-1]] = "2031-02-02"
    elif old is None:
        return None
    else:
        place[path[-1]] = "Jotain muuta"
    return other


def test_whatever_differs_is_told(content):
    looked_at = 0

    for path in leaves(content):
        other = altered(content, path)
        if other is not None:
            assert content_hash(other) != content_hash(content)
            assert differences(content, other), path
            looked_at += 1

    assert looked_at > 25
    assert differences(content, content) == []


def test_another_order_is_told(content):
    other = {**content, "objectives": content["objectives"][::-1]}

    assert [part.kind for part in differences(content, other)] == ["changed"]


def test_fields_are_told_in_words_and_a_text_in_each_language(content):
    other = copy.deepcopy(content)
    objective, action = other["objectives"][0], other["objectives"][0]["actions"][0]
    objective["name"]["sv"] = "På svenska"
    objective["age_groups"] = ["older", "young"]
    action["phase"], action["money"], action["ends"] = "establishing", "1500.50", "2028-01-31"

    with translation.override("en"):
        told = {(str(one.words), one.before, one.after) for part in differences(content, other) for one in part.fields}

    assert told == {
        ("name (Swedish)", "", "På svenska"),
        ("age groups", "older people", "older people; young people and young adults"),
        ("phase", "being tried", "becoming part of the ordinary work"),
        ("money, euros", "1,200.00", "1,500.50"),
        ("ends", "1 May 2027", "31 January 2028"),
    }
