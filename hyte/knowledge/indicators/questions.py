"""What a data set asks of its source: the numbers of Sotkanet's indicators, and how a table's dimensions are read."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hyte.core.audit.recording import Refused
from hyte.knowledge.indicators.choices import SourceKind
from hyte.knowledge.indicators.models import Dataset
from hyte.knowledge.stats.sources.reading import TableReading

_SOTKANET_KEY = re.compile(r"sotkanet-(\d+)")
_FIELDS = tuple(one.name for one in dataclasses.fields(TableReading))
# What a data set of each kind may ask; the first is needed where there is no other way to know.
_ASKED = {
    SourceKind.SOTKANET: ("indicators", "years", "areas"),
    SourceKind.PXWEB: ("reading", "selection", "areas", "most_values"),
    SourceKind.JSONSTAT: ("reading", "areas"),
    SourceKind.LOCAL: (),
}
_LISTS = ("indicators", "years", "areas")
_TEXTS = ("area", "period", "measure", "sex", "age", "area_kind")


def sotkanet_numbers(dataset: Dataset) -> list[int]:
    """The indicators that the data set asks: those it was told to, and those it has given before."""
    told = {int(number) for number in (dataset.query or {}).get("indicators", ())}
    keys = dataset.indicators.live().values_list("key", flat=True)  # type: ignore[attr-defined]
    return sorted(told | {int(found[1]) for key in keys if (found := _SOTKANET_KEY.fullmatch(key))})


def query_in(text: str) -> dict[str, Any]:
    """What is asked of a source, from JSON; a lone reading of a table will do. Raises Refused with what is wrong."""
    try:
        told = json.loads(text)
    except json.JSONDecodeError as fault:
        place = {"line": fault.lineno, "column": fault.colno}
        raise Refused(
            _(
                "It is not JSON: line %(line)s is wrong at character %(column)s."
                " Check the brackets, commas and quotation marks."
            )
            % place
        ) from fault
    except ValueError as fault:
        raise Refused(_("It is not JSON.")) from fault
    if not isinstance(told, dict):
        raise Refused(_("It is not an object between braces { }."))
    known = {word for words in _ASKED.values() for word in words}
    query = {"reading": told} if set(told) & set(_FIELDS) and not set(told) & known else told
    unknown = sorted(set(query) - known)
    if unknown:
        raise Refused(_unknown(unknown[0], known))
    for name in _LISTS:
        if name in query and not isinstance(query[name], list):
            raise Refused(_("“%(name)s” is not a list.") % {"name": name})
    for name in ("indicators", "years"):
        if not all(isinstance(one, int) for one in query.get(name, [])):
            raise Refused(_("“%(name)s” has something else than whole numbers.") % {"name": name})
    _check_selection(query)
    if "reading" in query:
        reading_in(query["reading"])
    return query


def _check_selection(query: dict[str, Any]) -> None:
    chosen = query.get("selection", {})
    lists = isinstance(chosen, dict) and all(isinstance(one, list) for one in chosen.values())
    if not lists or not all(isinstance(code, str) for one in chosen.values() for code in one):
        raise Refused(_("“selection” is not variables with lists of their values, each in quotation marks."))
    most = query.get("most_values", 1)
    if not isinstance(most, int) or most < 1:
        raise Refused(_("“%(name)s” has something else than whole numbers.") % {"name": "most_values"})


def check_query(kind: str, query: dict[str, Any]) -> None:
    """Raise Refused unless a data set of a kind can ask this."""
    accepted = _ASKED[SourceKind(kind)]
    unknown = sorted(set(query) - set(accepted))
    if unknown:
        raise Refused(_unknown(unknown[0], accepted))
    if "reading" in accepted and "reading" not in query:
        raise Refused(_("Tell how the table is read: its “reading”."))


def named_variables(query: dict[str, Any]) -> list[str]:
    """The variables of a table that a query names."""
    reading = reading_in(query["reading"])
    named = [reading.area, reading.period, reading.measure, reading.sex, reading.age]
    named += [*reading.breakdown, *reading.only, *query.get("selection", {})]
    return list(dict.fromkeys(name for name in named if name))


def _unknown(name: str, accepted: Collection[str]) -> str:
    told = _("“%(name)s” is not known here. Accepted: %(accepted)s.")
    return told % {"name": name, "accepted": ", ".join(sorted(accepted)) or "–"}


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
