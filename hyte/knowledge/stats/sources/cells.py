"""A cell of an area's own table: what was written, and what is accepted in its place."""

import calendar
import math
import re
from collections.abc import Callable, Mapping
from datetime import date

from hyte.knowledge.stats.choices import Flag, MissingReason, Sex
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.sources.codes import Period, age_group_of, period_of, sex_of, typed_area
from hyte.knowledge.stats.store.shape import FLAG_SEPARATOR, TOTAL

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}([ \u00a0\u202f]\d{3})+)([.,]\d+)?")
_WITH_UNIT = re.compile(rf"({_NUMBER.pattern})\s*([^\d\s.,].*)", re.DOTALL)
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DOTS = re.compile(r"\.+|-|–|na|n/a|null|puuttuu", re.IGNORECASE)
_DAY = re.compile(r"(?:(\d{4})-(\d\d?)-(\d\d?)|(\d\d?)\.(\d\d?)\.(\d{4}))")

_PERIODS = _("a year (2023), a month (2023-06), a quarter (2023Q2), or first and last day (2023-01-01–2023-06-30)")
_AREAS = _("KU and three digits for a municipality, HVA or MK and two digits for a county or a region, or FI")
_AGES = _("ages such as 20-64, 65+ or 7, or nothing for all ages")
_SEXES = _("total, female or male, or nothing for all")
_A_NUMBER = _("a number alone, with a decimal comma or point, or nothing where it is missing")
_A_KEY = _("the key of an indicator: small letters a–z, digits and hyphens")

# The words of the store, and those that its pages show in Finnish.
_REASONS: Mapping[str, MissingReason] = {
    **{str(reason): reason for reason in MissingReason},
    "puuttuu": MissingReason.MISSING,
    "ei sovellu": MissingReason.NOT_APPLICABLE,
    "salassa pidettävä": MissingReason.SECRET,
    "ei saatavilla": MissingReason.NOT_AVAILABLE,
    "ei kysytty": MissingReason.NOT_ASKED,
    "suuruus nolla": MissingReason.NIL,
    "peitetty pieni lukumäärä": MissingReason.HIDDEN,
}
_FLAGS: Mapping[str, Flag] = {
    **{str(flag): flag for flag in Flag},
    "ennakkotieto": Flag.PRELIMINARY,
    "johdettu": Flag.DERIVED,
    "korjattu": Flag.CORRECTED,
    "arvioitu": Flag.ESTIMATED,
    "katkos aikasarjassa": Flag.BREAK,
}


class CellFault(Exception):
    """A cell that cannot be accepted: what is wrong and what is accepted, both English patterns, and what stands in them."""

    def __init__(self, fault: str, accepted: str, **values: object) -> None:
        super().__init__(fault)
        self.fault, self.accepted, self.values = fault, accepted, values


class RowFault(InputRefused):
    """A fault of a row (the header is row 1) in a column, in two sentences: what is wrong, and what is accepted."""

    def __init__(self, row: int, column: str, cell: CellFault) -> None:
        text = _("Row %(row)s, column %(column)s: %(fault)s. Accepted: %(accepted)s.")
        super().__init__(text, row=row, column=column, **_told(cell, str))
        self.row, self.column, self.cell = row, column, cell

    def sentence(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language that `translate` gives."""
        return translate(self.text) % {"row": self.row, "column": self.column, **_told(self.cell, translate)}

    def as_dict(self, translate: Callable[[str], str], *, file: str = "") -> dict[str, object]:
        """The fault as scripts and the pages' tables of faults take it."""
        return {"file": file, "row": self.row, "column": self.column, **_told(self.cell, translate)}


def _told(cell: CellFault, translate: Callable[[str], str]) -> dict[str, str]:
    """Both sentences; a list of words in them is translated word by word, since its translations are accepted too."""
    values = {
        name: ", ".join(translate(str(word)) for word in value) if isinstance(value, tuple) else value
        for name, value in cell.values.items()
    }
    told = {"fault": translate(cell.fault), "accepted": translate(cell.accepted)}
    return {name: text % values if values else text for name, text in told.items()}


def text_of(cell: object) -> str:
    """What stands in a cell, without spaces around it; a whole number without a decimal part."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    return re.sub(r"[ \u00a0\u202f\t]+", " ", str(cell)).strip()


def key_in(cell: object) -> str:
    """The key of an indicator."""
    text = text_of(cell)
    if not text:
        raise CellFault(_("it is empty"), _A_KEY)
    if not _KEY.fullmatch(text):
        raise CellFault(_("“%(cell)s” is no key"), _A_KEY, cell=text)
    return text


def area_in(cell: object, names: Mapping[str, tuple[str, ...]]) -> str:
    """The typed code of an area. `names` are areas' names in small letters and their codes, for what is told of a name."""
    text = text_of(cell)
    if not text:
        raise CellFault(_("it is empty"), _AREAS)
    code = typed_area(text, kind="KU" if len(text) == 3 else "")
    if code:
        return code
    if text.isdecimal() and len(text) < 3:
        number = int(text)
        meant = f"KU{number:03d}, HVA{number:02d}, MK{number:02d}"
        raise CellFault(
            _("“%(cell)s” may be a municipality, a county or a region"), "%(codes)s", cell=text, codes=meant
        )
    if codes := names.get(text.casefold()):
        raise CellFault(_("“%(cell)s” is a name; use the code"), "%(codes)s", cell=text, codes=", ".join(codes))
    raise CellFault(_("“%(cell)s” is no area's code"), _AREAS, cell=text)


def period_in(cell: object) -> Period:
    """First and last day of the period, which is of whole months."""
    if isinstance(cell, date):
        raise CellFault(
            _("%(cell)s is a day; the spreadsheet program may have made it of a month"),
            _PERIODS,
            cell=f"{cell.day}.{cell.month}.{cell.year}",
        )
    text = text_of(cell)
    found = period_of(text) or _between_days(text)
    if not text:
        raise CellFault(_("it is empty"), _PERIODS)
    if found is None:
        raise CellFault(_("“%(cell)s” is no period"), _PERIODS, cell=text)
    start, end = found
    if end < start:
        raise CellFault(_("“%(cell)s” ends before it starts"), _PERIODS, cell=text)
    if start.day != 1 or end.day != calendar.monthrange(end.year, end.month)[1]:
        raise CellFault(_("“%(cell)s” is not of whole months"), _PERIODS, cell=text)
    return found


def _between_days(text: str) -> Period | None:
    found = list(_DAY.finditer(text))
    if len(found) != 2 or not re.fullmatch(r"\s*[-–/]\s*", text[found[0].end() : found[1].start()]):
        return None
    if text[: found[0].start()] or text[found[1].end() :]:
        return None
    try:
        start, end = (
            date(*map(int, one.groups()[:3])) if one[1] else date(int(one[6]), int(one[5]), int(one[4]))
            for one in found
        )
    except ValueError:
        return None
    return start, end


def sex_in(cell: object) -> str:
    text = text_of(cell)
    found = sex_of(text) if text else Sex.TOTAL
    if found is None:
        raise CellFault(_("“%(cell)s” is no sex that is known"), _SEXES, cell=text)
    return str(found)


def age_group_in(cell: object) -> str:
    if isinstance(cell, date):
        raise CellFault(_("the spreadsheet program has made a day of an age group"), _AGES)
    text = text_of(cell)
    found = age_group_of(text) if text else TOTAL
    if found is None:
        raise CellFault(_("“%(cell)s” is no age group"), _AGES, cell=text)
    return found


def breakdown_in(cell: object) -> str:
    """Any other division; none, or a word for all, is the total."""
    text = text_of(cell)
    return TOTAL if not text or age_group_of(text) == TOTAL else text


def number_in(cell: object) -> float | None:
    """The number, or None where the cell is empty."""
    if isinstance(cell, bool):
        raise CellFault(_("“%(cell)s” is no number"), _A_NUMBER, cell=cell)
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            raise CellFault(_("“%(cell)s” is no number"), _A_NUMBER, cell=cell)
        return float(cell)
    text = text_of(cell)
    if not text:
        return None
    if _NUMBER.fullmatch(text):
        return float(re.sub(r"\s", "", text).replace(",", "."))
    if _DOTS.fullmatch(text):
        accepted = _("nothing, and the reason in the column missing_reason")
        raise CellFault(_("“%(cell)s” stands for a missing number"), accepted, cell=text)
    if found := _WITH_UNIT.fullmatch(text):
        raise CellFault(_("“%(cell)s” holds more than the number"), "%(number)s", cell=text, number=found[1])
    raise CellFault(_("“%(cell)s” is no number"), _A_NUMBER, cell=text)


def reason_in(cell: object) -> MissingReason | None:
    text = text_of(cell).casefold()
    if text and text not in _REASONS:
        raise CellFault(_("“%(cell)s” is no reason that is known"), "%(words)s", cell=text, words=tuple(MissingReason))
    return _REASONS.get(text)


def flags_in(cell: object) -> frozenset[Flag]:
    """The flags; several with | between."""
    found = []
    for text in text_of(cell).casefold().split(FLAG_SEPARATOR.strip()):
        if text.strip() and text.strip() not in _FLAGS:
            raise CellFault(_("“%(cell)s” is no flag that is known"), "%(words)s", cell=text, words=tuple(Flag))
        found += [_FLAGS[text.strip()]] if text.strip() else []
    return frozenset(found)
