import pytest

from hyte.core.accounts.rules import SYSTEM
from hyte.core.exchange.loading import apply_plan
from hyte.core.exchange.planning import plan_load
from hyte.core.exchange.queries import rows_of
from hyte.core.exchange.reading import write_csv
from hyte.core.exchange.sheets import sheet_named
from hyte.knowledge.incentive.models import AreaScore, IncentiveSet
from tests.factories import acting, member

pytestmark = pytest.mark.django_db


def plan(area, *tables, by=SYSTEM):
    """A load of tables, each a sheet's name and its text."""
    return plan_load([(sheet_named(name), f"{name}.csv", text.encode()) for name, text in tables], by=by, area=area)


def faults(found):
    return [(error.row, error.column) for error in found.errors]


SETS = "key,name,label,target,valid_from\ntuore,Tuore,1,municipality,2026-01-01\n"


def test_a_whole_list_with_its_round_comes_in_one_load(county, town):
    found = plan(
        county,
        ("incentive_sets", SETS),
        (
            "incentive_indicators",
            "key,of,name,part,weight,direction,low,high\nteko,tuore,Teko,process,1,,,\ntulos,tuore,Tulos,outcome,1,ylös,0,5\n".replace(
                "ylös", "up"
            ),
        ),
        ("incentive_rounds", "key,of,year,pot\nvuosi,tuore,2026,1000000\n"),
        ("incentive_scores", 'round,area,indicator,score,source\nvuosi,kaupunki,teko,"62,5",Kysely\n'),
    )
    assert found.errors == []

    apply_plan(found, title="luettelo")

    assert AreaScore.objects.get().score == 62.5
    assert not IncentiveSet.objects.get(key="tuore").is_official


def test_a_table_taken_out_comes_back_unchanged(figures, round_, result, act, county, town):
    for name, area in (
        ("incentive_sets", county),
        ("incentive_indicators", county),
        ("incentive_rounds", county),
        ("incentive_scores", town),
        ("incentive_results", town),
        ("incentive_acts", town),
    ):
        sheet = sheet_named(name)
        rows = list(rows_of(sheet, area, user=member(area)))
        content = write_csv([column.name for column in sheet.columns], rows)

        found = plan_load([(sheet, f"{name}.csv", content)], by=SYSTEM, area=area)

        assert (rows != [], faults(found), found.count("unchanged")) == (True, [], len(rows)), name


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("incentive_indicators", "key,of,name,part,direction\nx,luettelo,X,process,up\n", (2, "direction")),
        ("incentive_indicators", "key,of,name,part,direction,low\nx,luettelo,X,outcome,up,1\n", (2, "direction")),
        ("incentive_indicators", "key,of,name,part,direction,low,high\nx,luettelo,X,outcome,up,3,3\n", (2, "high")),
        ("incentive_indicators", "key,of,name,part,weight\nx,luettelo,X,process,1.2\n", (2, "weight")),
        ("incentive_rounds", "key,of,year\nx,luettelo,2026\n", (2, "year")),
        ("incentive_rounds", "key,of,year,population\nx,luettelo,2030,5000\n", (2, "population_source")),
        ("incentive_rounds", "key,of,year,process_share\nx,luettelo,2030,1.1\n", (2, "process_share")),
        ("incentive_populations", "round,area,population\nkierros-2026,maakunta,5\n", (2, "area")),
        ("incentive_scores", "round,area,indicator,score,source\nkierros-2026,kaupunki,kertomus,101,x\n", (2, "score")),
        ("incentive_scores", "round,area,indicator,score,source\nkierros-2026,kaupunki,kertomus,50,\n", (2, "source")),
        ("incentive_scores", "round,area,indicator,now,source\nkierros-2026,kaupunki,kertomus,5,x\n", (2, "now")),
        ("incentive_scores", "round,area,indicator,score,source\nkierros-2026,kaupunki,murtumat,5,x\n", (2, "score")),
        ("incentive_results", "key,area,year,source\nx,kaupunki,2025,Päätös\n", (2, "coefficient")),
        ("incentive_results", "key,area,year,coefficient,source\nx,kaupunki,2025,0.5,\n", (2, "source")),
        ("incentive_answers", "key,round,indicator\nx,kierros-2026,murtumat\n", (2, "indicator")),
        ("incentive_acts", "key,title,indicators\nx,X,murtumat\n", (2, "indicators")),
    ],
)
def test_faults_are_told_by_row_and_column(round_, town, county, name, text, fault):
    assert faults(plan(county, (name, text))) == [fault]


def test_an_indicator_of_another_list_does_not_fit_the_round(round_, county, town):
    text = "round,area,indicator,score,source\nkierros-2026,kaupunki,vieras,50,x\n"
    other = "key,of,name,part\nvieras,tuore,Vieras,process\n"

    found = plan(county, ("incentive_sets", SETS), ("incentive_indicators", other), ("incentive_scores", text))

    assert faults(found) == [(2, "indicator")]


def test_an_area_enters_its_own_figures_and_the_rounds_keeper_those_of_all(round_, county, town, village):
    own = "round,area,indicator,score,source\nkierros-2026,kaupunki,kertomus,50,x\n"

    assert faults(plan(town, ("incentive_scores", own), by=acting(town))) == []
    assert faults(plan(village, ("incentive_scores", own), by=acting(village))) == [(2, "area")]
    assert faults(plan(county, ("incentive_scores", own), by=acting(county))) == []


def test_official_status_is_not_loaded_from_a_file(county):
    found = plan(county, ("incentive_sets", SETS.replace("valid_from", "official_on")))

    assert "official_on" in {error.column for error in found.errors}
