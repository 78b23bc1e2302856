"""No record's key is a word that addresses keep for a page of their own."""

import re

import pytest
from django.urls import get_resolver, resolve

from hyte.core.areas.addresses import _routes, reserved_words
from hyte.core.exchange.columns import CellFault, Key
from hyte.governance.structure.models import Body
from hyte.governance.structure.operations.keys import free_key
from tests.factories import AreaFactory

pytestmark = pytest.mark.django_db


PLACES = ["toimielimet", "asiakirjat", "henkilot", "kokoukset", "asiat", "karjet", "tehtavat", "virat", "yksikot"]


def test_the_words_are_those_that_hide_a_record():
    assert {"uusi", "vahvista", "kysy", "linkit", "vastaavuus", "tili", "haku", "sv", "en", "api"} <= reserved_words()
    assert not {"toimielimet", "asiakirjat", "lahti"} & reserved_words()


@pytest.mark.parametrize("place", PLACES)
def test_every_other_word_of_the_addresses_leads_to_the_record(place):
    area = AreaFactory()
    words = {word for route in _routes(get_resolver().url_patterns, "") for word in route.split("/")}
    plain = {word for word in words if re.fullmatch(r"[a-z0-9-]+", word)}
    page = resolve(f"/{area.key}/{place}/jokin-avain/").func

    hidden = {word for word in plain if resolve(f"/{area.key}/{place}/{word}/").func is not page}

    assert hidden <= reserved_words()


def test_such_a_key_is_refused_in_a_table():
    with pytest.raises(CellFault, match="uusi"):
        Key("key", required=True).parse("uusi")

    assert Key("key", required=True).parse("uusi-verkosto") == "uusi-verkosto"


def test_such_a_key_is_never_given():
    area = AreaFactory(key="uusi")

    assert free_key("Uusi", area=area, model=Body) == "uusi-2"
