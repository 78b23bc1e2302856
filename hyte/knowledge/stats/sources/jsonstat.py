"""JSON-stat 2.0: any table that speaks it, at any address."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from hyte.knowledge.stats.choices import MissingReason
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.sources.cubes import Cell, Cube, Dimension, flag_of_code, flags_of, reason_of, time_of
from hyte.knowledge.stats.sources.faults import SourceMisread
from hyte.knowledge.stats.sources.fetched import Fetched, drawn_by, table_of
from hyte.knowledge.stats.sources.fetching import Answer, Client, Request
from hyte.knowledge.stats.sources.reading import TableReading, read_cube, words_of
from hyte.knowledge.stats.store.areas import Division

_MOST_CELLS = 20_000_000
_WRONG = _("%(source)s answered JSON-stat that cannot be read at %(address)s: “%(part)s” is missing or wrong.")


def fetch_jsonstat(
    client: Client,
    address: str,
    *,
    reading: TableReading,
    dataset: str,
    source: str,
    licence: str,
    areas: Collection[str] | None = None,
    division: Division | None = None,
    language: str = "fi",
) -> Fetched:
    """The table at an address as a data set; `language` is the one that the table's names are in.

    Raises SourceFault, and InputRefused where `reading` does not account for the table.
    """
    with client.run(f"json-stat {address}"):
        client.expect(1)
        cube, at = client.ask(
            Request(source=source, address=address), lambda answer: (cube_of(answer), answer.published_at)
        )
    return fetched_cube(
        cube,
        reading=reading,
        dataset=dataset,
        source=source,
        licence=licence,
        address=address,
        published_at=cube.updated or at,
        areas=areas,
        division=division,
        language=language,
    )


def fetched_cube(
    cube: Cube,
    *,
    reading: TableReading,
    dataset: str,
    source: str,
    licence: str,
    address: str,
    published_at: datetime | None,
    areas: Collection[str] | None,
    division: Division | None,
    language: str,
) -> Fetched:
    """A table that has been read, as a data set of the areas asked."""
    observations, notes = read_cube(cube, reading, dataset=dataset)
    kept, more = drawn_by([one for one in observations if areas is None or one.area in areas], division)
    return Fetched(
        dataset=dataset,
        rows=table_of(kept, dataset=dataset),
        source=source,
        licence=licence,
        address=address,
        published_at=published_at,
        words=words_of(cube, reading, dataset=dataset, language=language, address=address),
        notes=(*notes, *more),
    )


def cube_of(answer: Answer) -> Cube:
    """The table in an answer; raises SourceMisread where it is no JSON-stat of class dataset."""
    told = answer.json()
    if not isinstance(told, dict) or told.get("class", "dataset") != "dataset":
        raise _wrong(answer, "class")
    try:
        return _cube(told, answer)
    except (TypeError, ValueError, KeyError, AttributeError) as fault:  # another shape than promised, deeper down
        raise _wrong(answer, f"{type(fault).__name__}: {fault}")


def _cube(told: Mapping[str, Any], answer: Answer) -> Cube:
    dimensions = _dimensions(told, answer)
    count = math.prod(len(one.codes) for one in dimensions)
    if count > _MOST_CELLS:
        raise _wrong(answer, "size")
    values = _by_place(told.get("value"), count, answer, "value")
    statuses = _by_place(told.get("status"), count, answer, "status")
    explanations = dict(_explanations(told.get("extension")))
    cells = {}
    for place in sorted(values.keys() | statuses.keys()):
        key = _key(place, dimensions)
        cells[key] = _cell(values.get(place), str(statuses.get(place) or ""), explanations, answer)
    return Cube(
        dimensions=dimensions,
        cells=cells,
        label=str(told.get("label") or ""),
        source=str(told.get("source") or ""),
        updated=time_of(str(told.get("updated") or "")),
        notes=tuple(str(note).strip() for note in told.get("note") or () if str(note).strip()),
    )


def _dimensions(told: Mapping[str, Any], answer: Answer) -> tuple[Dimension, ...]:
    ids, sizes, found = told.get("id"), told.get("size"), told.get("dimension")
    if not isinstance(ids, list) or not isinstance(sizes, list) or not isinstance(found, dict):
        raise _wrong(answer, "id, size, dimension")
    dimensions = tuple(_dimension(str(one), found.get(one), answer) for one in ids)
    if [int(size) for size in sizes] != [len(one.codes) for one in dimensions]:
        raise _wrong(answer, "size")
    return dimensions


def _dimension(name: str, told: Any, answer: Answer) -> Dimension:
    category = told.get("category") if isinstance(told, dict) else None
    if not isinstance(category, dict):
        raise _wrong(answer, f"dimension.{name}.category")
    index, labels = category.get("index"), category.get("label") or {}
    if isinstance(index, dict):
        codes: Sequence[Any] = sorted(index, key=lambda code: int(index[code]))
    else:
        codes = index if isinstance(index, list) else list(labels)
    if not codes or len(set(codes)) != len(codes):
        raise _wrong(answer, f"dimension.{name}.category.index")
    notes = category.get("note") or {}
    return Dimension(
        name,
        str(told.get("label") or name),
        tuple(str(code) for code in codes),
        {str(code): str(label) for code, label in labels.items()},
        {str(code): _joined(note) for code, note in notes.items()},
    )


def _joined(note: Any) -> str:
    return " ".join(str(part) for part in note) if isinstance(note, list) else str(note)


def _by_place(told: Any, count: int, answer: Answer, part: str) -> dict[int, Any]:
    """Values or statuses by place: an array holds all, an object some, a lone status all alike."""
    if told is None and part == "status":
        return {}
    if isinstance(told, list) and (len(told) == count or part == "status"):
        return {place: one for place, one in enumerate(told[:count]) if one is not None or part == "value"}
    if isinstance(told, str) and part == "status":
        return dict.fromkeys(range(count), told)
    if isinstance(told, dict) and all(place.isdecimal() and int(place) < count for place in told):
        return {int(place): one for place, one in told.items()}
    raise _wrong(answer, part)


def _key(place: int, dimensions: Sequence[Dimension]) -> tuple[str, ...]:
    codes = []
    for one in reversed(dimensions):
        place, rest = divmod(place, len(one.codes))
        codes.append(one.codes[rest])
    return tuple(reversed(codes))


def _cell(value: Any, status: str, explanations: Mapping[str, str], answer: Answer) -> Cell:
    explanation = explanations.get(status, "")
    if value is None:
        return Cell(None, reason_of(status, explanation) or MissingReason.MISSING)
    if type(value) not in (int, float) or not math.isfinite(value):
        raise _wrong(answer, f"value {value}")
    return Cell(float(value), None, flag_of_code(status) | flags_of(explanation))


def _explanations(told: Any) -> Iterator[tuple[str, str]]:
    """What the extension says of status codes, wherever in it they are explained."""
    if isinstance(told, dict):
        for code, text in told.items():
            if isinstance(text, str) and len(code) <= 6 and (code.isdecimal() or not code.isalnum() or len(code) == 1):
                yield code, text
            else:
                yield from _explanations(text)
    elif isinstance(told, list):
        for one in told:
            if isinstance(one, dict) and isinstance(one.get("code"), str | int) and isinstance(one.get("label"), str):
                yield str(one["code"]), one["label"]
            else:
                yield from _explanations(one)


def _wrong(answer: Answer, part: str) -> SourceMisread:
    return SourceMisread(_WRONG, source=answer.request.source, address=answer.request.shown, part=part)
