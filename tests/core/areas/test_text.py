"""Texts in the page's language: days, numbers, names of languages, and what is shown in another language."""

from datetime import date
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from hyte.core.areas.models import Area
from hyte.core.areas.text import language_name, shown_day, shown_language, shown_number
from hyte.governance.structure.models import Body, Theme


@pytest.mark.parametrize(
    ("language", "day", "thousands", "decimals", "name"),
    [
        ("fi", "22.11.2026", "4\xa0963", "12,4", "suomi"),
        ("sv", "22.11.2026", "4\xa0963", "12,4", "finska"),
        ("en", "22 November 2026", "4,963", "12.4", "Finnish"),
    ],
)
def test_days_numbers_and_languages_are_written_as_the_page_does(language, day, thousands, decimals, name):
    with translation.override(language):
        assert shown_day(date(2026, 11, 22)) == day
        assert (shown_number(4963), shown_number(Decimal("12.4"))) == (thousands, decimals)
        assert language_name("fi").lower() == name.lower()
        assert language_name("xx") == "xx"


def test_a_name_in_another_language_than_the_pages_says_so():
    translated = Theme(name_fi="Osallisuus", name_sv="Delaktighet")
    finnish_only = Theme(name_fi="Vauvaverkko")

    with translation.override("sv"):
        assert (shown_language(translated), shown_language(finnish_only)) == ("", "fi")
        assert Template("<b{{ theme|lang }}>").render(Context({"theme": finnish_only})) == '<b lang="fi">'
    with translation.override("fi"):
        assert shown_language(finnish_only) == ""
        assert Template("<b{{ theme|lang }}>").render(Context({"theme": finnish_only})) == "<b>"


def test_a_field_without_translations_is_finnish_and_an_empty_one_has_no_language():
    body = Body(heading="Osallisuus")

    with translation.override("en"):
        assert shown_language(body, "heading") == "fi"
        assert shown_language(body, "uncertainty") == ""
        assert shown_language(None) == ""
        assert shown_language(Area(name_fi="Lahti", name_en="Lahti")) == ""
