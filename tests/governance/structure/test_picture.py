import re
import time
import xml.etree.ElementTree as ET
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from hyte.governance.structure.charts import structure_chart
from hyte.governance.structure.picture.arrangement import arrange_county, arrange_units
from hyte.governance.structure.picture.layout import draw, draw_to_fit
from hyte.governance.structure.picture.rows import Slot, StructureRow, Type, freshness_of, slot_of_unit
from hyte.governance.structure.picture.svg import render
from hyte.governance.structure.picture.widths import HYPHEN, SEMIBOLD, width_of, wrap

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
    assert not any(name.startswith("on") for element in tree.iter() for name in element.attrib)
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

    start = time.process_time()
    svg_of(arrangement)

    assert time.process_time() - start < 0.1


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
