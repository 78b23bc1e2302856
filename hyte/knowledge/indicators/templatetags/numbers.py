"""Numbers of indicators in templates: values with units, periods, ages, verdicts, reasons."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from django.template import Library

from hyte.knowledge.indicators import shown
from hyte.knowledge.indicators.findings import against_country, previous
from hyte.knowledge.indicators.small_charts import Spark, spark_of
from hyte.knowledge.stats.store.reading import Latest, Observation

register = Library()
_RATIO = SimpleNamespace(unit="", decimals=2)


@register.filter
def value_of(row: Observation | None, indicator: Any) -> str:
    """A row's value with its unit; why there is none, where it is missing."""
    if row is None:
        return ""
    return shown.shown_value(row.value, indicator) if row.value is not None else shown.shown_reason(row.missing_reason)


@register.filter
def in_unit(value: float | None, indicator: Any) -> str:
    """A bare number in an indicator's unit; nothing for none."""
    return shown.shown_value(value, indicator)


@register.filter
def ratio(value: float | None) -> str:
    """A ratio with two decimals; nothing for none."""
    return shown.shown_value(value, _RATIO)


@register.filter
def difference_in(value: float, indicator: Any) -> str:
    """A difference of two values in an indicator's unit."""
    return shown.shown_difference(value, indicator)


@register.filter
def limits_of(row: Observation, indicator: Any) -> str:
    return shown.shown_limits(row.lower, row.upper, indicator)


@register.filter
def period_of(row: Any) -> str:
    """The period of a row in its shortest form."""
    return shown.shown_period(row.period_start, row.period_end) if row is not None else ""


@register.filter
def age_on(row: Any, today: date) -> str:
    """How old a row's number is on a day."""
    return shown.age_of(row.period_start, row.period_end, today=today)


@register.filter
def light(row: Latest) -> shown.Light:
    return shown.light_of(row)


@register.filter
def arrow(row: Latest) -> shown.Arrow:
    return shown.arrow_of(row)


@register.filter
def reason(text: str | None) -> str:
    return shown.shown_reason(text)


@register.filter
def flags(row: Any) -> str:
    """What must be known of a row's number."""
    return shown.shown_flags(row.flags, is_counted=getattr(row, "numerator", None) is not None)


@register.filter
def sex(text: str) -> str:
    return shown.shown_sex(text)


@register.filter
def ages(text: str) -> str:
    return shown.shown_ages(text)


@register.filter
def spark(row: Latest) -> Spark | None:
    """The short series of a number as a small line."""
    return spark_of(row.short_values)


@register.filter
def finding(row: Latest, indicator: Any) -> str:
    """How a number stands to the whole country, in a sentence."""
    return against_country(row, indicator)


@register.filter
def before(row: Latest, indicator: Any) -> str:
    """The number of the period before, with the period: 12,1 % (2011); nothing where there is none."""
    earlier = previous(row)
    if earlier is None or earlier[1] is None:
        return ""
    return f"{shown.shown_value(earlier[1], indicator)} ({earlier[0]})"
