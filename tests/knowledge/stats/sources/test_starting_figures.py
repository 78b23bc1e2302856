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


def test_old_region_is_the_sum_of_the_municipalities_of_its_time():
    """Sysmä and the nine others of 2013 with Nastola and Hämeenkoski, without Iitti."""
    region = {
        row["period_start"].year: row["value"]
        for row in figures("sotkanet_region_of_2013", "sotkanet")
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
