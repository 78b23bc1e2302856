"""The council's page: the same for every reader, screen and paper, and honest where nothing can be judged."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hyte.governance.meetings.models import Meeting
from hyte.governance.structure.models import Post, Term, Theme, ThemeMapping
from hyte.planning.plans.models import Plan
from hyte.workbench.models import HiddenQuestion
from hyte.workbench.queries.council import council_page
from tests.factories import BodyFactory, OrganisationFactory, member
from tests.factories.plans import action_of, approved, measure_of, objective_of, placing_of, plan_of, report_of
from tests.factories.reports import report_of as wellbeing_report_of
from tests.knowledge.indicators.figures import (
    COUNTRY,
    FLAT,
    LAHTI,
    RISING,
    county_of_two,
    indicator_in,
    stored_numbers,
    text_of,
    yearly,
)

pytestmark = pytest.mark.django_db
LAST = timezone.localdate().year - 1


@pytest.fixture
def areas():
    return county_of_two()


def theme_of(home, key, **values):
    told = {"name_fi": key.replace("-", " ").capitalize(), "set_name_fi": "Kärjet", "valid_from": date(2020, 1, 1)}
    return Theme.objects.create(key=key, home=home, **told | values)


def lahti_plan(lahti, **values):
    told = {"state": "in_use", "starts": date(LAST, 1, 1), "ends": date(LAST + 3, 12, 31)}
    return plan_of(lahti, **told | values)


def promised(plan, theme, **values):
    """An objective of the theme in the plan with one action under way."""
    objective = objective_of(plan=plan)
    objective.themes.set([theme])
    action = action_of(objective, plan.home, **values)
    report_of(action, day=timezone.localdate())
    return objective, action


def number_of(home, theme, key="luku", rows=RISING, *, last=LAST, **values):
    """A number of Lahti's beside the country's, tied to a theme; low is good unless said otherwise."""
    indicator = indicator_in(home, key, kind="mean", **values)
    if theme is not None:
        indicator.themes.set([theme])
    stored = [*yearly(indicator, LAHTI, rows, last=last), *yearly(indicator, COUNTRY, FLAT, last=last)]
    stored_numbers((indicator, stored))
    return indicator


def page_of(area):
    return council_page(area, day=timezone.localdate())


def states(area):
    return {
        str(row.theme): (row.judged.state.value, [lack.value for lack in row.judged.lacks])
        for row in page_of(area).themes
    }


def asked_rules(area):
    return [(one.rule.value, one.about) for one in page_of(area).questions([])]


def test_a_theme_goes_by_its_own_fresh_numbers(areas):
    county, lahti, _sysma = areas
    theme = theme_of(lahti, "liike")
    promised(lahti_plan(lahti), theme)
    number_of(county, theme, "hyva", polarity="high")

    assert states(lahti) == {"Liike": ("better", [])}

    number_of(county, theme, "huono", polarity="low")
    number_of(county, theme, "huonompi", polarity="low")

    assert states(lahti) == {"Liike": ("worse", [])}
    assert asked_rules(lahti)[:1] == [("worsened", "huono")]


def test_a_number_of_four_years_ago_judges_nothing(areas):
    county, lahti, _sysma = areas
    theme = theme_of(lahti, "liike")
    promised(lahti_plan(lahti), theme)
    number_of(county, theme, polarity="high", last=LAST - 3)

    assert states(lahti) == {"Liike": ("unknown", ["not_fresh"])}


def test_a_theme_without_actions_is_never_better(areas):
    county, lahti, _sysma = areas
    theme, plan = theme_of(lahti, "liike"), lahti_plan(lahti)
    _objective, action = promised(plan, theme)
    number_of(county, theme, polarity="high")
    report_of(action, "dropped", day=timezone.localdate() + timedelta(days=1))

    assert states(lahti) == {"Liike": ("unknown", ["no_action"])}
    assert ("no_action", "") in asked_rules(lahti)


def test_another_areas_number_does_not_judge_this_one(areas):
    county, _lahti, sysma = areas
    theme = theme_of(county, "liike")
    promised(lahti_plan(sysma), theme)
    number_of(county, theme, polarity="high")

    assert states(sysma) == {"Liike": ("unknown", ["no_value"])}


def test_a_theme_takes_what_other_sets_are_mapped_to_it(areas):
    county, lahti, _sysma = areas
    regional, own, other = theme_of(county, "elintavat"), theme_of(lahti, "liike"), theme_of(lahti, "paihteet", order=2)
    for theme in (own, other):
        ThemeMapping.objects.create(home=lahti, source=theme, target=regional, kind="partly")
    promised(lahti_plan(lahti), regional)
    number_of(county, regional, polarity="high")

    assert states(lahti) == {"Liike": ("better", []), "Paihteet": ("better", [])}


def test_a_measure_tells_which_way_is_wanted_where_the_indicator_does_not(areas):
    county, lahti, _sysma = areas
    theme = theme_of(lahti, "liike")
    objective, _action = promised(lahti_plan(lahti), theme)
    indicator = number_of(county, None, polarity="none")
    measure = measure_of(objective, "indicator", indicator=indicator, name_fi="", direction="down")

    assert states(lahti) == {"Liike": ("worse", [])}

    measure.direction = "up"
    measure.save()
    assert states(lahti) == {"Liike": ("better", [])}


def test_what_was_approved_is_what_was_promised(areas):
    _county, lahti, _sysma = areas
    theme = theme_of(lahti, "liike")
    plan = lahti_plan(lahti, state="draft")
    objective, action = promised(plan, theme, money=1000)
    approved(plan)
    objective.name_fi = "Jälkeen päin muutettu"
    objective.save()
    action_of(objective, lahti)

    row = page_of(lahti).themes[0]

    assert [(str(one.name), list(one.actions)) for one in row.promises] == [("Tavoite 0", [action.key])]
    assert (row.money, row.with_money, row.done, row.late) == (1000, 1, 0, 0)


def test_what_is_being_revised_is_not_promised_before_it_is_approved(areas):
    _county, lahti, _sysma = areas
    theme = theme_of(lahti, "liike")
    plan = lahti_plan(lahti, state="draft")
    objective, _action = promised(plan, theme)
    snapshot = approved(plan)
    Plan.objects.filter(pk=plan.pk).update(state="draft")
    promised(plan, theme)

    assert [one.key for one in page_of(lahti).themes[0].promises] == [objective.key]

    type(snapshot).objects.filter(pk=snapshot.pk).update(withdrawn_on=timezone.localdate())
    assert page_of(lahti).themes[0].promises == []


def test_an_objective_in_two_plans_is_told_once(areas):
    _county, lahti, _sysma = areas
    theme = theme_of(lahti, "liike")
    first, second = lahti_plan(lahti), lahti_plan(lahti)
    objective, _action = promised(first, theme)
    placing_of(second, objective)

    row = page_of(lahti).themes[0]

    assert (len(row.promises), len(row.actions)) == (1, 1)


def test_a_plan_that_is_over_promises_nothing_and_a_new_one_is_asked_for(areas):
    _county, lahti, _sysma = areas
    theme = theme_of(lahti, "liike")
    yesterday = timezone.localdate() - timedelta(days=1)
    plan = lahti_plan(lahti, ends=yesterday)
    promised(plan, theme)

    assert page_of(lahti).themes[0].promises == []
    assert asked_rules(lahti)[0] == ("no_plan", "")

    plan.ends = timezone.localdate()
    plan.save()
    assert len(page_of(lahti).themes[0].promises) == 1


def test_drafts_and_what_is_withdrawn_are_not_promised(areas):
    _county, lahti, _sysma = areas
    theme = theme_of(lahti, "liike")
    promised(lahti_plan(lahti, state="draft"), theme)
    withdrawn = lahti_plan(lahti)
    promised(withdrawn, theme)
    withdrawn.withdrawn_on = timezone.localdate()
    withdrawn.save()

    page = page_of(lahti)

    assert (page.plans, page.themes[0].promises) == ([], [])


def test_a_municipality_without_plans_or_themes_reads_honestly(client, areas):
    county, _lahti, sysma = areas
    theme_of(county, "liike", valid_until=date(2025, 12, 31))

    text = text_of(client, reverse("workbench:council", args=[sysma]))

    assert "Sysmä has no themes of its own recorded here; these are of Päijät-Hämeen hyvinvointialue." in text
    assert "The period of these themes ended on 31 December 2025, and no later themes are recorded." in text
    assert "No plan of Sysmä that is in force is recorded here." in text
    assert "cannot be judged" in text
    assert "going better" not in text
    assert "No plan in force is recorded here. By which day is a plan brought to the council?" in text
    assert "No approved report is recorded here." in text


def test_an_area_without_anything_has_a_page(client, areas):
    county = areas[0]

    text = text_of(client, reverse("workbench:council", args=[county]))

    assert "No themes are recorded here." in text


def test_the_page_is_the_same_for_a_worker_but_for_the_verb(client, areas):
    _county, lahti, _sysma = areas
    theme, plan = theme_of(lahti, "liike"), lahti_plan(lahti)
    promised(plan, theme, ends=timezone.localdate() - timedelta(days=1))
    promised(lahti_plan(lahti, state="draft"), theme)
    address = reverse("workbench:council", args=[lahti])

    public = council_in(client, address)
    client.force_login(member(lahti, "official"))
    own = council_in(client, address)

    assert "Hide this question" in own
    assert "Hide this question" not in public
    assert (
        re.sub(r"Hide this question : .*?(?= Rule:| What comes next|\d)", "", own).split()[:60] == public.split()[:60]
    )
    assert "1 objective, 1 action; done 0, late 1" in public


def council_in(client, address):
    page = client.get(f"/en{address}").content.decode()
    body = page[page.index('<div class="council">') : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_an_official_hides_a_question_and_its_reason_is_seen_by_all(client, areas):
    _county, lahti, _sysma = areas
    theme = theme_of(lahti, "liike")
    promised(lahti_plan(lahti), theme, ends=timezone.localdate() - timedelta(days=1))
    address = reverse("workbench:council", args=[lahti])
    hide = reverse("workbench:question-hide", args=[lahti, "late"])
    assert client.get(hide).status_code == 302

    client.force_login(member(lahti, "official"))
    assert client.post(hide, {"reason": ""}).status_code == 422
    assert client.get(reverse("workbench:question-hide", args=[lahti, "silent"])).status_code == 404
    assert client.post(hide, {"reason": "Päivä on kirjattu väärin."}).status_code == 302

    client.logout()
    text = text_of(client, address)
    assert "(rule: late). Reason: Päivä on kirjattu väärin." in text
    assert "has passed. What holds it up" not in text

    client.force_login(member(lahti, "official"))
    again = reverse("workbench:question-show", args=[lahti])
    assert client.post(again, {"version": 1}).status_code == 302
    assert not HiddenQuestion.objects.exists()
    assert client.get(again).status_code == 404
    assert "has passed. What holds it up" in text_of(client, address)


def test_what_comes_next_is_told_by_its_day(client, areas):
    _county, lahti, _sysma = areas
    today = timezone.localdate()
    theme = theme_of(lahti, "liike")
    promised(lahti_plan(lahti), theme, ends=today + timedelta(days=40))
    Meeting.objects.create(key="kokous", home=lahti, body=BodyFactory(home=lahti), day=today + timedelta(days=3))
    term = {"home": lahti, "valid_from": date(LAST, 1, 1), "valid_until": today + timedelta(days=9)}
    Term.objects.create(key="kausi", name_fi="Valtuustokausi", **term)
    report = wellbeing_report_of(lahti)
    report.state, report.approved_on = "approved", today
    report.save()

    page = page_of(lahti)

    assert [(one.day - today).days for one in page.coming][:3] == [3, 9, 40]
    assert page.report == report
    text = text_of(client, reverse("workbench:council", args=[lahti]))
    assert "The newest here reaches to 31 December 2025" in text
    assert report.title in text


def filled(areas, number):
    """A page of five themes with so much under each."""
    county, lahti, _sysma = areas
    plan = lahti_plan(lahti)
    themes = [theme_of(lahti, f"teema-{n}", name_fi=f"Elämänlaatu ja arjen sujuvuus {n}", order=n) for n in range(5)]
    numbers = []
    for at in range(number):
        for theme in themes:
            objective = objective_of(plan=plan, name_fi=f"Asukkaiden arki sujuu ja apua saa läheltä kotia {at}")
            objective.themes.set([theme])
            action = action_of(
                objective, lahti, money=12000, name_fi=f"Avoimet ovet joka kylässä ja kaupunginosassa {at}"
            )
            measure_of(action, unit_fi="kpl", direction="up")
            report_of(action, day=timezone.localdate(), stands="Kaksi neljästä on avattu, kolmas odottaa tilaa. " * 3)
            indicator = indicator_in(county, f"luku-{theme.key}-{at}", kind="mean", polarity="high")
            indicator.themes.set([theme])
            numbers.append((indicator, yearly(indicator, LAHTI, RISING, last=LAST)))
    stored_numbers(*numbers)
    return lahti


def test_the_page_is_read_in_the_same_queries_however_much_there_is(client, areas):
    lahti = filled(areas, 1)
    address = reverse("workbench:council", args=[lahti])
    client.get(address)
    with CaptureQueriesContext(connection) as first:
        client.get(address)
    more = objective_of(plan=lahti_plan(lahti))
    more.themes.set(Theme.objects.filter(home=lahti))
    for _number in range(29):
        action = action_of(more, lahti)
        report_of(action, day=timezone.localdate())
        measure_of(action)
        Term.objects.create(key=f"kausi-{_number}", home=lahti, name_fi="Kausi", valid_until=date(2040, 1, 1))

    with CaptureQueriesContext(connection) as second:
        client.get(address)

    assert len(second) == len(first)


def late_thirty(lahti):
    """A theme of the area with thirty actions late, of which nothing else is told."""
    objective = objective_of(plan=lahti_plan(lahti), name_fi="Kaikki, mikä jäi viime kaudelta kesken")
    objective.themes.set(Theme.objects.filter(home=lahti)[:1])
    for number in range(30):
        action_of(
            objective, lahti, name_fi=f"Keskeneräinen toimi {number}", ends=timezone.localdate() - timedelta(days=9)
        )


def test_a_theme_with_thirty_gaps_asks_of_their_number_in_three_questions(areas):
    _county, lahti, _sysma = areas
    theme_of(lahti, "liike"), theme_of(lahti, "uni", order=2)
    late_thirty(lahti)

    page = page_of(lahti)

    row = page.themes[0]
    assert (len(row.actions), row.late) == (30, 30)
    assert len(row.shown_actions) < 15
    assert [(one.rule.value, one.about) for one in page.questions([])] == [
        ("late", ""),
        ("no_action", ""),
        ("unseen", ""),
    ]
    assert page.questions([])[0].words.count("30") == 1
    assert states(lahti) == {"Liike": ("unknown", ["no_number"]), "Uni": ("unknown", ["no_action", "no_number"])}


def test_where_nothing_is_missing_nothing_is_asked(client, areas):
    county, lahti, _sysma = areas
    theme = theme_of(lahti, "liike")
    city = OrganisationFactory(home=lahti)
    post = Post.objects.create(
        key="virka", home=lahti, title_fi="Koordinaattori", organisation=city, valid_from=date(2023, 1, 1)
    )
    objective, action = promised(lahti_plan(lahti), theme, money=100, post=post)
    objective.owner = BodyFactory(home=lahti)
    objective.save()
    indicator = number_of(county, theme, polarity="none")
    measure_of(objective, "indicator", indicator=indicator, name_fi="", direction="up")
    measure_of(action, direction="up")

    assert page_of(lahti).questions([]) == []
    assert "The rules find nothing to ask today." in text_of(client, reverse("workbench:council", args=[lahti]))


def numerals(text):
    return Counter(re.findall(r"\d+", text.replace("\xa0", "").replace("\u202f", "")))


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the words of the PDF")
def test_the_paper_has_the_numbers_of_the_screen_on_one_sheet(client, areas, tmp_path):
    lahti = filled(areas, 6)
    late_thirty(lahti)
    # In Finnish, before a page in another language changes what addresses are made in.
    page, file = (reverse(f"workbench:{name}", args=[lahti]) for name in ("council", "council-pdf"))
    screen = client.get(f"/en{page}").content.decode()
    body = screen[screen.index('<div class="council">') : screen.index("</main>")]
    body = re.sub(r'<span class="ds-sr-only">.*?</span>|<caption.*?</caption>', "", body)

    answer = client.get(f"/en{file}")
    paper = tmp_path / "sivu.pdf"
    paper.write_bytes(answer.content)
    told = subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, text=True, check=True).stdout

    assert answer["Content-Type"] == "application/pdf"
    assert told.count("\f") == 1
    # Only on paper are the marks of a numbered list part of the text.
    on_paper = re.sub(r"(?m)^\s*\d\.", "", told)
    assert numerals(html.unescape(re.sub(r"<[^>]+>", " ", body))) == numerals(on_paper)
