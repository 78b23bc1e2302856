"""Data sets are added and changed on pages of their own, and what cannot be asked of a source is told in a sentence."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from django.utils import translation

from hyte.core.accounts.rules import SYSTEM, NotAllowed
from hyte.core.audit.recording import Refused
from hyte.core.exchange.planning import plan_load
from hyte.core.exchange.sheets import sheet_named
from hyte.knowledge.indicators.models import Dataset, Indicator
from hyte.knowledge.indicators.operations.datasets import (
    add_dataset,
    add_indicator,
    refuse_kept_elsewhere,
    sotkanet_dataset,
)
from hyte.knowledge.indicators.operations.describing import describe_indicators
from hyte.knowledge.indicators.questions import query_in
from hyte.knowledge.stats.sources.fetched import Words
from tests.factories import AreaFactory, MunicipalityFactory, acting, member
from tests.knowledge.indicators.said import NOW, dataset_in, indicator_in
from tests.knowledge.stats.sources import test_pxweb
from tests.knowledge.stats.sources.conftest import source  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
COMMON = {"publisher": "Tilastokeskus", "licence": "CC BY 4.0", "rhythm": "yearly"}
READING = {"area": "Alue", "period": "Vuosi", "sex": "Sukupuoli", "measure": "Tiedot"}


@pytest.fixture
def county():
    county = AreaFactory(key="paijat-hame", code="HVA09", name_fi="Päijät-Häme")
    MunicipalityFactory(key="lahti", code="KU398", county=county)
    with translation.override("en"):
        yield county


@pytest.fixture
def signed_in(client, county):
    client.force_login(member(county, "analyst"))
    return client


def add(client, area, kind, **values):
    return client.post(
        f"/en{reverse('indicators:dataset-add', args=[area, kind]).removeprefix('/en')}", COMMON | values
    )


def faults(response):
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def test_sotkanets_indicators_are_asked_by_their_numbers(signed_in, county):
    answer = add(signed_in, county, "sotkanet", name="Terveys", indicators="4, 127", years="2010–2012")

    made = Dataset.objects.get()
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/tieto/aineistot/{made.key}/")
    assert (made.key, made.kind, made.query) == (
        "paijat-hame-terveys",
        "sotkanet",
        {"indicators": [4, 127], "years": [2010, 2011, 2012]},
    )


def test_a_table_is_held_against_its_variables(signed_in, county, source):  # noqa: F811
    source.give("/v.px", {"title": "Väestö", "variables": test_pxweb.VARIABLES})
    address = f"{source.address}/v.px"

    wrong = add(signed_in, county, "pxweb", name="V", address=address, query=json.dumps(READING | {"area": "Kunta"}))
    right = add(signed_in, county, "pxweb", name="V", address=address, query=json.dumps(READING))

    assert faults(wrong) == {"query": ["The table has no variable “Kunta”. It has Alue, Vuosi, Sukupuoli, Tiedot."]}
    assert right.status_code == 302
    assert Dataset.objects.get().query == {"reading": READING}


def test_a_source_that_does_not_answer_hinders_nobody(signed_in, county, source):  # noqa: F811
    address = f"{source.address}/ei-ole.px"

    answer = add(signed_in, county, "pxweb", name="V", address=address, query=json.dumps(READING))

    assert Dataset.objects.get().address == address
    page = signed_in.get(answer["Location"]).content.decode()
    assert "The table did not answer, so it was not checked that it has these variables. The fetch will tell." in page


def test_a_table_that_was_checked_says_nothing_of_it(signed_in, county, source):  # noqa: F811
    source.give("/v.px", {"title": "Väestö", "variables": test_pxweb.VARIABLES})
    answer = add(signed_in, county, "pxweb", name="V", address=f"{source.address}/v.px", query=json.dumps(READING))

    assert "did not answer" not in signed_in.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "It is not JSON:"),
        ("[4]", "It is not an object between braces { }."),
        ('{"reading": {"area": "Alue"}}', "“period” is missing"),
        ('{"area": "Alue", "period": "Vuosi", "aluee": "x"}', "“aluee” is not known"),
        ('{"reading": {"area": "Alue", "period": "Vuosi"}, "valinta": 1}', "“valinta” is not known here."),
        ('{"reading": {"area": "Alue", "period": "Vuosi"}, "selection": {"Vuosi": "2023"}}', "“selection” is not"),
        ('{"indicators": ["4"]}', "“indicators” has something else than whole numbers."),
        ('{"years": 2010}', "“years” is not a list."),
    ],
)
def test_what_cannot_be_asked_is_told_in_a_sentence(text, sentence, county):
    with pytest.raises(Refused) as refusal:
        query_in(text)

    assert sentence in str(refusal.value)


def test_an_own_table_has_no_address_and_hides_small_counts_unless_told(signed_in, county):
    add(signed_in, county, "local", name="Omat luvut")

    made = Dataset.objects.get()
    assert (made.kind, made.shows_small_counts, made.query) == ("local", False, {})


def test_a_data_set_is_changed_and_two_who_change_it_at_once_are_told(signed_in, county):
    dataset = dataset_in(county, key="omat")
    address = reverse("indicators:dataset-change", args=[county, dataset.key])
    told = {**COMMON, "name": "Uusi nimi", "version": dataset.version, "shows_small_counts": "on"}

    saved = signed_in.post(address, told)
    late = signed_in.post(address, told | {"name": "Toinen"})

    dataset.refresh_from_db()
    assert (saved.status_code, late.status_code) == (302, 409)
    assert (dataset.name_fi, dataset.publisher, dataset.shows_small_counts) == ("Uusi nimi", "Tilastokeskus", True)


def test_the_forms_are_for_those_who_keep_the_areas_indicators(client, county):
    dataset = dataset_in(county, key="omat")
    addresses = [
        reverse("indicators:dataset-add", args=[county, "local"]),
        reverse("indicators:dataset-change", args=[county, dataset.key]),
    ]

    assert [client.get(one).status_code for one in addresses] == [302, 302]
    client.force_login(member(county, "official"))
    assert [client.get(one).status_code for one in addresses] == [403, 403]
    client.force_login(acting(AreaFactory(), "analyst").user)
    assert [client.get(one).status_code for one in addresses] == [403, 403]


# Two counties on one installation


def test_what_another_county_keeps_is_not_kept_twice(county):
    """Its record has every area's numbers, and the other county's catalogue has it."""
    other = AreaFactory(key="etela-karjala", code="HVA06", name_fi="Etelä-Karjala")
    fetched = dataset_in(county, key="sotkanet", kind="sotkanet")
    indicator_in(fetched, "sotkanet-4")

    same = sotkanet_dataset(other, indicators=[4], years=None, by=SYSTEM, today=NOW.date())
    own = sotkanet_dataset(other, indicators=[4, 5], years=None, by=SYSTEM, today=NOW.date())

    assert (same, own.home, own.query) == (fetched, other, {"indicators": [5]})
    with pytest.raises(Refused) as refusal:
        refuse_kept_elsewhere(other, [4, 5])
    assert "Päijät-Häme keeps it" in str(refusal.value)


def test_a_key_that_another_area_has_is_refused_with_its_owner_and_a_free_one(county):
    other = AreaFactory(key="etela-karjala", code="HVA06", name_fi="Etelä-Karjala")
    dataset_in(county, key="neuvonta", name_fi="Neuvonnan käynnit")
    told = {"name_fi": "Neuvonta", "kind": "local", "publisher": "Tekijä", "licence": "CC BY 4.0"}

    with pytest.raises(Refused) as refusal:
        add_dataset(other, key="neuvonta", by=SYSTEM, today=NOW.date(), **told)

    assert str(refusal.value) == (
        "The key neuvonta is taken: Päijät-Häme has the data set Neuvonnan käynnit under it. "
        "The key etela-karjala-neuvonta is free."
    )
    assert Dataset.objects.filter(home=other).count() == 0


def test_an_indicators_key_that_another_area_has_is_refused_with_its_owner_and_a_free_one(county):
    other = AreaFactory(key="etela-karjala", code="HVA06", name_fi="Etelä-Karjala")
    indicator_in(dataset_in(county, key="neuvonta", name_fi="Neuvonnan käynnit"), "kaynnit")
    own = dataset_in(other, key="omat")

    with pytest.raises(Refused) as refusal:
        describe_indicators(own, [Words(key="kaynnit", names={"fi": "Käynnit"})], by=SYSTEM, today=NOW.date())

    assert str(refusal.value) == (
        "The key kaynnit is taken: the numbers of Tunnusluku kaynnit are kept in the data set Neuvonnan käynnit of "
        "Päijät-Häme. The key etela-karjala-kaynnit is free."
    )


@pytest.mark.parametrize("home", ["", "etela-karjala"])
def test_a_table_with_another_areas_key_says_whose_it_is_and_offers_a_free_one(county, home):
    other = AreaFactory(key="etela-karjala", code="HVA06", name_fi="Etelä-Karjala")
    indicator_in(dataset_in(county, key="neuvonta"), "kaynnit", name_fi="Käynnit neuvonnassa")
    dataset_in(other, key="omat")
    dataset_in(other, key="etela-karjala-omat")
    content = f"key,dataset,name,home\nkaynnit,omat,Meidän käynnit,{home}\n".encode()

    plan = plan_load([(sheet_named("indicators"), "i.csv", content)], area=other, by=acting(other))

    (fault,) = [one for one in plan.errors if "is taken" in one.fault]
    assert (fault.row, fault.fault) == (
        2,
        "the key kaynnit is taken: it is the key of “Käynnit neuvonnassa”, which belongs to Päijät-Häme",
    )
    assert "a free key for a record of your own, such as etela-karjala-kaynnit" in fault.accepted


def described(client, dataset, **values):
    told = {"name": "Neuvonnan asiakkaat", "kind": "count", "unit": "henkilöä", "decimals": "0", "polarity": "none"}
    return client.post(reverse("indicators:indicator-add", args=[dataset.home, dataset.key]), told | values)


def test_an_indicator_of_an_own_table_is_described_on_a_page(signed_in, county):
    dataset = dataset_in(county, "omat", kind="local", publisher="Heinolan kaupunki")
    answer = described(signed_in, dataset, definition="Käyneet henkilöt.")

    made = Indicator.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, dataset.get_absolute_url())
    assert (made.key, made.dataset, made.kind, made.unit_fi, made.decimals, made.polarity, made.definition_fi) == (
        "paijat-hame-neuvonnan-asiakkaat", dataset, "count", "henkilöä", 0, "none", "Käyneet henkilöt.",
    )  # fmt: skip
    assert (made.source, made.confirmed_on is not None) == ("Heinolan kaupunki", True)


def test_an_indicator_without_a_name_is_not_described(signed_in, county):
    answer = described(signed_in, dataset_in(county, "omat", kind="local"), name="", decimals="-1")

    assert answer.status_code == 422
    assert set(faults(answer)) == {"name", "decimals"}
    assert not Indicator.objects.exists()


def test_a_sources_indicators_are_not_described_by_hand(signed_in, county):
    dataset = dataset_in(county, "haettu", kind="pxweb")

    assert described(signed_in, dataset).status_code == 404
    with pytest.raises(Refused, match="own table"):
        add_indicator(dataset, name_fi="X", by=acting(county, "analyst"), today=NOW.date())


def test_only_keepers_of_numbers_describe_indicators(county):
    dataset = dataset_in(county, "omat", kind="local")

    with pytest.raises(NotAllowed):
        add_indicator(dataset, name_fi="X", by=acting(county, "official"), today=NOW.date())
