"""The figures that the product starts with: real, old, of known areas, and each with a description."""

import csv
from pathlib import Path

import hyte
from hyte.knowledge.stats.sources.local import read_local_csv
from hyte.knowledge.stats.store.areas import read_division
from hyte.knowledge.stats.store.shape import check_observations

STARTING = Path(hyte.__file__).parent / "starting_data"
FIGURES = STARTING / "figures"
DIVISION = read_division(STARTING / "finland")
TEN = [f"KU{code}" for code in ("016", "081", "098", "111", "142", "316", "398", "560", "576", "781")]


def described(sheet: str) -> list[dict[str, str]]:
    with (FIGURES / f"{sheet}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def figures(name: str, dataset: str) -> list[dict]:
    keys = {row["key"] for row in described("indicators") if row["dataset"] == dataset}
    told = {"dataset": dataset, "source": "x", "licence": "CC BY 4.0"}
    fetched = read_local_csv(str(FIGURES / f"{name}.csv"), indicators=keys, division=DIVISION, **told)
    assert check_observations(fetched.rows) == []
    return fetched.rows.to_pylist()


def test_every_indicator_is_described_in_three_languages_and_belongs_to_a_data_set():
    rows = described("indicators")

    datasets = {row["key"] for row in described("datasets")}
    texts = [f"{part}{language}" for part in ("name", "definition", "limits") for language in ("", "_sv", "_en")]
    assert [row["key"] for row in rows if row["dataset"] not in datasets or not all(row[name] for name in texts)] == []
    assert len({row["key"] for row in rows}) == len(rows) == 46
    assert {row["polarity"] for row in rows} == {"low", "high", "none"}


def test_sotkanet_series_are_of_the_ten_municipalities():
    rows = figures("sotkanet_paijat_hame", "sotkanet")

    assert sorted({row["area"] for row in rows}) == TEN
    assert (min(row["period_start"].year for row in rows), max(row["period_end"].year for row in rows)) == (1990, 2012)
    assert {row["indicator"] for row in rows} == {
        row["key"] for row in described("indicators") if row["dataset"] == "sotkanet"
    }
    assert len(rows) == 6502


COUNTED = {"170": 100, "187": 1000, "493": 100, "1280": 100, "2328": 100, "3071": 100}


def test_derived_counts_give_the_value_and_are_marked():
    rows = [*figures("sotkanet_paijat_hame", "sotkanet"), *figures("sotkanet_sums", "sotkanet")]
    people = {
        (row["area"], row["period_start"]): row["value"]
        for row in figures("sotkanet_paijat_hame", "sotkanet")
        if row["indicator"] == "sotkanet-127"
    }

    counted = [row for row in rows if row["numerator"] is not None]
    assert {row["indicator"] for row in counted} == {f"sotkanet-{number}" for number in COUNTED}
    assert {row["flags"] for row in counted} == {"derived"}
    assert {row["indicator"] for row in rows if row["flags"] and row["numerator"] is None} == {"sotkanet-761"}
    for row in counted:
        per = COUNTED[row["indicator"].removeprefix("sotkanet-")]
        assert abs(row["numerator"] - row["value"] * row["denominator"] / per) <= 0.5 + row["denominator"] * 5e-5 / per
        assert row["numerator"] == int(row["numerator"]) <= row["denominator"] == int(row["denominator"])
        of_all = people.get((row["area"], row["period_start"]))
        if of_all is not None:
            is_band = row["indicator"] == "sotkanet-3071"
            assert (0.5 * of_all < row["denominator"] < 0.75 * of_all) if is_band else row["denominator"] == of_all


def test_country_and_county_are_summed_where_counts_allow():
    rows = figures("sotkanet_sums", "sotkanet")

    years = {}
    for row in rows:
        years.setdefault((row["indicator"].removeprefix("sotkanet-"), row["area"]), []).append(row["period_start"].year)
    spans = {"170": (1990, 2012), "187": (2005, 2012), "493": (2005, 2011), "761": (1990, 2012), "1280": (1990, 2012),
             "2328": (1990, 2011), "3071": (2006, 2011)}  # fmt: skip
    assert years == {
        (number, area): list(range(first, last + 1))
        for number, (first, last) in spans.items()
        for area in ("FI", "HVA09")
    }
    newest = {(row["indicator"], row["area"]): row for row in rows if row["period_start"].year == 2011}
    assert newest[("sotkanet-170", "FI")]["denominator"] == 5_401_267
    assert newest[("sotkanet-170", "HVA09")]["value"] == 11.6293


def test_old_region_is_the_sum_of_the_municipalities_of_its_time():
    """Sysmä and the nine others of 2013 with Nastola and Hämeenkoski, without Iitti."""
    region = {
        row["period_start"].year: row["value"]
        for row in figures("sotkanet_region_of_2012", "sotkanet")
        if row["indicator"] == "sotkanet-127"
    }
    ten = [row for row in figures("sotkanet_paijat_hame", "sotkanet") if row["indicator"] == "sotkanet-127"]

    nine = sum(row["value"] for row in ten if row["period_start"].year == 2012 and row["area"] != "KU142")
    nastola, hameenkoski = 15_082, 2_096
    assert region[2012] == nine + nastola + hameenkoski


def test_population_by_age_adds_up():
    rows = figures("population_2019", "vaesto-ika")

    values = {(row["area"], row["sex"], row["age_group"]): row["value"] for row in rows}
    assert values[("FI", "total", "total")] == 5_525_292
    assert values[("KU398", "total", "total")] == 119_823
    bands = sorted({age for _area, _sex, age in values} - {"total"})
    assert len(bands) == 20
    for area in (*TEN, "HVA09", "FI"):
        for sex in ("total", "female", "male"):
            assert sum(values[(area, sex, band)] for band in bands) == values[(area, sex, "total")]
        assert values[(area, "female", "total")] + values[(area, "male", "total")] == values[(area, "total", "total")]
    assert sum(values[(area, "total", "total")] for area in TEN) == values[("HVA09", "total", "total")]
    assert {row["flags"] for row in rows if row["area"] == "HVA09" or row["age_group"] != "total"} == {"derived"}


def test_population_by_municipality_adds_up_to_the_country():
    rows = figures("population_2000_2022", "vaesto")

    newest = {row["area"]: row["value"] for row in rows if row["period_start"].year == 2022}
    assert sum(value for area, value in newest.items() if area.startswith("KU")) == newest["FI"] == 5_563_970
    assert sum(value for area, value in newest.items() if area.startswith("HVA")) == newest["FI"]
    assert len(rows) == (309 + 23 + 1) * 23
    assert {row["flags"] for row in rows if not row["area"].startswith("KU")} == {"derived"}


def test_values_are_those_of_the_source(shared):
    with (shared / "sotkanet-1990-2012" / "paijat_hame_pitka.csv").open(encoding="utf-8") as file:
        source = {
            (f"sotkanet-{row['sotkanet_id']}", f"KU{row['kuntanumero']}", int(row["Vuosi"])): float(row["arvo"])
            for row in csv.DictReader(file)
        }

    rows = figures("sotkanet_paijat_hame", "sotkanet")

    ours = {(row["indicator"], row["area"], row["period_start"].year): row["value"] for row in rows}
    assert ours == {key: value for key, value in source.items() if key in ours}
    left_out = {indicator for indicator, area, _year in source.keys() - ours.keys() if area in TEN}
    forecasts = {f"sotkanet-{number}" for number in (733, 746, 751, 753, 759, 760)}
    assert left_out == {*forecasts, "sotkanet-"}  # the last has no number at its source
