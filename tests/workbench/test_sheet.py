"""However many themes an area has and however long their names are, the council's page is one sheet of A4."""

import subprocess
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from hyte.governance.structure.models import Theme
from hyte.workbench.queries.theme_rows import LINES, fitting, lines_for
from tests.factories import MunicipalityFactory
from tests.factories.budgets import budget_of, line_of, phenomenon_of, share_of
from tests.factories.plans import action_of, objective_of, plan_of

pytestmark = pytest.mark.django_db
LONG = "Lasten, nuorten ja perheiden mielen hyvinvoinnin, osallisuuden ja yhdenvertaisuuden vahvistaminen arjessa"
LAST = timezone.localdate().year - 1


def area_of_themes(number, *, is_planned):
    """A municipality of so many themes with long names; planned, each has objectives, actions and money in phenomena."""
    area = MunicipalityFactory(key="kunta")
    plan = plan_of(area, state="in_use", starts=date(LAST, 1, 1), ends=date(LAST + 3, 12, 31)) if is_planned else None
    line = line_of(budget_of(area, year=LAST), "1234567.89") if is_planned else None
    for place in range(number):
        theme = Theme.objects.create(
            key=f"karki-{place}",
            home=area,
            name_fi=f"{LONG} {place}",
            set_name_fi="Kärjet",
            valid_from=date(2020, 1, 1),
        )
        for turn in range(3 if is_planned else 0):
            objective = objective_of(plan=plan, name_fi=f"Tavoite {turn}: {LONG}")
            objective.themes.set([theme])
            action_of(objective, name_fi=f"Toimi {turn}: {LONG}", ends=date(LAST, 3, 1), money=120000.5)
            phenomenon = phenomenon_of(area, "overlapping", name_fi=f"Ilmiö {turn}: {LONG}")
            phenomenon.themes.set([theme])
            share_of(line, phenomenon, "estimate", percent=50, low=20, high=70)
    return area


@pytest.mark.parametrize("number", [1, 4, 6, 8, 12])
@pytest.mark.parametrize("is_planned", [True, False])
def test_any_number_of_long_themes_is_one_sheet(client, tmp_path, number, is_planned):
    area = area_of_themes(number, is_planned=is_planned)
    paper = tmp_path / "sivu.pdf"

    paper.write_bytes(client.get(reverse("workbench:council-pdf", args=[area])).content)

    told = subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, text=True, check=True).stdout
    assert told.count("\f") == 1
    assert told.count("Lasten, nuorten ja perheiden mielen hyvinvoinnin") >= number


def test_a_question_names_four_themes_and_counts_the_others(client):
    area = area_of_themes(12, is_planned=True)

    text = client.get(f"/en{reverse('workbench:council', args=[area])}").content.decode()

    assert "and 8 others: no number here tells" in text


def test_few_themes_stand_side_by_side_and_many_in_lines_with_what_there_is_room_for():
    assert [lines_for(number) for number in (0, 1, 4, 5)] == [(LINES, False), (LINES, False), (6, False), (4, False)]
    dense = [lines_for(number) for number in range(6, 16)]
    assert all(is_dense for _lines, is_dense in dense)
    assert [lines for lines, _dense in dense] == sorted((lines for lines, _dense in dense), reverse=True)
    assert dense[-1] == (0, True)


def test_the_first_is_shown_where_there_is_no_room_only_if_one_must_be():
    assert (fitting(["pitkä"], 0, len), fitting(["pitkä"], 0, len, least=0)) == (["pitkä"], [])
