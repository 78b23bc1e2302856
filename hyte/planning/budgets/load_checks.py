"""What loads of budgets must meet: the same that forms and operations ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from hyte.core.areas.text import shown_number
from hyte.core.exchange.planning import chunks, home_of, value_after
from hyte.core.exchange.shapes import UNCHANGED, Plan, Row, sheet_of
from hyte.planning.budgets.choices import Mode
from hyte.planning.budgets.models import Budget, BudgetLine, Phenomenon, ServiceClass, Share
from hyte.planning.budgets.models.phenomena import share_fault
from hyte.planning.budgets.queries.markers import exclusive_shares, markers_of
from hyte.planning.budgets.shares import WHOLE, size_of

Fault = tuple[Row, str, str, str]


def check_budgets(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """One budget for an area and a year, and no step of its handling taken by a load."""
    sheet = sheet_of(rows, plan)
    taken: dict[tuple[int | None, int], str] = {}
    for key, home, year in Budget.objects.live().values_list("key", "home_id", "year"):
        taken[home, year] = key
    for row in rows:
        if "state" in row.changed:
            fault = _("a file cannot change a budget's state")
            yield row, "state", fault, _("the state that the budget has")
        year = value_after(row, "year", sheet)
        if year is not None and not 1990 <= year <= 2100:
            yield row, "year", _("it is not the year of a budget"), _("a year from 1990 to 2100")
        other = taken.setdefault((home_of(row, plan), year), row.values["key"])
        if other != row.values["key"] and row.action != UNCHANGED:
            fault = _("the area already has a budget of this year")
            yield (
                row,
                "year",
                fault,
                _("one budget a year, or the key of the one that there is: %(key)s") % {"key": other},
            )


def check_lines(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """A line stays in its budget, and a code names one line of it."""
    taken: dict[tuple[str, str], str] = {}
    for some in chunks(sorted({row.value("budget") for row in rows if row.value("budget")})):
        kept = BudgetLine.objects.filter(budget__key__in=some).values_list("budget__key", "code", "key")
        taken.update({(budget, code): key for budget, code, key in kept})
    for row in rows:
        if "budget" in row.changed:
            yield row, "budget", _("the line belongs to another budget"), _("the line's own budget")
        other = taken.setdefault((row.value("budget"), row.value("code")), row.values["key"])
        if other != row.values["key"]:
            fault = _("the budget already has a line of this code")
            yield row, "code", fault, _("each code once in a budget; the line that has it is %(key)s") % {"key": other}


def check_classes(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """A code names one class of an area."""
    kept = ServiceClass.objects.live().values_list("home_id", "code", "key")
    taken: dict[tuple[int | None, str], str] = {(home, code): key for home, code, key in kept}
    for row in rows:
        other = taken.setdefault((home_of(row, plan), row.value("code")), row.values["key"])
        if other != row.values["key"]:
            fault = _("the area already has a class of this code")
            yield row, "code", fault, _("each code once; the class that has it is %(key)s") % {"key": other}


def check_phenomena(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """A phenomenon that lines are tagged with keeps its mode, and one that others use stays shared."""
    changed = [row for row in rows if "mode" in row.changed or "is_shared" in row.changed]
    keys = {row.values["key"] for row in changed}
    used = Share.objects.filter(phenomenon__key__in=keys).values_list(
        "phenomenon__key", "phenomenon__home_id", "home_id"
    )
    tagged, by_others = set(), set()
    for key, home, of in used.distinct():
        tagged.add(key)
        if home != of:
            by_others.add(key)
    for row in changed:
        if "mode" in row.changed and row.values["key"] in tagged:
            fault = _("budget lines have been tagged with the phenomenon, so its mode stays as it is")
            yield row, "mode", fault, _("the mode that the phenomenon has")
        if "is_shared" in row.changed and row.values["key"] in by_others:
            fault = _("budgets of other areas have been tagged with the phenomenon, so it stays shared")
            yield row, "is_shared", fault, _("yes")


@dataclass(frozen=True)
class _Known:
    """What a phenomenon that rows name is: its home, mode, whether others may use it, and whether it is in use at all."""

    home: int | None
    mode: str
    is_shared: bool
    is_withdrawn: bool = False


def check_shares(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """A share has what its basis needs, of a phenomenon that the area may use, within the line."""
    sheet = sheet_of(rows, plan)
    known = _phenomena(rows, plan)
    for row in rows:
        one = known.get(row.value("phenomenon"))
        home = row.given.get("home_id")
        if one is not None and home is not None and one.home != home and not one.is_shared:
            fault = _("its area does not offer it to the budgets of others")
            yield row, "phenomenon", fault, _("one of the area's own, or a shared one")
        if one is not None and one.is_withdrawn and row.action != UNCHANGED:
            yield row, "phenomenon", _("the phenomenon has been withdrawn"), _("a phenomenon that is in use")
        found = share_fault(**_rule(row, sheet), source=value_after(row, "source", sheet) or "")
        if found is not None:
            yield row, found[0], found[1].rstrip("."), sheet.column(found[0]).accepted()
    yield from _beyond_the_line(rows, plan, known)


def check_shares_now(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """The same while the rows are being saved: under a lock of the budgets, as whoever tags on the page takes it."""
    budgets: set[int] = set()
    for some in chunks(sorted({row.value("line") for row in rows})):
        budgets.update(BudgetLine.objects.filter(key__in=some).values_list("budget", flat=True))
    list(Budget.objects.select_for_update().filter(pk__in=budgets).order_by("pk").values_list("pk"))
    yield from check_shares(rows, plan)


def _rule(row: Row, sheet: Any) -> dict[str, Any]:
    rule = {name: value_after(row, name, sheet) for name in ("basis", "step", "percent", "low", "high")}
    return {**rule, "step": rule["step"] or ""}


def _phenomena(rows: list[Row], plan: Plan) -> dict[str, _Known]:
    keys = {row.value("phenomenon") for row in rows if row.value("phenomenon")}
    kept = Phenomenon.objects.filter(key__in=keys)
    kept = kept.annotate(is_withdrawn=Q(withdrawn_on__isnull=False))
    found = {
        key: _Known(*values) for key, *values in kept.values_list("key", "home_id", "mode", "is_shared", "is_withdrawn")
    }
    for part in plan.sheets:
        if part.sheet.model is Phenomenon:
            for row in part.rows:
                mode, is_shared = (value_after(row, name, part.sheet) for name in ("mode", "is_shared"))
                is_withdrawn = row.values["key"] in found and found[row.values["key"]].is_withdrawn
                found[row.values["key"]] = _Known(home_of(row, plan), mode, bool(is_shared), is_withdrawn)
    return found


def _beyond_the_line(rows: list[Row], plan: Plan, known: dict[str, _Known]) -> Iterable[Fault]:
    """Exclusive shares of a line, those of the register and of the file together, are within the line."""
    sheet = sheet_of(rows, plan)
    taken: dict[str, dict[str, int]] = {}
    markers = markers_of({row.given["home_id"] for row in rows if "home_id" in row.given})
    ids: dict[int, str] = {}
    for some in chunks(sorted({row.value("line") for row in rows if row.value("line")})):
        ids.update(BudgetLine.objects.filter(key__in=some).values_list("pk", "key"))
    names = dict(Phenomenon.objects.filter(mode=Mode.EXCLUSIVE).values_list("pk", "key"))
    for share in exclusive_shares(ids):
        size = size_of(share.basis, share.step, share.percent, markers[share.home_id])
        taken.setdefault(ids[share.line_id], {})[names[share.phenomenon_id]] = size
    last: dict[str, Row] = {}  # of several rows that are too much together, the last one is told of
    for row in rows:
        one, home = known.get(row.value("phenomenon")), row.given.get("home_id")
        rule = _rule(row, sheet)
        if one is None or home is None or one.mode != Mode.EXCLUSIVE or share_fault(**rule, source="-") is not None:
            continue
        size = size_of(rule["basis"], rule["step"], rule["percent"], markers[home])
        taken.setdefault(row.value("line"), {})[row.value("phenomenon")] = size
        if row.action != UNCHANGED:
            last[row.value("line")] = row
    for line, row in last.items():
        if sum(taken[line].values()) > WHOLE:
            fault = _("more than the whole line would go to exclusive phenomena")
            rest = WHOLE - sum(size for key, size in taken[line].items() if key != row.value("phenomenon"))
            percent = Decimal(max(rest, 0)).scaleb(-2)
            shown = shown_number(percent.normalize() if percent % 1 else int(percent))
            yield row, "percent", fault, _("at most %(percent)s %% of the line") % {"percent": shown}
