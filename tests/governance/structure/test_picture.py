import re
import time
import xml.etree.ElementTree as ET
import zlib
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hyte.governance.structure import models
from hyte.governance.structure.charts import structure_chart
from hyte.governance.structure.picture.arrangement import arrange, arrange_county, arrange_units
from hyte.governance.structure.picture.layout import draw, draw_to_fit
from hyte.governance.structure.picture.rows import Slot, StructureRow, Type, freshness_of, slot_of_unit
from hyte.governance.structure.picture.svg import render
from hyte.governance.structure.picture.widths import HYPHEN, SEMIBOLD, width_of, wrap
from hyte.governance.structure.queries.picture import organisation_rows, picture_rows
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
NASTY = 'Verkosto <script>alert("1")</script> & "muut" \'kaikki\''


def row(slot, key, name=None, *, type=Type.NETWORK, **more):
    return StructureRow(type, slot, key=key, name=name or key.capitalize(), url=f"/x/{key}/", **more)


def svg_of(arrangement, **options):
    return render(draw(arrangement), title="Rakenne", description="Luettelo seuraa", **options)


def many_rows(number):
    slots = [
        Slot.DOCUMENT,
        Slot.FOCUS_AREA,
        Slot.MUNICIPALITY,
        Slot.HYTE_NETWORK,
        Slot.PREVENTION_NETWORK,
        Slot.SECTOR,
        Slot.COOPERATION,
        Slot.COUNTY_BODY,
    ]
    return [
        row(slots[n % len(slots)], f"rivi-{n}", f"Hyvinvointikoordinaattoreiden verkosto {n}") for n in range(number)
    ]


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


# --- text


@pytest.mark.parametrize(
    "text, room, lines",
    [
        ("Osallisuus", 100, ["Osallisuus"]),
        ("Yhdyspintaneuvottelukunta", 110, ["Yhdyspinta-", "neuvottelukunta"]),
        ("Joukko- ja palveluliikenne", 90, ["Joukko- ja", "palveluliikenne"]),
        ("Liikunta-asiantuntijaryhmä", 90, ["Liikunta-", "asiantuntija-", "ryhmä"]),
    ],
)
def test_wrap_breaks_finnish_words_at_their_joints(text, room, lines):
    wrapped = wrap(text, room, 14)

    assert [line.rstrip("\u200b").replace(HYPHEN, "-") for line in wrapped] == lines


def test_wrap_never_exceeds_the_room_nor_loses_a_letter():
    for text in (
        "Hyvinvointikoordinaattoreiden verkosto",
        "Ä" * 60,
        "a-b",
        "1234567890" * 5,
        "Järjestö–yhteistyö ja muuta",
    ):
        for room in (40, 75, 130):
            lines = wrap(text, room, 15, SEMIBOLD)

            assert all(width_of(line.rstrip("\u200b"), 15, SEMIBOLD) <= room for line in lines)
            joined = "".join(re.sub("[\u200b\u00ad ]", "", line) for line in lines)
            assert joined == text.replace(" ", "")


# --- drawing


def test_every_text_stays_inside_its_box():
    drawing = draw(arrange_county(many_rows(120)))

    for box in (box for panel in drawing.panels for box in panel.boxes):
        for words in box.words:
            assert words.x + width_of(words.text, words.style.size, words.style.weight) <= box.x + box.width
            assert box.y < words.y <= box.y + box.height
        assert box.x + box.width <= drawing.width
        assert box.y + box.height <= drawing.height


def test_boxes_do_not_overlap():
    boxes = [box for panel in draw(arrange_county(many_rows(60))).panels for box in panel.boxes]

    for number, a in enumerate(boxes):
        for b in boxes[number + 1 :]:
            apart = a.x + a.width <= b.x + 0.1 or b.x + b.width <= a.x + 0.1
            assert apart or a.y + a.height <= b.y + 0.1 or b.y + b.height <= a.y + 0.1


def test_svg_is_well_formed_without_styles_and_every_link_has_words():
    rows = [
        *many_rows(30),
        row(Slot.HYTE_UNIT, "yksikko", type=Type.UNIT),
        row(Slot.DUTY, "tehtava", type=Type.DUTY, parent="yksikko"),
        row(Slot.HYTE_POST, "virka", type=Type.POST, parent="yksikko"),
    ]

    svg = svg_of(arrange_county(rows))

    tree = ET.fromstring(svg)  # noqa: S314 - our own text
    links = list(tree.iter(f"{SVG}a"))
    assert len(links) == 33
    assert all(link.get("aria-label") and "".join(link.itertext()).strip() for link in links)
    assert all(element.get("style") is None for element in tree.iter())
    assert not any(name.startswith("on") for element in tree.iter() for name in element.keys())
    assert tree.find(f"{SVG}title").text == "Rakenne"
    assert tree.find(f"{SVG}desc").text == "Luettelo seuraa"


def test_svg_escapes_names_and_addresses():
    nasty = StructureRow(Type.NETWORK, Slot.HYTE_NETWORK, key="a", name=NASTY, url='/x/"><script>/')

    svg = svg_of(arrange_county([nasty]))

    assert "<script" not in svg
    label = ET.fromstring(svg).find(f".//{SVG}a").get("aria-label")  # noqa: S314 - our own text
    assert label == NASTY


def test_picture_marks_what_is_uncertain_and_what_is_an_example():
    rows = [row(Slot.HYTE_NETWORK, "a", is_uncertain=True), row(Slot.HYTE_NETWORK, "b", is_example=True)]

    svg = svg_of(arrange_county(rows))

    assert svg.count("stroke-dasharray") == 1
    assert svg.count("Esimerkki") + svg.count("Example") == 2  # drawn and in the label


def test_tree_places_children_under_their_parents_and_survives_a_circle():
    rows = [
        row(Slot.UNIT, "juuri", type=Type.UNIT),
        row(Slot.UNIT, "a", type=Type.UNIT, parent="juuri"),
        row(Slot.UNIT, "b", type=Type.UNIT, parent="juuri"),
        row(Slot.UNIT, "aa", type=Type.UNIT, parent="a"),
        row(Slot.UNIT, "x", type=Type.UNIT, parent="y"),
        row(Slot.UNIT, "y", type=Type.UNIT, parent="x"),
        row(Slot.GROUPING, "ryhmittely", type=Type.UNIT),
    ]

    arrangement = arrange_units(rows)
    boxes = {box.row.key: box for panel in draw(arrangement).panels for box in panel.boxes}

    assert set(boxes) == {"juuri", "a", "b", "aa", "x", "y", "ryhmittely"}
    assert boxes["juuri"].y < boxes["a"].y == boxes["b"].y < boxes["aa"].y
    assert [len(section.entries) for section in arrangement.below] == [3, 1]


def test_draw_to_fit_widens_a_high_picture_for_a_sheet():
    arrangement = arrange_county(many_rows(64))

    drawing, fitted = draw(arrangement), draw_to_fit(arrangement, ratio=1.4)

    assert fitted.width > drawing.width
    assert fitted.width / fitted.height > drawing.width / drawing.height


def test_picture_of_150_rows_is_drawn_in_a_tenth_of_a_second():
    arrangement = arrange_county(many_rows(150))
    svg_of(arrangement)

    start = time.perf_counter()
    svg_of(arrangement)

    assert time.perf_counter() - start < 0.1


def test_chart_is_kept_by_its_content():
    arrangement = arrange_county(many_rows(8))

    first = structure_chart(arrangement, title="A", description="B")
    again = structure_chart(arrangement, title="A", description="B")
    other = structure_chart(arrange_county(many_rows(9)), title="A", description="B")

    assert first == again
    assert first.hash != other.hash


@pytest.mark.parametrize(
    "kind, name, slot",
    [
        ("sector", "Hyvinvointipalvelut", Slot.SECTOR),
        ("unit", "Hyte- ja yhdyspintatyön yksikkö", Slot.HYTE_UNIT),
        ("unit", "Hyvinvoinnin ja terveyden edistäminen", Slot.HYTE_UNIT),
        ("unit", "Talouspalvelut", Slot.OFF),
        ("organisation", "Hyvinvointialue", Slot.OFF),
    ],
)
def test_unit_that_carries_the_work_is_known_by_its_name(kind, name, slot):
    assert slot_of_unit(kind=kind, name=name, is_municipal=False) == slot


def test_rows_are_as_fresh_as_the_one_confirmed_longest_ago():
    rows = [row(Slot.SECTOR, "a", confirmed_on=date(2023, 9, 1)), row(Slot.SECTOR, "b", confirmed_on=date(2026, 1, 1))]

    assert freshness_of(rows).confirmed_on == date(2023, 9, 1)
    assert freshness_of([row(Slot.COUNTY, "c", type=Type.ORGANISATION)]) is None


# --- pages


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
    for name in ("structure:picture-svg", "structure:picture-pdf"):
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


def test_svg_file_and_pdf(client, county):
    BodyFactory(home=county, picture="hyte_network", period__name_fi="Ääkkösverkosto")

    svg = client.get(reverse("structure:picture-svg", args=[county]))
    pdf = client.get(reverse("structure:picture-pdf", args=[county]), {"koko": "a4"})

    assert svg["Content-Type"] == "image/svg+xml"
    assert ET.fromstring(svg.content).tag == f"{SVG}svg"  # noqa: S314 - our own text
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert b"/MarkInfo" in unpacked(pdf.content)


def test_unknown_draft_is_a_missing_page(client, county):
    for name in ("structure:picture", "structure:changes", "structure:picture-svg"):
        assert client.get(reverse(name, args=[county]), {"luonnos": "ei-ole"}).status_code == 404
