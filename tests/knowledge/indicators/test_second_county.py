"""Two counties on one installation: public statistics are one record for both, and each loads its own figures."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command

from hyte.knowledge.indicators.numbers import numbers
from tests.factories import AreaFactory, MunicipalityFactory
from tests.knowledge.indicators.figures import text_of
from tests.knowledge.indicators.said import dataset_in, indicator_in, numbers_of

pytestmark = pytest.mark.django_db


def test_a_second_county_reads_public_statistics_and_loads_its_own_figures(client, tmp_path):
    first = AreaFactory(key="paijat-hame", code="HVA09", name_fi="Päijät-Häme")
    second = AreaFactory(key="etela-karjala", code="HVA06", name_fi="Etelä-Karjala")
    AreaFactory(key="suomi", kind="country", code="FI", name_fi="Suomi")
    town = MunicipalityFactory(key="imatra", code="KU153", name_fi="Imatra", county=second)
    public = dataset_in(first, key="sotkanet", kind="sotkanet")
    shared = indicator_in(public, "sotkanet-4", name_fi="Julkinen tunnusluku")
    private = indicator_in(dataset_in(first, key="omat"), "omat-asiakkaat", name_fi="Päijät-Hämeen oma")
    numbers_of(public, {(shared, town): 12.5})
    indicator_in(dataset_in(second, key="imatran"), "imatran-asiakkaat", name_fi="Imatran oma", kind="count")
    path = tmp_path / "luvut.csv"
    path.write_text("indikaattori;alue;jakso;arvo\nimatran-asiakkaat;KU153;2024;130\n")
    out = io.StringIO()

    call_command("load_figures", str(path), dataset="imatran", as_json=True, stdout=out)

    assert json.loads(out.getvalue())["state"] == "new"
    found = numbers().latest_of_area("KU153", ["sotkanet-4", "imatran-asiakkaat"])
    assert {row.indicator: row.value for row in found} == {"sotkanet-4": 12.5, "imatran-asiakkaat": 130.0}
    catalogue = text_of(client, "/imatra/tieto/")
    assert "Julkinen tunnusluku" in catalogue
    assert "Imatran oma" in catalogue
    assert private.name_fi not in catalogue
    assert "12.5" in text_of(client, "/imatra/tieto/sotkanet-4/")
