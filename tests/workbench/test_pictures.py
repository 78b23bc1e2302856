"""The council's page looked at as a picture: one sheet, in both languages, whatever stands on it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.knowledge.indicators.figures import county_of_two
from tests.papers import faults_of, ink_of, kept_paper, missing_letters, structure_count
from tests.workbench.test_council_page import filled, late_thirty

pytestmark = pytest.mark.django_db


@pytest.fixture
def lahti():
    made = filled(county_of_two(), 6)
    late_thirty(made)
    return made


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_the_sheet_keeps_its_margins_heads_and_letters(client, lahti, language):
    address = reverse("workbench:council-pdf", args=[lahti])

    with missing_letters() as missing:
        answer = client.get(f"/sv{address}" if language == "sv" else address)
    paper = kept_paper(answer.content, f"council/valtuuston-sivu-{language}")

    assert missing == []
    assert (len(paper.pages), faults_of(paper, margin=9)) == (1, [])
    assert ink_of(paper.pages[0], top=0.97) == 0
    assert [name for name, is_embedded in paper.fonts if not is_embedded] == []
    assert (paper.facts["Tagged"], structure_count(paper, "H1"), paper.facts["Title"] != "") == ("yes", 1, True)
