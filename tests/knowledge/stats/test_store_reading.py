"""What pages read of the store: the rows asked for, in order, from whichever derivation is current."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from hyte.knowledge.stats.choices import Polarity
from hyte.knowledge.stats.store.derived import Derived, derive
from hyte.knowledge.stats.store.newest import LATEST_SCHEMA, NEWEST_SCHEMA, Reading
from hyte.knowledge.stats.store.reading import Latest, Newest, Numbers, Observation
from hyte.knowledge.stats.store.releases import Release, write_release
from hyte.knowledge.stats.store.shape import FILE_SCHEMA, SERIES_SCHEMA

AREAS = ("FI", "KU398", "KU507", "MK07")


def row(indicator: str, area: str, year: int, value: float | None, **given: object) -> dict[str, object]:
    limits = {} if value is None else {"lower": value - 1, "upper": value + 1}
    reason = "not available" if value is None else None
    return {
        "dataset": "a", "indicator": indicator, "area": area, "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31), "sex": "total", "age_group": "total", "breakdown": "total", "value": value,
        "missing_reason": reason, **limits, **given,
    }  # fmt: skip


def rows() -> list[dict[str, object]]:
    found = []
    for place, area in enumerate(AREAS):
        for year in range(2015, 2021):
            found.append(row("hyvä", area, year, 50.0 + place * (year - 2015)))
            found.append(row("hyvä", area, year, 40.0 + place, sex="female"))
        found.append(row("muu", area, 2019, None if area == "FI" else float(place)))
        found.append(row("muu", area, 2020, None))
        found.append(row("tyhjä", area, 2020, None))
    return found


def store(folder: Path, table: list[dict[str, object]]) -> Release:
    rows = pa.Table.from_pylist(table, schema=FILE_SCHEMA)
    made = datetime(2026, 1, 2, tzinfo=UTC)
    return write_release(folder, rows, dataset="a", source="Esimerkki", licence="CC BY 4.0", made_at=made)


@pytest.fixture
def derived(tmp_path) -> Derived:
    return derive([store(tmp_path, rows())], tmp_path / "derived", readings={"hyvä": Reading(polarity=Polarity.HIGH)})


@pytest.fixture
def numbers(derived) -> Numbers:
    return Numbers(derived)


def told(found: list[Latest] | list[Observation]) -> list[tuple[object, ...]]:
    return [(one.indicator, one.area, one.period_end.year, one.sex, one.value) for one in found]


def test_rows_have_the_columns_of_the_files():
    assert [field.name for field in fields(Observation)] == SERIES_SCHEMA.names
    assert {field.name for field in fields(Latest)} == set(LATEST_SCHEMA.names)
    assert [field.name for field in fields(Newest)] == NEWEST_SCHEMA.names


def test_a_row_is_all_that_the_file_tells(derived, numbers):
    (wanted,) = [
        one
        for one in parquet.read_table(derived.latest).to_pylist()
        if (one["area"], one["indicator"], one["sex"]) == ("KU507", "hyvä", "total")
    ]
    lists = {name: tuple(wanted[name]) for name in ("short_periods", "short_values")}

    assert numbers.latest_of_area("KU507", ["hyvä"]) == [Latest(**{**wanted, **lists})]
    assert (wanted["verdict"], wanted["reference"], lists["short_values"]) == ("better", 50.0, (50, 52, 54, 56, 58, 60))


def test_an_area_comes_with_those_it_is_compared_with(numbers):
    found = numbers.latest_of_area("KU507", ["muu", "hyvä", "none"], comparators=["MK07", "FI", "KU507"])

    assert told(found) == [
        ("hyvä", "FI", 2020, "total", 50.0),
        ("muu", "FI", 2020, "total", None),
        ("hyvä", "KU507", 2020, "total", 60.0),
        ("muu", "KU507", 2019, "total", 2.0),
        ("hyvä", "MK07", 2020, "total", 65.0),
        ("muu", "MK07", 2019, "total", 3.0),
    ]
    assert [one.later_missing for one in found] == [None, None, None, "not available", None, "not available"]
    assert told(numbers.latest_of_area("KU398", ["hyvä"], sex=None)) == [
        ("hyvä", "KU398", 2020, "female", 41.0),
        ("hyvä", "KU398", 2020, "total", 55.0),
    ]
    assert numbers.latest_of_area("KU001", ["hyvä"]) == numbers.latest_of_area("KU398", []) == []


def test_parts_of_the_population_come_in_their_place_though_the_file_has_them_apart(numbers):
    found = numbers.latest_of_area("KU398", ["hyvä", "muu"], sex=None)

    assert [(one.indicator, one.sex) for one in found] == [("hyvä", "female"), ("hyvä", "total"), ("muu", "total")]


def test_whole_populations_are_in_row_groups_of_their_own(derived):
    file = parquet.ParquetFile(derived.latest)
    groups = [file.read_row_group(place).to_pydict() for place in range(file.num_row_groups)]

    assert [(set(group["area"]), set(group["sex"])) for group in groups] == [
        ({area}, {sex}) for area in AREAS for sex in ("total", "female")
    ]


def test_a_series_is_every_row_of_the_areas(numbers):
    found = numbers.series_of("hyvä", ["MK07", "KU398", "KU507"])

    assert told(found) == sorted(
        (one["indicator"], one["area"], one["period_end"].year, one["sex"], one["value"])
        for one in rows()
        if one["indicator"] == "hyvä" and one["area"] != "FI"
    )
    assert numbers.series_of("hyvä", []) == numbers.series_of("none") == []


def test_without_areas_a_series_is_its_newest_period_everywhere(numbers):
    assert told(numbers.series_of("hyvä")) == [
        ("hyvä", area, 2020, sex, value + place)
        for place, area in enumerate(AREAS)
        for sex, value in (("female", 40.0), ("total", 50.0 + 4 * place))
    ]
    assert told(numbers.series_of("muu")) == [
        ("muu", area, 2019, "total", None if area == "FI" else float(place)) for place, area in enumerate(AREAS)
    ]


def test_all_areas_of_one_period(numbers):
    found = numbers.areas_of("hyvä", (date(2016, 1, 1), date(2016, 12, 31)))

    assert told(found) == [("hyvä", area, 2016, "total", 50.0 + place) for place, area in enumerate(AREAS)]
    assert numbers.areas_of("hyvä", (date(2016, 1, 1), date(2016, 6, 30))) == []


def test_the_newest_period_is_the_last_with_a_value(numbers):
    assert numbers.newest_periods() == [
        Newest("a", "hyvä", date(2020, 1, 1), date(2020, 12, 31), 4),
        Newest("a", "muu", date(2019, 1, 1), date(2019, 12, 31), 3),
        Newest("a", "tyhjä", date(2020, 1, 1), date(2020, 12, 31), 0),
    ]
    assert numbers.newest_period("muu") == (date(2019, 1, 1), date(2019, 12, 31))
    assert numbers.newest_period("none") is None


def test_words_of_a_page_are_never_part_of_a_statement(numbers):
    assert numbers.latest_of_area("FI' OR 1=1 --", ["hyvä') OR ('1'='1"]) == []
    assert numbers.series_of("?area_0?", ["$indicator"]) == []


def test_threads_ask_at_once(numbers):
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _turn: told(numbers.series_of("hyvä", ["KU398"])), range(40)))

    assert all(one == found[0] for one in found)
    assert len(found[0]) == 12


def test_a_new_derivation_is_opened_when_it_takes_over(tmp_path):
    folder = tmp_path / "derived"
    assert Numbers.current(folder) is None

    derive([store(tmp_path, rows())], folder)
    first = Numbers.current(folder)
    assert Numbers.current(folder) is first
    derive([store(tmp_path, [row("hyvä", "FI", 2021, 7.0)])], folder)
    second = Numbers.current(folder)

    assert told(second.latest_of_area("FI", ["hyvä"])) == [("hyvä", "FI", 2021, "total", 7.0)]
    assert told(first.latest_of_area("FI", ["hyvä"])) == [("hyvä", "FI", 2020, "total", 50.0)]


def test_older_derivations_go_and_whoever_has_opened_one_reads_on(tmp_path):
    folder = tmp_path / "derived"
    derive([store(tmp_path, rows())], folder)
    first = Numbers.current(folder)
    (folder / ".deriving-crashed").mkdir()
    (folder / "somebody's own").mkdir()

    made = [derive([store(tmp_path, [row("hyvä", "FI", year, 7.0)])], folder).hash for year in (2021, 2022)]
    back = derive([store(tmp_path, rows())], folder)
    made += [derive([store(tmp_path, [row("hyvä", "FI", year, 7.0)])], folder).hash for year in (2023, 2024)]
    stood = {path.name for path in folder.iterdir() if path.is_dir()}
    last = derive([store(tmp_path, [row("hyvä", "FI", 2025, 7.0)])], folder)

    assert stood == {back.hash, made[2], made[3], "somebody's own"}
    assert {path.name for path in folder.iterdir() if path.is_dir()} == {made[2], made[3], last.hash, "somebody's own"}
    assert told(first.latest_of_area("FI", ["hyvä"])) == [("hyvä", "FI", 2020, "total", 50.0)]
    assert first.newest_period("hyvä") is not None
    assert told(Numbers.current(folder).latest_of_area("FI", ["hyvä"])) == [("hyvä", "FI", 2025, "total", 7.0)]


def test_a_derivation_made_anew_is_opened_anew(tmp_path):
    folder = tmp_path / "derived"
    release = store(tmp_path, rows())
    found = derive([release], folder)
    first = Numbers.current(folder)
    found.latest.write_bytes(b"broken")

    derive([release], folder)
    second = Numbers.current(folder)

    assert second is not first
    assert told(second.latest_of_area("FI", ["hyvä"])) == [("hyvä", "FI", 2020, "total", 50.0)]
