"""Saying how much of budget lines goes to a phenomenon, of one line or of many at once, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.audit.recording import Conflict, Recording, Refused, lock, record, snapshot
from hyte.core.exchange.planning import chunks
from hyte.planning.budgets.choices import Mode
from hyte.planning.budgets.models import Budget, BudgetLine, Phenomenon, Share
from hyte.planning.budgets.models.phenomena import share_fault
from hyte.planning.budgets.queries.markers import markers_of, taken_by_exclusive
from hyte.planning.budgets.rules import TAG
from hyte.planning.budgets.shares import WHOLE, size_of

NAMED_LINES = 3  # lines that a refusal names
AT_ONCE = 500  # shares in one statement
Seen = Mapping[int, int | None]


@dataclass(frozen=True)
class Tag:
    """How much of a line, and on what basis."""

    basis: str
    step: str = ""
    percent: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    source: str = ""


@transaction.atomic
def tag_lines(
    budget: Budget, *, lines: Seen, phenomenon: Phenomenon, tag: Tag, by: Principal, today: date
) -> list[Share]:
    """Say how much of each line goes to the phenomenon; `lines` are ids with the version that was seen, if one was."""
    require(by, TAG, budget)
    if fault := share_fault(**asdict(tag)):
        raise Refused(fault[1])
    budget, phenomenon = lock(budget), lock(phenomenon)
    _refuse_phenomenon(phenomenon, budget)
    rows = _locked(budget, lines)
    if phenomenon.mode == Mode.EXCLUSIVE:
        _refuse_too_much(rows, phenomenon, tag, home=budget.home_id)
    kept = {share.line_id: share for share in _shares_of(rows, phenomenon)}
    values = {**asdict(tag), "author": by.user, "day": today}
    new = [
        Share(
            line=line,
            phenomenon=phenomenon,
            home_id=budget.home_id,
            is_example=line.is_example or phenomenon.is_example,
            **values,
        )
        for line in rows
        if line.pk not in kept
    ]
    with record(budget, verb="lines tagged", by=by, reason=str(phenomenon)[:300], also=rows) as recording:
        _save_all(recording, new, list(kept.values()), values)
    return [*kept.values(), *new]


def _save_all(recording: Recording, new: list[Share], kept: list[Share], values: dict[str, Any]) -> None:
    """Thousands of lines are tagged in a few statements; all shares say the same, so what holds of one holds of all."""
    before = [snapshot(share) for share in kept]
    for share in kept:
        for name, value in values.items():
            setattr(share, name, value)
    for share in [*new[:1], *kept[:1]]:
        share.full_clean()
    Share.objects.bulk_create(new, batch_size=AT_ONCE)
    for some in chunks([share.pk for share in kept]):
        Share.objects.filter(pk__in=some).update(**values)
    recording.added_in_bulk(new)
    recording.changed_in_bulk(zip(kept, before, strict=True))


@transaction.atomic
def untag_lines(budget: Budget, *, lines: Seen, phenomenon: Phenomenon, by: Principal) -> int:
    """Take the phenomenon's tags off lines; gives how many were taken off."""
    require(by, TAG, budget)
    budget = lock(budget)
    rows = _locked(budget, lines)
    shares = _shares_of(rows, phenomenon)
    if not shares:
        raise Refused(_("None of the lines is tagged with this phenomenon."))
    with record(budget, verb="lines untagged", by=by, reason=str(phenomenon)[:300], also=rows) as recording:
        recording.removed_in_bulk(shares)
        for some in chunks([share.pk for share in shares]):
            Share.objects.filter(pk__in=some).delete()
    return len(shares)


def _refuse_phenomenon(phenomenon: Phenomenon, budget: Budget) -> None:
    if budget.withdrawn_on:
        raise Refused(_("The budget has been withdrawn."))
    if phenomenon.withdrawn_on:
        raise Refused(_("The phenomenon has been withdrawn."))
    if phenomenon.home_id != budget.home_id and not phenomenon.is_shared:
        raise Refused(_("The phenomenon's area does not offer it to the budgets of others."))


def _locked(budget: Budget, lines: Seen) -> list[BudgetLine]:
    """The lines under a lock, as they were seen."""
    if not lines:
        raise Refused(_("Choose at least one line."))
    rows = [
        row
        for some in chunks(sorted(lines))
        for row in BudgetLine.objects.select_for_update().filter(budget=budget, pk__in=some).order_by("pk")
    ]
    if len(rows) != len(lines):
        raise Refused(_("Some of the lines are not in this budget."))
    for row in rows:
        seen = lines[row.pk]
        if seen is not None and row.version != seen:
            raise Conflict(row)
    return rows


def _shares_of(rows: list[BudgetLine], phenomenon: Phenomenon) -> list[Share]:
    found = Share.objects.filter(phenomenon=phenomenon)
    return [share for some in chunks([row.pk for row in rows]) for share in found.filter(line__in=some)]


def _refuse_too_much(rows: list[BudgetLine], phenomenon: Phenomenon, tag: Tag, *, home: int) -> None:
    """At most the whole of a line goes to exclusive phenomena."""
    markers = markers_of([home])
    wanted = size_of(tag.basis, tag.step, tag.percent, markers[home])
    taken = taken_by_exclusive([row.pk for row in rows], markers=markers, but=phenomenon)
    over = [row for row in rows if taken.get(row.pk, 0) + wanted > WHOLE]
    if over:
        names = "; ".join(str(row) for row in over[:NAMED_LINES])
        raise Refused(
            _(
                "More than the whole line would go to exclusive phenomena (%(count)s lines): %(names)s. "
                "Nothing was tagged."
            )
            % {"count": len(over), "names": names}
        )
