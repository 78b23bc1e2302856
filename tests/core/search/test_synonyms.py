"""Words that people search with and the register's own words for the same thing."""

import csv
from importlib.resources import files

from hyte.core.search.language import Normalised, analyse, hit_rank, normalise, query_terms
from hyte.core.search.synonyms import table_of

LANGUAGES = ("fi", "sv", "en")


def test_each_row_says_what_and_where_from():
    text = files("hyte.core.search").joinpath("synonyms.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))

    assert all(row["word"] and row["also"] and row["source"] and row["language"] in LANGUAGES for row in rows)
    assert sum(len(table_of(language)) for language in LANGUAGES) == len(rows)
    assert len({(row["language"], row["word"]) for row in rows}) == len(rows)


def test_a_word_also_asks_for_what_the_field_calls_it():
    [term] = query_terms("rahapeliriippuvuutta")

    assert "pelihaitta" in term.related
    assert "pelihaitta" not in term.forms


def test_a_word_in_english_asks_for_the_finnish_one():
    [term] = query_terms("gambling", "en")

    assert set(analyse("pelihaitta").bases) <= term.related


def test_a_related_word_ranks_below_the_word_itself():
    terms = query_terms("huumeet")

    assert hit_rank(normalise("Huumeiden vastainen työ"), terms) == 2
    assert hit_rank(normalise("Huumetyön verkosto"), terms) == 1
    assert hit_rank(Normalised(base="päihde", parts=""), terms) == 0
