"""One line as it is divided: what of it goes to each phenomenon, to the cent, and what goes to none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hyte.planning.budgets.choices import Mode
from hyte.planning.budgets.models import BudgetLine, Share
from hyte.planning.budgets.queries.markers import markers_of
from hyte.planning.budgets.shares import euros_of, part_of, parts_of, size_of
from hyte.planning.budgets.tallies import STAGES

Euros = list[Decimal | None]  # one for each stage


@dataclass(frozen=True)
class SharePart:
    """A share of a line with its euros by stage."""

    share: Share
    euros: Euros


@dataclass(frozen=True)
class Division:
    """A line's amounts; the parts of exclusive phenomena and their rest come to them, overlapping ones stand alone."""

    amounts: Euros
    exclusive: list[SharePart]
    rest: Euros
    overlapping: list[SharePart]


def division_of(line: BudgetLine) -> Division:
    """How a line is divided, by the rule by which all sums are made."""
    rows = Share.objects.filter(line=line, phenomenon__withdrawn_on__isnull=True)
    shares = list(rows.select_related("phenomenon__home", "author").order_by("phenomenon__order", "phenomenon_id"))
    markers = markers_of([line.home_id])[line.home_id]
    sizes = {share.phenomenon.key: size_of(share.basis, share.step, share.percent, markers) for share in shares}
    exclusive = [share for share in shares if share.phenomenon.mode == Mode.EXCLUSIVE]
    beside = {share.phenomenon.key: sizes[share.phenomenon.key] for share in exclusive}
    cents = [None if (amount := getattr(line, stage)) is None else int(amount * 100) for stage in STAGES]
    divided = [None if amount is None else parts_of(amount, beside) for amount in cents]

    def part(share: Share) -> Euros:
        return [None if one is None else euros_of(one[0][share.phenomenon.key]) for one in divided]

    def alone(share: Share) -> Euros:
        size = sizes[share.phenomenon.key]
        return [None if amount is None else euros_of(part_of(amount, size)) for amount in cents]

    return Division(
        amounts=[euros_of(amount) for amount in cents],
        exclusive=[SharePart(share, part(share)) for share in exclusive],
        rest=[None if one is None else euros_of(one[1]) for one in divided],
        overlapping=[SharePart(share, alone(share)) for share in shares if share.phenomenon.mode == Mode.OVERLAPPING],
    )
