"""Numbers, periods and verdicts as a reader sees them; everything here is words and figures, nothing is judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hyte.knowledge.stats.choices import Direction, Flag, MissingReason, Verdict, Withheld
from hyte.knowledge.stats.store.reading import Latest
from hyte.knowledge.stats.store.shape import FLAG_SEPARATOR, TOTAL

NO_BREAK = "\N{NO-BREAK SPACE}"


class Measured(Protocol):
    """What of an indicator its numbers are shown by."""

    @property
    def unit(self) -> str: ...

    @property
    def decimals(self) -> int: ...


def shown_value(value: float | None, measured: Measured, *, with_unit: bool = True) -> str:
    """A value with its decimals and unit: 12,4 %; nothing for none."""
    if value is None:
        return ""
    # What is rounded to zero has no sign.
    rounded = round(value, measured.decimals) + 0.0
    text = formats.number_format(rounded, decimal_pos=measured.decimals, use_l10n=True, force_grouping=True)
    text = text.replace("-", "\N{MINUS SIGN}")
    return f"{text}{NO_BREAK}{measured.unit}" if with_unit and measured.unit else text


def shown_difference(value: float, measured: Measured) -> str:
    """A difference of two values with its unit; that of two percentages is in percentage points."""
    if measured.unit != "%":
        return shown_value(value, measured)
    return NO_BREAK.join([shown_value(value, measured, with_unit=False), _("percentage points")])


def shown_period(start: date, end: date) -> str:
    """A period in its shortest form: 2012, 2010–2012, 6/2023, 4–6/2023, or with its months and years."""
    first, last = (start.year, start.month), (end.year, end.month)
    if start.month == 1 and end.month == 12:
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if first == last:
        return f"{start.month}/{start.year}"
    if start.year == end.year:
        return f"{start.month}–{end.month}/{start.year}"
    return f"{start.month}/{start.year}–{end.month}/{end.year}"


def age_of(start: date, end: date, *, today: date) -> str:
    """How old a number is: “14 years old”, counted from the last year of its period."""
    years = today.year - end.year
    months = years * 12 + today.month - end.month
    is_years = start.month == 1 and end.month == 12
    if (is_years and years >= 1) or months >= 24:
        return ngettext("%(count)s year old", "%(count)s years old", years) % {"count": years}
    if is_years or months < 1:
        return _("newest possible")
    return ngettext("%(count)s month old", "%(count)s months old", months) % {"count": months}


def shown_reason(reason: str | None) -> str:
    """Why a number is absent."""
    if reason == MissingReason.DOTS:
        return _("left out by the source")
    return _(reason) if reason else ""


def shown_flags(flags: str | None, *, is_counted: bool = False) -> str:
    """What must be known of a number, in one line; of one with counts, that it is these which are derived."""
    words = [
        _("derived counts") if is_counted and flag == Flag.DERIVED else _(flag)
        for flag in (flags.split(FLAG_SEPARATOR) if flags else [])
    ]
    return ", ".join(words)


_SEXES = {TOTAL: gettext_lazy("both sexes"), "female": gettext_lazy("women"), "male": gettext_lazy("men")}


def shown_sex(sex: str) -> str:
    return str(_SEXES.get(sex, sex))


def shown_ages(ages: str) -> str:
    """An age group: 20–64, or that it is all ages."""
    return _("all ages") if ages == TOTAL else ages.replace("-", "–")


@dataclass(frozen=True)
class Light:
    """A verdict as it may be shown: its word, its sign, its colour only where a test stands behind it, and why there is none."""

    word: Any
    sign: str = ""
    colour: str = ""
    why: Any = ""


_LIGHTS = {
    Verdict.BEST: Light(gettext_lazy("clearly better"), "▲▲", "success"),
    Verdict.BETTER: Light(gettext_lazy("better"), "▲", "success"),
    Verdict.SIMILAR: Light(gettext_lazy("no difference"), "●", "warning"),
    Verdict.WORSE: Light(gettext_lazy("worse"), "▼", "danger"),
    Verdict.WORST: Light(gettext_lazy("clearly worse"), "▼▼", "danger"),
    Verdict.HIGHER: Light(gettext_lazy("higher"), "↑", "info"),
    Verdict.LOWER: Light(gettext_lazy("lower"), "↓", "info"),
}
_UNTESTED = {
    1: Light(gettext_lazy("higher, not tested"), ""),
    0: Light(gettext_lazy("the same, not tested"), ""),
    -1: Light(gettext_lazy("lower, not tested"), ""),
}
_NOTHING = Light(gettext_lazy("nothing to compare with"))
_OF_SIZE = Light(gettext_lazy("nothing to compare with"), why=gettext_lazy("a count follows the size of the area"))


def light_of(number: Latest) -> Light:
    """The traffic light of a number against the whole country; without limits a plain difference without colour."""
    light = _LIGHTS.get(Verdict(number.verdict))
    if light:
        return light
    if number.value is None or number.reference is None:
        return _OF_SIZE if number.no_verdict == Withheld.FOLLOWS_SIZE else _NOTHING
    return _UNTESTED[(number.value > number.reference) - (number.value < number.reference)]


@dataclass(frozen=True)
class Arrow:
    """A direction as it may be shown."""

    word: Any
    sign: str = ""


_ARROWS = {
    Direction.INCREASING: Arrow(gettext_lazy("rising"), "↗"),
    Direction.DECREASING: Arrow(gettext_lazy("falling"), "↘"),
    Direction.NO_CHANGE: Arrow(gettext_lazy("no certain change"), "→"),
    Direction.UNKNOWN: Arrow(gettext_lazy("cannot be judged"), ""),
}


def arrow_of(number: Latest) -> Arrow:
    """The direction of the last five years, by its word and its sign."""
    return _ARROWS[Direction(number.direction)]


def shown_limits(lower: float | None, upper: float | None, measured: Measured) -> str:
    """The limits of an interval: 11,2–13,9; nothing where there are none."""
    if lower is None or upper is None:
        return ""
    low, high = (shown_value(one, measured, with_unit=False) for one in (lower, upper))
    return f"{low}–{high}"


_STANDARDS = {
    "esp2013-19": gettext_lazy("European 2013, 19 age bands"),
    "esp2013-20": gettext_lazy("European 2013, 20 age bands"),
    "esp2013-21": gettext_lazy("European 2013, 21 age bands"),
    "esp1976-18": gettext_lazy("European 1976, 18 age bands"),
    "who-18": gettext_lazy("WHO's, 18 age bands"),
}


def shown_standard(name: str) -> str:
    """A standard population in words; one without words by its name."""
    return str(_STANDARDS.get(name, name))
