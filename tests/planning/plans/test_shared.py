"""Written once, standing in many: the county edits a shared objective and every draft that holds it follows."""

import pytest
from django.urls import reverse

from hyte.planning.plans.models import Objective, PlanObjective
from tests.factories import AreaFactory, MunicipalityFactory, member
from tests.factories.plans import approved, objective_of, placing_of, plan_of

pytestmark = pytest.mark.django_db
OLD, NEW = "Yksinäisyys vähenee", "Kylissä ollaan vähemmän yksin"


def objectives_on(response):
    """What a plan's page says of its objectives, without the thread beside."""
    return response.content.decode().split('<article class="objective"', 1)[1].split("</article>")[0]


def test_the_county_edits_one_shared_objective_and_eleven_drafts_follow(client):
    county = AreaFactory()
    towns = [MunicipalityFactory(county=county) for _ in range(11)]
    shared = objective_of(county, is_shared=True, name_fi=OLD)
    drafts = [plan_of(town) for town in towns]
    for number, plan in enumerate(drafts):
        placing_of(plan, shared, local_words_fi=f"Meillä tämä on kylätupa {number}.")
    decided = plan_of(towns[0])
    placing_of(decided, shared)
    approved(decided)
    workers = [member(town) for town in towns]

    client.force_login(member(county))
    address = reverse("plans:objective-act", args=[county, shared.key, "muuta"])
    filled = {"version": shared.version, "name_fi": NEW, "is_shared": "on"}
    assert client.post(address, filled).status_code == 302

    assert Objective.objects.count() == 1
    for number, (plan, worker) in enumerate(zip(drafts, workers, strict=True)):
        client.force_login(worker)
        page = objectives_on(client.get(plan.get_absolute_url()))
        changed = client.get(reverse("plans:changed", args=[plan.home])).content.decode()
        assert (NEW in page, f"Meillä tämä on kylätupa {number}." in page) == (True, True)
        assert (OLD in changed, NEW in changed) == (True, True)
    client.logout()
    kept = objectives_on(client.get(decided.get_absolute_url()))
    assert (OLD in kept, NEW in kept) == (True, False)


def test_a_tick_is_of_the_areas_own_plan_alone(client):
    county = AreaFactory()
    towns = [MunicipalityFactory(county=county) for _ in range(2)]
    shared = objective_of(county, is_shared=True, name_fi=OLD)
    placings = [placing_of(plan_of(town), shared) for town in towns]
    client.force_login(member(county))
    address = reverse("plans:objective-act", args=[county, shared.key, "muuta"])
    client.post(address, {"version": shared.version, "name_fi": NEW, "is_shared": "on"})

    client.force_login(member(towns[0]))
    tick = reverse("plans:tick", args=[towns[0], "tavoite", placings[0].pk])
    form = client.get(tick).context["form"]
    client.post(tick, {"version": placings[0].version, "seen": form.initial["seen"]})

    now = Objective.objects.get().version
    assert [row.seen_version == now for row in PlanObjective.objects.order_by("pk")] == [True, False]
