"""Sotkanet: its own numbers of areas, missing values, counts behind shares, and descriptions without HTML."""

import json
from datetime import UTC, date, datetime

import pytest

from hyte.knowledge.stats.choices import Sex
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.sources.faults import SourceMisread
from hyte.knowledge.stats.sources.sotkanet import fetch_regions, fetch_sotkanet, search_sotkanet
from hyte.knowledge.stats.store.areas import Area, Division
from hyte.knowledge.stats.store.releases import write_release
from hyte.knowledge.stats.store.shape import FILE_SCHEMA
from tests.knowledge.stats.sources.conftest import Asked, Reply, as_json

REGIONS = [
    {"id": 231, "code": "398", "category": "KUNTA", "title": {"fi": "Lahti"}},
    {"id": 312, "code": "588", "category": "KUNTA", "title": {"fi": "Pertunmaa"}},
    {"id": 358, "code": "358", "category": "MAA", "title": {"fi": "Koko maa"}},
    {"id": 609, "code": "7", "category": "MAAKUNTA", "title": {"fi": "Päijät-Häme"}},
    {"id": 895, "code": "5", "category": "HYVINVOINTIALUE", "title": {"fi": "Päijät-Häme (vanha)"}},
    {"id": 975, "code": "9", "category": "HYVINVOINTIALUE", "title": {"fi": "Päijät-Häme"}},
    {"id": 978, "code": "5", "category": "HYVINVOINTIALUE", "title": {"fi": "Varsinais-Suomi"}},
    {"id": 645, "code": "081", "category": "SEUTUKUNTA", "title": {"fi": "Lahden seutukunta"}},
]
INDICATOR = {
    "id": 4,
    "title": {"fi": "Sairaalahoitoa saaneet / 1\u00a0000 ", "sv": "Vårdade / 1 000", "en": " "},
    "description": {"fi": "<p>Kuvaa <b>hoitoa</b> &amp; muuta.</p><ul><li>alle 18&nbsp;v</li></ul>Loppu<br/>tästä"},
    "interpretation": {"fi": " ", "sv": "", "en": ""},
    "limits": {"fi": "Vertailu < 10 tapauksella on epävarma."},
    "primaryValueType": {"code": "PER1000", "title": {"fi": "Tuhatta kohden", "sv": "Per tusen"}},
    "decimals": 1,
    "range": {"start": 2001, "end": 2012},
    "groups": [906, 660],
    "data-updated": "2025-04-29",
}
VALUES = {
    (231, 2012, "total"): {"value": 3.4, "absValue": 9},
    (231, 2012, "male"): {"absValue": 2},
    (975, 2012, "total"): {"value": 4, "absValue": 101.5},
    (358, 2001, "total"): {"value": 0.0, "absValue": 0},
    (645, 2012, "total"): {"value": 1.0},
    (312, 2012, "total"): {"value": 2.0},
}


def figures(asked: Asked) -> Reply:
    number = int(asked.params["indicator"][0])
    years, sexes = asked.params["years"], asked.params["genders"]
    rows = [
        {"indicator": number, "region": region, "year": year, "gender": sex, **told}
        for (region, year, sex), told in VALUES.items()
        if str(year) in years and sex in sexes
    ]
    return as_json(rows)


@pytest.fixture
def sotkanet(source):
    source.give("/indicators/4", INDICATOR)
    source.give("/regions", REGIONS)
    source.give("/json", figures)
    return source


def test_figures_are_rows_of_the_store(sotkanet, client, tmp_path):
    fetched = fetch_sotkanet(client, indicators=[4], address=sotkanet.address)

    plain = dict.fromkeys(FILE_SCHEMA.names) | {"dataset": "sotkanet", "indicator": "sotkanet-4"}
    plain |= {"sex": "total", "age_group": "total", "breakdown": "total"}
    plain |= {"period_start": date(2012, 1, 1), "period_end": date(2012, 12, 31)}
    assert fetched.rows.sort_by([("area", "ascending"), ("sex", "ascending")]).to_pylist() == [
        plain
        | {"area": "FI", "value": 0.0, "numerator": 0.0}
        | {"period_start": date(2001, 1, 1), "period_end": date(2001, 12, 31)},
        plain | {"area": "HVA09", "value": 4.0},
        plain | {"area": "KU398", "sex": "male", "missing_reason": "missing"},
        plain | {"area": "KU398", "value": 3.4, "numerator": 9.0},
        plain | {"area": "KU588", "value": 2.0},
    ]
    write_release(
        tmp_path,
        fetched.rows,
        dataset=fetched.dataset,
        source=fetched.source,
        licence=fetched.licence,
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def test_description_is_plain_text_in_the_languages_that_have_one(sotkanet, client):
    fetched = fetch_sotkanet(client, indicators=[4], address=sotkanet.address)

    [words] = fetched.words
    assert words.key == "sotkanet-4"
    assert words.names == {"fi": "Sairaalahoitoa saaneet / 1 000", "sv": "Vårdade / 1 000"}
    assert words.definition == {"fi": "Kuvaa hoitoa & muuta.\n– alle 18 v\nLoppu\ntästä"}
    assert words.interpretation == {}
    assert words.limits == {"fi": "Vertailu < 10 tapauksella on epävarma."}
    assert (words.unit_code, words.unit) == ("PER1000", {"fi": "Tuhatta kohden", "sv": "Per tusen"})
    assert (words.decimals, words.first_year, words.last_year) == (1, 2001, 2012)
    assert (words.groups, words.updated, words.polarity) == (("906", "660"), date(2025, 4, 29), None)
    assert words.address == "https://sotkanet.fi/sotkanet/fi/metadata/indicators/4"
    assert fetched.published_at == datetime(2025, 4, 29, tzinfo=UTC)
    assert (fetched.source, fetched.licence) == ("Sotkanet.fi, THL", "CC BY 4.0")


def test_years_are_asked_ten_at_a_time_and_progress_is_told(sotkanet, client):
    seen = []
    client.progress = lambda done, total: seen.append((done, total))

    fetch_sotkanet(client, indicators=[4], sexes=[Sex.TOTAL], address=sotkanet.address)

    asked = [one.params for one in sotkanet.asked if one.path == "/json"]
    assert asked == [
        {"indicator": ["4"], "genders": ["total"], "years": [str(year) for year in range(2001, 2011)]},
        {"indicator": ["4"], "genders": ["total"], "years": ["2011", "2012"]},
    ]
    assert seen == [(1, 2), (2, 2), (3, 4), (4, 4)]


def test_areas_without_a_code_are_left_out_and_counted(sotkanet, client):
    fetched = fetch_sotkanet(client, indicators=[4], address=sotkanet.address)

    assert [note.sentence(str) for note in fetched.notes] == [
        "Figures of areas that have no code here (SEUTUKUNTA) were left out: 1."
    ]


def test_division_keeps_municipalities_only_while_they_are_in_force(sotkanet, client):
    division = Division([Area("FI"), Area("HVA09", date(2021, 7, 1)), Area("KU588", None, date(2011, 12, 31))], [])

    fetched = fetch_sotkanet(client, indicators=[4], division=division, address=sotkanet.address)

    assert sorted(fetched.rows["area"].to_pylist()) == ["FI", "HVA09"]
    assert [note.sentence(str) for note in fetched.notes[1:]] == [
        "Figures of areas that are not in the list of areas were left out: 2 (KU398).",
        "Figures of municipalities for periods in which they were not in force were left out: 1 (KU588).",
    ]


def test_county_numbered_before_2023_is_not_taken_for_another(sotkanet, client):
    regions = fetch_regions(client, address=sotkanet.address)

    assert regions.areas == {231: "KU398", 312: "KU588", 358: "FI", 609: "MK07", 975: "HVA09", 978: "HVA05"}
    assert regions.others == {895: "HYVINVOINTIALUE", 645: "SEUTUKUNTA"}


def test_code_that_two_areas_claim_is_neithers(source, client):
    source.give("/regions", [*REGIONS, {"id": 1231, "code": "398", "category": "KUNTA", "title": {"fi": "Lahti"}}])

    regions = fetch_regions(client, address=source.address)

    assert regions.double == {231: "KU398", 1231: "KU398"}
    assert "KU398" not in regions.areas.values()


def test_asked_years_and_areas_limit_what_is_fetched(sotkanet, client):
    fetched = fetch_sotkanet(client, indicators=[4], years=[2012, 2030], areas=["KU398"], address=sotkanet.address)

    assert [one.params["years"] for one in sotkanet.asked if one.path == "/json"] == [["2012"]]
    assert set(fetched.rows["area"].to_pylist()) == {"KU398"}


def test_years_that_the_indicator_does_not_have_are_told(sotkanet, client):
    fetched = fetch_sotkanet(client, indicators=[4], years=[1990], address=sotkanet.address)

    assert fetched.rows.num_rows == 0
    assert [note.sentence(str) for note in fetched.notes] == [
        "Indicator 4 of Sotkanet has no figures for the years asked; it has 2001–2012."
    ]


def test_no_indicators_are_refused(client):
    with pytest.raises(InputRefused, match="No indicators were named"):
        fetch_sotkanet(client, indicators=[])


@pytest.mark.parametrize(
    "rows",
    [
        {"error": "x"},
        [{"indicator": 4, "region": 231}],
        [{"indicator": 5, "region": 231, "year": 2012, "gender": "total", "value": 1}],
        [{"indicator": 4, "region": 231, "year": 2012, "gender": "total", "value": "1,5"}],
    ],
)
def test_answer_of_another_shape_is_refused(sotkanet, client, rows):
    sotkanet.give("/json", rows)

    with pytest.raises(SourceMisread, match=r"Sotkanet\.fi, THL answered without"):
        fetch_sotkanet(client, indicators=[4], years=[2012], address=sotkanet.address)


@pytest.mark.parametrize(
    "other",
    [{"range": {"start": "alku", "end": 2012}}, {"primaryValueType": "PROS"}, {"title": {}}, {"data-updated": 1}],
)
def test_description_of_another_shape_is_refused(sotkanet, client, other):
    sotkanet.give("/indicators/4", INDICATOR | other)

    with pytest.raises(SourceMisread, match=f"{sotkanet.address}/indicators/4; its interface may have changed"):
        fetch_sotkanet(client, indicators=[4], address=sotkanet.address)


def test_catalogue_is_searched_by_beginnings_of_words(source, client):
    titles = {1: "Lihavien osuus (%), 65 vuotta täyttäneet", 2: "Kuolleisuus 65 vuotta täyttäneillä", 3: "Kuolleisuus"}
    source.give("/indicators", [{"id": number, "title": {"fi": title}} for number, title in titles.items()])

    found = search_sotkanet(client, "kuoll 65", address=source.address)

    assert [one.key for one in found] == ["sotkanet-2"]


def test_real_descriptions_lose_their_tags(source, client, shared):
    real = json.loads((shared / "sotkanet-metadata" / "indicators_11.json").read_text(encoding="utf-8"))
    source.give("/indicators", real)

    found = search_sotkanet(client, "", address=source.address)

    assert len(found) == 11
    texts = [text for one in found for part in (one.definition, one.limits) for text in part.values()]
    assert [text for text in texts if "<p" in text or "<br" in text or "&nbsp" in text] == []
    assert {one.unit_code for one in found} == {"PER100000", "PER10000", "PROS", "INDEKSI"}
