import csv
import io
import re
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hyte.core.accounts.choices import Role
from hyte.knowledge.incentive import models
from hyte.knowledge.incentive.operations import begin_follow_up
from hyte.knowledge.incentive.simulation import simulated
from tests.factories import AreaFactory, MunicipalityFactory, acting, member

from .conftest import DAY

pytestmark = pytest.mark.django_db
WORDS = simulated("")  # what every simulated figure carries


def client_of(user=None):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def page(name, area, user=None, **query):
    answer = client_of(user).get(reverse(f"incentive:{name}", args=[area]), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def texts(html):
    """The page's text nodes, the spaces in them made single."""
    main = html[html.index("<main") : html.index("</main>")]
    return [" ".join(node.split()) for node in re.split(r"<[^>]+>", main) if node.strip()]


def test_an_area_without_a_list_is_told_to_load_the_official_one(town):
    for name in ("standing", "what-if"):
        html = page(name, town, member(town))

        assert "?taulukko=incentive_sets" in html
        assert WORDS.strip() not in " ".join(texts(html))


def test_the_standing_tells_figures_with_their_sources(figures, result, round_, town):
    found = texts(page("standing", town))

    assert {"0,5", "60 / 100", "20 / 100", "50 → 46", "Päätös", "Kysely 2025"} <= set(found)
    assert simulated("45 pistettä") in found or simulated("45 points") in found


def test_what_changed_since_the_last_round_is_told(figures, round_, listed, county, town, indicators):
    last = models.Round.objects.create(key="kierros-2025", home=county, of=listed, year=2025)
    models.AreaScore.objects.create(
        round=last, area=town, indicator=indicators["kertomus"], score=35, source="Kysely 2024", home=town
    )

    assert "+25" in texts(page("standing", town))


def test_points_come_without_euros_until_the_official_result_is_entered(figures, round_, town, act):
    html = page("what-if", town, teko="teko")

    simulated_texts = [text for text in texts(html) if WORDS.strip() in text]
    assert simulated_texts
    assert not [text for text in simulated_texts if "€" in text]


def test_euros_are_shown_both_ways_and_carry_their_words(figures, round_, town, act, result):
    cells = re.findall(r"<td[^>]*>(.*?)</td>", page("what-if", town, teko="teko"))

    amounts = [cell for cell in cells if "€" in cell]
    assert len(amounts) == 5  # the chosen acts and the act itself, others unchanged and moving alike; and by effort
    assert [cell for cell in amounts if not re.search(r"\d €", cell) or WORDS.strip() not in cell] == []


def test_the_table_taken_along_carries_the_words_in_each_cell(figures, round_, town, act, result):
    answer = client_of().get(reverse("incentive:what-if", args=[town]), {"teko": "teko", "muoto": "csv"})
    header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))

    figures_shown = [cell for row in rows for cell in (*row[3:6], row[7])]
    assert (len(header), len(rows)) == (10, 2)
    assert (rows[0][2].endswith(f": {act.title}"), rows[1][2]) == (True, act.title)
    assert all(cell.endswith(WORDS.strip()) and cell[0] != "'" for cell in figures_shown)


def test_acts_are_ranked_only_when_each_has_its_effort(figures, round_, town, act, indicators, result):
    big = models.IncentiveAct.objects.create(key="iso", home=town, title="Iso", effort=500)
    big.indicators.set([indicators["kertomus"]])
    html = page("what-if", town)
    assert html.index("Neuvonta auki kaikille", html.index("<table")) < html.index("Iso", html.index("<table"))

    models.IncentiveAct.objects.filter(key="teko").update(effort=None)
    html = page("what-if", town)
    assert html.index("Iso", html.index("<table")) < html.index("Neuvonta auki kaikille", html.index("<table"))


def test_a_round_of_strangers_is_not_relied_on(figures, round_):
    elsewhere = MunicipalityFactory(key="muualla", county=AreaFactory())

    assert client_of().get(reverse("incentive:standing", args=[elsewhere]), {"kierros": round_.key}).status_code == 404
    assert round_.of.name_fi not in page("standing", elsewhere)


def test_the_follow_up_is_for_the_areas_own_workers(round_, town, village):
    begin_follow_up(round_, area=town, due=DAY, by=acting(town), today=DAY)
    address = reverse("incentive:follow-up", args=[town])

    assert client_of().get(address).status_code == 302
    assert client_of(member(village)).get(address).status_code == 403
    assert "Kertomus" in page("follow-up", town, member(town))
    for user in (None, member(village)):
        sheet = client_of(user).get(reverse("exchange:download", args=[town, "incentive_answers"]), {"muoto": "csv"})
        assert "kertomus" not in sheet.content.decode()


def test_a_withdrawn_list_takes_its_round_and_figures_along(figures, round_, listed, town):
    models.IncentiveSet.objects.filter(pk=listed.pk).update(withdrawn_on=DAY)

    found = texts(page("standing", town))
    sheet = client_of().get(reverse("exchange:download", args=[town, "incentive_scores"]), {"muoto": "csv"})

    assert "60 / 100" not in found
    assert "kertomus" not in sheet.content.decode()


def test_who_said_that_a_list_is_official_is_shown(listed, county, round_):
    client = client_of(member(county))
    address = reverse("incentive:set-act", args=[county, listed.key, "virallinen"])

    answer = client.post(address, {"version": 1, "official_list": "THL:n luettelo 2025", "address": ""})

    assert answer.status_code == 302
    html = client_of().get(reverse("incentive:set", args=[county, listed.key])).content.decode()
    assert "Maakunnan hyvinvointialue" in html
    assert "THL:n luettelo 2025" in html


def test_answers_are_followed_from_the_page(round_, town):
    client = client_of(member(town, Role.OFFICIAL))
    begin = reverse("incentive:begin", args=[town])

    assert client.post(begin, {"due": "2050-12-31"}).status_code == 302
    row = models.Answering.objects.get(indicator__key="kertomus")
    act = reverse("incentive:answer-act", args=[town, row.key, "vastattu"])
    assert client.get(act).status_code == 200
    assert client.post(act, {"version": row.version}).status_code == 302
    row.refresh_from_db()
    assert row.step == "answered"


def test_an_act_and_a_result_are_entered_from_the_page(round_, indicators, town):
    client = client_of(member(town))

    values = {"title": "Kertomus valtuustoon", "indicators": [indicators["kertomus"].pk], "effort": "2,5"}
    assert client.post(reverse("incentive:act-add", args=[town]), values).status_code == 302
    values = {"year": 2026, "coefficient": "0,53", "money": "122000", "source": "Päätös"}
    assert client.post(reverse("incentive:result-add", args=[town]), values).status_code == 302

    act = models.IncentiveAct.objects.get()
    result = models.OfficialResult.objects.get()
    assert (act.effort, result.coefficient, result.area) == (2.5, 0.53, town)
    for name, row, word in (("act-act", act, "korjaa"), ("act-act", act, "peru"), ("result-act", result, "peru")):
        assert client.get(reverse(f"incentive:{name}", args=[town, row.key, word])).status_code == 200


def test_an_outcome_is_not_offered_to_an_act(round_, indicators, town):
    answer = client_of(member(town)).post(
        reverse("incentive:act-add", args=[town]), {"title": "Ihme", "indicators": [indicators["murtumat"].pk]}
    )

    assert (answer.status_code, models.IncentiveAct.objects.count()) == (422, 0)


@pytest.mark.parametrize("name", ["standing", "what-if", "follow-up"])
def test_pages_ask_the_database_as_often_for_many_rows(name, figures, round_, result, act, town, county, listed):
    user = member(town)
    begin_follow_up(round_, area=town, due=DAY, by=acting(town), today=DAY)
    more_of_everything(1, round_, town, county, listed)
    page(name, town, user, teko="teko")  # what is made once is made now
    few = queries_of(name, town, user)
    more_of_everything(30, round_, town, county, listed)
    models.SetIndicator.objects.filter(of=listed, part="process").update(weight=1 / 33)
    begin_follow_up(round_, area=town, due=DAY, by=acting(town), today=DAY)

    assert queries_of(name, town, user) == few


def more_of_everything(count, round_, town, county, listed):
    for number in range(count):
        area = MunicipalityFactory(county=county)
        indicator = models.SetIndicator.objects.create(
            key=f"lisa-{count}-{number}", home=county, of=listed, name_fi=f"Lisä {number}", part="process", weight=0.01
        )
        models.AreaScore.objects.create(round=round_, area=area, indicator=indicator, score=5, source="x", home=area)
        models.RoundPopulation.objects.create(round=round_, area=area, population=10, home=county)
        models.OfficialResult.objects.create(
            key=f"tulos-{count}-{number}", home=county, area=area, year=2026, coefficient=1, source="x"
        )
        models.PublishedFigure.objects.create(
            key=f"luku-{count}-{number}", home=county, target="municipality", name_fi="Luku", value=1, source="x"
        )
        more = models.IncentiveAct.objects.create(key=f"teko-{count}-{number}", home=town, title=f"Teko {number}")
        more.indicators.set([indicator])


def queries_of(name, area, user):
    with CaptureQueriesContext(
        connection,
    ) as found:
        page(name, area, user, teko="teko")
    return len(found)


PLAIN = WORDS.strip().strip("()")  # the words as they stand inside a picture


def pictures(html):
    """The charts of a page, each as the texts that stand in it and the words for those who do not see it."""
    found = re.findall(r'<svg class="chart".*?</svg>', html, flags=re.S)
    return [(re.findall(r"<text[^>]*>(.*?)</text>", svg), re.search(r'aria-label="([^"]*)"', svg)[1]) for svg in found]


def test_own_points_are_drawn_beside_the_last_round_and_the_middle_of_others(
    figures, round_, listed, county, town, indicators
):
    last = models.Round.objects.create(key="kierros-2025", home=county, of=listed, year=2025)
    models.AreaScore.objects.create(
        round=last, area=town, indicator=indicators["kertomus"], score=35, source="Kysely 2024", home=town
    )
    for score in (10, 80):
        models.AreaScore.objects.create(
            round=round_, area=MunicipalityFactory(county=county), indicator=indicators["kertomus"], score=score,
            source="x", home=county,
        )  # fmt: skip

    ((drawn, words),) = pictures(page("standing", town))

    assert {"Kertomus", "Neuvonta", "2025"} <= {word for text in drawn for word in (text, *text.split())}
    assert "60" in words
    assert not [text for text in drawn if PLAIN in text]  # points as they were entered are no simulation
    assert "1" in words
    assert "2025" in words


def test_two_other_areas_are_no_middle(figures, round_, town, county, indicators):
    few = pictures(page("standing", town))[0][0]
    for score in (10, 80):
        models.AreaScore.objects.create(
            round=round_, area=MunicipalityFactory(county=county), indicator=indicators["kertomus"], score=score,
            source="x", home=county,
        )  # fmt: skip

    more = pictures(page("standing", town))[0][0]

    assert len(more) == len(few) + 1  # what the new sign is


def test_a_what_if_is_drawn_before_and_after_with_its_words_inside_the_picture(figures, round_, town, act):
    ((drawn, words),) = pictures(page("what-if", town, teko="teko"))

    simulated_texts = [text for text in drawn if PLAIN in text]
    # The coefficient now and after, and the full points of the answer; its score as entered is no simulation.
    assert [text.split()[0] for text in simulated_texts] == ["45", "55", "100"]
    assert words.count(PLAIN) == 4  # those three, and the sentence of what the acts would add


def test_nothing_is_drawn_of_what_is_not_known(round_, town, act):
    assert pictures(page("standing", town)) == pictures(page("what-if", town, teko="teko")) == []


def test_the_table_is_taken_along_as_a_workbook_whose_cells_carry_the_words(figures, round_, town, act, result):
    answer = client_of().get(reverse("incentive:what-if", args=[town]), {"teko": "teko", "muoto": "xlsx"})
    header, *rows = openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)

    assert answer["Content-Disposition"] == 'attachment; filename="kaupunki-hyte-kerroin-entajos.xlsx"'
    assert (len(header), len(rows)) == (10, 2)
    assert all(cell.endswith(WORDS.strip()) for row in rows for cell in (*row[3:6], row[7]))
    assert all("2026" in row[9] for row in rows)  # what the figures stand on goes along


def test_the_follow_up_tells_points_and_what_changed(figures, round_, listed, county, town, indicators):
    last = models.Round.objects.create(key="kierros-2025", home=county, of=listed, year=2025)
    models.AreaScore.objects.create(
        round=last, area=town, indicator=indicators["kertomus"], score=35, source="Kysely 2024", home=town
    )
    begin_follow_up(round_, area=town, due=DAY, by=acting(town), today=DAY)

    assert {"60 / 100 (+25)", "20 / 100"} <= set(texts(page("follow-up", town, member(town))))


def test_a_weight_that_the_list_has_changed_is_told(figures, round_, county, town):
    old = models.IncentiveSet.objects.create(
        key="vanha", home=county, name_fi="Vanha", label="0", target="municipality", valid_from=date(2024, 1, 1)
    )
    same = models.SetIndicator.objects.create(
        key="vanha-kertomus", home=county, of=old, name_fi="Kertomus", part="process", weight=0.5
    )
    last = models.Round.objects.create(key="kierros-2025", home=county, of=old, year=2025)
    models.AreaScore.objects.create(round=last, area=town, indicator=same, score=35, source="x", home=town)

    found = " ".join(texts(page("standing", town)))

    assert re.search(r"0,5 → 0,75", found)


def test_a_county_plays_with_its_own_incentive_on_its_own_scale(county):
    found = models.IncentiveSet.objects.create(
        key="alueet", home=county, name_fi="Alueiden luettelo", label="1", target="county", valid_from=date(2026, 1, 1)
    )
    process = models.SetIndicator.objects.create(
        key="mini", home=county, of=found, name_fi="Mini-interventio", part="process", weight=1
    )
    outcome = models.SetIndicator.objects.create(
        key="lonkka", home=county, of=found, name_fi="Lonkkamurtumat", part="outcome", weight=1, direction="down",
        low=0, high=10,
    )  # fmt: skip
    turn = models.Round.objects.create(
        key="alueet-2026", home=county, of=found, year=2026, pot=217_000_000, population=5_600_000,
        population_source="Tilastokeskus",
    )  # fmt: skip
    for indicator, values in ((process, {"score": 52}), (outcome, {"before": 60, "now": 56})):
        models.AreaScore.objects.create(
            round=turn, area=county, indicator=indicator, source="Kysely", home=county, **values
        )
    models.OfficialResult.objects.create(
        key="alueen-tulos", home=county, area=county, year=2026, coefficient=46, money=8_000_000, per_inhabitant=39,
        source="Päätös",
    )  # fmt: skip
    act = models.IncentiveAct.objects.create(key="mini-kaikille", home=county, title="Mini-interventio kaikille")
    act.indicators.set([process])

    html = page("what-if", county, teko="mini-kaikille")

    amounts = [text for text in texts(html) if "€" in text and WORDS.strip() in text]
    assert len(amounts) == 4  # the chosen acts and the act itself, both ways; nothing by effort that is not entered
    assert [text.split()[0] for text in pictures(html)[0][0] if PLAIN in text] == ["46", "70", "100"]
