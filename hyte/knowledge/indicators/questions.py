"""What a data set asks of its source: the numbers of Sotkanet's indicators, and how a table's dimensions are read."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hyte.core.audit.recording import Refused
from hyte.knowledge.indicators.models import Dataset
from hyte.knowledge.stats.sources.reading import TableReading

_SOTKANET_KEY = re.compile(r"sotkanet-(\d+)")
_FIELDS = tuple(one.name for one in dataclasses.fields(TableReading))
_TEXTS = ("area", "period", "measure", "sex", "age", "area_kind")


def sotkanet_numbers(dataset: Dataset) -> list[int]:
    """The indicators that the data set asks: those it was told to, and those it has given before."""
    told = {int(number) for number in (dataset.query or {}).get("indicators", ())}
    keys = dataset.indicators.live().values_list("key", flat=True)  # type: ignore[attr-defined]
    return sorted(told | {int(found[1]) for key in keys if (found := _SOTKANET_KEY.fullmatch(key))})


def reading_in(told: Any) -> TableReading:
    """How a table is read, from JSON; raises Refused with what is wrong."""
    if not isinstance(told, dict):
        raise _unreadable(_("it is not an object with “area” and “period”"))
    unknown = sorted(set(told) - set(_FIELDS))
    if unknown:
        raise _unreadable(_("“%(name)s” is not known") % {"name": unknown[0]})
    for name in ("area", "period"):
        if not told.get(name):
            raise _unreadable(_("“%(name)s” is missing") % {"name": name})
    values = {name: _value(name, value) for name, value in told.items()}
    return TableReading(**values)


def _value(name: str, value: Any) -> Any:
    if name in _TEXTS:
        if not isinstance(value, str):
            raise _unreadable(_("“%(name)s” is not a text") % {"name": name})
        return value
    if name == "breakdown":
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise _unreadable(_("“%(name)s” is not a list of texts") % {"name": name})
        return tuple(value)
    if not isinstance(value, dict):
        raise _unreadable(_("“%(name)s” is not an object") % {"name": name})
    try:
        if name == "periods":
            return {
                code: (date.fromisoformat(first), date.fromisoformat(last)) for code, (first, last) in value.items()
            }
        if name == "fields":
            return {code: (str(measure), str(field)) for code, (measure, field) in value.items()}
    except (TypeError, ValueError) as fault:
        raise _unreadable(_("“%(name)s” has something else than pairs") % {"name": name}) from fault
    return {str(code): str(meaning) for code, meaning in value.items()}


def _unreadable(fault: str) -> Refused:
    told = _("The reading of the table cannot be used: %(fault)s. It may tell %(accepted)s.")
    return Refused(told % {"fault": fault, "accepted": ", ".join(_FIELDS)})
