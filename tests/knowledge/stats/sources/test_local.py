"""An area's own figures: forms that people write are understood, and every fault is told by row and column."""

from datetime import date

import pytest

from hyte.knowledge.stats.refusals import ArgumentRefused
from hyte.knowledge.stats.sources.local import COLUMNS, FINNISH, RowsRefused, read_local, read_local_csv
from hyte.knowledge.stats.store.areas import Area, Division
from hyte.knowledge.stats.store.shape import FILE_SCHEMA, check_observations

TOLD = {"dataset": "omat", "source": "Lahden kaupunki", "licence": "CC BY 4.0"}
DAY = date(2023, 6, 1)
AREAS = "KU and three digits for a municipality, HVA or MK and two digits for a county or a region, or FI"
HEADER = ("indicator", "area", "period", "value")


def read(*rows, header=HEADER, **given):
    return read_local(header, rows, **TOLD | given)


def faults(*rows, header=HEADER, **given) -> list[dict]:
    with pytest.raises(RowsRefused) as refused:
        read(*rows, header=header, **given)
    return [fault.as_dict(str, file="omat.xlsx") for fault in refused.value.faults]


def fault(row: int, column: str, text: str, accepted: str) -> dict:
    return {"file": "omat.xlsx", "row": row, "column": column, "fault": text, "accepted": accepted}


def test_all_columns_are_rows_of_the_store():
    full = [
        "kavely",
        "KU398",
        "2023",
        "naiset",
        "20–64",
        "keskusta",
        "12,5",
        "5",
        "40",
        "4.2",
        "26,9",
        "",
        "ennakkotieto",
    ]
    hidden = ["kavely", "HVA09", "2023", "", "", "", "", "", "17", "", "", "salassa pidettävä", ""]

    fetched = read(full, hidden, header=COLUMNS)

    plain = dict.fromkeys(FILE_SCHEMA.names) | {"dataset": "omat", "indicator": "kavely"}
    plain |= {"period_start": date(2023, 1, 1), "period_end": date(2023, 12, 31)}
    assert fetched.rows.to_pylist() == [
        plain
        | {"area": "KU398", "sex": "female", "age_group": "20-64", "breakdown": "keskusta", "flags": "preliminary"}
        | {"value": 12.5, "numerator": 5.0, "denominator": 40.0, "lower": 4.2, "upper": 26.9},
        plain
        | {"area": "HVA09", "sex": "total", "age_group": "total", "breakdown": "total"}
        | {"denominator": 17.0, "missing_reason": "secret"},
    ]
    assert check_observations(fetched.rows) == []
    assert (fetched.dataset, fetched.source, fetched.licence) == ("omat", "Lahden kaupunki", "CC BY 4.0")
    assert [one.key for one in fetched.words] == ["kavely"]


def test_finnish_header_is_the_same_table():
    row = ["kavely", "398", 2023, "", "", "", 12, 5, 40, None, None, "", "johdettu | ennakkotieto"]

    assert read(row, header=[name.capitalize() for name in FINNISH]).rows == read(row, header=COLUMNS).rows


@pytest.mark.parametrize(
    "written, value",
    [
        ("12,4", 12.4),
        ("12.4", 12.4),
        ("1 234,5", 1234.5),
        ("200\u00a0000", 200_000.0),
        ("-3", -3.0),
        (" 7 ", 7.0),
        (0, 0.0),
        (2.5, 2.5),
    ],
)
def test_number_is_read_as_people_write_it(written, value):
    assert read(["a", "KU398", "2023", written]).rows["value"].to_pylist() == [value]


@pytest.mark.parametrize(
    "written, text, accepted",
    [
        ("12,4 %", "“12,4 %” holds more than the number", "12,4"),
        ("4 963 seulaa", "“4 963 seulaa” holds more than the number", "4 963"),
        (
            "1.234,5",
            "“1.234,5” is no number",
            "a number alone, with a decimal comma or point, or nothing where it is missing",
        ),
        (
            "12 34",
            "“12 34” is no number",
            "a number alone, with a decimal comma or point, or nothing where it is missing",
        ),
        (
            "noin 5",
            "“noin 5” is no number",
            "a number alone, with a decimal comma or point, or nothing where it is missing",
        ),
        ("..", "“..” stands for a missing number", "nothing, and the reason in the column missing_reason"),
        (True, "“True” is no number", "a number alone, with a decimal comma or point, or nothing where it is missing"),
        (
            float("nan"),
            "“nan” is no number",
            "a number alone, with a decimal comma or point, or nothing where it is missing",
        ),
    ],
)
def test_what_is_no_number_is_told(written, text, accepted):
    assert faults(["a", "KU398", "2023", written]) == [fault(2, "value", text, accepted)]


@pytest.mark.parametrize(
    "written, start, end",
    [
        (2023, (2023, 1, 1), (2023, 12, 31)),
        (2023.0, (2023, 1, 1), (2023, 12, 31)),
        ("2023-06", (2023, 6, 1), (2023, 6, 30)),
        ("2023Q2", (2023, 4, 1), (2023, 6, 30)),
        ("2023-01-01–2023-06-30", (2023, 1, 1), (2023, 6, 30)),
        ("1.1.2023 - 30.6.2023", (2023, 1, 1), (2023, 6, 30)),
    ],
)
def test_period_is_read_as_people_write_it(written, start, end):
    [row] = read(["a", "KU398", written, 1]).rows.to_pylist()

    assert (row["period_start"], row["period_end"]) == (date(*start), date(*end))


@pytest.mark.parametrize(
    "written, text",
    [
        ("", "it is empty"),
        ("viime vuosi", "“viime vuosi” is no period"),
        ("1.1.2023–15.6.2023", "“1.1.2023–15.6.2023” is not of whole months"),
        ("1.6.2023–31.1.2023", "“1.6.2023–31.1.2023” ends before it starts"),
        ("31.2.2023–31.3.2023", "“31.2.2023–31.3.2023” is no period"),
        (DAY, "1.6.2023 is a day; the spreadsheet program may have made it of a month"),
    ],
)
def test_what_is_no_period_is_told(written, text):
    assert [one["fault"] for one in faults(["a", "KU398", written, 1])] == [text]


@pytest.mark.parametrize(
    "written, text, accepted",
    [
        ("Lahti", "“Lahti” is a name; use the code", "KU398"),
        ("päijät-häme", "“päijät-häme” is a name; use the code", "HVA09, MK07"),
        ("16", "“16” may be a municipality, a county or a region", "KU016, HVA16, MK16"),
        (16, "“16” may be a municipality, a county or a region", "KU016, HVA16, MK16"),
        (
            "Lahtis",
            "“Lahtis” is no area's code",
            "KU and three digits for a municipality, HVA or MK and two digits for a county or a region, or FI",
        ),
        ("KU999", "“KU999” is not in the list of areas", "a code of the list"),
        ("KU588", "KU588 is not in force in the whole period", "KU507"),
    ],
)
def test_what_is_no_area_is_told(written, text, accepted):
    division = Division([Area("KU398"), Area("KU588", None, date(2024, 12, 31), "KU507")], [])
    names = {"Lahti": ["KU398"], "Päijät-Häme": ["HVA09", "MK07"]}

    assert faults(["a", written, 2025, 1], division=division, names=names) == [fault(2, "area", text, accepted)]


@pytest.mark.parametrize(
    "cells, column, text",
    [
        ({"missing_reason": "", "value": ""}, "missing_reason", "the value is missing without a reason"),
        ({"missing_reason": "secret"}, "missing_reason", "the value stands with a reason for being missing"),
        ({"missing_reason": "ei käy"}, "missing_reason", "“ei käy” is no reason that is known"),
        (
            {"missing_reason": "secret", "value": "", "numerator": 3},
            "numerator",
            "the value is hidden but its numerator is not",
        ),
        ({"missing_reason": "missing", "value": "", "lower": 3}, "lower", "there are limits without a value"),
        ({"lower": 11}, "value", "the value is not between its limits"),
        ({"denominator": -1}, "denominator", "it is negative"),
        ({"sex": "9"}, "sex", "“9” is no sex that is known"),
        ({"age_group": "nuoret"}, "age_group", "“nuoret” is no age group"),
        ({"age_group": DAY}, "age_group", "the spreadsheet program has made a day of an age group"),
        ({"flags": "hieno"}, "flags", "“hieno” is no flag that is known"),
        ({"indicator": "Kävely"}, "indicator", "“Kävely” is no key"),
        ({"indicator": "muu"}, "indicator", "“muu” is not in the catalogue"),
    ],
)
def test_row_that_makes_no_sense_is_told(cells, column, text):
    row = {"indicator": "a", "area": "KU398", "period": 2023, "value": 10} | cells

    found = faults([row.get(name) for name in COLUMNS], header=COLUMNS, indicators={"a"})

    assert [(one["row"], one["column"], one["fault"]) for one in found] == [(2, column, text)]


def test_every_fault_is_told_by_the_files_own_columns_and_rows():
    rows = [["a", "KU398", 2022, 1], ["", "", "", None], ["a", "Lahti", "2023", "x"], ["a", "KU398", "2022", 2]]

    found = faults(*rows, header=["Indikaattori", "Alue", "Jakso", "Arvo"])

    assert [(one["row"], one["column"], one["fault"]) for one in found] == [
        (4, "Alue", "“Lahti” is no area's code"),
        (4, "Arvo", "“x” is no number"),
        (5, "Indikaattori", "the same figure stands on row 2"),
    ]


def test_words_that_are_accepted_are_told_in_the_readers_language():
    with pytest.raises(RowsRefused) as refused:
        read(["a", "KU398", 2023, ""])

    [one] = refused.value.faults
    finnish = {"secret": "salassa pidettävä", "missing": "puuttuu"}
    assert "puuttuu, not applicable, salassa pidettävä" in one.sentence(lambda text: finnish.get(text, text))


@pytest.mark.parametrize(
    "header, text",
    [
        (["indicator", "area", "period"], ("value", "the column is missing")),
        ([*HEADER, "Arvo"], ("Arvo", "the column stands there twice")),
        ([*HEADER, "kunta"], ("kunta", "the column is not known")),
    ],
)
def test_header_that_does_not_fit_is_told(header, text):
    assert [(one["row"], one["column"], one["fault"]) for one in faults(header=header)] == [(1, *text)]


def test_table_without_rows_is_refused():
    assert [one["fault"] for one in faults()] == ["there are no rows"]


def test_cell_that_its_file_has_spoilt_tells_why():
    class Broken:
        fault = "the spreadsheet program shows the error #REF!"

    assert [one["fault"] for one in faults(["a", "KU398", 2023, Broken()])] == [Broken.fault]


def test_csv_is_read_with_its_row_numbers(tmp_path):
    path = tmp_path / "omat.csv"
    path.write_text("indikaattori;alue;jakso;arvo\n\na;KU398;2023;1,5\na;KU398;2024;x\n", encoding="utf-8")

    with pytest.raises(RowsRefused) as refused:
        read_local_csv(str(path), **TOLD)
    assert [one.row for one in refused.value.faults] == [4]

    path.write_text(path.read_text(encoding="utf-8").replace("x", "2"), encoding="utf-8")
    assert read_local_csv(str(path), **TOLD).rows["value"].to_pylist() == [1.5, 2.0]


def test_file_that_is_not_there_is_refused():
    with pytest.raises(ArgumentRefused):
        read_local_csv("no-such.csv", **TOLD)
