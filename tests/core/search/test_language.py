"""Finnish is found by its plain form, whichever analyser the machine has."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyte.core.search import finnish, language
from hyte.core.search.language import hit_rank, normalise, query_terms

needs_voikko = pytest.mark.skipif(not finnish.voikko_answers(), reason="Voikko is not installed")


@pytest.fixture(params=["voikko", "simplemma"])
def either_engine(request, monkeypatch):
    """Run a test with Voikko where it is installed, and always without it."""
    if request.param == "voikko" and not finnish.voikko_answers():
        pytest.skip("Voikko is not installed")
    monkeypatch.setattr(language, "voikko_answers", lambda: request.param == "voikko")
    language.analyse.cache_clear()
    yield request.param
    language.analyse.cache_clear()


@pytest.mark.parametrize(
    ("query", "text", "rank"),
    [
        ("pelihaitat", "Pelihaittojen ehkäisyn asiantuntijaryhmä", 2),
        ("verkostot", "Huumetyön verkosto", 2),
        ("verkostot", "Päijät-Hämeen kohtaamispaikkaverkosto", 1),
        ("ikäihmisille", "Ikäihmisten palveluohjauksen verkosto", 2),
        ("päihde", "Päihteet ja mielenterveys -asiantuntijaryhmä", 2),
        ("lapsiperhe", "Päijät-Hämeen lapsiperheyhdistykset", 1),
        ("perhe", "Päijät-Hämeen lapsiperheyhdistykset", 1),
        ("yhdistykset", "Terveys- ja potilasyhdistykset", 1),
        ("terveysyhdistys", "Terveys- ja potilasyhdistykset", 1),
        ("sysmä", "Sysmän kunta", 2),
        ("Hollolassa", "Hollolan nuorisovaltuusto", 2),
        ("orimattila", "Hollola-Orimattila", 1),
        ("LAPE", "Maakunnallinen LAPE-yhteistyöryhmä", 1),
        ("miepä-ryhmät", "Järjestöjen miepä-ryhmä", 2),
        ("ely", "Hämeen ELY-keskuksen maahanmuuttoasiain toimikunta", 1),
        ("ARA", "Lahden, ARA:n ja muiden vuokranantajien verkosto", 2),
        ("612/2021 § 7", "Laki 612/2021, 7 §", 2),
        ("verkosto ja vauva", "Vauvaverkko", 0),
        ("uhkapeli", "Pelihaittojen ehkäisyn asiantuntijaryhmä", 0),
    ],
)
def test_query_ranks_base_forms_above_parts(either_engine, query, text, rank):
    assert hit_rank(normalise(text), query_terms(query)) == rank


@needs_voikko
def test_normalise_gives_base_forms_and_parts():
    found = normalise("Hyvinvointikoordinaattoreiden verkosto")

    assert found == language.Normalised(base="hyvinvointikoordinaattori verkosto", parts="hyvinvointi koordinaattori")


@needs_voikko
def test_normalise_keeps_every_base_form_of_an_ambiguous_word():
    assert set(normalise("alusta").base.split()) >= {"alku", "alus", "alusta"}


@needs_voikko
def test_normalise_joins_runs_of_parts_as_they_are_written():
    parts = normalise("vapaa-aikapalvelut").parts.split()

    assert {"vapaa-aika", "aikapalvelu"} <= set(parts)


def test_normalise_keeps_what_no_dictionary_knows(either_engine):
    assert normalise("PHTurva").base == "phturva"


def test_normalise_keeps_numbers_and_drops_section_signs(either_engine):
    assert normalise("611/2021 § 14, 15 §:n").base == "611/2021 14 15"


@pytest.mark.parametrize(
    ("code", "query", "text"),
    [
        ("sv", "barnfamilj", "Nätverket för barnfamiljer"),
        ("en", "network", "Networks of associations"),
        ("en", "ageing and child", "The child, ageing"),
    ],
)
def test_other_languages_are_lemmatised(code, query, text):
    assert hit_rank(normalise(text, language=code), query_terms(query, code)) == 2


def test_unknown_language_is_only_lowercased():
    assert normalise("Eadni ja Mánná", language="se").base == "eadni ja mánná"


def test_last_word_may_hit_by_its_beginning():
    text = normalise("Pelihaittojen ehkäisyn asiantuntijaryhmä")

    assert hit_rank(text, query_terms("ehkäisy pelih")) == 0
    assert hit_rank(text, query_terms("ehkäisy pelih", prefix=True)) == 2
    assert hit_rank(text, query_terms("pelih ehkäisy", prefix=True)) == 0


def test_engine_names_what_is_installed(either_engine):
    assert language.engine() == either_engine


@given(st.text(max_size=60))
def test_any_text_is_found_by_itself(text):
    assert hit_rank(normalise(text), query_terms(text)) == 2


def test_threads_share_one_analyser():
    names = [
        f"Kohtaamispaikkaverkoston {word} ryhmät" for word in ("lasten", "nuorten", "ikäihmisten", "perheiden")
    ] * 25
    language.analyse.cache_clear()

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(normalise, names))

    assert together == [normalise(name) for name in names]


@needs_voikko
def test_ten_thousand_short_names_take_seconds():
    heads = ["ikäihmisten", "nuorten", "perheiden", "päihteiden", "liikunnan", "asumisen", "järjestöjen", "kulttuurin"]
    names = [f"{heads[n % 8].capitalize()} {heads[n // 8 % 8]}verkosto {n}" for n in range(10_000)]
    started = time.process_time()

    for name in names:
        normalise(name)

    assert time.process_time() - started < 5
