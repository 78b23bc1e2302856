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
from hyte.knowledge.indicators.choices import Rhythm, SourceKind
from hyte.knowledge.indicators.models import Dataset
from hyte.knowledge.stats.sources import sotkanet

EDIT = "indicators.edit"


@transaction.atomic
def add_dataset(area: Area, *, key: str, by: Principal, today: date, **values: Any) -> Dataset:
    """A new data set of the area; `values` are the fields of `Dataset`."""
    require(by, EDIT, area)
    if Dataset.objects.filter(key=key).exists():
        raise Refused(_("There is a data set with the key %(key)s already.") % {"key": key})
    dataset = Dataset(key=key, home=area, confirmed_on=today, **values)
    with record(dataset, verb="data set added", by=by) as recording:
        recording.add(dataset)
    return dataset


def sotkanet_dataset(
    area: Area, *, indicators: Collection[int], years: Collection[int] | None, by: Principal, today: date
) -> Dataset:
    """The area's data set of Sotkanet's indicators, made where there is none; it asks these too from now on."""
    known = Dataset.objects.live().filter(home=area, kind=SourceKind.SOTKANET).order_by("pk").first()
    if known is not None:
        return ask_more(known, indicators=indicators, years=years, by=by)
    if not indicators:
        raise Refused(_("Name the indicators by Sotkanet's numbers, such as 4,127."))
    return add_dataset(
        area,
        key=f"sotkanet-{area.key}",
        by=by,
        today=today,
        name_fi=f"Sotkanet: {area.name_fi}",  # type: ignore[attr-defined]
        kind=SourceKind.SOTKANET,
        address="https://sotkanet.fi",
        publisher=sotkanet.SOURCE,
        licence=sotkanet.LICENCE,
        rhythm=Rhythm.YEARLY,
        query=_query({}, indicators, years),
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
