"""What the council's page tells of money and of own counts, and of other days than today."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from hyte.planning.plans.models import MeasureCount, MeasureTarget
from hyte.workbench.queries.council import council_page
from tests.factories.budgets import budget_of, line_of, phenomenon_of, share_of
from tests.factories.plans import approved, measure_of
from tests.knowledge.indicators.figures import county_of_two, text_of
from tests.workbench.test_council_page import lahti_plan, promised, theme_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YEAR = TODAY.year


@pytest.fixture
def areas():
    return county_of_two()


def money_of(area):
    page = council_page(area, day=TODAY)
    return {
        str(row.theme): [(str(one.phenomenon), one.stage.value, one.euros, one.actual) for one in row.spent]
        for row in page.themes
    }


def test_a_theme_tells_what_the_newest_budget_has_for_its_phenomena(client, areas):
    county, lahti, sysma = areas
    regional, own = theme_of(county, "mieli"), theme_of(lahti, "arki")
    county_phenomenon, other = phenomenon_of(county, name_fi="Mieli", is_shared=True), phenomenon_of(lahti)
    county_phenomenon.themes.set([own])
    other.themes.set([regional])
    older, newest = budget_of(lahti, year=YEAR - 1), budget_of(lahti, year=YEAR, name_fi="Lahden talousarvio")
    budget_of(lahti, year=YEAR + 1)
    share_of(line_of(older, "5"), county_phenomenon)
    share_of(
        line_of(newest, "1000.50", amended=Decimal("1200.50")),
        county_phenomenon,
        "measured",
        percent=Decimal(50),
        source="Oma",
    )
    share_of(line_of(newest, "7", kind="revenue"), county_phenomenon)
    share_of(line_of(budget_of(sysma, year=YEAR), "9"), county_phenomenon)

    assert money_of(lahti) == {"Arki": [("Mieli", "amended", Decimal("600.25"), None)]}
    text = text_of(client, reverse("workbench:council", args=[lahti]))
    assert f"Mieli : 600.25 € amended , budget of {YEAR}" in text.replace("\xa0", " ")


def test_what_is_not_amended_is_told_as_planned_and_what_was_spent_beside_it(areas):
    _county, lahti, _sysma = areas
    theme = theme_of(lahti, "arki")
    phenomenon = phenomenon_of(lahti, name_fi="Arki")
    phenomenon.themes.set([theme])
    share_of(line_of(budget_of(lahti, year=YEAR), "100", actual=Decimal("80")), phenomenon)

    assert money_of(lahti) == {"Arki": [("Arki", "planned", Decimal("100.00"), Decimal("80.00"))]}


def test_phenomena_of_promised_objectives_are_the_themes_and_each_stands_by_itself(areas):
    _county, lahti, _sysma = areas
    theme = theme_of(lahti, "arki")
    objective, _action = promised(lahti_plan(lahti), theme)
    budget = budget_of(lahti, year=YEAR)
    line = line_of(budget, "100")
    for name in ("A", "B"):
        phenomenon = phenomenon_of(lahti, mode="overlapping", name_fi=name)
        phenomenon.objectives.set([objective])
        share_of(line, phenomenon)

    assert money_of(lahti) == {
        "Arki": [("A", "planned", Decimal("100.00"), None), ("B", "planned", Decimal("100.00"), None)]
    }


def test_no_budget_and_nothing_tagged_are_said_in_words(client, areas):
    _county, lahti, sysma = areas
    theme_of(lahti, "arki"), theme_of(sysma, "kylat")
    line_of(budget_of(lahti, year=YEAR))
    budget_of(sysma, year=YEAR, state="proposal")

    assert f"No line of the budget of {YEAR} is tagged for the theme." in page_text(client, lahti)
    assert "No budget is recorded here." in page_text(client, sysma)


def page_text(client, area, query=""):
    with translation.override("fi"):
        address = reverse("workbench:council", args=[area])
    return text_of(client, address + query)


def counted(measure, day, value, *, target=None):
    MeasureCount.objects.create(measure=measure, home=measure.home, day=day, value=value)
    if target is not None:
        MeasureTarget.objects.create(measure=measure, home=measure.home, year=day.year, value=target)


def test_own_counts_are_held_against_their_path_and_do_not_judge_the_theme(client, areas):
    _county, lahti, _sysma = areas
    theme = theme_of(lahti, "arki")
    objective, action = promised(lahti_plan(lahti), theme)
    behind = measure_of(action, name_fi="Retket", unit_fi="kpl", direction="up")
    counted(behind, date(YEAR - 1, 12, 31), 280, target=300)
    measure_of(objective, "milestone", name_fi="Reitit merkitty", due=TODAY + timedelta(days=1))
    measure_of(objective, name_fi="Vailla lukua", direction="up")

    (row,) = council_page(lahti, day=TODAY).themes

    assert [(str(one.name), one.path.value) for one in row.counts] == [
        ("Retket", "behind"),
        ("Reitit merkitty", "on_path"),
        ("Vailla lukua", "unknown"),
    ]
    assert row.judged.state.value == "unknown"
    text = page_text(client, lahti)
    assert f"Retket : 280 kpl by 31 December {YEAR - 1}, target of {YEAR - 1} 300 – behind its path" in text
    assert "Vailla lukua : no count of the last three years – cannot be said" in text
    assert "A count is held against what its path says of its year" in text
    asked = [(one.rule.value, one.about) for one in council_page(lahti, day=TODAY).questions([])]
    assert ("off_path", behind.key) in asked


def test_the_path_is_the_one_that_was_approved_and_the_count_is_todays(areas):
    _county, lahti, _sysma = areas
    theme = theme_of(lahti, "arki")
    plan = lahti_plan(lahti, state="draft")
    _objective, action = promised(plan, theme)
    measure = measure_of(action, direction="up")
    counted(measure, date(YEAR - 1, 12, 31), 280, target=300)
    approved(plan)
    MeasureTarget.objects.update(value=1)

    (row,) = council_page(lahti, day=TODAY).themes
    assert [one.path.value for one in row.counts] == ["behind"]

    MeasureCount.objects.update(value=300)
    (row,) = council_page(lahti, day=TODAY).themes
    assert [one.path.value for one in row.counts] == ["on_path"]


def test_another_day_in_the_address_is_answered_in_words_and_a_day_that_is_none_is_refused(client, areas):
    _county, lahti, _sysma = areas
    # In Finnish, before a page in another language changes what addresses are made in.
    address, paper = (reverse(f"workbench:{name}", args=[lahti]) for name in ("council", "council-pdf"))

    assert "this page is told of today alone" in page_text(client, lahti, "?pvm=2024-05-31")
    assert "The address asks for 31 May 2024" in page_text(client, lahti, "?pvm=31.5.2024")
    assert "this page is told of today alone" not in page_text(client, lahti, f"?pvm={TODAY}")
    assert client.get(f"{address}?pvm=2024-02-31").status_code == 400
    answer = client.get(f"{paper}?pvm=2024-05-31")
    assert (answer.status_code, answer["Location"]) == (302, f"{address}?pvm=2024-05-31")
    assert client.get(f"{paper}?pvm=kesken").status_code == 400
