"""Nothing that is not public reaches a visitor or a worker of another area, by whatever door."""

import contextlib
import re

import pytest
from django.urls import NoReverseMatch, reverse

from hyte.core.accounts.rules import SYSTEM
from hyte.core.links.models import LinkKind
from hyte.core.links.operations import connect
from hyte.core.search.index import reindex
from hyte.governance.structure.models import Counterpart, SteeringDocument
from tests.doors import named_patterns, text_of
from tests.factories import (
    AreaFactory,
    BodyFactory,
    FocusAreaFactory,
    OrganisationFactory,
    PersonFactory,
    SeatFactory,
    member,
)

pytestmark = pytest.mark.django_db
NAME, EMAIL, PHONE, WITHDRAWN = (
    "Salli Salainen",
    "salli.salainen@example.org",
    "+358 40 555 0123",
    "Virheellinen verkosto",
)


@pytest.fixture
def area():
    area = AreaFactory(key="salaala", name_fi="Salaala")
    OrganisationFactory(home=area, key="salaala-hva")
    person = PersonFactory(home=area, key="salli", name=NAME, email=EMAIL, phone=PHONE)
    network = BodyFactory(home=area, key="verkosto", picture="hyte_network")
    SeatFactory(body=network, key="verkosto-1", person=person, publicity="role")
    SeatFactory(body=network, key="verkosto-2", person=person, role="secretary", publicity="signed_in")
    youth = PersonFactory(home=area, key="nuori", name="Nelli Nuori", is_minor=True)
    SeatFactory(body=BodyFactory(home=area, key="nuvo", period__kind="council"), person=youth, publicity="name")
    focus = FocusAreaFactory(home=area, key="osallisuus")
    Counterpart.objects.create(key="pari", home=area, focus_area=focus, person=person, valid_from="2023-01-01")
    withdrawn = BodyFactory(home=area, key="peruttu", period__name_fi=WITHDRAWN, withdrawn_on="2026-01-01")
    document = SteeringDocument.objects.create(
        key="suunnitelma", home=area, name_fi="Suunnitelma", kind="plan", valid_from="2023-01-01"
    )
    connect(document, LinkKind.MANDATES, withdrawn, by=SYSTEM)
    reindex()
    return area


KEYS = ["verkosto", "nuvo", "peruttu", "salli", "osallisuus", "verkosto-1", "pari", "suunnitelma"]


def addresses(area):
    """Every page of an area that needs nothing but a key, each with each key there is."""
    found = set()
    for name, names in named_patterns():
        if "area" not in names and "key" not in names:
            continue
        for key in KEYS:
            values = {
                "area": area,
                "key": key,
                "model": "structure.body",
                "word": "muuta",
                "name": "bodies",
                "kind": "body",
            }
            if name.startswith("exchange:") and "name" in names:
                found |= {
                    reverse(name, kwargs={"area": area, "name": sheet})
                    for sheet in ("bodies", "seats", "people", "counterparts", "posts", "links")
                }
                continue
            if set(names) <= values.keys():
                with contextlib.suppress(NoReverseMatch):  # a name that is also an address without an area
                    found.add(reverse(name, kwargs={part: values[part] for part in names}))
    found |= {
        f"/{area.key}/haku/?q=Salli",
        f"/{area.key}/haku/?q=Nelli",
        "/haku/?q=Salainen",
        f"/{area.key}/haku/?q=virheellinen",
    }
    found |= {
        f"/{area.key}/taulukot/seats/?muoto=csv",
        f"/{area.key}/taulukot/bodies/?muoto=csv",
        f"/{area.key}/taulukot/counterparts/?muoto=csv",
        f"/{area.key}/taulukot/links/?muoto=csv",
        f"/api/v1/links?area={area.key}",
    }
    return sorted(found)


@pytest.mark.parametrize("who", ["visitor", "resident", "worker elsewhere"])
def test_no_page_tells_what_is_not_public(client, area, who):
    if who == "resident":
        client.force_login(member(AreaFactory(), "reader"))
    elif who == "worker elsewhere":
        client.force_login(member(AreaFactory(), "coordinator"))
    secrets = ["Nelli Nuori", WITHDRAWN]
    if who != "worker elsewhere":  # workers of any area see each other's contacts: that is what they are for
        secrets += [NAME, EMAIL, PHONE] if who == "visitor" else [EMAIL, PHONE]

    # A key made of the name tells the name; one seat names Salli to whoever has signed in.
    keys = r"\b(salli|nuori)\b" if who == "visitor" else r"\bnuori\b"
    leaks = []
    pages = addresses(area)
    for address in pages:
        response = client.get(address)
        assert response.status_code < 500, address
        if response.status_code == 200:
            text = text_of(response)
            searched = text.replace("?q=", "")
            leaks += [(address, secret) for secret in secrets if secret in searched]
            if "links" in address and "peruttu" in text:
                leaks.append((address, "a tie to what was withdrawn"))
            if "/taulukot/" in address and re.search(keys, text):
                leaks.append((address, "a person's key, which is made of the name"))

    assert len(pages) > 60
    assert leaks == []


def test_the_areas_own_coordinator_sees_them(client, area):
    client.force_login(member(area, "coordinator"))

    assert NAME in text_of(client.get(reverse("structure:body", args=[area, "verkosto"])))
    assert WITHDRAWN in text_of(client.get(reverse("structure:body", args=[area, "peruttu"])))
