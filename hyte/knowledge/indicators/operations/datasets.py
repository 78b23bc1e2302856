"""Make data sets, and add to what they ask of their source."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused, lock, record
from hyte.governance.structure.operations.keys import free_key
from hyte.knowledge.indicators.choices import Rhythm, SourceKind
from hyte.knowledge.indicators.models import Dataset, Indicator
from hyte.knowledge.indicators.questions import check_query, named_variables
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.sources import sotkanet
from hyte.knowledge.stats.sources.fetching import Client, Manners
from hyte.knowledge.stats.sources.pxweb import fetch_table

EDIT = "indicators.edit"
SOTKANET_ADDRESS = "https://sotkanet.fi"
ANSWER_WITHIN = 5  # seconds: somebody waits for the form


@transaction.atomic
def add_dataset(area: Area, *, key: str, by: Principal, today: date, **values: Any) -> Dataset:
    """A new data set of the area; `values` are the fields of `Dataset`."""
    require(by, EDIT, area)
    taken = Dataset.objects.filter(key=key).select_related("home").first()
    if taken is not None:
        told = _("The key %(key)s is taken: %(area)s has the data set %(dataset)s under it. The key %(free)s is free.")
        free = free_key(key.removeprefix(f"{area.key}-"), area=area, model=Dataset)
        raise Refused(told % {"key": key, "area": taken.home, "dataset": taken, "free": free})
    dataset = Dataset(key=key, home=area, confirmed_on=today, **values)
    with record(dataset, verb="data set added", by=by) as recording:
        recording.add(dataset)
    return dataset


@transaction.atomic
def change_dataset(dataset: Dataset, *, version: int, by: Principal, **values: Any) -> Dataset:
    """Change what is told of a data set; `values` are fields of `Dataset`. How its numbers come here stays."""
    require(by, EDIT, dataset)
    dataset = lock(dataset, version=version)
    if dataset.withdrawn_on:
        raise Refused(_("The data set %(dataset)s has been withdrawn.") % {"dataset": dataset})
    check_query(dataset.kind, values.get("query", dataset.query) or {})
    with record(dataset, verb="data set edited", by=by) as recording:
        recording.change(dataset, **values)
    return dataset


@transaction.atomic
def add_indicator(dataset: Dataset, *, by: Principal, today: date, **values: Any) -> Indicator:
    """Describe one indicator of an own table; `values` are the fields of `Indicator`. Of a source, its own words are taken."""
    require(by, EDIT, dataset)
    if dataset.kind != SourceKind.LOCAL or dataset.withdrawn_on:
        raise Refused(_("Indicators are described by hand only in an own table that is in use."))
    key = free_key(values["name_fi"], area=dataset.home, model=Indicator)
    indicator = Indicator(
        key=key,
        home=dataset.home,
        dataset=dataset,
        source=dataset.publisher,
        attested_on=today,
        confirmed_on=today,
        **values,
    )
    with record(dataset, verb="indicators described", by=by, also=[indicator]) as recording:
        recording.add(indicator)
    return indicator


def refuse_unknown_variables(address: str, query: dict[str, Any]) -> bool:
    """Raise Refused where a PxWeb table has no variable that the query names; whether the table could be looked at.

    A source that does not answer is left for the fetch to tell of.
    """
    try:
        with Client(manners=Manners(pause=0, timeout=ANSWER_WITHIN, tries=1)) as client:
            table = fetch_table(client, address)
    except InputRefused:
        return False
    for name in named_variables(query):
        if not any(one.is_called(name) for one in table.variables):
            found = ", ".join(one.id for one in table.variables)
            told = _("The table has no variable “%(name)s”. It has %(found)s.")
            raise Refused(told % {"name": name, "found": found})
    return True


def kept_elsewhere(area: Area, numbers: Collection[int]) -> dict[int, Indicator]:
    """Sotkanet's indicators that another area keeps already: they have every area's numbers, so one record serves all."""
    keys = {f"sotkanet-{number}": number for number in numbers}
    found = Indicator.objects.live().filter(key__in=keys).exclude(dataset__home=area).select_related("dataset__home")
    return {keys[one.key]: one for one in found}


def refuse_kept_elsewhere(area: Area, numbers: Collection[int]) -> None:
    for number, indicator in sorted(kept_elsewhere(area, numbers).items()):
        told = _("%(number)s (%(indicator)s) is here already with every area's numbers: %(area)s keeps it.")
        raise Refused(told % {"number": number, "indicator": indicator, "area": indicator.dataset.home})


def sotkanet_dataset(
    area: Area, *, indicators: Collection[int], years: Collection[int] | None, by: Principal, today: date
) -> Dataset:
    """The area's data set of Sotkanet's indicators, made where there is none; it asks these too from now on.

    What another area keeps already is not asked twice; where nothing else was named, that area's data set is given.
    """
    others = kept_elsewhere(area, indicators)
    own = sorted(set(indicators) - set(others))
    if others and not own:
        return others[min(others)].dataset
    known = Dataset.objects.live().filter(home=area, kind=SourceKind.SOTKANET).order_by("pk").first()
    if known is not None:
        return ask_more(known, indicators=own, years=years, by=by)
    if not own:
        raise Refused(_("Name the indicators by Sotkanet's numbers, such as 4,127."))
    return add_dataset(
        area,
        key=f"sotkanet-{area.key}",
        by=by,
        today=today,
        name_fi=f"Sotkanet: {area.name_fi}",  # type: ignore[attr-defined]
        kind=SourceKind.SOTKANET,
        address=SOTKANET_ADDRESS,
        publisher=sotkanet.SOURCE,
        licence=sotkanet.LICENCE,
        rhythm=Rhythm.YEARLY,
        query=_query({}, own, years),
    )


@transaction.atomic
def ask_more(dataset: Dataset, *, indicators: Collection[int], years: Collection[int] | None, by: Principal) -> Dataset:
    """Add indicators to what a data set of Sotkanet asks; years, where given, take the place of those before."""
    require(by, EDIT, dataset)
    dataset = lock(dataset)
    query = _query(dataset.query or {}, indicators, years)
    if query != (dataset.query or {}):
        with record(dataset, verb="data set changed", by=by) as recording:
            recording.change(dataset, query=query)
    return dataset


def _query(query: dict[str, Any], indicators: Collection[int], years: Collection[int] | None) -> dict[str, Any]:
    told = dict(query)
    if indicators:
        told["indicators"] = sorted({*query.get("indicators", ()), *indicators})
    if years is not None:
        told["years"] = sorted(years)
    return told
