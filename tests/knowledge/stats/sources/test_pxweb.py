"""PxWeb: its three forms are one table, no query is too large, and a part is never counted twice."""

import csv
import itertools
import math
from datetime import UTC, datetime

import pytest

from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.sources.cubes import Dimension
from hyte.knowledge.stats.sources.faults import SourceMisread, SourceRefused
from hyte.knowledge.stats.sources.fetching import Answer, Request
from hyte.knowledge.stats.sources.pxfiles import cube_of_csv
from hyte.knowledge.stats.sources.pxweb import Form, fetch_pxweb, split
from hyte.knowledge.stats.sources.reading import TableReading
from hyte.knowledge.stats.store.shape import check_observations
from tests.knowledge.stats.sources.conftest import Asked, Reply, as_json

READING = TableReading(area="Alue", period="Vuosi", sex="Sukupuoli", measure="Tiedot")
VARIABLES = [
    {"code": "Alue", "text": "Alue", "values": ["SSS", "KU398"], "valueTexts": ["KOKO MAA", "Lahti"]},
    {"code": "Vuosi", "text": "Vuosi", "values": ["2022", "2023"], "valueTexts": ["2022", "2023*"], "time": True},
    {"code": "Sukupuoli", "text": "Sukupuoli", "values": ["SSS", "1"], "valueTexts": ["Yhteensä", "Miehet"]},
    {"code": "Tiedot", "text": "Tiedot", "values": ["vaesto", "muutto"], "valueTexts": ["Väestö 31.12.", "Muutto"]},
]
TEXTS = {"..": "2", "-": "7"}


def text_of(key: tuple[str, ...]) -> str:
    """What stands in a cell: a number for each, but two that are missing."""
    places = [one["values"].index(code) for one, code in zip(VARIABLES, key, strict=True)]
    number = int("".join(map(str, places)), 2)
    return {5: "..", 6: "-"}.get(number, str(number))


def chosen(asked: Asked) -> list[dict]:
    values = {one["code"]: one["selection"]["values"] for one in asked.body["query"]}
    return [one | {"values": [code for code in one["values"] if code in values[one["code"]]]} for one in VARIABLES]


def texts_of(one: dict) -> dict[str, str]:
    whole = next(side for side in VARIABLES if side["code"] == one["code"])
    texts = dict(zip(whole["values"], whole["valueTexts"], strict=True))
    return {code: texts[code] for code in one["values"]}


def json_stat(sides: list[dict]) -> Reply:
    texts = [text_of(key) for key in itertools.product(*(one["values"] for one in sides))]
    return as_json(
        {
            "class": "dataset",
            "label": "Väestö",
            "updated": "2024-07-26T05.00.00Z",
            "id": [one["code"] for one in sides],
            "size": [len(one["values"]) for one in sides],
            "dimension": {
                one["code"]: {"label": one["text"], "category": {"index": one["values"], "label": texts_of(one)}}
                for one in sides
            },
            "value": [None if text in TEXTS else int(text) for text in texts],
            "status": {place: TEXTS[text] for place, text in enumerate(texts) if text in TEXTS},
        }
    )


def own_json(sides: list[dict]) -> Reply:
    *keys, measures = sides
    return as_json(
        {
            "columns": [
                *({"code": one["code"], "text": one["text"], "type": "d"} for one in keys),
                *({"code": code, "text": text, "type": "c"} for code, text in texts_of(measures).items()),
            ],
            "comments": [{"variable": "Tiedot", "value": "muutto", "comment": "Laskettu uudelleen\r\n"}],
            "data": [
                {"key": list(key), "values": [text_of((*key, measure)) for measure in measures["values"]]}
                for key in itertools.product(*(one["values"] for one in keys))
            ],
            "metadata": [{"label": "Väestö", "updated": "2024-07-26T05.00.00Z", "source": "Esimerkkilaitos"}],
        }
    )


def own_csv(sides: list[dict]) -> Reply:
    """A title, then areas and years down, sexes and measures across; ISO-8859-1."""
    down, across = sides[:2], sides[2:]
    columns = list(itertools.product(*(one["values"] for one in across)))
    headings = [" ".join(texts_of(one)[code] for one, code in zip(across, codes, strict=True)) for codes in columns]
    lines = ['"Väestö"', "", ";".join(f'"{text}"' for text in ("Alue", "Vuosi", *headings))]
    for key in itertools.product(*(one["values"] for one in down)):
        names = [f'"{texts_of(one)[code]}"' for one, code in zip(down, key, strict=True)]
        values = [text_of((*key, *codes)) for codes in columns]
        lines.append(";".join([*names, *(f'"{text}"' if text in TEXTS else text for text in values)]))
    return Reply("\r\n".join([*lines, ""]).encode("iso-8859-1"))


def table(asked: Asked) -> Reply:
    if asked.method == "GET":
        return as_json({"title": "Väestö", "variables": VARIABLES})
    sides = chosen(asked)
    return {"json-stat2": json_stat, "json": own_json, "csv": own_csv}[asked.body["response"]["format"]](sides)


@pytest.fixture
def pxweb(source):
    source.give("/table.px", table)
    return source


def fetch(client, pxweb, **given):
    given = {"reading": READING, "dataset": "vaesto"} | given
    return fetch_pxweb(client, f"{pxweb.address}/table.px", **given)


def cells(fetched) -> dict:
    return {
        (row["area"], row["period_start"].year, row["sex"], row["indicator"].removeprefix("vaesto-")): (
            row["value"],
            row["missing_reason"],
            row["flags"],
        )
        for row in fetched.rows.to_pylist()
    }


CELLS = {
    ("FI", 2022, "total", "vaesto"): (0.0, None, None),
    ("FI", 2022, "total", "muutto"): (1.0, None, None),
    ("FI", 2022, "male", "vaesto"): (2.0, None, None),
    ("FI", 2022, "male", "muutto"): (3.0, None, None),
    ("FI", 2023, "total", "vaesto"): (4.0, None, "preliminary"),
    ("FI", 2023, "total", "muutto"): (None, "not applicable", None),
    ("FI", 2023, "male", "vaesto"): (None, "magnitude nil", None),
    ("FI", 2023, "male", "muutto"): (7.0, None, "preliminary"),
    ("KU398", 2022, "total", "vaesto"): (8.0, None, None),
    ("KU398", 2022, "total", "muutto"): (9.0, None, None),
    ("KU398", 2022, "male", "vaesto"): (10.0, None, None),
    ("KU398", 2022, "male", "muutto"): (11.0, None, None),
    ("KU398", 2023, "total", "vaesto"): (12.0, None, "preliminary"),
    ("KU398", 2023, "total", "muutto"): (13.0, None, "preliminary"),
    ("KU398", 2023, "male", "vaesto"): (14.0, None, "preliminary"),
    ("KU398", 2023, "male", "muutto"): (15.0, None, "preliminary"),
}


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("most", [120_000, 5, 1])
def test_every_form_in_any_parts_is_the_same_table(pxweb, client, form, most):
    fetched = fetch(client, pxweb, form=form, most_values=most)

    assert cells(fetched) == CELLS
    assert fetched.rows.num_rows == 16
    assert check_observations(fetched.rows) == []
    sizes = [math.prod(len(one["values"]) for one in chosen(asked)) for asked in pxweb.asked if asked.method == "POST"]
    assert max(sizes) <= most
    assert sum(sizes) == 16


def test_time_stamp_and_names_come_from_the_table(pxweb, client):
    fetched = fetch(client, pxweb)

    assert fetched.published_at == datetime(2024, 7, 26, 5, tzinfo=UTC)
    assert {one.key: one.names for one in fetched.words} == {
        "vaesto-vaesto": {"fi": "Väestö 31.12."},
        "vaesto-muutto": {"fi": "Muutto"},
    }
    assert (fetched.source, fetched.licence) == ("Tilastokeskus, StatFin", "CC BY 4.0")


def test_comment_that_is_no_flag_is_told(pxweb, client):
    fetched = fetch(client, pxweb, form=Form.JSON)

    assert [note.sentence(str) for note in fetched.notes] == ["The source says: Laskettu uudelleen"]


def test_comment_on_a_value_becomes_a_flag(pxweb, client):
    def remarked(asked: Asked) -> Reply:
        reply = table(asked)
        return Reply(reply.body.replace(b"Laskettu uudelleen", b"* ennakkotieto"), 200, reply.headers)

    pxweb.give("/table.px", remarked)

    fetched = fetch(client, pxweb, form=Form.JSON)

    flagged = {key for key, (_value, _reason, flags) in cells(fetched).items() if flags == "preliminary"}
    assert ("FI", 2022, "total", "muutto") in flagged
    assert ("FI", 2022, "total", "vaesto") not in flagged
    assert fetched.notes == ()


def test_long_comment_is_told_and_flags_nothing(pxweb, client):
    story = "Luvut ovat lopullisia; ennakkotiedot julkaistaan seuraavan kerran vasta ensi vuoden keväällä"

    def remarked(asked: Asked) -> Reply:
        reply = table(asked)
        return Reply(reply.body.replace(b"Laskettu uudelleen", story.encode()), 200, reply.headers)

    pxweb.give("/table.px", remarked)

    fetched = fetch(client, pxweb, form=Form.JSON)

    assert cells(fetched) == CELLS
    assert [note.sentence(str) for note in fetched.notes] == [f"The source says: {story}"]


def test_large_table_is_asked_in_parts_that_its_host_gives(source, client):
    codes = [f"{number:04d}" for number in range(2_000)]
    sides = [("Alue", ["KU398"]), ("Vuosi", [str(year) for year in range(1990, 2020)]), ("Syy", codes)]

    def limited(asked: Asked) -> Reply:
        if asked.method == "GET":
            return as_json({"variables": [{"code": name, "text": name, "values": values} for name, values in sides]})
        values = {one["code"]: one["selection"]["values"] for one in asked.body["query"]}
        size = math.prod(len(some) for some in values.values())
        if size > 20_000:
            return Reply(b"Too many values", status=403)
        dimension = {name: {"category": {"index": some}} for name, some in values.items()}
        sizes = [len(some) for some in values.values()]
        return as_json({"id": list(values), "size": sizes, "dimension": dimension, "value": [1] * size})

    source.give("/large.px", limited)
    reading = TableReading(area="Alue", period="Vuosi", breakdown=("Syy",))
    address = f"{source.address}/large.px"

    with pytest.raises(SourceRefused, match="Too many values"):
        fetch_pxweb(client, address, reading=reading, dataset="syyt")
    fetched = fetch_pxweb(client, address, reading=reading, dataset="syyt", most_values=20_000)

    assert fetched.rows.num_rows == 60_000
    assert check_observations(fetched.rows) == []


def test_query_of_200_000_values_is_split_without_gaps_or_overlaps():
    query = {"Alue": [f"KU{n}" for n in range(310)], "Ikä": [str(n) for n in range(110)], "Vuosi": list("123456")}

    parts = list(split(query, most=120_000))

    asked = [key for part in parts for key in itertools.product(*part.values())]
    assert max(math.prod(map(len, part.values())) for part in parts) <= 120_000
    assert sorted(asked) == sorted(itertools.product(*query.values()))


def test_values_are_chosen_by_variable(pxweb, client):
    fetched = fetch(client, pxweb, choose={"Alue": ["KU398"], "sukupuoli": ["SSS"], "Vuosi": ["2022"]})

    assert cells(fetched) == {key: CELLS[key] for key in CELLS if key[:3] == ("KU398", 2022, "total")}


@pytest.mark.parametrize(
    "choose, sentence",
    [
        ({"Kunta": ["KU398"]}, "has no variable Kunta; it has Alue, Vuosi, Sukupuoli, Tiedot."),
        ({"Alue": ["KU999"]}, "has no value KU999; it has SSS, KU398."),
    ],
)
def test_choice_that_the_table_does_not_have_is_refused(pxweb, client, choose, sentence):
    with pytest.raises(InputRefused, match=sentence):
        fetch(client, pxweb, choose=choose)


@pytest.mark.parametrize("form", Form)
def test_page_instead_of_a_table_is_refused(pxweb, client, form):
    page = Reply(b"<!doctype html><title>Huoltokatko</title>")
    pxweb.give("/table.px", lambda asked: table(asked) if asked.method == "GET" else page)

    with pytest.raises(SourceMisread, match="Huoltokatko"):
        fetch(client, pxweb, form=form)


@pytest.mark.parametrize("form", [Form.CSV, Form.JSON])
def test_half_a_table_is_refused(pxweb, client, form):
    def half(asked: Asked) -> Reply:
        reply = table(asked)
        return reply if asked.method == "GET" else Reply(reply.body[: len(reply.body) * 2 // 3], 200, reply.headers)

    pxweb.give("/table.px", half)

    with pytest.raises(SourceMisread):
        fetch(client, pxweb, form=form)


def test_names_that_two_codes_share_cannot_be_read_from_csv(pxweb, client):
    doubled = [VARIABLES[0] | {"valueTexts": ["Lahti", "Lahti"]}, *VARIABLES[1:]]
    described = as_json({"title": "Väestö", "variables": doubled})
    pxweb.give("/table.px", lambda asked: described if asked.method == "GET" else table(asked))

    with pytest.raises(SourceMisread, match="Alue: Lahti = SSS, KU398"):
        fetch(client, pxweb, form=Form.CSV)


def test_real_export_is_read_whole(shared):
    folder = shared / "statfin-11re-2019"
    with (folder / "vaesto_ika_sukupuoli_kunta_2019.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    codes = {row["alue"]: f"KU{row['kuntanumero']}" for row in rows} | {"KOKO MAA": "SSS"}
    ages = {"Yhteensä": "SSS", **{str(age): str(age) for age in range(100)}, "100 -": "100-"}
    sides = (
        Dimension("Alue", "Alue", tuple(codes.values()), {code: name for name, code in codes.items()}),
        Dimension("Vuosi", "Vuosi", ("2019",), {}),
        Dimension("Ikä", "Ikä", tuple(ages.values()), {code: text for text, code in ages.items()}),
        Dimension("Sukupuoli", "Sukupuoli", ("SSS", "1", "2"), {"SSS": "Yhteensä", "1": "Miehet", "2": "Naiset"}),
        Dimension("Tiedot", "Tiedot", ("vaesto",), {"vaesto": "Väestö 31.12."}),
    )
    body = (folder / "005_11re_2019_alkuperainen_latin1.csv").read_bytes()

    cube = cube_of_csv(Answer(request=Request(source="Tilastokeskus", address="11re"), body=body), sides)

    assert cube.label == "11re -- Väestö iän (1-v.) ja sukupuolen mukaan alueittain, 1972-2019"
    assert len(cube.cells) == 311 * 102 * 3
    assert cube.cells[("SSS", "2019", "SSS", "SSS", "vaesto")].value == 5_525_292
    ours = {(codes[row["alue"]], f"{row['ika']}{'-' * (row['ika'] == '100')}"): row for row in rows}
    assert all(
        cube.cells[(area, "2019", age, "2", "vaesto")].value == float(row["naiset"])
        for (area, age), row in ours.items()
    )
