"""PxWeb's own forms of a table: its JSON, which holds everything as text, and its CSV."""

import csv
import itertools
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.sources.cubes import Cell, Cube, Dimension, flags_of, reason_of, time_of
from hyte.knowledge.stats.sources.faults import SourceMisread
from hyte.knowledge.stats.sources.fetching import Answer

_WRONG = _("%(source)s answered a table that cannot be read at %(address)s: %(part)s.")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")

Key = tuple[str, ...]


def cube_of_json(answer: Answer, variables: Sequence[Dimension]) -> Cube:
    """The table in PxWeb's own JSON. `variables` are those that were asked, with their texts.

    Raises SourceMisread where it is something else.
    """
    told = answer.json()
    try:
        return _cube_of_json(told, answer, variables)
    except (TypeError, ValueError, KeyError, AttributeError, IndexError) as fault:  # another shape than promised
        raise _wrong(answer, f"{type(fault).__name__}: {fault}")


def _cube_of_json(told: Mapping[str, Any], answer: Answer, variables: Sequence[Dimension]) -> Cube:
    columns = told["columns"]
    sides = [str(one["code"]) for one in columns if one["type"] != "c"]
    measures = [str(one["code"]) for one in columns if one["type"] == "c"]
    # The measures are columns, and a variable of their own in the table's description; a lone one may have none.
    rest = [one for one in variables if one.id not in sides]
    if len(rest) > 1 or (not rest and len(measures) > 1) or len(sides) + len(rest) != len(variables):
        raise _wrong(answer, "columns")
    cells: dict[Key, Cell] = {}
    for row in told["data"]:
        given = dict(zip(sides, row["key"], strict=True))
        for measure, text in zip(measures, row["values"], strict=True):
            key = tuple(given.get(one.id, measure) for one in variables)
            if key in cells:
                raise _wrong(answer, " / ".join(key))
            cells[key] = _cell(str(text), answer, remark=str(row.get("comment") or ""))
    remarks = _remarks(told, variables)
    dimensions = tuple(
        Dimension(one.id, one.label, one.codes, one.labels, remarks.get(one.id, {})) for one in variables
    )
    _check_codes(cells, dimensions, answer)
    about = (told.get("metadata") or [{}])[0]
    return Cube(
        dimensions=dimensions,
        cells=cells,
        label=str(about.get("label") or ""),
        source=str(about.get("source") or ""),
        updated=time_of(str(about.get("updated") or "")),
        notes=tuple(_unflagged(told)),
    )


def _remarks(told: Mapping[str, Any], variables: Sequence[Dimension]) -> dict[str, dict[str, str]]:
    """The comments that are tied to a value of a variable, by the variable's code."""
    found: dict[str, dict[str, str]] = {}
    for one in told.get("comments") or ():
        side = next((side for side in variables if side.is_called(str(one.get("variable") or ""))), None)
        if side is None:
            continue
        name = str(one.get("value") or "")
        codes = [code for code in side.codes if name in (code, side.labels.get(code))]
        for code in codes:
            held = found.setdefault(side.id, {})
            held[code] = f"{held.get(code, '')} {one.get('comment') or ''}".strip()
    return found


def _unflagged(told: Mapping[str, Any]) -> list[str]:
    """Comments that no flag says."""
    texts = [*(told.get("comments") or ()), *(told.get("columns") or ())]
    comments = [" ".join(str(one.get("comment") or "").split()) for one in texts]
    return list(dict.fromkeys(text for text in comments if text and not flags_of(text)))


def cube_of_csv(answer: Answer, variables: Sequence[Dimension]) -> Cube:
    """The table in PxWeb's CSV: ISO-8859-1 or UTF-8, a title line, texts instead of codes.

    The columns on the left are variables by their texts; each other column is one value of every variable left, in order, with
    spaces between. Raises SourceMisread where the texts do not tell which code is meant.
    """
    rows = _rows(answer)
    header = next((row for row in rows if len(row) > 1), [])
    start = rows.index(header) + 1 if header else 0
    sides = list(itertools.takewhile(lambda one: one is not None, (_called(text, variables) for text in header)))
    stub = [one for one in sides if one is not None]
    rest = [one for one in variables if one not in stub]
    if not stub or len(header) - len(stub) != math.prod(len(one.codes) for one in rest):
        raise _wrong(answer, "header: " + "; ".join(header[:4]))
    columns = _columns(header[len(stub) :], rest, answer)
    texts = {one.id: _codes_by_text(one, answer) for one in stub}
    cells: dict[Key, Cell] = {}
    for number, row in enumerate(rows[start:], start=start + 1):
        if len(row) != len(header):
            raise _wrong(answer, f"row {number}: {len(row)} cells, not {len(header)}")
        given = {one.id: texts[one.id].get(text) for one, text in zip(stub, row, strict=False)}
        if None in given.values():
            raise _wrong(answer, f"row {number}: {'; '.join(row[: len(stub)])}")
        for column, text in zip(columns, row[len(stub) :], strict=True):
            key = tuple(str((given | column)[one.id]) for one in variables)
            if key in cells:
                raise _wrong(answer, f"row {number}: {' / '.join(key)}")
            cells[key] = _cell(text, answer)
    if len(cells) != math.prod(len(one.codes) for one in variables):
        raise _wrong(answer, f"{len(cells)} / {math.prod(len(one.codes) for one in variables)}")
    title = rows[0][0] if rows and len(rows[0]) == 1 else ""
    return Cube(dimensions=tuple(variables), cells=cells, label=title, updated=answer.published_at)


def _rows(answer: Answer) -> list[list[str]]:
    try:
        text = answer.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = answer.body.decode("iso-8859-1")
    if text.lstrip().startswith("<"):
        raise _wrong(answer, " ".join(text[:60].split()))
    lines = text.replace("\r\n", "\n").split("\n")
    mark = ";" if any('";' in line or ";" in line for line in lines[:4]) else ","
    try:
        found = csv.reader(lines, delimiter=mark, strict=True)
        return [[cell.strip() for cell in row] for row in found if any(cell.strip() for cell in row)]
    except csv.Error as fault:
        raise _wrong(answer, str(fault))


def _called(text: str, variables: Sequence[Dimension]) -> Dimension | None:
    return next((one for one in variables if one.is_called(text)), None)


def _codes_by_text(side: Dimension, answer: Answer) -> dict[str, str]:
    """The codes by their texts; two codes of one text cannot be told apart."""
    codes: dict[str, str] = {}
    for code in side.codes:
        text = side.labels.get(code, code).strip()
        if text in codes:
            raise _wrong(answer, f"{side.label}: {text} = {codes[text]}, {code}")
        codes[text] = code
    return codes


def _columns(header: Sequence[str], rest: Sequence[Dimension], answer: Answer) -> list[dict[str, str]]:
    """Which value of each variable each column is of, in whatever order the variables stand in its text."""
    for order in itertools.permutations(rest):
        places = [
            (" ".join(one.labels.get(code, code) for one, code in zip(order, codes, strict=True)), codes)
            for codes in itertools.product(*(one.codes for one in order))
        ]
        by_text = dict(places)
        if len(by_text) == len(places) and by_text.keys() == set(header):
            return [{one.id: code for one, code in zip(order, by_text[text], strict=True)} for text in header]
    raise _wrong(answer, "header: " + "; ".join(header[:4]))


def _check_codes(cells: Mapping[Key, Cell], dimensions: Sequence[Dimension], answer: Answer) -> None:
    known = [set(one.codes) for one in dimensions]
    for key in cells:
        for code, codes, one in zip(key, known, dimensions, strict=True):
            if code not in codes:
                raise _wrong(answer, f"{one.id} {code}")


def _cell(text: str, answer: Answer, *, remark: str = "") -> Cell:
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return Cell(float(text.replace(",", ".")), None, flags_of(remark))
    reason = reason_of(text or ".", remark)
    if reason is None:
        raise _wrong(answer, text[:60])
    return Cell(None, reason)


def _wrong(answer: Answer, part: str) -> SourceMisread:
    return SourceMisread(_WRONG, source=answer.request.source, address=answer.request.shown, part=part)
