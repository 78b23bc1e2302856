"""A phenomenon's figures as plain data."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hyte.planning.budgets.models import Phenomenon
from hyte.planning.budgets.queries.together import AreaRow, NamedRow, Together
from hyte.planning.budgets.tallies import STAGES, Money

RULE = (
    "A line's parts and its rest are cut to whole cents, and the cents left over go to the largest remainders, "
    "so that they come to the line. null is an amount that is not known, which is not zero."
)


def figures_as_json(
    phenomenon: Phenomenon, *, year: int | None, together: list[Together], licence: str
) -> dict[str, Any]:
    """What the page of a phenomenon shows; euros as text, so that no cent is lost in reading."""
    return {
        "key": phenomenon.key,
        "name": phenomenon.name,
        "home": phenomenon.home.key,
        "mode": phenomenon.mode,
        "is_example": phenomenon.is_example,
        "source": phenomenon.source,
        "licence": licence,
        "year": year,
        "rule": RULE,
        **{part.kind.value: _of_kind(part) for part in together},
    }


def _of_kind(part: Together) -> dict[str, Any]:
    return {
        "areas": [_area(row) for row in part.areas],
        "together": _money(part.total),
        "by_basis": [_named(row) for row in part.bases],
        "by_service_class": [{"code": row.code, **_named(row)} for row in part.classes],
        "expert_estimates": {
            stage: {"behind": _euros(span.estimated), "at_least": _euros(span.low), "at_most": _euros(span.high)}
            for stage, span in zip(STAGES, part.spans, strict=True)
        },
    }


def _area(row: AreaRow) -> dict[str, Any]:
    known = {"budget": row.budget.key, "is_example": row.budget.is_example} if row.budget else {"budget": None}
    amounts = _money(row.money) if row.money is not None else None
    return {"area": row.area.key, **known, "lines": row.lines, "euros": amounts}


def _named(row: NamedRow) -> dict[str, Any]:
    return {"name": str(row.name), "euros": _money(row.money)}


def _money(money: Money) -> dict[str, Any]:
    return {stage: _euros(money[stage].euros) for stage in STAGES}


def _euros(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"
