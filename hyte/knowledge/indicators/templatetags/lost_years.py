"""Lost years of life in templates: rates, causes, periods and trends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.template import Library
from django.utils import formats

from hyte.knowledge.indicators import shown
from hyte.knowledge.indicators.lost_years import Lost, cause_words

register = Library()
_RATE = SimpleNamespace(unit="", decimals=0)


@register.filter
def cause(text: str) -> str:
    """A cause as a reader sees it."""
    return cause_words(text)


@register.filter
def rate(value: float | None) -> str:
    """Years for 100,000 people, as a whole number; nothing for none."""
    return shown.shown_value(value, _RATE)


@register.filter
def count(value: float | None) -> str:
    """Deaths or years; shares of deaths keep one decimal."""
    if value is None:
        return ""
    return formats.number_format(value, decimal_pos=0 if value == int(value) else 1, use_l10n=True, force_grouping=True)


@register.filter
def standard_words(name: str) -> str:
    """A standard population in words."""
    return shown.shown_standard(name)


@register.filter
def range_of(row: Any) -> str:
    """The limits of a rate: 1 050–1 340."""
    return shown.shown_limits(row.lower, row.upper, _RATE)


@register.simple_tag
def years(start: date, end: date) -> str:
    """A period by its years: 2019, 2015–2019."""
    return shown.shown_period(start, end)


@register.simple_tag
def trend(directions: Mapping[tuple[str, str, str], str] | None, lost: Lost) -> shown.Arrow | None:
    """The recent trend of a figure, where one was looked for."""
    direction = directions.get(lost.place) if directions else None
    return shown.arrow_of(SimpleNamespace(direction=direction)) if direction else None  # type: ignore[arg-type]
