"""The deck's line as it was published, and 119 invented sites that give exactly its four figures."""

import pytest
from django.urls import reverse

from hyte.core.areas.models import Area
from hyte.core.exchange.folders import load_folder
from hyte.knowledge.screening.models import Compilation, Programme, PublishedFigure, RuleLine, SiteCount
from hyte.portal.starting import EXAMPLES, compile_examples, find_county, load_country, starting_folder

pytestmark = pytest.mark.django_db
LINES = {
    "audit-c-thl": [("men", "20-64", 6), ("women", "20-64", 5), ("all", "65-", 4)],
    "audit-c-seuranta-2026": [
        ("men", "20-64", 6),
        ("women", "20-64", 5),
        ("men", "65-79", 5),
        ("women", "65-79", 3),
        ("men", "80-", 3),
        ("women", "80-", 2),
    ],
    "audit-c-validointi-2009": [("men", "25-64", 6), ("women", "25-64", 4)],
    "frat-ukk": [("all", "0-", 12), ("all", "0-", 16)],
}


@pytest.fixture
def county(tmp_path):
    """The starting data and the examples of screening alone."""
    load_country()
    county = find_county("paijat-hame")
    Area.objects.filter(pk=county.pk).update(is_open=True)
    for source, is_example in ((starting_folder(county), False), (EXAMPLES, True)):
        folder = tmp_path / source.name
        folder.mkdir()
        for pattern in ("screening_*.csv", "pilot*.csv"):
            for file in source.glob(pattern):
                (folder / file.name).write_bytes(file.read_bytes())
        plan = load_folder(folder, area=county, is_example=is_example)
        assert [error.as_dict() for error in plan.errors] == []
    return county


def test_the_deck_s_line_and_the_limits_as_published(county):
    figure = PublishedFigure.objects.get()
    lines = {}
    for line in RuleLine.objects.filter(is_example=False).select_related("rule_set").order_by("pk"):
        lines.setdefault(line.rule_set.key, []).append((line.sex, line.ages, line.at_least))

    assert (figure.told_on, str(figure.risk_percent), str(figure.coverage_percent), figure.screens, figure.sites) == (
        "31.7.",
        "12.40",
        "3.50",
        4963,
        119,
    )
    assert (figure.base_words, figure.limit_words, figure.period_words, figure.year_words, figure.unit_words) == (
        ("",) * 5
    )
    assert lines == LINES
    assert set(SiteCount.objects.values_list("is_example", flat=True)) == {True}


def test_the_invented_sites_print_exactly_the_four_figures(client, county):
    programme = Programme.objects.get(key="paijat-hame-audit-c")
    compile_examples(county)
    shown = client.get(reverse("screening:programme", args=[county, programme.key])).content.decode()
    figures = shown.split('id="figures"')[1].split("</ul>")[0].replace("\xa0", " ")

    big = [part.split("</span>")[0] for part in figures.split('<span class="big">')[1:]]
    assert big == ["12,4 %", "3,5 %", "4 963", "119"]
    assert "Esimerkki" in shown
    assert Compilation.objects.filter(is_example=False).count() == 0
