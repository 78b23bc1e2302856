"""JSON-stat 2.0 in every shape its writers give it, and what missing and uncertain figures become."""

from datetime import UTC, date, datetime

import pytest

from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.sources.faults import SourceMisread
from hyte.knowledge.stats.sources.jsonstat import fetch_jsonstat
from hyte.knowledge.stats.sources.reading import TableReading
from hyte.knowledge.stats.store.shape import check_observations
from tests.knowledge.stats.sources.conftest import Reply

READING = TableReading(area="Alue", period="Vuosi", measure="Tiedot")
TABLE = {
    "version": "2.0",
    "class": "dataset",
    "label": "Kuolleet alueittain",
    "source": "Esimerkkilaitos",
    "updated": "2024-07-26T05.00.00Z",
    "id": ["Alue", "Vuosi", "Tiedot"],
    "size": ["2", "2", "2"],
    "dimension": {
        "Alue": {"label": "Alue", "category": {"index": {"KU398": 1, "SSS": 0}, "label": {"SSS": "KOKO MAA"}}},
        "Vuosi": {"label": "Vuosi", "category": {"index": ["2022", "2023"], "label": {"2023": "2023*"}}},
        "Tiedot": {
            "label": "Tiedot",
            "category": {"index": ["kuolleet", "osuus"], "label": {"kuolleet": "Kuolleet", "osuus": "Osuus, %"}},
        },
    },
    "value": [10, 1.5, None, 2, 0, None, None, None],
    "status": {"2": "3", "5": "7", "6": "1"},
}


def fetch(client, source, table, *, reading=READING, **given):
    source.give("/table", table)
    given = {"dataset": "kuolleet", "source": "Esimerkkilaitos", "licence": "CC BY 4.0"} | given
    return fetch_jsonstat(client, f"{source.address}/table", reading=reading, **given)


def cells(fetched) -> dict:
    return {
        (row["area"], row["period_start"].year, row["indicator"]): (row["value"], row["missing_reason"], row["flags"])
        for row in fetched.rows.to_pylist()
    }


CELLS = {
    ("FI", 2022, "kuolleet-kuolleet"): (10.0, None, None),
    ("FI", 2022, "kuolleet-osuus"): (1.5, None, None),
    ("FI", 2023, "kuolleet-kuolleet"): (None, "secret", None),
    ("FI", 2023, "kuolleet-osuus"): (2.0, None, "preliminary"),
    ("KU398", 2022, "kuolleet-kuolleet"): (0.0, None, None),
    ("KU398", 2022, "kuolleet-osuus"): (None, "magnitude nil", None),
    ("KU398", 2023, "kuolleet-kuolleet"): (None, "missing", None),
    ("KU398", 2023, "kuolleet-osuus"): (None, "missing", None),
}


def test_cells_are_rows_of_the_store(source, client):
    fetched = fetch(client, source, TABLE)

    assert cells(fetched) == CELLS
    assert check_observations(fetched.rows) == []
    assert fetched.published_at == datetime(2024, 7, 26, 5, tzinfo=UTC)
    assert [(one.key, one.names, one.first_year, one.last_year, one.updated) for one in fetched.words] == [
        ("kuolleet-kuolleet", {"fi": "Kuolleet"}, 2022, 2023, date(2024, 7, 26)),
        ("kuolleet-osuus", {"fi": "Osuus, %"}, 2022, 2023, date(2024, 7, 26)),
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"value": {"0": 10, "1": 1.5, "2": None, "3": 2, "4": 0, "5": None, "6": None, "7": None}},
        {"status": [None, None, "3", None, None, "7", "1", None]},
        {"status": {"2": "...", "5": "-", "6": "."}},
        {"size": [2, 2, 2]},
    ],
)
def test_other_spellings_are_the_same_table(source, client, other):
    assert cells(fetch(client, source, TABLE | other)) == CELLS


def test_cell_that_a_sparse_table_leaves_out_is_no_row(source, client):
    fetched = fetch(client, source, TABLE | {"value": {"1": 1.5}, "status": {"6": "4"}})

    assert cells(fetched) == {
        ("FI", 2022, "kuolleet-osuus"): (1.5, None, None),
        ("KU398", 2023, "kuolleet-kuolleet"): (None, "not available", None),
    }


@pytest.mark.parametrize(
    "code, reason",
    [
        ("1", "missing"),
        ("2", "not applicable"),
        ("3", "secret"),
        ("4", "not available"),
        ("5", "not asked"),
        ("6", "......"),
        ("7", "magnitude nil"),
        ("c", "secret"),
        (":", "not available"),
        ("?", "missing"),
    ],
)
def test_code_becomes_a_reason(source, client, code, reason):
    fetched = fetch(client, source, TABLE | {"status": {"2": code}})

    assert cells(fetched)[("FI", 2023, "kuolleet-kuolleet")] == (None, reason, None)


@pytest.mark.parametrize(
    "extension", [{"px": {"status": {"1": "Salassa pidettävä"}}}, [{"code": 1, "label": "Secret"}]]
)
def test_explanation_overrules_the_code(source, client, extension):
    fetched = fetch(client, source, TABLE | {"status": {"2": "1"}, "extension": extension})

    assert cells(fetched)[("FI", 2023, "kuolleet-kuolleet")] == (None, "secret", None)


def test_status_of_a_value_becomes_a_flag(source, client):
    fetched = fetch(client, source, TABLE | {"status": {"0": "e", "1": "b", "3": "r"}})

    flags = [row["flags"] for row in fetched.rows.to_pylist() if row["value"] is not None]
    assert flags == ["estimated", "break in series", "preliminary | corrected", None]


def test_measure_may_stand_beside_another(source, client):
    reading = TableReading(area="alue", period="vuosi", measure="tiedot", fields={"kuolleet": ("osuus", "numerator")})

    fetched = fetch(client, source, TABLE | {"dataset": "x"}, reading=reading)

    rows = [(row["area"], row["period_start"].year, row["value"], row["numerator"]) for row in fetched.rows.to_pylist()]
    assert rows == [
        ("FI", 2022, 1.5, 10.0),
        ("FI", 2023, 2.0, None),
        ("KU398", 2022, None, None),
        ("KU398", 2023, None, None),
    ]
    assert [one.key for one in fetched.words] == ["kuolleet-osuus"]


def test_sex_age_and_other_divisions_are_read(source, client):
    table = {
        "id": ["Alue", "Vuosi", "Sukupuoli", "Ikä", "Syy"],
        "size": [2, 1, 2, 2, 2],
        "dimension": {
            "Alue": {"category": {"index": ["16", "SK081"]}},
            "Vuosi": {"category": {"index": ["2023Q1"]}},
            "Sukupuoli": {"category": {"index": ["SSS", "2"]}},
            "Ikä": {"category": {"index": ["SSS", "065-"]}},
            "Syy": {"category": {"index": ["SSS", "C00"]}},
        },
        "value": list(range(16)),
    }
    reading = TableReading(area="Alue", area_kind="KU", period="Vuosi", sex="Sukupuoli", age="Ikä", breakdown=("Syy",))

    fetched = fetch(client, source, table, reading=reading)

    rows = [tuple(row[name] for name in ("sex", "age_group", "breakdown", "value")) for row in fetched.rows.to_pylist()]
    assert rows == [
        ("total", "total", "total", 0.0),
        ("total", "total", "C00", 1.0),
        ("total", "65+", "total", 2.0),
        ("total", "65+", "C00", 3.0),
        ("female", "total", "total", 4.0),
        ("female", "total", "C00", 5.0),
        ("female", "65+", "total", 6.0),
        ("female", "65+", "C00", 7.0),
    ]
    assert {(row["area"], row["indicator"], row["period_end"]) for row in fetched.rows.to_pylist()} == {
        ("KU016", "kuolleet", date(2023, 3, 31))
    }
    assert [note.sentence(str) for note in fetched.notes] == [
        "Figures of areas that have no code here (SK081) were left out: 8."
    ]


@pytest.mark.parametrize(
    "reading, sentence",
    [
        (
            TableReading(area="Kunta", period="Vuosi", measure="Tiedot"),
            "The table has no dimension Kunta; it has Alue, Vuosi",
        ),
        (
            TableReading(area="Alue", period="Vuosi"),
            "The dimension Tiedot has several categories (kuolleet, osuus); say",
        ),
        (
            TableReading(area="Alue", period="Tiedot", only={"Vuosi": "2022"}),
            "kuolleet (Kuolleet) in Tiedot is no year",
        ),
        (TableReading(area="Alue", period="Vuosi", sex="Tiedot"), "kuolleet (Kuolleet) in Tiedot is no sex"),
        (TableReading(area="Alue", period="Vuosi", age="Tiedot"), "kuolleet (Kuolleet) in Tiedot is no age group"),
        (
            TableReading(area="Alue", period="Vuosi", only={"Tiedot": "x"}),
            "The dimension Tiedot has no category x; it has",
        ),
    ],
)
def test_reading_that_does_not_fit_is_refused(source, client, reading, sentence):
    with pytest.raises(InputRefused) as refused:
        fetch(client, source, TABLE, reading=reading)

    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    "other, part",
    [
        ({"class": "collection"}, "class"),
        ({"size": [2, 2, 3]}, "size"),
        ({"size": ["2", "2", "x"]}, "ValueError"),
        ({"value": [1]}, "value"),
        ({"value": {"8": 1}}, "value"),
        ({"value": ["1,5", *[None] * 7]}, "value 1,5"),
        ({"value": None}, "value"),
        ({"id": None}, "id, size, dimension"),
        ({"dimension": {"Alue": {}}}, "dimension.Alue.category"),
    ],
)
def test_table_of_another_shape_is_refused(source, client, other, part):
    with pytest.raises(SourceMisread) as refused:
        fetch(client, source, TABLE | other)

    assert str(refused.value).startswith(
        f"Esimerkkilaitos answered JSON-stat that cannot be read at {source.address}/table"
    )
    assert part in str(refused.value)


def test_half_a_file_is_refused(source, client):
    with pytest.raises(SourceMisread, match="broken or cut"):
        fetch(client, source, Reply(b'{"class": "dataset", "id": ["Alue"'))
