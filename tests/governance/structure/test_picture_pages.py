import re
import struct
import xml.etree.ElementTree as ET
import zlib
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _

from hyte.governance.structure import models
from hyte.governance.structure.charts import Chart
from hyte.governance.structure.picture.arrangement import arrange
from hyte.governance.structure.picture.rows import Slot, StructureRow, Type
from hyte.governance.structure.picture.svg import FONT
from hyte.governance.structure.queries.picture import organisation_rows, picture_rows
from hyte.governance.structure.raster import picture_png
from tests.factories import (
    DAY,
    AreaFactory,
    BodyFactory,
    DutyFactory,
    FocusAreaFactory,
    MunicipalityFactory,
    OrganisationFactory,
    PersonFactory,
)

VISITOR = AnonymousUser()
SVG = "{http://www.w3.org/2000/svg}"
NASTY = 'Verkosto <script>alert("1")</script> & "muut"'


def row(slot, key, *, type=Type.NETWORK, **more):
    return StructureRow(type, slot, key=key, name=key.capitalize(), url=f"/x/{key}/", **more)


def unit(home, key, name, parent=None, kind="unit", organisation=None, order=0):
    found = models.Unit.objects.create(
        key=key, home=home, organisation=organisation or OrganisationFactory(home=home), confirmed_on=DAY
    )
    models.UnitPeriod.objects.create(
        of=found, name_fi=name, kind=kind, parent=parent, valid_from=date(2023, 1, 1), order=order
    )
    return found


def unpacked(pdf):
    """The PDF with its compressed objects readable."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.S)
    return pdf + b"".join(zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"x")


@pytest.fixture
def county(db):
    return AreaFactory(name_fi="Testialue")


def fill(county, number):
    """A county's picture with so many of each thing."""
    for n in range(number):
        MunicipalityFactory(county=county)
        BodyFactory(home=county, picture="hyte_network", period__name_fi=f"Verkosto {n}")
        FocusAreaFactory(home=county)
        home = unit(county, f"hyte-{n}", f"Hyte-yksikkö {n}")
        DutyFactory(home=county, unit=home)
        post = models.Post.objects.create(
            key=f"virka-{n}", home=county, title_fi=f"Virka {n}", unit=home, valid_from=date(2023, 1, 1)
        )
        BodyFactory(home=county, picture="county_body", period__presenter=post, period__kind="committee")
        models.SteeringDocument.objects.create(
            key=f"asiakirja-{n}", home=county, name_fi=f"Suunnitelma {n}", kind="plan", on_picture=True,
            valid_from=date(2023, 1, 1),
        )  # fmt: skip


@pytest.mark.parametrize("name", ["structure:picture", "structure:organisation", "structure:changes"])
@pytest.mark.parametrize("number", [1, 12])
def test_pages_take_a_fixed_number_of_queries(client, county, name, number, django_assert_max_num_queries):
    fill(county, number)
    address = reverse(name, args=[county])
    client.get(address)

    with django_assert_max_num_queries(48 if name == "structure:changes" else 24):
        response = client.get(address)

    assert response.status_code == 200


def test_picture_rows_take_the_same_queries_for_few_and_many(county, django_assert_num_queries):
    fill(county, 1)
    with CaptureQueriesContext(connection) as few:
        picture_rows(county, day=DAY, user=VISITOR)
    fill_more = [BodyFactory(home=county, picture="hyte_network") for _ in range(20)]

    with django_assert_num_queries(len(few)):
        rows = picture_rows(county, day=DAY, user=VISITOR)

    assert len([row for row in rows if row.slot == Slot.HYTE_NETWORK]) == 1 + len(fill_more)


def test_picture_page_shows_picture_and_list_with_links(client, county):
    body = BodyFactory(home=county, picture="hyte_network", period__name_fi=NASTY)

    page = client.get(reverse("structure:picture", args=[county])).content.decode()

    assert "<script>alert" not in page
    assert page.count(f'href="{body.get_absolute_url()}"') == 2
    assert ' style="' not in page


def test_withdrawn_and_foreign_records_are_not_on_the_picture(county):
    BodyFactory(home=county, picture="hyte_network", withdrawn_on=DAY, withdrawn_reason="virhe")
    BodyFactory(home=AreaFactory(), picture="hyte_network")
    BodyFactory(home=county)

    assert picture_rows(county, day=DAY, user=VISITOR) == []


def test_persons_are_never_on_the_picture(client, county):
    holder = PersonFactory(home=county, name="Vilhelmiina Salainen")
    home = unit(county, "hyte", "Hyte-yksikkö")
    models.Post.objects.create(
        key="paallikko", home=county, title_fi="Hyte-päällikkö", unit=home, holder=holder, valid_from=date(2023, 1, 1)
    )

    for address in ("structure:picture", "structure:picture-svg", "structure:organisation"):
        page = client.get(reverse(address, args=[county])).content.decode()

        assert "Hyte-päällikkö" in page
        assert "Vilhelmiina" not in page


def test_picture_shows_the_day_asked_for(client, county):
    BodyFactory(home=county, picture="hyte_network", period__name_fi="Myöhempi", period__valid_from=date(2025, 1, 1))
    address = reverse("structure:picture", args=[county])

    before = client.get(address, {"pvm": "2024-12-31"}).content.decode()
    after = client.get(address, {"pvm": "2025-01-01"}).content.decode()

    assert "Myöhempi" not in before
    assert "<svg" not in before
    assert 'class="empty"' in before
    assert "Myöhempi" in after


def test_empty_area_says_what_belongs_there_and_has_no_files(client, county):
    page = client.get(reverse("structure:picture", args=[county]), {"pvm": "1900-01-01"}).content.decode()

    assert 'class="empty"' in page
    for name in ("structure:picture-svg", "structure:picture-pdf", "structure:picture-png"):
        assert client.get(reverse(name, args=[county])).status_code == 404
    assert 'class="empty"' in client.get(reverse("structure:organisation", args=[county])).content.decode()


def test_municipality_with_only_a_wellbeing_group_draws(client, county):
    municipality = MunicipalityFactory(county=county)
    BodyFactory(home=municipality, period__name_fi="Hyte-työryhmä", period__kind="working_group")

    page = client.get(reverse("structure:picture", args=[municipality])).content.decode()

    assert page.count("Hyte-työryhmä") >= 3  # label, drawing and list
    assert f'href="{reverse("structure:picture", args=[county])}"' in page


def test_municipality_draws_organs_groups_and_its_tree():
    rows = [
        row(Slot.ORGAN, "lautakunta", type=Type.BODY),
        row(Slot.GROUP, "johtoryhma"),
        row(Slot.GROUP, "hyvinvointiryhma", parent="johtoryhma"),
        row(Slot.UNIT, "kaupunki", type=Type.UNIT),
    ]

    arrangement = arrange(rows, is_municipal=True)

    assert [len(column.sections) for column in arrangement.columns] == [1, 1]
    assert [entry.row.key for entry in arrangement.columns[1].sections[0].entries[0].children] == ["hyvinvointiryhma"]
    assert [section.style for section in arrangement.below] == ["tree"]


@pytest.mark.django_db
def test_the_picture_counts_what_stands_under_other_groups_too(client):
    town = MunicipalityFactory(name_fi="Testilä", is_open=True)
    leaders = BodyFactory(home=town, period__kind="leadership_group", period__name_fi="Johtoryhmä")
    wellbeing = BodyFactory(home=town, period__kind="working_group", period__parent=leaders)
    BodyFactory(home=town, period__kind="working_group", period__parent=wellbeing)

    drawn = client.get(reverse("structure:picture-svg", args=[town])).content.decode()

    assert f"{_('Leadership and wellbeing groups')} 3" in drawn


def test_organisation_places_posts_in_their_units_and_the_rest_at_the_root(county):
    organisation = OrganisationFactory(home=county)
    root = unit(county, "juuri", "Alue", kind="organisation", organisation=organisation)
    home = unit(county, "yksikko", "Yksikkö", parent=root, organisation=organisation)
    for key, place in (("a", home), ("b", None)):
        models.Post.objects.create(
            key=key, home=county, title_fi=key, unit=place, organisation=organisation, valid_from=date(2023, 1, 1)
        )

    posts = {
        found.key: found.parent for found in organisation_rows(county, day=DAY, user=VISITOR) if found.type == "post"
    }

    assert posts == {"a": "yksikko", "b": "juuri"}


def test_png_file_is_sharp_has_our_font_and_is_kept_as_the_others(client, county):
    BodyFactory(home=county, picture="hyte_network", period__name_fi="Ääkkösverkosto")
    address = reverse("structure:picture-png", args=[county])

    png = client.get(address)
    svg = client.get(reverse("structure:picture-svg", args=[county]))

    assert (png["Content-Type"], png.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png.content[16:24])
    drawn = ET.fromstring(svg.content)  # noqa: S314 - our own text
    assert (width, height) == (2 * int(drawn.get("width")), 2 * int(drawn.get("height")))
    assert (png["ETag"], png["Cache-Control"]) == (svg["ETag"], svg["Cache-Control"])
    models.BodyPeriod.objects.update(name_fi="Öökkösverkosto")
    assert client.get(address).content != png.content  # letters are drawn


def test_png_draws_each_weight_and_letters_of_other_languages():
    def drawn(text, weight):
        svg = (
            '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40"'
            f' font-family="{FONT.replace(chr(39), "&apos;")}"><text y="30" font-weight="{weight}">{text}</text></svg>'
        )
        return picture_png(Chart("", svg, "", f"{text}{weight}"))

    shown = {drawn(text, weight) for text in ("", "Ääni", "Łódź", "Łódż") for weight in (400, 600)}

    assert len(shown) == 1 + 3 * 2


def test_svg_file_and_pdf(client, county):
    BodyFactory(home=county, picture="hyte_network", period__name_fi="Ääkkösverkosto")

    svg = client.get(reverse("structure:picture-svg", args=[county]))
    pdf = client.get(reverse("structure:picture-pdf", args=[county]), {"koko": "a4"})

    assert svg["Content-Type"] == "image/svg+xml"
    assert ET.fromstring(svg.content).tag == f"{SVG}svg"  # noqa: S314 - our own text
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert b"/MarkInfo" in unpacked(pdf.content)


@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        ("structure:picture", "pvm"),
        ("structure:picture-svg", "pvm"),
        ("structure:picture-pdf", "pvm"),
        ("structure:picture-png", "pvm"),
        ("structure:organisation", "pvm"),
        ("structure:bodies", "pvm"),
        ("structure:changes", "alku"),
        ("structure:changes", "loppu"),
    ],
)
def test_a_day_that_is_none_is_never_taken_for_today(client, county, name, parameter):
    for day in ("31.2.2023", "huomenna", "0001-01-01"):
        response = client.get(reverse(name, args=[county]), {parameter: day})
        assert (response.status_code, day in response.content.decode()) == (400, True)


def test_unknown_draft_is_a_missing_page(client, county):
    for name in ("structure:picture", "structure:changes", "structure:picture-svg"):
        assert client.get(reverse(name, args=[county]), {"luonnos": "ei-ole"}).status_code == 404
