"""Names of plans on a narrow page."""

import pytest

from hyte.planning.plans.templatetags.plan_words import unbroken


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Suunnitelma 2024–2027", 'Suunnitelma <span class="nowrap">2024–2027</span>'),
        ("Kertomus ja -suunnitelma", 'Kertomus ja <span class="nowrap">-suunnitelma</span>'),
        ("Sosiaali- ja terveystyö", "Sosiaali- ja terveystyö"),
        ("<b> & 2024–2027", '&lt;b&gt; &amp; <span class="nowrap">2024–2027</span>'),
    ],
)
def test_years_and_the_end_of_a_compound_are_not_parted(name, shown):
    assert unbroken(name) == shown
