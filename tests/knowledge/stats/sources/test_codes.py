"""How sources write areas, periods, sexes and ages."""

from datetime import date

import pytest

from hyte.knowledge.stats.sources.codes import age_group_of, period_of, sex_of, typed_area


@pytest.mark.parametrize(
    "code, kind, area",
    [
        ("KU398", "", "KU398"),
        ("hva09", "", "HVA09"),
        ("SSS", "", "FI"),
        ("KOKO MAA", "", "FI"),
        ("398", "", None),
        ("16", "KU", "KU016"),
        ("9", "HVA", "HVA09"),
        ("07", "MK", "MK07"),
        ("9999", "KU", None),
        ("SK081", "", None),
        ("KU398\n", "", "KU398"),
        ("Lahti", "KU", None),
    ],
)
def test_area(code, kind, area):
    assert typed_area(code, kind=kind) == area


@pytest.mark.parametrize(
    "code, start, end",
    [
        ("2023", (2023, 1, 1), (2023, 12, 31)),
        ("2023Q2", (2023, 4, 1), (2023, 6, 30)),
        ("2023-Q4", (2023, 10, 1), (2023, 12, 31)),
        ("2023H2", (2023, 7, 1), (2023, 12, 31)),
        ("2024M02", (2024, 2, 1), (2024, 2, 29)),
        ("2023-11", (2023, 11, 1), (2023, 11, 30)),
        ("2021–2023", (2021, 1, 1), (2023, 12, 31)),
        ("2021-2023", (2021, 1, 1), (2023, 12, 31)),
    ],
)
def test_period(code, start, end):
    assert period_of(code) == (date(*start), date(*end))


@pytest.mark.parametrize("code", ["", "23", "2023Q5", "2023M13", "2023-2021", "2023 ennakko", "3023"])
def test_what_is_no_period(code):
    assert period_of(code) is None


@pytest.mark.parametrize(
    "code, age",
    [
        ("SSS", "total"),
        ("Yhteensä", "total"),
        ("0-4", "0-4"),
        ("015-019", "15-19"),
        ("20–64", "20-64"),
        ("65-", "65+"),
        ("100 -", "100+"),
        ("65+", "65+"),
        ("007", "7"),
        ("000", "0"),
        ("19-15", None),
        ("lapset", None),
    ],
)
def test_age(code, age):
    assert age_group_of(code) == age


def test_sex():
    found = [sex_of(code) for code in ("SSS", "1", "Naiset", "T", "9")]

    assert found == ["total", "male", "female", "total", None]
