"""What people fill in on the pages of plans."""

import pytest
from django.urls import reverse

from hyte.governance.structure.models import Theme
from hyte.planning.plans.models import Action, Objective, Plan, PlanFamily
from tests.factories import AreaFactory, BodyFactory, MunicipalityFactory, OrganisationFactory, member
from tests.factories.plans import action_of, objective_of, plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(client):
    plan = plan_of(AreaFactory())
    client.force_login(member(plan.home))
    return plan


@pytest.mark.parametrize("number", ["9" * 20, "9" * 4000, "-1", "x"])
def test_what_can_be_no_records_number_is_refused_in_words(client, plan, number):
    address = reverse("plans:plan-act", args=[plan.home, plan.key, "tavoite"])
    values = {"version": plan.version, "name_fi": "Tavoite", "themes": number, "indicators": number}

    # The question is asked only where there is something to choose.
    objective_of(plan=plan).themes.create(
        key="karki", home=plan.home, name_fi="Kärki", set_name_fi="Kärjet", valid_from="2023-01-01"
    )

    assert client.post(address, values).status_code == 422
    assert Objective.objects.count() == 1


def test_an_action_names_the_bodies_that_take_part_and_keeps_them(client, plan):
    action = action_of(objective_of(plan=plan), name_fi="Kylätupa")
    network, gone = BodyFactory(home=plan.home), BodyFactory()
    action.bodies.add(gone)
    address = reverse("plans:action-act", args=[plan.home, action.key, "muuta"])
    form = client.get(address).context["form"]

    values = {
        "version": action.version,
        "name_fi": "Kylätupa",
        "evidence": "unknown",
        "bodies": [*form["bodies"].value(), network.key],
    }
    assert client.post(address, values).status_code == 302

    assert set(Action.objects.get().bodies.all()) == {network, gone}


def test_a_municipality_works_with_the_countys_organisations_and_networks_too(client):
    county = AreaFactory()
    town = MunicipalityFactory(county=county)
    objective = objective_of(plan=plan_of(town))
    own, regional, other = (OrganisationFactory(home=home) for home in (town, county, AreaFactory()))
    network = BodyFactory(home=county)
    client.force_login(member(town))

    form = client.get(reverse("plans:action-add", args=[town, objective.key])).context["form"]

    offered = set(form.fields["partners"].queryset)
    assert ({own, regional} <= offered, other in offered) == (True, False)
    assert [key for key, _name in form.fields["bodies"].choices] == [network.key]


def test_a_municipality_chooses_from_the_themes_of_its_county(client):
    county = AreaFactory()
    plan = plan_of(MunicipalityFactory(county=county))
    homes = (plan.home, county, AreaFactory())
    own, regional, _other = (
        Theme.objects.create(
            key=f"karki-{n}", home=home, name_fi="Kärki", set_name_fi="Kärjet", valid_from="2023-01-01"
        )
        for n, home in enumerate(homes)
    )
    client.force_login(member(plan.home))

    for word in ("tavoite", "muuta"):
        form = client.get(reverse("plans:plan-act", args=[plan.home, plan.key, word])).context["form"]
        assert set(form.fields["themes"].queryset) == {own, regional}


def test_a_family_of_plans_is_begun_on_a_page_and_offered_to_plans(client, plan):
    address = reverse("plans:family-begin", args=[plan.home])
    assert client.post(address, {"name": ""}).status_code == 422

    made = client.post(address, {"name": "Suunnitelmat 2026–2029"})

    family = PlanFamily.objects.get()
    assert made.url == family.get_absolute_url()
    offered = client.get(reverse("plans:plan-begin", args=[plan.home])).context["form"].fields["family"].queryset
    assert list(offered) == [family]


def test_a_plan_begun_by_mistake_is_withdrawn_with_its_reason(client, plan):
    address = reverse("plans:plan-act", args=[plan.home, plan.key, "peru"])
    assert client.post(address, {"version": plan.version, "reason": " "}).status_code == 422

    answer = client.post(address, {"version": plan.version, "reason": "Aloitettiin kahdesti"})

    assert answer.url == reverse("plans:plans", args=[plan.home])
    assert Plan.objects.get().withdrawn_reason == "Aloitettiin kahdesti"
    assert client.get(address).status_code == 404


def test_a_plan_that_none_follows_ends_on_the_page_of_its_term(client):
    plan = plan_of(state="in_use")
    objective_of(plan=plan, name_fi="Avoin tavoite")
    client.force_login(member(plan.home))
    address = reverse("plans:term-end", args=[plan.home, plan.key])

    refused = client.post(address, {"version": plan.version})
    assert (refused.status_code, "Avoin tavoite" in refused.content.decode()) == (422, True)
    chosen = reverse("plans:fate", args=[plan.home, plan.key, "tavoite", Objective.objects.get().key])
    client.post(chosen, {"version": plan.version, "fate": "end", "reason": "Saavutettu"})
    assert client.post(address, {"version": Plan.objects.get().version}).status_code == 302

    assert Plan.objects.get().state == "ended"
