"""What is said in Finnish and Swedish, where a word has slipped through in English or has meant another thing."""

import pytest
from django.urls import reverse
from django.utils import translation

from hyte.core.audit.field_words import field_word
from hyte.governance.structure.models import Provision
from hyte.portal.api.description import lists
from tests import factories as make

SAME_IN = {"fi": set(), "sv": {"Parameter", "Text", "Version", "Status", "Organisation", "Definition"}}


def described(language: str) -> dict[tuple[str, str], str]:
    with translation.override(language):
        return {
            (one.anchor, column.name): column.description.lower()
            for one in lists()
            for column in [*one.columns, *one.parameters]
        }


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_column_of_the_open_data_is_described_in_the_page_s_language(language):
    english, here = described("en"), described(language)
    same = {words for column, words in here.items() if words == english[column]}

    assert same <= {words.lower() for words in SAME_IN[language]}


@pytest.mark.parametrize(("language", "word"), [("fi", "pykälä"), ("sv", "paragraf"), ("en", "section")])
def test_a_section_of_an_act_is_not_a_section_of_a_board(language, word):
    with translation.override(language):
        assert field_word(Provision._meta.get_field("section")) == word


@pytest.mark.parametrize(
    ("address", "words"),
    [("/sv/tili/login/", "Har du inget konto ännu?"), ("/tili/login/", "Eikö sinulla ole vielä tiliä?")],
)
@pytest.mark.django_db
def test_the_sign_in_page_sends_newcomers_to_make_an_account(client, address, words):
    assert words in client.get(address).content.decode()


@pytest.mark.parametrize(("language", "example"), [("fi", "rahapelit"), ("sv", "spelproblem"), ("en", "gambling")])
@pytest.mark.django_db
def test_the_list_of_bodies_gives_examples_in_the_language_it_searches_in(client, language, example):
    county = make.AreaFactory()
    with translation.override(language):
        page = client.get(reverse("structure:bodies", args=[county])).content.decode()

    assert example in page
    assert ("rahapelit" in page) == (language == "fi")
