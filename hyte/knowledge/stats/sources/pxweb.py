"""PxWeb, interface v1: the tables of Statistics Finland and of everybody else who publishes with it."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.sources import jsonstat
from hyte.knowledge.stats.sources.cubes import Cube, Dimension, listed, merged
from hyte.knowledge.stats.sources.faults import SourceMisread
from hyte.knowledge.stats.sources.fetched import Fetched
from hyte.knowledge.stats.sources.fetching import Answer, Client, Request
from hyte.knowledge.stats.sources.pxfiles import cube_of_csv, cube_of_json
from hyte.knowledge.stats.sources.reading import TableReading
from hyte.knowledge.stats.store.areas import Division

ADDRESS = "https://statfin.stat.fi/PXWeb/api/v1/fi/StatFin"
SOURCE = "Tilastokeskus, StatFin"
LICENCE = "CC BY 4.0"
MOST_VALUES = 120_000  # what version 1 gives at a time; other hosts give less

_NO_VARIABLES = _("%(source)s answered no description of a table at %(address)s: “%(part)s” is missing or wrong.")
_NO_VARIABLE = _("The table %(address)s has no variable %(variable)s; it has %(found)s.")
_NO_VALUE = _("The variable %(variable)s of the table %(address)s has no value %(value)s; it has %(found)s.")

Query = dict[str, list[str]]


class Form(StrEnum):
    """In which of its forms a table is asked for."""

    JSON_STAT = "json-stat2"
    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True)
class Table:
    """What a table describes of itself: its title and its variables with their values."""

    title: str
    variables: tuple[Dimension, ...]


def fetch_table(client: Client, address: str, *, source: str = SOURCE) -> Table:
    """The table's title and variables."""
    return client.ask(Request(source=source, address=address), _table)


def fetch_pxweb(
    client: Client,
    address: str,
    *,
    reading: TableReading,
    dataset: str,
    choose: Mapping[str, Sequence[str]] | None = None,
    most_values: int = MOST_VALUES,
    form: Form = Form.JSON_STAT,
    source: str = SOURCE,
    licence: str = LICENCE,
    areas: Collection[str] | None = None,
    division: Division | None = None,
    language: str = "fi",
) -> Fetched:
    """A table as a data set; the key of a measure is the data set's and the measure's code.

    `choose` names values of variables (by code or title of the variable); of the others all are taken. No query asks more than
    `most_values`: a larger table is asked in parts and put together. `language` is the one of the address.
    Raises SourceFault, and InputRefused where `choose` or `reading` does not fit the table.
    """
    chosen = {name: list(values) for name, values in (choose or {}).items()}
    with client.run(f"pxweb {address} {sorted(chosen.items())} {most_values} {form}"):
        client.expect(1)
        table = fetch_table(client, address, source=source)
        queries = list(split(_query(table, chosen, address), most=most_values))
        client.expect(len(queries))
        cube = merged([_fetch_part(client, address, table, query, form, source) for query in queries])
    return jsonstat.fetched_cube(
        cube,
        reading=reading,
        dataset=dataset,
        source=source,
        licence=licence,
        address=address,
        published_at=cube.updated,
        areas=areas,
        division=division,
        language=language,
    )


def split(query: Query, *, most: int) -> Iterator[Query]:
    """Queries that together ask what one does, each cell once, none for more values than `most`."""
    if math.prod(len(values) for values in query.values()) <= most:
        yield query
        return
    longest = max(query, key=lambda name: len(query[name]))
    if len(query[longest]) == 1:  # nothing is left to split: `most` is below one
        yield query
        return
    middle = len(query[longest]) // 2
    for part in (query[longest][:middle], query[longest][middle:]):
        yield from split(query | {longest: part}, most=most)


def _table(answer: Answer) -> Table:
    told = answer.json()
    variables = told.get("variables") if isinstance(told, dict) else None
    if not isinstance(variables, list) or not variables:
        raise _misread(answer, "variables")
    return Table(str(told.get("title") or ""), tuple(_variable(one, answer) for one in variables))


def _variable(told: Any, answer: Answer) -> Dimension:
    if not isinstance(told, dict) or not isinstance(told.get("values"), list) or not told.get("code"):
        raise _misread(answer, "code, values")
    codes = [str(code) for code in told["values"]]
    texts = told.get("valueTexts") or codes
    if not isinstance(texts, list) or len(texts) != len(codes) or not codes:
        raise _misread(answer, f"{told['code']}: valueTexts")
    labels = {code: str(text) for code, text in zip(codes, texts, strict=True)}
    return Dimension(str(told["code"]), str(told.get("text") or told["code"]), tuple(codes), labels)


def _query(table: Table, chosen: Mapping[str, list[str]], address: str) -> Query:
    query = {one.id: list(one.codes) for one in table.variables}
    for name, values in chosen.items():
        side = next((one for one in table.variables if one.is_called(name)), None)
        if side is None:
            found = listed(one.id for one in table.variables)
            raise InputRefused(_NO_VARIABLE, address=address, variable=name, found=found)
        other = [value for value in values if value not in side.codes]
        if other or not values:
            value = other[0] if other else "–"
            raise InputRefused(_NO_VALUE, address=address, variable=side.id, value=value, found=listed(side.codes))
        query[side.id] = [code for code in side.codes if code in values]
    return query


def _fetch_part(client: Client, address: str, table: Table, query: Query, form: Form, source: str) -> Cube:
    body = {
        "query": [{"code": name, "selection": {"filter": "item", "values": values}} for name, values in query.items()],
        "response": {"format": str(form)},
    }
    asked = tuple(
        Dimension(one.id, one.label, tuple(query[one.id]), {code: one.labels[code] for code in query[one.id]})
        for one in table.variables
    )

    def read(answer: Answer) -> Cube:
        if form is Form.JSON:
            return cube_of_json(answer, asked)
        return cube_of_csv(answer, asked) if form is Form.CSV else jsonstat.cube_of(answer)

    return client.ask(Request(source=source, address=address, body=body), read)


def _misread(answer: Answer, part: str) -> SourceMisread:
    return SourceMisread(_NO_VARIABLES, source=answer.request.source, address=answer.request.shown, part=part)
