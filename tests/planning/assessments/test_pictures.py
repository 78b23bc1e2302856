"""An assessment's paper looked at as a picture: long names, every cell of the grid, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hyte.core.accounts.rules import SYSTEM
from hyte.planning.assessments.documents import assessment_pdf
from hyte.planning.assessments.operations import hearing
from hyte.planning.assessments.queries.content import content_of
from tests.factories import AreaFactory
from tests.factories.assessments import (
    DAY,
    TODAY,
    alternative_of,
    assessment_of,
    effect_of,
    perspective_of,
    prediction_of,
    reread,
    template_of,
)
from tests.papers import (
    cells_without_heads,
    faults_of,
    headings_left_alone,
    kept_paper,
    missing_letters,
    rows_parted,
    structure_count,
)

pytestmark = pytest.mark.django_db
PERSPECTIVES = (
    "Asukkaiden hyvinvointi ja yhdenvertaisuus",
    "Ympäristö ja elinympäristö",
    "Henkilöstö ja organisaatio",
    "Talous",
    "Elinkeinot",
    "Turvallisuus",
)
ALTERNATIVES = (
    "Perhekeskustoiminnan ja varhaiskasvatuksen yhteensovittaminen samaan kiinteistöön",
    "Koulukuljetusten järjestäminen palvelusetelillä",
    "Iltapäivätoiminnan lakkauttaminen",
)
REASON = (
    "Koulumatka pitenee kolmanneksella, ja harrastuksiin pääsevät vain ne, joiden vanhemmilla on aikaa kuljettaa. " * 2
)


@pytest.fixture
def content():
    area = AreaFactory(kind="municipality", name_fi="Sysmä")
    made = assessment_of(
        area,
        template=template_of(*PERSPECTIVES),
        alternatives=ALTERNATIVES,
        title_fi="Kyläkoulujen, varhaiskasvatusyksiköiden ja perhekeskustoiminnan tulevaisuus 2027–2035",
        title_sv="Byskolornas, daghemmens och familjecenterverksamhetens framtid 2027–2035",
    )
    for alternative in range(1 + len(ALTERNATIVES)):
        for place in range(len(PERSPECTIVES)):
            if (alternative + place) % 5:
                effect = effect_of(
                    alternative_of(made, alternative),
                    perspective=perspective_of(made, place),
                    size=(alternative + place) % 5 - 2,
                    reason_fi=REASON,
                    grounds_fi="Kuljetusreittien laskelma 2026",
                )
    prediction_of(effect, measure="Yli 45 minuuttia koulumatkaan käyttävien oppilaiden osuus")
    hearing.note_crossing(
        reread(made),
        first=perspective_of(made, 3),
        second=perspective_of(made, 0),
        version=reread(made).version,
        note="Säästö maksetaan lasten ajalla.",
        by=SYSTEM,
        today=TODAY,
    )
    hearing.add_hearing(
        reread(made),
        version=reread(made).version,
        who="Nuorisovaltuusto ja vammaisneuvosto",
        asked_on=DAY + timedelta(days=1),
        by=SYSTEM,
        today=TODAY,
    )
    return content_of(reread(made))


@pytest.mark.parametrize(
    ("language", "head", "headings"),
    [
        (
            "fi",
            "Näkökulma",
            ["Vaihtoehdot", "Kunkin vaihtoehdon vaikutukset", "Ketä kuultiin", "Ennakoidut vaikutukset"],
        ),
        (
            "sv",
            "Perspektiv",
            ["Alternativ", "Konsekvenserna av varje alternativ", "Vem som hördes", "Förväntade konsekvenser"],
        ),
    ],
)
def test_the_paper_keeps_its_margins_heads_and_letters(content, language, head, headings):
    with missing_letters() as missing:
        paper = kept_paper(assessment_pdf(content, language=language), f"assessments/arviointi-{language}")

    assert missing == []
    assert 2 <= len(paper.pages) <= 8
    assert faults_of(paper, margin=14) == []
    assert headings_left_alone(paper, headings) == []
    assert [name for name, is_embedded in paper.fonts if not is_embedded] == []
    assert (paper.facts["Tagged"], structure_count(paper, "H1")) == ("yes", 1)
    # The head comes again on each page of the grid, and no row is parted from its name.
    of_grid = [text for text in paper.texts if "Kuljetusreittien" in text]
    assert [head in text for text in of_grid] == [True] * len(of_grid)
    assert structure_count(paper, "TH") >= len(of_grid) * (2 + len(ALTERNATIVES)) + len(PERSPECTIVES)
    assert (rows_parted(paper), cells_without_heads(paper)) == (0, 0)


def test_a_grid_of_many_alternatives_lies_on_its_side_and_keeps_its_margins():
    made = assessment_of(
        AreaFactory(kind="municipality"),
        template=template_of(*PERSPECTIVES),
        alternatives=(*ALTERNATIVES, *ALTERNATIVES),
    )
    for at in range(1 + 2 * len(ALTERNATIVES)):
        effect_of(alternative_of(made, at), perspective=perspective_of(made, 0), reason_fi=REASON)

    paper = kept_paper(assessment_pdf(content_of(reread(made))), "assessments/arviointi-leveä")

    assert (faults_of(paper, margin=14), rows_parted(paper)) == ([], 0)
    assert {page.width > page.height for page in paper.pages} == {True}
