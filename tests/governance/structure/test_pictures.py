"""The structure picture on paper looked at as a picture: both sizes, with names as long as they come."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import AreaFactory, BodyFactory
from tests.papers import faults_of, ink_of, kept_paper, missing_letters, structure_count

pytestmark = pytest.mark.django_db
LONG = "Perhekeskustoiminnan, varhaiskasvatuksen ja neuvolapalvelujen yhteensovittamisen kehittämistyöryhmä"


@pytest.mark.parametrize("size", ["a3", "a4"])
def test_the_picture_fills_its_sheet_and_the_list_its_margins(client, size):
    area = AreaFactory(name_fi="Testialue")
    for number in range(40):
        BodyFactory(home=area, picture="hyte_network", period__name_fi=f"{LONG} {number}")

    with missing_letters() as missing:
        answer = client.get(reverse("structure:picture-pdf", args=[area]), {"koko": size})
    paper = kept_paper(answer.content, f"structure/kuva-{size}")

    assert missing == []
    assert len(paper.pages) >= 2
    assert faults_of(paper, margin=11) == []
    assert paper.facts["Page size"].endswith(f"({size.upper()})")
    assert ink_of(paper.pages[0]) > 0.005
    assert [name for name, is_embedded in paper.fonts if not is_embedded] == []
    assert (structure_count(paper, "Figure"), structure_count(paper, "H1"), len(paper.alternatives)) == (1, 1, 1)
    assert sum(" ".join(paper.texts[1:]).count(f"kehittämistyöryhmä {number}") for number in (7, 39)) >= 2
