"""What a load of ties must meet, the same that is asked when two records are tied on their pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import SYSTEM_READER
from hyte.core.areas.models import Area
from hyte.core.exchange.planning import chunks, home_of
from hyte.core.exchange.shapes import Plan, Row, Sheet, sheet_of
from hyte.core.links.declarations import declared
from hyte.core.links.models import LinkKind
from hyte.governance.meetings.ties import visible_rows

ENDS = ("from", "to")
End = tuple[type[models.Model], str]  # a kind of record and a key


@dataclass(frozen=True)
class NewEnd:
    """An end that the load itself brings."""

    home_id: int | None
    is_example: bool = False


def place_ties(rows: list[Row], plan: Plan) -> None:
    """A tie belongs to the area where it begins, and the right is asked of the record there."""
    sheet = sheet_of(rows, plan)
    ends = _ends_seen(rows, sheet, plan)
    for row in rows:
        first, last = (_named(row, name, sheet) for name in ENDS)
        if first not in ends or last not in ends:
            continue
        source, target = ends[first], ends[last]
        row.given = {"home_id": source.home_id, "is_example": source.is_example or target.is_example}
        operation = declared().get((first[0]._meta.label_lower, row.value("kind"), last[0]._meta.label_lower))
        if operation is not None:
            row.asked = (operation, Area(pk=source.home_id) if isinstance(source, NewEnd) else source)


def check_ties(rows: list[Row], plan: Plan) -> Iterable[tuple[Row, str, str, str]]:
    """Both ends are there for the user, and such records may be tied in this way."""
    sheet = sheet_of(rows, plan)
    for row in rows:
        if row.given and row.value("from") == row.value("to"):
            yield row, "to", _("a record cannot be tied to itself"), _("the key of another record")
        elif row.given and row.asked is None:
            yield row, "kind", _("these two kinds of record cannot be tied in this way"), what_may_be_tied()
    lost = [row for row in rows if not row.given]
    ends = _ends_seen(lost, sheet, plan)
    for row, name in product(lost, ENDS):
        model, key = _named(row, name, sheet)
        # A key that is nobody's is told of already; of one that the user may not see, the same is told.
        if (model, key) not in ends and key in plan.keys_of(model):
            yield row, name, _("“%(key)s” is not known") % {"key": key[:60]}, sheet.column(name).accepted()


def _named(row: Row, name: str, sheet: Sheet) -> End:
    return sheet.column(name).references(row.value(name))[0]


def _ends_seen(rows: list[Row], sheet: Sheet, plan: Plan) -> dict[End, Any]:
    """The ends that rows name: records that the user may see, and those that the load itself brings."""
    wanted: dict[type[models.Model], set[str]] = {}
    for row, name in product(rows, ENDS):
        model, key = _named(row, name, sheet)
        wanted.setdefault(model, set()).add(key)
    user = SYSTEM_READER if plan.by.is_system else plan.by.user
    seen: dict[End, Any] = {}
    for model, keys in wanted.items():
        for some in chunks(sorted(keys)):
            seen |= {(model, row.key): row for row in visible_rows(model, user).filter(key__in=some)}
        for part in plan.sheets:
            if part.sheet.model is model:
                brought = [row for row in part.rows if row.values["key"] in keys]
                new = [row for row in brought if plan.keys_of(model).get(row.values["key"]) is None]
                seen |= {(model, row.values["key"]): NewEnd(home_of(row, plan)) for row in new}
    return seen


def what_may_be_tied() -> str:
    """The declared kinds of ties, in words."""
    names = {label: apps.get_model(label)._meta.verbose_name for triple in declared() for label in triple[::2]}
    return _("one of: %(values)s") % {
        "values": ", ".join(f"{names[start]} {LinkKind(kind).label} {names[end]}" for start, kind, end in declared())
    }
