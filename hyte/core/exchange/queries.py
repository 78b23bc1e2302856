"""What a download holds: the sheet's rows of an area, as far as the user may see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from hyte.core.areas.models import Area
from hyte.core.exchange.register import periods_with_references, with_references
from hyte.core.exchange.shapes import Sheet, show_cell


def rows_of(
    sheet: Sheet,
    area: Area,
    *,
    user: Any,
    ids: Iterable[int] | None = None,
    to_fill: Iterable[dict[str, str]] | None = None,
) -> Iterator[list[str]]:
    """The sheet's rows, one for each period of a dated thing; `ids` narrows to what a filtered list shows.

    After them come rows to be filled in: those told, or of a whole sheet those that the sheet itself has.
    """
    records = with_references(sheet)
    if hasattr(records, "visible_to"):
        records = records.visible_to(user)
    if hasattr(records, "live"):
        records = records.live()
    if sheet.has_home:
        records = records.filter(home=area)
    if ids is not None:
        records = records.filter(pk__in=list(ids))
    objects = list(records.order_by("pk"))
    periods: dict[int, list[Any]] = {}
    if sheet.period_model is not None:
        for period in periods_with_references(sheet).filter(of__in=[obj.pk for obj in objects]).order_by("pk"):
            periods.setdefault(period.of_id, []).append(period)
    for obj in objects:
        hidden = sheet.conceals(obj, user) if sheet.conceals else frozenset()
        for period in periods.get(obj.pk, [None]):
            yield ["" if column.name in hidden else show_cell(column, obj, period) for column in sheet.columns]
    if to_fill is None:
        to_fill = sheet.to_fill(area, user) if sheet.to_fill and ids is None else ()
    for cells in to_fill:
        yield [cells.get(column.name, "") for column in sheet.columns]
