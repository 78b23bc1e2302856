"""The one shape of a stored number, and what is wrong with rows that do not have it."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from hyte.knowledge.stats.choices import Flag, MissingReason, Sex
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.refusals import marked as _

TOTAL = str(Sex.TOTAL)  # all ages, or no breakdown, is called what both sexes are
FLAG_SEPARATOR = " | "
AREA_PATTERN = r"^(KU[0-9]{3}|HVA[0-9]{2}|MK[0-9]{2}|FI)$"

# A breakdown that tells by which year's division an area's figures are drawn, where that is another than the area's own.
_DRAWN = re.compile(r"vuoden (\d{4}) aluejako")

PARTS = ("sex", "age_group", "breakdown")  # all three are total where a row is of the whole population
KEY = ("dataset", "indicator", "area", "period_start", "period_end", *PARTS)
NUMBERS = ("value", "numerator", "denominator", "lower", "upper")
_REVEALING = (str(MissingReason.SECRET), str(MissingReason.HIDDEN))

DESCRIPTIONS: Mapping[str, str] = {
    "dataset": _("the data set that the row belongs to; a release replaces all of it"),
    "indicator": _("key of the indicator"),
    "area": _("official code with its type: KU398, HVA09, MK07 or FI"),
    "period_start": _("first day of the first month"),
    "period_end": _("last day of the last month"),
    "sex": _("total, female or male"),
    "age_group": _("ages in years, such as 20-64 or 65+; total is all ages"),
    "breakdown": _("any other division; total is none"),
    "value": _("the number in the indicator's unit; null where it is missing, never 0"),
    "numerator": _("events or persons behind the value"),
    "denominator": _("population or base behind the value"),
    "lower": _("lower limit of the 95 % confidence interval"),
    "upper": _("upper limit of the 95 % confidence interval"),
    "missing_reason": _("why there is no value; null where there is one"),
    "flags": _("what a reader must know of the value, several separated by |; null where nothing"),
    "release": _("SHA-256 of the release's file"),
}


def drawn_in(breakdown: str) -> int | None:
    """The year of the division that a breakdown such as “vuoden 2012 aluejako” tells; none where it tells something else."""
    found = _DRAWN.fullmatch(breakdown)
    return int(found[1]) if found else None


def _field(name: str) -> pa.Field:
    if name in NUMBERS:
        kind = pa.float64()
    elif name in ("period_start", "period_end"):
        kind = pa.date32()
    else:
        kind = pa.string()
    return pa.field(name, kind, metadata={"description": DESCRIPTIONS[name]})


SCHEMA = pa.schema([_field(name) for name in DESCRIPTIONS])
# A file is named by its own hash, so it cannot hold it: `release` is added when it is read.
FILE_SCHEMA = SCHEMA.remove(SCHEMA.get_field_index("release"))
# What pages read tells besides by which published method limits were computed from the counts.
METHOD = _("the method of limits that were computed from the counts; null where the source gave them or there are none")
SERIES_SCHEMA = SCHEMA.append(pa.field("method", pa.string(), metadata={"description": METHOD}))

_NO_COLUMN = _("Column %(column)s is missing.")
_EXTRA_COLUMN = _("Column %(column)s does not belong to the store.")
_TYPE = _("Column %(column)s holds %(found)s; %(accepted)s is accepted.")
_DUPLICATE = _("The key %(key)s stands on %(times)s rows; it may stand once. Keys with this fault: %(count)s.")
_NO_KEY = _("Row %(row)s, %(column)s: it is empty; every row needs it. Rows with this fault: %(count)s.")
_AREA = _(
    "Row %(row)s, area “%(found)s”: KU and three digits, HVA or MK and two digits, or FI is accepted. "
    "Rows with this fault: %(count)s."
)
_SEX = _("Row %(row)s, sex “%(found)s”: %(accepted)s are accepted. Rows with this fault: %(count)s.")
_REASON = _("Row %(row)s, missing_reason “%(found)s”: %(accepted)s are accepted. Rows with this fault: %(count)s.")
_FLAGS = _(
    "Row %(row)s, flags “%(found)s”: %(accepted)s are accepted, each once and in this order. "
    "Rows with this fault: %(count)s."
)
_ORDER = _("Row %(row)s: the period ends (%(found)s) before it starts. Rows with this fault: %(count)s.")
_FIRST = _(
    "Row %(row)s, period_start %(found)s: a period starts on the first day of a month. Rows with this fault: %(count)s."
)
_LAST = _(
    "Row %(row)s, period_end %(found)s: a period ends on the last day of a month. Rows with this fault: %(count)s."
)
_FINITE = _(
    "Row %(row)s, %(column)s: %(found)s is no number; a missing one is left empty. Rows with this fault: %(count)s."
)
_UNEXPLAINED = _("Row %(row)s: the value is missing without a reason. Rows with this fault: %(count)s.")
_EXPLAINED = _(
    "Row %(row)s: the value %(found)s stands with a reason for being missing; a missing value is empty, never 0. "
    "Rows with this fault: %(count)s."
)
_LIMITS_OF_NOTHING = _("Row %(row)s: there are limits without a value. Rows with this fault: %(count)s.")
_REVEALED = _("Row %(row)s: the value is hidden but its numerator %(found)s is not. Rows with this fault: %(count)s.")
_LIMITS = _("Row %(row)s: the value %(found)s is not between its limits. Rows with this fault: %(count)s.")
_DENOMINATOR = _("Row %(row)s, denominator %(found)s: it cannot be negative. Rows with this fault: %(count)s.")


def check_observations(table: pa.Table) -> list[InputRefused]:
    """What is wrong with rows of the file's shape, a sentence a kind of fault; none when they may be stored."""
    return _faults_of_columns(table) or [*_faults_of_words(table), *_faults_of_numbers(table), *_faults_of_keys(table)]


def _faults_of_columns(table: pa.Table) -> list[InputRefused]:
    faults = [InputRefused(_NO_COLUMN, column=name) for name in FILE_SCHEMA.names if name not in table.column_names]
    faults += [InputRefused(_EXTRA_COLUMN, column=name) for name in table.column_names if name not in FILE_SCHEMA.names]
    for field in FILE_SCHEMA:
        found = [one.type for one in table.schema if one.name == field.name]
        if len(found) > 1:
            faults.append(InputRefused(_EXTRA_COLUMN, column=field.name))
        elif found and found[0] != field.type:
            faults.append(InputRefused(_TYPE, column=field.name, found=found[0], accepted=field.type))
    return faults


def _found(table: pa.Table, where: Any, text: str, column: str, **values: object) -> list[InputRefused]:
    """A fault that tells the first row where a condition holds, and how many there are."""
    where = pc.fill_null(where, False)
    count = pc.sum(where).as_py() or 0
    if not count:
        return []
    row = pc.index(where, True).as_py()
    found = table[column][row].as_py()
    return [InputRefused(text, row=row + 1, column=column, found=found, count=count, **values)]


def _faults_of_words(table: pa.Table) -> list[InputRefused]:
    faults = []
    for name in KEY:
        empty = pc.is_null(table[name])
        if table.schema.field(name).type == pa.string():
            empty = pc.or_kleene(empty, pc.equal(pc.utf8_trim_whitespace(table[name]), ""))
        faults += _found(table, empty, _NO_KEY, name)
    faults += _found(table, pc.invert(pc.match_substring_regex(table["area"], AREA_PATTERN)), _AREA, "area")
    for name, text, words in (("sex", _SEX, Sex), ("missing_reason", _REASON, MissingReason)):
        accepted = [str(word) for word in words]
        faults += _found(table, _outside(table[name], accepted.__contains__), text, name, accepted=", ".join(accepted))
    flags = ", ".join(str(flag) for flag in Flag)
    return faults + _found(table, _outside(table["flags"], _are_flags), _FLAGS, "flags", accepted=flags)


def _outside(column: pa.ChunkedArray, is_accepted: Callable[[str], bool]) -> pa.ChunkedArray:
    different = [word for word in pc.unique(column).to_pylist() if word is not None and not is_accepted(word)]
    return pc.is_in(column, value_set=pa.array(different, pa.string()))


def _are_flags(text: str) -> bool:
    places = {str(flag): place for place, flag in enumerate(Flag)}
    found = [places.get(word, -1) for word in text.split(FLAG_SEPARATOR)]
    return -1 not in found and found == sorted(set(found))


def _faults_of_numbers(table: pa.Table) -> list[InputRefused]:
    start, end, value = table["period_start"], table["period_end"], table["value"]
    next_day = pc.add(end, pa.scalar(86_400, pa.duration("s")))
    faults = [
        *_found(table, pc.not_equal(pc.day(start), 1), _FIRST, "period_start"),
        *_found(table, pc.not_equal(pc.day(next_day), 1), _LAST, "period_end"),
        *_found(table, pc.less(end, start), _ORDER, "period_end"),
    ]
    for name in NUMBERS:
        faults += _found(table, pc.invert(pc.is_finite(table[name])), _FINITE, name)
    absent, reason = pc.is_null(value), table["missing_reason"]
    limited = pc.or_(pc.is_valid(table["lower"]), pc.is_valid(table["upper"]))
    hidden = pc.and_(pc.is_in(reason, value_set=pa.array(_REVEALING)), pc.is_valid(table["numerator"]))
    outside = pc.or_kleene(pc.less(value, table["lower"]), pc.greater(value, table["upper"]))
    return [
        *faults,
        *_found(table, pc.and_(absent, pc.is_null(reason)), _UNEXPLAINED, "value"),
        *_found(table, pc.and_(pc.invert(absent), pc.is_valid(reason)), _EXPLAINED, "value"),
        *_found(table, pc.and_(absent, limited), _LIMITS_OF_NOTHING, "lower"),
        *_found(table, hidden, _REVEALED, "numerator"),
        *_found(table, outside, _LIMITS, "value"),
        *_found(table, pc.less(table["denominator"], 0), _DENOMINATOR, "denominator"),
    ]


def _faults_of_keys(table: pa.Table) -> list[InputRefused]:
    counted = table.group_by(list(KEY)).aggregate([([], "count_all")])
    double = counted.filter(pc.greater(counted["count_all"], 1))
    if not double.num_rows:
        return []
    first = double.sort_by([(name, "ascending") for name in KEY]).slice(0, 1).to_pylist()[0]
    key = " / ".join(_word(first[name]) for name in KEY)
    return [InputRefused(_DUPLICATE, key=key, times=first["count_all"], count=double.num_rows)]


def _word(value: str | date | None) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
