from datetime import date

import pytest
from django.urls import reverse

from hyte.core.areas.models import Area, AreaPeriod
from hyte.core.search.index import index_missing, index_rows, reindex
from hyte.core.search.models import Entry
from hyte.core.search.queries import LIMIT, around, ids_matching, search
from hyte.core.tasks.duties import run_duties
from hyte.governance.structure.models import Body, BodyPeriod, Person
from tests.core.people import a_member, an_area, an_organisation

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def county() -> Area:
    return an_area("paijat-hame", "county")


@pytest.fixture
def lahti(county: Area) -> Area:
    lahti = an_area("lahti")
    AreaPeriod.objects.create(area=lahti, county=county, valid_from=date(2022, 1, 1))
    return lahti


def a_body(home: Area, name: str) -> Body:
    body = Body.objects.create(key=f"{home.key}-{Body.objects.count()}", home=home, attested_on=date(2023, 9, 1))
    BodyPeriod.objects.create(of=body, name=name, kind="network", attested_on=date(2023, 9, 1), source="kalvosarja")
    index_rows([body])
    return body


def titles(text: str, *, area: Area | None = None, user=None, within=(), **how) -> list[str]:
    found = search(text, area=area, user=user, language="fi", within=within, **how)
    return [hit.title for hit in [*found.here, *found.elsewhere]]


def test_an_inflected_word_finds_the_plain_one(county):
    a_body(county, "Ikääntyneiden verkosto")
    assert titles("ikääntyneet") == ["Ikääntyneiden verkosto"]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_finnish_words_find_what_has_a_finnish_name_on_pages_in_other_languages(county, language):
    body = a_body(county, "Ikääntyneiden verkosto")

    found = search("ikääntyneet", area=county, user=None, language=language)

    assert [hit.title for hit in found.here] == ["Ikääntyneiden verkosto"]
    assert ids_matching("ikääntyneet", model=Body, language=language) == [body.pk]


def test_a_part_of_a_compound_finds_it_below_the_word_itself(county):
    a_body(county, "Liikuntaverkosto")
    a_body(county, "Päijät-Hämeen verkosto")
    assert titles("verkosto") == ["Päijät-Hämeen verkosto", "Liikuntaverkosto"]
    found = search("verkosto", area=county, user=None, language="fi")
    assert [hit.rank for hit in found.here] == [2, 1]


def test_every_word_must_be_found(county):
    a_body(county, "Nuorten verkosto")
    a_body(county, "Vanhusten verkosto")
    assert titles("nuoret verkosto") == ["Nuorten verkosto"]


def test_a_question_finds_what_answers_one_of_its_words(county):
    a_body(county, "Pelihaittojen ehkäisyn asiantuntijaryhmä")
    a_body(county, "Vanhusten verkosto")
    assert titles("kuka ehkäisee rahapelihaittoja") == ["Pelihaittojen ehkäisyn asiantuntijaryhmä"]
    found = search("kuka ehkäisee rahapelihaittoja", area=county, user=None, language="fi")
    assert found.is_any
    assert titles("Kuka hoitaa") == []


def test_words_that_make_a_question_need_not_be_found(county):
    a_body(county, "Vanhusten verkosto")
    found = search("mikä on vanhusten verkosto", area=county, user=None, language="fi")
    assert [hit.title for hit in found.here] == ["Vanhusten verkosto"]
    assert not found.is_any


def test_a_word_being_typed_hits_by_its_beginning(county):
    a_body(county, "Päihdetyön verkosto")
    assert titles("päihdet", typing=True) == ["Päihdetyön verkosto"]


@pytest.mark.parametrize("text", ["", " ", "a", "§", '"', "''", "\0"])
def test_too_short_a_text_is_said(text):
    assert search(text, area=None, user=None, language="fi").is_too_short


@pytest.mark.parametrize(
    "text",
    [
        'verkosto"',
        "verkosto' OR 1=1 --",
        "verkosto AND",
        "NEAR(verkosto",
        "verkosto*",
        "(verkosto",
        "verkosto & | !",
        "verkosto:A",
        "base: verkosto",
        "-verkosto",
        "verkosto \\",
        "^verkosto",
        "verkosto; DROP TABLE search_entry",
        "a'b\\'c verkosto",
        "😀 verkosto",
        "x" * 5000,
        "verkosto\0",
        "611/2021 § 14",
        "%_%",
    ],
)
@pytest.mark.parametrize("typing", [False, True])
def test_odd_signs_are_only_signs(county, text, typing):
    a_body(county, "Liikunnan verkosto")
    search(text, area=county, user=None, language="fi", typing=typing)
    assert Entry.objects.count() == 1


def test_signs_around_a_word_do_not_hide_it(county):
    a_body(county, "Liikunnan verkosto")
    for text in ('"verkosto"', "(verkosto)", "verkosto!", "'verkosto"):
        assert titles(text) == ["Liikunnan verkosto"]


def test_the_areas_own_records_come_first_then_the_rest_of_the_county(county, lahti):
    elsewhere = an_area("oulu")
    a_body(elsewhere, "Oulun verkosto")
    a_body(county, "Maakunnan verkosto")
    a_body(lahti, "Lahden verkosto")
    found = search("verkosto", area=lahti, user=None, language="fi", within=around(lahti, day=DAY))
    assert [hit.title for hit in found.here] == ["Lahden verkosto"]
    assert [hit.title for hit in found.elsewhere] == ["Maakunnan verkosto"]
    assert len(titles("verkosto")) == 3


def test_many_records_elsewhere_do_not_push_out_the_areas_own(county, lahti):
    for number in range(LIMIT + 10):
        a_body(county, f"Verkosto {number}")
    a_body(lahti, "Lahden hyvin pitkän nimen saanut yhteinen verkosto")
    found = search("verkosto", area=lahti, user=None, language="fi", within=around(lahti, day=DAY))
    assert len(found.here) == 1
    assert found.count == LIMIT
    assert found.has_more


def test_what_a_killed_load_left_out_is_found_after_the_workers_duties(county):
    left_out, withdrawn = a_body(county, "Pelihaittaverkosto"), a_body(county, "Peruttu verkosto")
    Body.objects.filter(pk=withdrawn.pk).update(withdrawn_on=DAY)
    reindex()
    index_missing()  # what has no words has no entry, and is not found again and again
    Entry.objects.filter(model="structure.body", object_id=left_out.pk).delete()

    done = run_duties(DAY)

    assert done["records missing from the search"] == 1
    assert ids_matching("pelihaittaverkosto", model=Body, language="fi") == [left_out.pk]
    assert index_missing() == 0


def test_a_withdrawn_record_is_not_found(county):
    body = a_body(county, "Liikunnan verkosto")
    Body.objects.filter(pk=body.pk).update(withdrawn_on=DAY)
    assert titles("verkosto") == []


def test_people_are_found_by_workers_alone(county):
    person = Person.objects.create(key="aino", home=county, name="Aino Esimerkki", attested_on=DAY, source="x")
    index_rows([person])
    worker = a_member(an_organisation(county, "county"), "coordinator")
    reader = a_member(an_organisation(county, "county", "Toinen"), "reader")
    assert titles("aino") == []
    assert titles("aino", user=reader) == []
    assert titles("aino", user=worker) == ["Aino Esimerkki"]


def test_a_record_in_two_languages_is_one_hit(county):
    body = a_body(county, "Liikunnan verkosto")
    BodyPeriod.objects.filter(of=body).update(name_sv="Nätverket för liikunta")
    index_rows([body])
    assert Entry.objects.count() == 2
    found = search("liikunta", area=None, user=None, language="sv")
    assert [hit.title for hit in found.here] == ["Nätverket för liikunta"]


def test_the_number_of_queries_does_not_grow_with_hits(county, django_assert_max_num_queries):
    def count() -> int:
        with django_assert_max_num_queries(8) as captured:
            search("verkosto", area=county, user=None, language="fi", within=[county])
        return len(captured)

    a_body(county, "Verkosto 0")
    few = count()
    for number in range(1, 31):
        a_body(county, f"Verkosto {number}")
    assert count() == few


def test_a_list_is_narrowed_by_words(county):
    wanted = a_body(county, "Liikunnan verkosto")
    a_body(county, "Kulttuurin verkosto")
    assert ids_matching("liikunta", model=Body, language="fi") == [wanted.pk]
    assert ids_matching("§", model=Body, language="fi") == []


def test_the_page_shows_hits_and_advice(client, county):
    a_body(county, "Liikunnan verkosto")
    address = reverse("search:search", args=[county])
    assert "Liikunnan verkosto" in client.get(address, {"q": "verkosto"}).content.decode()
    english = client.get(f"/en{address}", {"q": "ydinvoimala"}).content.decode()
    assert "Nothing was found" in english
    assert "at least two letters" in client.get(f"/en{address}", {"q": "a"}).content.decode()
    assert client.get("/haku/", {"q": "<script>alert(1)</script>"}).status_code == 200


def test_typing_gets_the_list_alone(client, county):
    a_body(county, "Liikunnan verkosto")
    address = reverse("search:search", args=[county])
    page = client.get(address, {"q": "liikun"}, headers={"HX-Request": "true"}).content.decode()
    assert "Liikunnan verkosto" in page
    assert "<html" not in page
