"""The decks as data, asked through the commands that scripts rely on."""

import io
import json
from collections import Counter
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Q
from django.utils import translation

from hyte.core.areas.models import Area
from hyte.governance.meetings.models import Matter
from hyte.governance.structure.models import (
    BodyPeriod,
    Claim,
    Duty,
    FocusArea,
    Person,
    Provision,
    Seat,
    SteeringDocument,
    Theme,
)
from hyte.governance.structure.queries.overlaps import overlaps_of
from hyte.portal.starting import find_county, load_country, load_examples, start_county, starting_folder

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def paijat_hame(django_db_setup, django_db_blocker):
    """The starting data and the examples, loaded once for this module and taken back afterwards."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            load_country()
            county = find_county("Päijät-Häme") or find_county("paijat-hame")
            start_county(county, say=lambda text: None)
            load_examples(county, say=lambda text: None)
            yield county
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


def run(*words, **options):
    out = io.StringIO()
    call_command(*words, stdout=out, **options)
    return json.loads(out.getvalue())


def test_bodies_has_the_87_rows_under_16_headings():
    bodies = run("bodies", "--area", "paijat-hame", "--date", "2023-10-01", "--json")

    listed = [body for body in bodies if body["heading"]]
    assert (len(listed), len({body["heading"] for body in listed})) == (87, 16)
    assert bodies[0].keys() >= {"key", "name", "kind", "themes", "focus_areas", "heading", "parent", "owner"}
    assert Counter(body["heading"] for body in listed).most_common(3) == [
        ("Osallisuus", 11),
        ("Sivistyspalvelut", 11),
        ("Työllisyys ja työkyky", 11),
    ] or sorted(Counter(body["heading"] for body in listed).values())[-3:] == [11, 11, 11]


def test_bodies_before_the_decks_are_not_known():
    assert run("bodies", "--area", "paijat-hame", "--date", "2019-01-01", "--json") == []


def test_names_sort_the_finnish_way():
    names = [body["name"] for body in run("bodies", "--area", "paijat-hame", "--json")]

    assert names.index("Vates-verkosto") < names.index("Vauvaverkko") < names.index("Yksilöasioiden jaosto")


def test_the_counts_of_the_decks():
    assert Area.objects.within(find_county("paijat-hame"), date(2026, 1, 1)).count() == 11
    assert FocusArea.objects.filter(home__key="paijat-hame").count() == 12
    assert Theme.objects.filter(home__key="paijat-hame").count() == 4
    assert Theme.objects.filter(home__key="lahti").count() == 5
    assert SteeringDocument.objects.filter(on_picture=True).count() == 9
    assert Matter.objects.filter(home__key="paijat-hame", is_example=False, state="open").count() == 13


def test_structure_changes_of_the_draft_reads_seven_to_twelve_and_six_to_nine():
    changes = run(
        *("structure_changes", "--area", "paijat-hame", "--from", "2022-05-31"),
        *("--draft", "hyte-rakenne", "--to", "2023-10-01", "--json"),
    )

    assert changes.keys() >= {"began", "ended", "renamed", "moved"}
    assert (changes["counts"]["focus_area"], changes["counts"]["document"]) == ([7, 12], [6, 9])
    began = Counter(item["type"] for item in changes["began"])
    assert (began["focus_area"], began["document"]) == (5, 3)


def test_overlaps_finds_what_a_person_finds():
    found = run("overlaps", "--area", "paijat-hame", "--json")

    pairs = [{pair["a"], pair["b"]} for pair in found[:20]]
    assert {
        "Heinolan sekä Hollola-Orimattila maahanmuuttotyön verkosto",
        "Heinolan maahanmuuttotyön verkosto",
    } in pairs
    assert {"Kokemusasiantuntijaverkosto", "Kokemustoimintaverkosto"} in pairs
    assert [pair["score"] for pair in found] == sorted((pair["score"] for pair in found), reverse=True)
    assert all(pair["reasons"] for pair in found)


def test_gaps_tell_missing_from_unknown():
    gaps = run("gaps", "--area", "paijat-hame", "--json")

    assert gaps[0].keys() >= {"kind", "strength", "record", "why", "who"}
    assert {gap["strength"] for gap in gaps} == {"missing", "unknown"}
    unknown = [gap["kind"] for gap in gaps if gap["strength"] == "unknown"]
    assert len(unknown) == len(set(unknown)) or "duty_without_body" in unknown


def test_a_second_load_changes_nothing():
    county = find_county("paijat-hame")

    result = run("load", str(starting_folder(county)), "--area", "paijat-hame", "--json")

    assert (result["created"], result["changed"], result["errors"]) == (0, 0, [])


@pytest.mark.parametrize(
    ("model", "name"),
    [(Theme, "name"), (FocusArea, "description"), (Duty, "title"), (Provision, "act"), (Claim, "text"), (Matter, "title")],
)
def test_texts_stand_in_swedish_too(model, name):
    assert not model.objects.filter(**{f"{name}_fi__gt": "", f"{name}_sv": None}).exists()
    assert not model.objects.filter(**{f"{name}_fi__gt": "", f"{name}_sv": ""}).exists()


def test_only_proper_names_have_no_swedish_name():
    unnamed = BodyPeriod.objects.filter(Q(name_sv=None) | Q(name_sv=""))

    assert set(unnamed.values_list("of__key", flat=True)) == {
        *("phturva", "heinolan-soteko", "vauvaverkko", "maistuva-koulu-verkosto", "syodaan-yhdessa-verkosto"),
        *("vates-verkosto", "arvo-kehittamisryhma"),
    }


def test_laws_have_their_official_swedish_names():
    laws = set(Provision.objects.exclude(number="").values_list("number", "act_sv"))

    assert laws == {("611/2021", "Lag om välfärdsområden"), ("612/2021", "Lag om ordnande av social- och hälsovård")}


def test_overlaps_do_not_depend_on_the_readers_language():
    county, day = find_county("paijat-hame"), date(2023, 10, 1)
    in_finnish = overlaps_of(county, user=None, day=day)

    with translation.override("sv"):
        assert overlaps_of(county, user=None, day=day) == in_finnish


def test_examples_are_marked():
    assert Person.objects.filter(is_example=False).count() == 0
    assert Seat.objects.filter(is_example=False).count() == 0


def test_any_county_can_start_empty():
    county = find_county("Kanta-Häme") or find_county("kanta-hame")

    start_county(county, say=lambda text: None)

    assert Area.objects.get(key="hameenlinna").is_open
    assert run("bodies", "--area", "kanta-hame", "--json") == []


@pytest.mark.parametrize(
    "words",
    [
        ["bodies", "--area", "ei-ole", "--json"],
        ["bodies", "--area", "paijat-hame", "--date", "eilen"],
        ["bodies", "--area", "paijat-hame", "--kind", "kerho"],
        ["gaps", "--area", "ei-ole"],
        ["overlaps", "--area", "paijat-hame", "--date", "2023-02-31"],
        ["load", "/ei/ole"],
    ],
)
def test_a_bad_argument_is_a_sentence_and_status_2(words):
    with pytest.raises(CommandError) as error:
        call_command(*words)

    assert error.value.returncode == 2
    assert str(error.value).endswith((".", "?"))
    assert " " in str(error.value)
