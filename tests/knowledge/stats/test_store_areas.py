"""Areas: merged and redrawn ones are never silently summed."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

import hyte
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.store.areas import read_division, sum_areas
from hyte.knowledge.stats.store.shape import FILE_SCHEMA

DIVISION = read_division(Path(hyte.__file__).parent / "starting_data" / "finland")


def rows(*places: tuple[str, int], numerator: float | None = 2.0) -> pa.Table:
    plain = {"dataset": "a", "indicator": "b", "sex": "total", "age_group": "total", "breakdown": "total"}
    found = [
        plain | {
            "area": area, "period_start": date(year, 1, 1), "period_end": date(year, 12, 31), "numerator": numerator,
            "denominator": 10.0,
        }
        for area, year in places
    ]  # fmt: skip
    return pa.Table.from_pylist(found, schema=FILE_SCHEMA)


def sums(table: pa.Table, **options) -> list[tuple[int, float | None, float | None]]:
    found = sum_areas(table, division=DIVISION, **options).to_pylist()
    return [(row["period_start"].year, row["numerator"], row["denominator"]) for row in found]


def test_areas_of_one_division_are_summed():
    assert sums(rows(("KU588", 2024), ("KU507", 2024))) == [(2024, 4.0, 20.0)]


def test_a_missing_part_makes_the_sum_missing():
    table = pa.concat_tables([rows(("KU588", 2024)), rows(("KU507", 2024), numerator=None)])

    assert sums(table) == [(2024, None, 20.0)]


def test_a_merged_area_and_its_successor_make_one_series():
    assert sums(rows(("KU588", 2024), ("KU507", 2024), ("KU507", 2025))) == [(2024, 4.0, 20.0), (2025, 2.0, 10.0)]


@pytest.mark.parametrize(
    "places, sentence",
    [
        (
            [("KU588", 2025), ("KU507", 2025)],
            "KU588 cannot be summed for 2025-01-01–2025-12-31: it ended on 2024-12-31 and is part of KU507.",
        ),
        (
            [("KU507", 2024), ("KU507", 2025)],
            "KU507 (2024-01-01–2024-12-31) and KU507 (2025-01-01–2025-12-31) are of different divisions: KU588 would be",
        ),
        ([("KU507", 2024), ("KU398", 2024), ("KU398", 2025)], "KU398, KU507 (2024-01-01–2024-12-31) and KU398 (2025-"),
        ([("MK07", 2020), ("MK07", 2021)], "MK07 (2020-01-01–2020-12-31) and MK07 (2021-01-01–2021-12-31) are of diff"),
        (
            [("HVA09", 2020), ("HVA10", 2020)],
            "HVA09 cannot be summed for 2020-01-01–2020-12-31: it is in force 2021-07-01–….",
        ),
        (
            [("KU398", 2022), ("HVA09", 2022)],
            "HVA09, KU398 cannot be summed together: KU398 would be counted more than once.",
        ),
        ([("KU999", 2022)], "The area KU999 is not known;"),
    ],
)
def test_a_mix_of_divisions_is_refused_with_the_areas(places, sentence):
    with pytest.raises(InputRefused) as refused:
        sums(rows(*places))

    assert str(refused.value).startswith(sentence)


def test_a_period_over_a_change_is_refused():
    table = rows(("MK07", 2020)).set_column(
        FILE_SCHEMA.get_field_index("period_end"), "period_end", pa.array([date(2021, 12, 31)])
    )

    with pytest.raises(InputRefused, match=r"MK07 cannot be summed for 2020-01-01–2021-12-31: .* \(KU142\)"):
        sums(table)


def test_regions_that_only_exchange_a_municipality_make_one_series():
    assert sums(rows(("MK07", 2020), ("MK08", 2020), ("MK07", 2021), ("MK08", 2021))) == [
        (2020, 4.0, 20.0),
        (2021, 4.0, 20.0),
    ]


def test_a_source_may_draw_all_years_by_one_day():
    table = rows(("KU507", 2024), ("KU507", 2025))

    assert sums(table, drawn_on=date(2025, 1, 1)) == [(2024, 2.0, 10.0), (2025, 2.0, 10.0)]
    with pytest.raises(InputRefused, match="it ended on 2024-12-31 and is part of KU507"):
        sums(rows(("KU588", 2024)), drawn_on=date(2025, 1, 1))
