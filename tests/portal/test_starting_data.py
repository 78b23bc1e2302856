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
from hyte.core.links.models import Link
from hyte.core.search.queries import ids_matching, search
from hyte.governance.meetings.models import Matter
from hyte.governance.structure.drafts import draft_named
from hyte.governance.structure.models import (
    Body,
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
from hyte.governance.structure.queries.changes import changes_since_draft
from hyte.governance.structure.queries.overlaps import overlaps_of
from hyte.planning.plans.models import Plan, PlanObjective
from hyte.portal.starting import (
    find_county,
    load_country,
    load_examples,
    load_figures,
    start_county,
    starting_folder,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def paijat_hame(django_db_setup, django_db_blocker):
    """The starting data and the examples, loaded once for this module and taken back afterwards."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            load_country()
            county = find_county("Päijät-Häme")
            start_county(county, say=lambda text: None)
            load_figures(county, say=lambda text: None)
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


def test_the_decks_plans_are_there_without_invented_objectives():
    real = Plan.objects.filter(is_example=False)

    assert real.count() == 15
    assert list(real.filter(family__isnull=False).order_by("order").values_list("starts__year", "ends__year")) == [
        (2021, 2025),
        (2022, 2025),
        (2021, 2025),
        (2021, 2025),
    ]
    assert list(real.values_list("state", flat=True).distinct()) == ["in_use"]
    assert PlanObjective.objects.filter(plan__in=real).count() == 0


def test_the_invented_plan_of_the_region_is_approved_and_its_objectives_stand_in_the_municipalities_too():
    plan = Plan.objects.get(key="esimerkki-alueellinen-suunnitelma")

    assert (plan.state, plan.is_example, plan.snapshots.count()) == ("approved", True, 1)
    assert set(
        PlanObjective.objects.filter(objective__key="esimerkki-tavoite-yksinaisyys").values_list("home__key", flat=True)
    ) == {"paijat-hame", "lahti", "sysma"}


def test_bodies_before_the_decks_are_not_known():
    assert run("bodies", "--area", "paijat-hame", "--date", "2019-01-01", "--json") == []


def test_names_sort_the_finnish_way():
    names = [body["name"] for body in run("bodies", "--area", "paijat-hame", "--json")]

    assert names.index("Vates-verkosto") < names.index("Vauvaverkko") < names.index("Yksilöasioiden jaosto")


@pytest.mark.parametrize(
    ("called", "key"),
    [
        ("Päijät-Häme", "paijat-hame"),
        ("paijat-hame", "paijat-hame"),
        ("Kajanaland", "kainuu"),
        ("Pohjanmaa", "pohjanmaa"),
        ("pohjois-pohjanmaa", "pohjois-pohjanmaa"),
        ("Österbotten", "pohjanmaa"),
        ("Pohjois", None),
        ("Atlantis", None),
    ],
)
def test_a_county_is_found_by_what_people_call_it(called, key):
    county = find_county(called)

    assert (county and county.key) == key


def test_the_counts_of_the_decks():
    assert Area.objects.within(find_county("paijat-hame"), date(2026, 1, 1)).count() == 11
    assert FocusArea.objects.filter(home__key="paijat-hame").count() == 12
    assert Theme.objects.filter(home__key="paijat-hame").count() == 4
    assert Theme.objects.filter(home__key="lahti").count() == 5
    assert SteeringDocument.objects.filter(on_picture=True).count() == 9
    assert Matter.objects.filter(home__key="paijat-hame", is_example=False, state="open").count() == 13


def test_ties_of_the_decks_are_facts_and_those_of_the_examples_are_marked():
    ties = Link.objects.with_keys().values_list("is_example", "from_key", "kind", "to_key")

    assert sorted(tie[1:] for tie in ties if not tie[0]) == [
        ("paijat-hame-hallintosaanto", "mandates", "paijat-hame-jarjestoneuvottelukunta"),
        ("paijat-hame-hallintosaanto", "mandates", "paijat-hame-yhdyspintaneuvottelukunta"),
    ]
    assert {tie[1][:9] for tie in ties if tie[0]} == {"esimerkki"}


def test_structure_changes_of_the_draft_reads_seven_to_twelve_and_six_to_nine():
    changes = run(
        *("structure_changes", "--area", "paijat-hame", "--from", "2022-05-31"),
        *("--draft", "hyte-rakenne", "--to", "2023-10-01", "--json"),
    )

    assert changes.keys() >= {"began", "ended", "renamed", "moved"}
    assert (changes["counts"]["focus_area"], changes["counts"]["document"]) == ([7, 12], [6, 9])
    began = Counter(item["type"] for item in changes["began"])
    assert (began["focus_area"], began["document"]) == (5, 3)


def test_a_draft_compares_alike_in_each_language():
    county, day = find_county("paijat-hame"), date(2023, 10, 1)
    draft = draft_named(county.key, "hyte-rakenne")

    def keys() -> dict[str, list[str]]:
        found = changes_since_draft(county, draft=draft, end=day, user=None)
        return {
            verb: [change.row.key for change in getattr(found, verb)] for verb in ("began", "ended", "renamed", "moved")
        }

    in_finnish = keys()
    with translation.override("sv"):
        assert keys() == in_finnish


def test_a_swedish_page_says_which_names_are_in_finnish(client):
    page = client.get("/sv/paijat-hame/toimielimet/vauvaverkko/").content.decode()

    assert '<h1 class="ds-heading" data-size="lg" lang="fi">Vauvaverkko' in page
    assert ">Elevvård och tjänster för barnfamiljer</a>" in page


def test_the_owner_filter_speaks_the_pages_language(client):
    page = client.get("/sv/paijat-hame/toimielimet/").content.decode()

    assert '<option value="paijat-hame-hva">Päijänne-Tavastlands välfärdsområde</option>' in page


@pytest.mark.parametrize(
    ("key", "swedish"),
    [
        *(("pedersore", "Pedersöre"), ("kruunupyy", "Kronoby"), ("luoto", "Larsmo"), ("mustasaari", "Korsholm")),
        *(
            ("sottunga", "Sottunga"),
            ("parainen", "Pargas"),
            ("kemionsaari", "Kimitoön"),
            ("maarianhamina", "Mariehamn"),
        ),
        *(("uusikaarlepyy", "Nykarleby"), ("voyri", "Vörå"), ("maalahti", "Malax"), ("narpio", "Närpes")),
        *(
            ("kristiinankaupunki", "Kristinestad"),
            ("inkoo", "Ingå"),
            ("siuntio", "Sjundeå"),
            ("lapinjarvi", "Lappträsk"),
        ),
        *(("myrskyla", "Mörskom"), ("pukkila", "Pukkila"), ("hanko", "Hangö"), ("raasepori", "Raseborg")),
        *(("loviisa", "Lovisa"), ("hartola", "Gustav Adolfs"), ("iitti", "Itis"), ("utsjoki", "Utsjoki")),
    ],
)
def test_municipalities_have_their_swedish_names(key, swedish):
    assert Area.objects.get(key=key).name_sv == swedish


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
    [
        (Theme, "name"),
        (FocusArea, "description"),
        (Duty, "title"),
        (Provision, "act"),
        (Claim, "text"),
        (Matter, "title"),
    ],
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


GAMBLING = "pelihaittojen-ehkaisyn-asiantuntijaryhma"
SUBSTANCES = "paihteet-ja-mielenterveys-asiantuntijaryhma"


@pytest.mark.parametrize(
    ("words", "language", "key"),
    [
        *((words, "fi", GAMBLING) for words in ("rahapeliriippuvuus", "peliongelma", "pelaaminen", "rahapelihaitat")),
        *((words, "sv", GAMBLING) for words in ("spelberoende", "penningspel", "spelproblem")),
        ("gambling", "en", GAMBLING),
        *((words, "fi", SUBSTANCES) for words in ("päihteet", "mielenterveys", "alkoholi")),
        *((words, "sv", SUBSTANCES) for words in ("rusmedel", "psykisk hälsa")),
        ("päihteet", "fi", "huumetyon-verkosto"),
        ("yksinäisyys", "fi", "paijat-hameen-ja-lahden-kohtaamispaikkaverkosto"),
        ("ensamhet", "sv", "paijat-hameen-ja-lahden-kohtaamispaikkaverkosto"),
        ("lihavuus", "fi", "ravitsemusterveyden-edistamisen-tyoryhma"),
        ("lihavuus", "fi", "seudullinen-liikuntaneuvojien-verkosto"),
        ("kotouttaminen", "fi", "maahanmuutto-ohjelman-ohjausryhma"),
        ("ikäihmiset vanhukset", "fi", "ikaihmisten-palveluohjauksen-verkosto"),
        ("nuoret", "fi", "nuorisopalveluiden-kehittamisryhma"),
        ("väkivalta", "fi", "lahisuhdevakivaltatyon-asiantuntijaryhma"),
        ("våld", "sv", "lahisuhdevakivaltatyon-asiantuntijaryhma"),
        ("syrjäytyminen", "fi", "osatyokykyisten-verkosto"),
    ],
)
def test_a_search_in_everyday_words_finds_who_deals_with_it(words, language, key):
    body = Body.objects.get(key=key)

    found = search(words, area=find_county("paijat-hame"), user=None, language=language)

    assert body in [hit.record for hit in found.here]
    assert body.pk in ids_matching(words, model=Body, language=language)


def test_examples_are_marked():
    assert Person.objects.filter(is_example=False).count() == 0
    assert Seat.objects.filter(is_example=False).count() == 0


def test_any_county_can_start_empty():
    county = find_county("Kanta-Häme")

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
