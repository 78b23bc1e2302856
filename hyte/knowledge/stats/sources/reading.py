"""A table's cells as rows of the store: which dimension tells what, and what its codes mean."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hyte.knowledge.stats.choices import Flag, MissingReason, Sex
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.sources.codes import Period, age_group_of, period_of, sex_of, typed_area
from hyte.knowledge.stats.sources.cubes import Cell, Cube, Dimension, listed
from hyte.knowledge.stats.sources.faults import Note
from hyte.knowledge.stats.sources.fetched import OTHER_AREAS, Observation, Words, left_out
from hyte.knowledge.stats.store.shape import TOTAL

_UNDECLARED = _("The dimension %(dimension)s has several categories (%(codes)s); say what it is, or which one to take.")
_NO_CODE = _("The dimension %(dimension)s has no category %(code)s; it has %(codes)s.")
_NO_PERIOD = _("%(code)s in %(dimension)s is no year, quarter or month; say which period it is.")
_NO_SEX = _("%(code)s in %(dimension)s is no sex that is known; say which it is.")
_NO_AGE = _("%(code)s in %(dimension)s is no age group that is known; say which it is.")
_SAME_PART = _("The categories %(codes)s of %(dimension)s are called by one name, and nothing is summed.")
_SOURCE_SAYS = _("The source says: %(text)s")

Key = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TableReading:
    """Which dimension tells what, by its id or label, and what its codes mean where they do not say so themselves.

    `only` takes one category of a dimension and leaves the others; a dimension with a single category needs no word.
    `fields` tells which measures stand beside another one's value: code → (that measure's code, and `numerator`, `denominator`,
    `lower` or `upper`).
    """

    area: str
    period: str
    measure: str = ""
    sex: str = ""
    age: str = ""
    breakdown: tuple[str, ...] = ()
    only: Mapping[str, str] = field(default_factory=dict)
    area_kind: str = ""  # KU, HVA or MK where the table has bare numbers
    areas: Mapping[str, str] = field(default_factory=dict)
    periods: Mapping[str, Period] = field(default_factory=dict)
    sexes: Mapping[str, str] = field(default_factory=dict)
    ages: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)  # what a category of a breakdown is called in the store
    fields: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def area_of(self, code: str) -> str | None:
        return self.areas.get(code) or typed_area(code, kind=self.area_kind)

    def period_of(self, code: str) -> Period | None:
        return self.periods.get(code) or period_of(code.rstrip("* "))

    def sex_of(self, code: str) -> str | None:
        found = sex_of(self.sexes.get(code, code))
        return str(found) if found else None

    def age_of(self, code: str) -> str | None:
        return self.ages.get(code) or age_group_of(code)

    def part_of(self, code: str) -> str:
        return self.parts.get(code) or (TOTAL if age_group_of(code) == TOTAL else code)


def read_cube(cube: Cube, reading: TableReading, *, dataset: str) -> tuple[list[Observation], tuple[Note, ...]]:
    """The cells as observations, and what is to be told of them. An indicator's key is the data set's and the measure's.

    Raises InputRefused where a dimension or a code is not accounted for.
    """
    sides = _Sides(cube, reading)
    skipped: Counter[str] = Counter()
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for key, cell in cube.cells.items():
        if not sides.are_taken(key):
            continue
        area_code = sides.area.code(key)
        area = sides.area.meaning(key)
        if area is None:
            skipped[area_code] += 1
            continue
        code = sides.measure.code(key)
        measure, name = reading.fields.get(code, (code, "value"))
        place = (measure, area, sides.period.meaning(key), sides.sex.meaning(key), sides.age.meaning(key))
        _put(rows.setdefault((*place, sides.breakdown(key)), {}), name, cell, sides.flags(key))
    observations = [
        Observation(
            indicator=indicator_key(dataset, measure),
            area=area,
            period=period,
            sex=sex,
            age_group=age,
            breakdown=breakdown,
            **_whole(row),
        )
        for (measure, area, period, sex, age, breakdown), row in rows.items()
    ]
    told = tuple(Note(_SOURCE_SAYS, {"text": text}) for text in cube.notes)
    return observations, (*((left_out(OTHER_AREAS, skipped),) if skipped else ()), *told)


def _put(row: dict[str, Any], name: str, cell: Cell, flags: frozenset[Flag]) -> None:
    row[name] = cell.value
    if name == "value":
        row["reason"] = cell.reason
        row["flags"] = cell.flags | flags if cell.value is not None else frozenset()


def _whole(row: dict[str, Any]) -> dict[str, Any]:
    """The row's fields; where there is no value there are no limits, and no count that might give a secret back."""
    if row.get("value") is not None:
        return row
    return row | {
        "value": None,
        "reason": row.get("reason") or MissingReason.MISSING,
        "lower": None,
        "upper": None,
        "numerator": None,
    }


def indicator_key(dataset: str, measure: str) -> str:
    """The data set's key, with the measure's code where there are measures."""
    code = re.sub(r"[^a-z0-9]+", "-", measure.casefold()).strip("-")
    return f"{dataset}-{code}" if code else dataset


def words_of(cube: Cube, reading: TableReading, *, dataset: str, language: str, address: str) -> tuple[Words, ...]:
    """What the table calls its measures; a table without measures is one indicator."""
    spans = [span for code in cube.dimension(reading.period).codes if (span := reading.period_of(code))]
    told: dict[str, Any] = {
        "updated": cube.updated.date() if cube.updated else None,
        "address": address,
        "first_year": min((start.year for start, _end in spans), default=None),
        "last_year": max((end.year for _start, end in spans), default=None),
    }
    if not reading.measure:
        return (Words(key=dataset, names={language: cube.label or dataset}, **told),)
    side = cube.dimension(reading.measure)
    taken = {code for called, code in reading.only.items() if side.is_called(called)} or set(side.codes)
    return tuple(
        Words(key=indicator_key(dataset, code), names={language: side.labels.get(code) or code}, **told)
        for code in side.codes
        if code in taken and code not in reading.fields
    )


class _Side:
    """A dimension by its place in a cell's key and the meaning of each code; or what is the same for every cell."""

    def __init__(self, place: int | None, meanings: Mapping[str, Any]) -> None:
        self.place = place
        self.meanings = meanings

    def code(self, key: Key) -> str:
        return key[self.place] if self.place is not None else ""

    def meaning(self, key: Key) -> Any:
        return self.meanings[self.code(key)]


class _Sides:
    """The dimensions of a cube by what they tell."""

    def __init__(self, cube: Cube, reading: TableReading) -> None:
        self.cube = cube
        self.only = {self._place(called): code for called, code in reading.only.items()}
        self.area = self._side(reading.area, reading.area_of)
        self.period = self._side(reading.period, reading.period_of, _NO_PERIOD)
        self.measure = self._side(reading.measure, str)
        self.sex = self._side(reading.sex, reading.sex_of, _NO_SEX, otherwise=str(Sex.TOTAL))
        self.age = self._side(reading.age, reading.age_of, _NO_AGE, otherwise=TOTAL)
        self.broken_down = [self._side(called, reading.part_of) for called in reading.breakdown]
        self._flags = [
            {code: one.flags(code, is_period=place == self.period.place) for code in one.codes}
            for place, one in enumerate(cube.dimensions)
        ]
        self._check_all_declared()
        self._check_parts_differ()

    def _check_all_declared(self) -> None:
        sides = (self.area, self.period, self.measure, self.sex, self.age, *self.broken_down)
        declared = {*(side.place for side in sides), *self.only}
        for place, one in enumerate(self.cube.dimensions):
            if self.only.get(place, one.codes[0] if one.codes else "") not in one.codes:
                raise InputRefused(_NO_CODE, dimension=one.id, code=self.only[place], codes=listed(one.codes))
            if place not in declared and len(one.codes) > 1:
                raise InputRefused(_UNDECLARED, dimension=one.id, codes=listed(one.codes))

    def _check_parts_differ(self) -> None:
        for side in self.broken_down:
            codes: dict[str, str] = {}
            for code, name in side.meanings.items():
                if codes.setdefault(name, code) != code:
                    dimension = self.cube.dimensions[side.place or 0].id
                    raise InputRefused(_SAME_PART, codes=listed([codes[name], code]), dimension=dimension)

    def _place(self, called: str) -> int:
        return self.cube.dimensions.index(self.cube.dimension(called))

    def _side(self, called: str, read: Callable[[str], Any], fault: str = "", *, otherwise: Any = "") -> _Side:
        if not called:
            return _Side(None, {"": otherwise})
        place = self._place(called)
        side: Dimension = self.cube.dimensions[place]
        taken = [self.only[place]] if place in self.only else side.codes
        meanings = {code: read(code) for code in taken}
        unread = [code for code, meaning in meanings.items() if meaning is None]
        if unread and fault:
            label = side.labels.get(unread[0])
            raise InputRefused(fault, dimension=side.id, code=f"{unread[0]} ({label})" if label else unread[0])
        return _Side(place, meanings)

    def are_taken(self, key: Key) -> bool:
        return all(key[place] == code for place, code in self.only.items())

    def breakdown(self, key: Key) -> str:
        parts = [side.meaning(key) for side in self.broken_down]
        return TOTAL if all(part == TOTAL for part in parts) else " / ".join(parts)

    def flags(self, key: Key) -> frozenset[Flag]:
        return frozenset().union(*(flags[code] for flags, code in zip(self._flags, key, strict=True)))
